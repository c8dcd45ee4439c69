package document

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/aio-creative-hub/aio/shared/store"
)

// segmentBytes bounds a segment's JSON, so that reading one commit of it stays cheap.
const segmentBytes = 16 << 20

// Compact moves the commits before a sequence number from items into blobs, in whole
// segments of SnapshotStep, and gives the last sequence number so moved. An item is
// replaced by a stub that names the blob, so its sequence number is never free again
// and every commit stays readable. The blob is written and read back before any stub;
// blobs that stubs made useless go last. So it may be interrupted anywhere and is
// finished by calling it again; several calls at once do no harm.
func (d *Documents) Compact(ctx context.Context, doc string, before int64) (int64, error) {
	m, err := d.Meta(ctx, doc)
	if err != nil {
		return 0, err
	}
	head, err := d.head(ctx, doc)
	if err != nil {
		return 0, err
	}
	last := min(before-1, head)
	if last -= last % SnapshotStep; last < 1 {
		return 0, nil
	}
	open, err := d.openSegments(ctx, doc, last)
	if err != nil {
		return 0, err
	}
	for i := len(open) - 1; i >= 0; i-- {
		if err := d.compactItems(ctx, m, open[i]); err != nil {
			return 0, err
		}
	}
	return last, d.dropCommitBlobs(ctx, m, last)
}

// openSegments gives the items to be moved, by segment, the newest segment first.
// Segments are finished from the oldest on, so the search ends at a finished one.
func (d *Documents) openSegments(ctx context.Context, doc string, last int64) ([][]store.Item, error) {
	var open [][]store.Item
	for high := last; high > 0; high -= SnapshotStep {
		var items []store.Item
		err := d.items(ctx, doc, commitSK(high-SnapshotStep+1), commitSK(high+1), func(it store.Item) error {
			e, err := decodeEntry(it.Data)
			if err != nil {
				return corrupt(err, "an item of the log does not decode")
			}
			if e.form != formSegment {
				items = append(items, it)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if len(items) == 0 {
			break
		}
		open = append(open, items)
	}
	return open, nil
}

// items visits the items of a range of a document's partition.
func (d *Documents) items(ctx context.Context, doc, from, to string, visit func(store.Item) error) error {
	q := store.Query{Table: store.Work, PK: pk(doc), From: from, To: to}
	for {
		items, cursor, err := d.store.Query(ctx, q)
		if err != nil {
			return storageError(err)
		}
		for _, it := range items {
			if err := visit(it); err != nil {
				return err
			}
		}
		if cursor == "" {
			return nil
		}
		q.Cursor = cursor
	}
}

// compactItems moves items of one segment into as few blobs as their size allows.
func (d *Documents) compactItems(ctx context.Context, m Meta, items []store.Item) error {
	r := d.resolver()
	var raw [][]byte
	size, start := 0, 0
	for i, it := range items {
		seq, err := seqOf(it.Key.SK)
		if err != nil {
			return err
		}
		c, err := r.commit(ctx, m.ID, seq, it.Data)
		if err != nil {
			return err
		}
		one, err := json.Marshal(c)
		if err != nil {
			return err
		}
		if size += len(one); size > d.segment && len(raw) > 0 {
			if err := d.putSegment(ctx, m, items[start:i], raw); err != nil {
				return err
			}
			raw, size, start = nil, len(one), i
		}
		raw = append(raw, one)
	}
	return d.putSegment(ctx, m, items[start:], raw)
}

// putSegment writes a segment, reads it back, and only then replaces the items.
func (d *Documents) putSegment(ctx context.Context, m Meta, items []store.Item, raw [][]byte) error {
	joined := []byte{'['}
	for i, one := range raw {
		if i > 0 {
			joined = append(joined, ',')
		}
		joined = append(joined, one...)
	}
	packed := d.codec.pack(append(joined, ']'))
	from, err := seqOf(items[0].Key.SK)
	if err != nil {
		return err
	}
	to, err := seqOf(items[len(items)-1].Key.SK)
	if err != nil {
		return err
	}
	k, err := segmentBlob(m, from, to, sha(packed))
	if err != nil {
		return err
	}
	at, err := d.putBlob(ctx, k, packed)
	if err != nil {
		return err
	}
	segment, err := d.getSegment(ctx, at)
	if err != nil {
		return storageError(err)
	}
	for _, it := range items {
		if err := d.putStub(ctx, it, at, segment); err != nil {
			return err
		}
	}
	return nil
}

func (d *Documents) putStub(ctx context.Context, it store.Item, at ref, segment map[int64]Commit) error {
	seq, err := seqOf(it.Key.SK)
	if err != nil {
		return err
	}
	c, ok := segment[seq]
	if !ok {
		return corrupt(nil, "a segment was written without commit %d", seq)
	}
	at.ID = c.ID
	data, err := encodeRef(formSegment, at)
	if err != nil {
		return err
	}
	_, err = d.store.Write(ctx, store.Write{Item: store.Item{Key: it.Key, Data: data}, If: store.AtRev(it.Rev)})
	var lost *store.Conflict
	if errors.As(err, &lost) && lost.Current != nil {
		if e, err := decodeEntry(lost.Current.Data); err == nil && e.form == formSegment {
			return nil // another call was faster, or the reply to our own write was lost
		}
	}
	return storageError(err)
}

// dropCommitBlobs deletes the blobs of commits up to a sequence number whose items are
// all stubs, and what writers that lost a race left there.
func (d *Documents) dropCommitBlobs(ctx context.Context, m Meta, last int64) error {
	prefix, err := blobKey(m, "commits")
	if err != nil {
		return err
	}
	return d.dropBlobs(ctx, prefix+"/", func(name string) bool {
		seq, err := strconv.ParseInt(strings.SplitN(name, "-", 2)[0], 10, 64)
		return err == nil && seq <= last
	})
}

// dropBlobs deletes the blobs below a prefix whose remaining name is chosen.
func (d *Documents) dropBlobs(ctx context.Context, prefix string, choose func(name string) bool) error {
	cursor := ""
	for {
		infos, next, err := d.blob.List(ctx, prefix, cursor, MaxPage)
		if err != nil {
			return storageError(err)
		}
		var keys []string
		for _, info := range infos {
			if choose(strings.TrimPrefix(info.Key, prefix)) {
				keys = append(keys, info.Key)
			}
		}
		if len(keys) > 0 {
			if err := d.blob.Delete(ctx, keys...); err != nil {
				return storageError(err)
			}
		}
		if next == "" {
			return nil
		}
		cursor = next
	}
}
