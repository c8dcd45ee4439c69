package document

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/store"
)

const (
	scanPage = 200 // items a page; most are some hundred bytes
	maxGaps  = 10  // times a range is read again from a gap before it is taken for damage
)

// errStop ends a scan early; it is not a failure.
var errStop = errors.New("stop")

// scan visits the commits from a sequence number on, in order and strongly consistent,
// until the end of the log or until visit answers errStop, and gives the document's
// meta if it came by (it does at the end). A page is no snapshot: a commit written
// while the page is read may be missed and the next one seen. Such a gap is read again.
func (d *Documents) scan(ctx context.Context, doc string, from int64, visit func(Commit) error) (*Meta, error) {
	r := d.resolver()
	next := from
	for range maxGaps {
		meta, gap, err := d.scanOnce(ctx, doc, &next, r, visit)
		if err != nil {
			if errors.Is(err, errStop) {
				err = nil
			}
			return meta, err
		}
		if !gap {
			return meta, nil
		}
	}
	return nil, corrupt(nil, "commit %d is missing from the log", next)
}

// scanOnce scans from *next, which it advances, up to the end or a gap.
func (d *Documents) scanOnce(ctx context.Context, doc string, next *int64, r *resolver, visit func(Commit) error) (meta *Meta, gap bool, err error) {
	q := store.Query{Table: store.Work, PK: pk(doc), From: commitSK(*next), To: afterMeta, Limit: scanPage}
	for {
		items, cursor, err := d.store.Query(ctx, q)
		if err != nil {
			return nil, false, storageError(err)
		}
		for _, it := range items {
			if it.Key.SK == metaSK {
				m, err := decodeMeta(doc, it)
				if err != nil {
					return nil, false, err
				}
				meta = &m
				continue
			}
			seq, err := seqOf(it.Key.SK)
			if err != nil {
				return nil, false, err
			}
			if seq != *next {
				return nil, true, nil
			}
			c, err := r.commit(ctx, doc, seq, it.Data)
			if err != nil {
				return nil, false, err
			}
			if err := visit(c); err != nil {
				return nil, false, err
			}
			*next = seq + 1
		}
		if cursor == "" {
			return meta, false, nil
		}
		q.Cursor = cursor
	}
}

func seqOf(sk string) (int64, error) {
	digits, ok := strings.CutPrefix(sk, commitPfx)
	seq, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil {
		return 0, corrupt(err, "item of the log has a malformed key")
	}
	return seq, nil
}

// head gives the last sequence number of the log, 0 if it is empty.
func (d *Documents) head(ctx context.Context, doc string) (int64, error) {
	q := store.Query{Table: store.Work, PK: pk(doc), From: commitPfx, To: afterC, Reverse: true, Limit: 1}
	for {
		items, cursor, err := d.store.Query(ctx, q)
		if err != nil {
			return 0, storageError(err)
		}
		if len(items) > 0 {
			return seqOf(items[0].Key.SK)
		}
		if cursor == "" {
			return 0, nil
		}
		q.Cursor = cursor
	}
}

// resolver makes commits of items. It keeps the segment read last, since the commits of
// one segment come one after another.
type resolver struct {
	d       *Documents
	key     string
	segment map[int64]Commit
}

func (d *Documents) resolver() *resolver { return &resolver{d: d} }

// commit decodes an item of the log, and reads the blob it refers to. When that blob is
// gone, compaction moved the commit meanwhile and the item says where to.
func (r *resolver) commit(ctx context.Context, doc string, seq int64, data []byte) (Commit, error) {
	c, err := r.decode(ctx, seq, data)
	if !errors.Is(err, blob.ErrNotFound) {
		return c, err
	}
	items, err := r.d.store.Get(ctx, key(doc, commitSK(seq)))
	if err != nil {
		return Commit{}, storageError(err)
	}
	if len(items) == 0 {
		return Commit{}, notFound() // the document was purged meanwhile
	}
	c, err = r.decode(ctx, seq, items[0].Data)
	if errors.Is(err, blob.ErrNotFound) {
		return Commit{}, corrupt(err, "commit %d refers to bytes that are gone", seq)
	}
	return c, err
}

func (r *resolver) decode(ctx context.Context, seq int64, data []byte) (Commit, error) {
	e, err := decodeEntry(data)
	if err != nil {
		return Commit{}, corrupt(err, "commit %d does not decode", seq)
	}
	if e.form == formSegment {
		return r.fromSegment(ctx, seq, e.ref)
	}
	packed := e.packed
	if e.form == formBlob {
		if packed, err = r.d.getBlob(ctx, e.ref); err != nil {
			return Commit{}, err
		}
	}
	c, err := r.d.codec.unpackCommit(packed)
	if err != nil || c.Seq != seq {
		return Commit{}, corrupt(err, "commit %d does not decode", seq)
	}
	return c, nil
}

func (r *resolver) fromSegment(ctx context.Context, seq int64, at ref) (Commit, error) {
	if r.key != at.Key {
		segment, err := r.d.getSegment(ctx, at)
		if err != nil {
			return Commit{}, err
		}
		r.key, r.segment = at.Key, segment
	}
	c, ok := r.segment[seq]
	if !ok {
		return Commit{}, corrupt(nil, "commit %d is not in its segment", seq)
	}
	return c, nil
}
