package document

import (
	"bytes"
	"context"
	"maps"
)

// Restore makes a document what it was at a sequence number, by one commit that can be
// undone as any other; with nothing to change an empty one is recorded. What was allowed
// then is allowed again: limits and schemas are not asked, as in Replay. Failures are
// those of Commit, and not_found with the field seq. Request.Plan and Strict are not used.
func (d *Documents) Restore(ctx context.Context, r Request, seq int64) (Result, error) {
	if seq < 1 {
		return Result{}, fail(CodeInvalid, "seq", "must be a sequence number of the document, from 1")
	}
	old, err := d.State(ctx, r.Doc, seq)
	if err != nil {
		return Result{}, err
	}
	return d.commit(ctx, r, func(_ context.Context, s seen, _ Schema) (proposal, error) {
		edits := Difference(s.view.state, old)
		size := 0
		for _, e := range edits {
			size += editBytes(e)
		}
		if size > MaxCommitBytes {
			return proposal{}, fail(CodeTooLarge, "seq", "too much has changed since: more than %d bytes", MaxCommitBytes)
		}
		a := newApplier(s.view.state, false)
		for i, e := range edits {
			if err := a.edit(i, e); err != nil {
				return proposal{}, err
			}
		}
		return proposal{edits: edits, inverse: a.inverse(), state: a.draft.done(s.view.state)}, nil
	})
}

// Difference gives edits that make one state of a document the other, in an order in which
// each can be made. Their number is bounded by the objects of both, not by MaxEdits.
func Difference(from, to State) []Edit {
	d := difference{from: from, to: to, gone: map[string]bool{}, edits: []Edit{}}
	d.clear(RootID)
	for _, o := range to.Walk() {
		d.reach(o)
	}
	d.deleteRest(RootID)
	return d.edits
}

type difference struct {
	from, to State
	gone     map[string]bool // objects of from that are deleted already
	edits    []Edit
}

// clear deletes below an object what can go first: what has nothing in it that stays, and
// what came again as another type, with all that is in it.
func (d *difference) clear(parent string) {
	for _, o := range d.from.Children(parent) {
		if again, stays := d.to.Object(o.ID); stays && again.Type == o.Type || !stays && d.keeps(o.ID) {
			d.clear(o.ID)
			continue
		}
		d.delete(o.ID)
	}
}

// keeps reports whether anything at or below an object of from is in to, as what it is.
func (d *difference) keeps(id string) bool {
	for _, o := range d.from.WalkFrom(id) {
		if again, stays := d.to.Object(o.ID); stays && again.Type == o.Type {
			return true
		}
	}
	return false
}

func (d *difference) delete(id string) {
	for _, o := range d.from.WalkFrom(id) {
		d.gone[o.ID] = true
	}
	d.edits = append(d.edits, Edit{Op: Delete, ID: id})
}

// reach makes one object what it is in to. Its parents are so already: none of them is
// below it, so no move makes a cycle.
func (d *difference) reach(o Object) {
	old, is := d.from.Object(o.ID)
	if !is || d.gone[o.ID] {
		d.edits = append(d.edits, Edit{Op: Create, ID: o.ID, Type: o.Type, Parent: o.Parent, Order: o.Order, Props: o.Props})
		return
	}
	if o.Parent != old.Parent || o.Order != old.Order {
		d.edits = append(d.edits, Edit{Op: Move, ID: o.ID, Parent: o.Parent, Order: o.Order})
	}
	if props := changedProps(old.Props, o.Props); len(props) > 0 {
		d.edits = append(d.edits, Edit{Op: Set, ID: o.ID, Props: props})
	}
}

// changedProps are the properties that differ, with null for those to remove.
func changedProps(from, to Props) Props {
	out := maps.Clone(to)
	for name, v := range from {
		if now, is := to[name]; !is {
			if out == nil {
				out = Props{}
			}
			out[name] = []byte("null")
		} else if bytes.Equal(now, v) {
			delete(out, name)
		}
	}
	return out
}

// deleteRest deletes what is not in to; whatever stays was moved out of it.
func (d *difference) deleteRest(parent string) {
	for _, o := range d.from.Children(parent) {
		_, stays := d.to.Object(o.ID)
		switch {
		case d.gone[o.ID]:
		case stays:
			d.deleteRest(o.ID)
		default:
			d.edits = append(d.edits, Edit{Op: Delete, ID: o.ID})
			d.restOfMoved(o.ID)
		}
	}
}

// restOfMoved looks below objects that stay and were below one that does not.
func (d *difference) restOfMoved(parent string) {
	for _, o := range d.from.Children(parent) {
		if _, stays := d.to.Object(o.ID); stays && !d.gone[o.ID] {
			d.deleteRest(o.ID)
		} else if !d.gone[o.ID] {
			d.restOfMoved(o.ID)
		}
	}
}
