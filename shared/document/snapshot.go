package document

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Snapshot stores the document's state at the last multiple of SnapshotStep, unless it
// is stored already, and gives that sequence number (0: none yet). The blob is written
// before the item that names it. It is idempotent; a consumer of EventCommitted calls it.
func (d *Documents) Snapshot(ctx context.Context, doc string) (int64, error) {
	m, err := d.Meta(ctx, doc)
	if err != nil {
		return 0, err
	}
	head, err := d.head(ctx, doc)
	if err != nil {
		return 0, err
	}
	seq := head - head%SnapshotStep
	if seq == 0 {
		return 0, nil
	}
	have, err := d.newestSnapshot(ctx, doc, seq)
	if err != nil || have.Seq == seq {
		return seq, err
	}
	state, err := d.stateAt(ctx, doc, seq)
	if err != nil {
		return 0, err
	}
	return seq, d.putSnapshot(ctx, m, state)
}

func (d *Documents) putSnapshot(ctx context.Context, m Meta, s State) error {
	raw, err := s.MarshalJSON()
	if err != nil {
		return err
	}
	k, err := snapshotBlob(m, s.Seq)
	if err != nil {
		return err
	}
	r, err := d.putBlob(ctx, k, d.codec.pack(raw))
	if err != nil {
		return err
	}
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = d.store.Write(ctx, store.Write{Item: store.Item{Key: key(m.ID, snapSK(s.Seq)), Data: data}})
	return storageError(err)
}

// newestSnapshot gives the newest stored state at or before a sequence number, or the
// zero State. A snapshot that cannot be read is passed over: the log has everything.
func (d *Documents) newestSnapshot(ctx context.Context, doc string, atMost int64) (State, error) {
	q := store.Query{Table: store.Work, PK: pk(doc), From: snapPfx, Reverse: true, Limit: 1}
	if atMost < maxSeq {
		q.To = snapSK(atMost + 1)
	}
	for {
		items, cursor, err := d.store.Query(ctx, q)
		if err != nil {
			return State{}, storageError(err)
		}
		for _, it := range items {
			s, err := d.getSnapshot(ctx, it)
			if err == nil {
				return s, nil
			}
			if !errors.Is(err, blob.ErrNotFound) && CodeOf(err) != CodeCorrupt {
				return State{}, err
			}
		}
		if cursor == "" {
			return State{}, nil
		}
		q.Cursor = cursor
	}
}

func (d *Documents) getSnapshot(ctx context.Context, it store.Item) (State, error) {
	var r ref
	if err := json.Unmarshal(it.Data, &r); err != nil {
		return State{}, corrupt(err, "a snapshot's item does not decode")
	}
	packed, err := d.getBlob(ctx, r)
	if err != nil {
		return State{}, err
	}
	raw, err := d.codec.unpack(packed)
	if err != nil {
		return State{}, corrupt(err, "a snapshot does not decode")
	}
	var s State
	if err := s.UnmarshalJSON(raw); err != nil {
		return State{}, corrupt(err, "a snapshot does not decode")
	}
	if it.Key.SK != snapSK(s.Seq) {
		return State{}, corrupt(nil, "a snapshot has another sequence number")
	}
	return s, nil
}
