package document

import (
	"context"
	"encoding/json"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
)

// KeepCommits are the newest commits that Maintain leaves in items, where clients that
// catch up and undo find them with one query.
const KeepCommits = 1000

// MaintainEvents are the types of events that Maintain consumes.
func MaintainEvents() []string { return []string{EventCommitted, EventDeleted} }

// Maintain is the consumer (bus.Handler) that keeps documents in order behind their
// writers: it moves Meta.Updated on, takes snapshots, compacts, and purges deleted
// documents. It is idempotent.
func (d *Documents) Maintain(ctx context.Context, e bus.Event) error {
	var what Committed
	if err := json.Unmarshal(e.Data, &what); err != nil || what.Doc == "" {
		return corrupt(err, "event %s does not decode", e.Type)
	}
	var err error
	switch e.Type {
	case EventDeleted:
		err = d.Purge(ctx, what.Doc)
	case EventCommitted:
		err = d.tend(ctx, what, e)
		if what.Seq%SnapshotStep == 0 {
			err = d.tidy(ctx, what.Doc, err)
		}
	}
	if CodeOf(err) == CodeNotFound {
		return nil // deleted meanwhile
	}
	return err
}

// tidy purges a document that was deleted while snapshots were made of it: its own purge
// may have been over before the last of them was written, as events come in any order and
// at once. Of one that is there it gives back how the tending ended.
func (d *Documents) tidy(ctx context.Context, doc string, tended error) error {
	m, err := d.meta(ctx, doc)
	switch {
	case err == nil && m.deleted:
		return d.Purge(ctx, doc)
	case err != nil && tended == nil:
		return err
	}
	return tended
}

func (d *Documents) tend(ctx context.Context, what Committed, e bus.Event) error {
	_, err := d.changeMeta(ctx, what.Doc, nil, func(m *Meta) bool {
		if e.Time.Sub(m.Updated) < touchStep {
			return false
		}
		m.Updated = e.Time
		return true
	})
	if err != nil || what.Seq%SnapshotStep != 0 {
		return err
	}
	if _, err := d.Snapshot(ctx, what.Doc); err != nil {
		return err
	}
	_, err = d.Compact(ctx, what.Doc, what.Seq-KeepCommits+1)
	return err
}

// Purge removes the commits, snapshots and blobs of a deleted document. Its id stays
// taken. It may be interrupted and called again. Failures: not_found (also when it is
// not deleted).
func (d *Documents) Purge(ctx context.Context, doc string) error {
	m, err := d.meta(ctx, doc)
	if err == nil && !m.deleted {
		err = notFound()
	}
	if err != nil {
		return err
	}
	d.cache.drop(doc)
	for _, bounds := range [2][2]string{{commitPfx, afterC}, {snapPfx, ""}} {
		err := d.items(ctx, doc, bounds[0], bounds[1], func(it store.Item) error {
			_, err := d.store.Write(ctx, store.Write{Item: store.Item{Key: it.Key}, Delete: true})
			return storageError(err)
		})
		if err != nil {
			return err
		}
	}
	prefix, err := blobKey(m)
	if err != nil {
		return err
	}
	return d.dropBlobs(ctx, prefix+"/", func(string) bool { return true })
}
