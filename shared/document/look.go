package document

import (
	"context"
)

// look says what a reader of the end of the log wants besides the state.
type look struct {
	doc   string
	since int64  // search and keep from here on (exclusive); negative: neither
	id    string // search this commit id
	keep  bool   // keep all commits after since
}

// seen is what a look found.
type seen struct {
	view view
	meta Meta
	own  *Commit  // the commit with the id
	kept []Commit // all after since, if asked for
}

// read looks at a document strongly consistent: its state at the end of the log, from
// the cached or newest stored state on, whether it still exists, and what was asked for.
func (d *Documents) read(ctx context.Context, q look) (seen, error) {
	var out seen
	if !validName(q.doc) {
		return out, notFound()
	}
	base, ok := d.cache.get(q.doc)
	if !ok {
		state, err := d.newestSnapshot(ctx, q.doc, maxSeq)
		if err != nil {
			return out, err
		}
		base = view{state: state}
	}
	out.view = base
	from := base.state.Seq + 1
	switch {
	case q.since < 0, q.since >= base.state.Seq:
	case base.covers(q.since):
		for _, c := range base.after(q.since) {
			out.note(q, c)
		}
	default:
		from = q.since + 1
	}
	err := d.advance(ctx, q, from, &out)
	return out, err
}

// advance reads the log from a sequence number on into what was seen.
func (d *Documents) advance(ctx context.Context, q look, from int64, out *seen) error {
	state := out.view.state
	var fresh []Commit
	meta, err := d.scan(ctx, q.doc, from, func(c Commit) error {
		out.note(q, c)
		if c.Seq <= state.Seq {
			return nil
		}
		next, err := Replay(state, c)
		if err != nil {
			return replayError(err, c)
		}
		state = next
		if fresh = append(fresh, c); len(fresh) > 2*tailCommits { // a cold start reads the whole log
			fresh = append([]Commit(nil), fresh[len(fresh)-tailCommits:]...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if meta == nil || meta.deleted || state.Seq == 0 {
		d.cache.drop(q.doc)
		return notFound()
	}
	out.meta = *meta
	if len(fresh) > 0 {
		v := out.view
		if fresh[0].Seq != v.state.Seq+1 {
			v.tail, v.size = nil, 0
		}
		out.view = v.extend(state, fresh...)
		d.cache.put(q.doc, out.view)
	}
	return nil
}

func (s *seen) note(q look, c Commit) {
	if q.since < 0 || c.Seq <= q.since {
		return
	}
	if q.id != "" && c.ID == q.id {
		s.own = &c
	}
	if q.keep {
		s.kept = append(s.kept, c)
	}
}

// replayError says that the log, not the caller, is at fault.
func replayError(err error, c Commit) error {
	if CodeOf(err) == CodeUnsupported {
		return err
	}
	return corrupt(err, "commit %d does not apply", c.Seq)
}
