package document

import (
	"context"

	"github.com/aio-creative-hub/aio/shared/store"
)

// State gives a document as it was after the commit seq, 0 for the last one. An unknown
// sequence number is not_found with the field seq.
func (d *Documents) State(ctx context.Context, doc string, seq int64) (State, error) {
	s, err := d.read(ctx, look{doc: doc, since: -1})
	if err != nil {
		return State{}, err
	}
	switch head := s.view.state; {
	case seq == 0, seq == head.Seq:
		return head, nil
	case seq < 0, seq > head.Seq:
		return State{}, fail(CodeNotFound, "seq", "the document has the sequence numbers 1 to %d", head.Seq)
	}
	return d.stateAt(ctx, doc, seq)
}

// stateAt replays the log up to a sequence number that is known to exist.
func (d *Documents) stateAt(ctx context.Context, doc string, seq int64) (State, error) {
	state, err := d.newestSnapshot(ctx, doc, seq)
	if err != nil || state.Seq == seq {
		return state, err
	}
	if v, ok := d.cache.get(doc); ok && v.covers(state.Seq) && v.state.Seq >= seq {
		return replayAll(state, v.after(state.Seq), seq)
	}
	_, err = d.scan(ctx, doc, state.Seq+1, func(c Commit) error {
		next, err := Replay(state, c)
		if err != nil {
			return replayError(err, c)
		}
		if state = next; state.Seq == seq {
			return errStop
		}
		return nil
	})
	if err == nil && state.Seq != seq {
		err = corrupt(nil, "commit %d is missing from the log", state.Seq+1)
	}
	return state, err
}

func replayAll(s State, commits []Commit, seq int64) (State, error) {
	for _, c := range commits {
		if c.Seq > seq {
			break
		}
		next, err := Replay(s, c)
		if err != nil {
			return State{}, replayError(err, c)
		}
		s = next
	}
	return s, nil
}

// Head gives the sequence number of the last commit. Who makes a request without a
// basis stores this one with the request before its first attempt.
func (d *Documents) Head(ctx context.Context, doc string) (int64, error) {
	if _, err := d.Meta(ctx, doc); err != nil {
		return 0, err
	}
	return d.head(ctx, doc)
}

// Log gives up to limit commits after a sequence number, in order, and the sequence
// number of the last commit: what a client needs to catch up.
func (d *Documents) Log(ctx context.Context, doc string, after int64, limit int) ([]Commit, int64, error) {
	if after < 0 {
		return nil, 0, fail(CodeInvalid, "after", "must not be negative")
	}
	head, err := d.Head(ctx, doc)
	if err != nil {
		return nil, 0, err
	}
	out := []Commit{}
	if after >= head {
		return out, head, nil
	}
	limit = clampLimit(limit)
	_, err = d.scan(ctx, doc, after+1, func(c Commit) error {
		out = append(out, c)
		if len(out) == limit {
			return errStop
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	return out, max(head, after+int64(len(out))), nil
}

// History gives one page of commits, newest first, and the cursor of the next page. A
// page may be short although more follow.
func (d *Documents) History(ctx context.Context, doc string, limit int, cursor string) ([]Commit, string, error) {
	if _, err := d.Meta(ctx, doc); err != nil {
		return nil, "", err
	}
	items, next, err := d.store.Query(ctx, store.Query{
		Table: store.Work, PK: pk(doc), From: commitPfx, To: afterC, Reverse: true, Limit: clampLimit(limit), Cursor: cursor,
	})
	if err != nil {
		return nil, "", pageError(err, cursor)
	}
	out, err := d.commitsOf(ctx, doc, items)
	return out, next, err
}

// Before gives up to limit commits before a sequence number, or the last ones if it is 0,
// newest first.
func (d *Documents) Before(ctx context.Context, doc string, seq int64, limit int) ([]Commit, error) {
	if _, err := d.Meta(ctx, doc); err != nil {
		return nil, err
	}
	q := store.Query{Table: store.Work, PK: pk(doc), From: commitPfx, To: afterC, Reverse: true, Limit: clampLimit(limit)}
	if seq > 0 {
		q.To = commitSK(seq)
	}
	items, err := store.First(ctx, d.store, q)
	if err != nil {
		return nil, storageError(err)
	}
	return d.commitsOf(ctx, doc, items)
}

// commitsOf reads the commits in items of the log.
func (d *Documents) commitsOf(ctx context.Context, doc string, items []store.Item) ([]Commit, error) {
	r := d.resolver()
	out := make([]Commit, 0, len(items))
	for _, it := range items {
		seq, err := seqOf(it.Key.SK)
		if err != nil {
			return nil, err
		}
		c, err := r.commit(ctx, doc, seq, it.Data)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}
