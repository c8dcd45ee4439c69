package document

import (
	"errors"
	"maps"
)

// EditVersion is the meaning that new commits' edits have. A change of meaning gets a
// new number and this package keeps applying the old one to commits that carry it.
const EditVersion = 1

// Apply makes the edits, in order, all or none, and gives the edits that take them back.
// The sequence number stays. It is a pure function: equal arguments give equal results.
// The schema (nil: no such checks) sees the objects as they are after the last edit.
// Failures are *Error: invalid_edit, too_large, missing_target, cycle, conflict.
func Apply(s State, schema Schema, edits []Edit) (State, []Edit, error) {
	edits, err := normal(edits)
	if err != nil {
		return State{}, nil, err
	}
	return applyNormal(s, schema, edits)
}

// applyNormal is Apply for edits in canonical form, of any number.
func applyNormal(s State, schema Schema, edits []Edit) (State, []Edit, error) {
	a := newApplier(s, true)
	for i, e := range edits {
		if err := a.edit(i, e); err != nil {
			return State{}, nil, err
		}
	}
	if err := checkObjects(&a.draft.tree, schema, a.changed); err != nil {
		return State{}, nil, err.err
	}
	next := a.draft.done(s)
	return next, a.inverse(), nil
}

// Replay applies a commit of the log to the state before it. Limits and schemas are of
// the time it was made, so they are not asked again.
func Replay(s State, c Commit) (State, error) {
	if c.V != EditVersion {
		return State{}, fail(CodeUnsupported, "v", "commit %d has version %d", c.Seq, c.V)
	}
	if c.Seq != s.Seq+1 {
		return State{}, fail(CodeInvalid, "seq", "commit %d does not follow %d", c.Seq, s.Seq)
	}
	a := newApplier(s, false)
	for i, e := range c.Edits {
		if err := a.edit(i, e); err != nil {
			return State{}, err
		}
	}
	next := a.draft.done(s)
	next.Seq = c.Seq
	if c.Seq == 1 {
		next.Kind = next.Root().Type
	}
	return next, nil
}

// applier runs edits on a draft and remembers how to take them back.
type applier struct {
	draft   *draft
	limits  bool
	undo    [][]Edit // by edit
	changed []string // ids created, moved or set; may repeat, may be gone again
}

func newApplier(s State, limits bool) *applier {
	return &applier{draft: newDraft(s), limits: limits}
}

// inverse gives the edits that take all back: those of the last edit first.
func (a *applier) inverse() []Edit {
	out := []Edit{}
	for i := len(a.undo) - 1; i >= 0; i-- {
		out = append(out, a.undo[i]...)
	}
	return out
}

// edit makes one edit. On failure the draft is as it was before it.
func (a *applier) edit(i int, e Edit) error {
	var back []Edit
	var err error
	switch e.Op {
	case Create:
		back, err = a.create(i, e)
	case Delete:
		back, err = a.delete(i, e)
	case Move:
		back, err = a.move(i, e)
	case Set:
		back, err = a.set(i, e)
	default:
		err = fail(CodeInvalidEdit, editField(i, "op"), "must be create, delete, move or set")
	}
	if err != nil {
		return err
	}
	a.undo = append(a.undo, back)
	if e.Op != Delete {
		a.changed = append(a.changed, e.ID)
	}
	return nil
}

func (a *applier) create(i int, e Edit) ([]Edit, error) {
	d := a.draft
	if d.has(e.ID) {
		return nil, fail(CodeConflict, editField(i, "id"), "an object with this id exists")
	}
	o := &Object{ID: e.ID, Type: e.Type, Parent: e.Parent, Order: e.Order, Props: e.Props}
	if e.ID == RootID && e.Parent == "" && d.count == 0 {
		d.insert(o)
		return nil, nil // a document keeps its root
	}
	level := d.level(e.Parent)
	switch {
	case level < 0:
		return nil, fail(CodeMissingTarget, editField(i, "parent"), "the parent does not exist")
	case a.limits && d.count >= MaxObjects:
		return nil, fail(CodeTooLarge, editField(i, "id"), "at most %d objects in a document", MaxObjects)
	case a.limits && level+1 > MaxDepth:
		return nil, tooDeep(i)
	case a.limits && d.bytes+objectBytes(o) > MaxStateBytes:
		return nil, tooManyBytes(i)
	}
	d.insert(o)
	return []Edit{{Op: Delete, ID: e.ID}}, nil
}

func (a *applier) delete(i int, e Edit) ([]Edit, error) {
	if e.ID == RootID {
		return nil, fail(CodeInvalidEdit, editField(i, "id"), "the root cannot be deleted")
	}
	if !a.draft.has(e.ID) {
		return nil, missing(i)
	}
	var gone []*Object
	a.draft.walk(e.ID, 0, func(_ int, o *Object) bool {
		gone = append(gone, o)
		return true
	})
	back := make([]Edit, len(gone))
	for j, o := range gone {
		back[j] = Edit{Op: Create, ID: o.ID, Type: o.Type, Parent: o.Parent, Order: o.Order, Props: o.Props}
	}
	for j := len(gone) - 1; j >= 0; j-- {
		a.draft.drop(gone[j])
	}
	return back, nil
}

func (a *applier) move(i int, e Edit) ([]Edit, error) {
	d := a.draft
	old := d.get(e.ID)
	switch {
	case e.ID == RootID:
		return nil, fail(CodeInvalidEdit, editField(i, "id"), "the root cannot be moved")
	case old == nil:
		return nil, missing(i)
	case !d.has(e.Parent):
		return nil, fail(CodeMissingTarget, editField(i, "parent"), "the parent does not exist")
	case d.below(e.Parent, e.ID):
		return nil, fail(CodeCycle, editField(i, "parent"), "an object cannot be moved below itself")
	case a.limits && d.level(e.Parent)+1+d.height(e.ID) > MaxDepth:
		return nil, tooDeep(i)
	}
	moved := *old
	moved.Parent, moved.Order = e.Parent, e.Order
	d.unlink(old)
	d.insert(&moved)
	return []Edit{{Op: Move, ID: e.ID, Parent: old.Parent, Order: old.Order}}, nil
}

func (a *applier) set(i int, e Edit) ([]Edit, error) {
	d := a.draft
	old := d.get(e.ID)
	if old == nil {
		return nil, missing(i)
	}
	back := make(Props, len(e.Props))
	next := *old
	if next.Props = maps.Clone(old.Props); next.Props == nil {
		next.Props = make(Props, len(e.Props))
	}
	for name, v := range e.Props {
		if back[name] = old.Props[name]; back[name] == nil {
			back[name] = []byte("null")
		}
		if isNull(v) {
			delete(next.Props, name)
		} else {
			next.Props[name] = v
		}
	}
	if len(next.Props) == 0 {
		next.Props = nil // one form of "none", in memory as in JSON
	}
	if a.limits && len(next.Props) > max(MaxProps, len(old.Props)) {
		return nil, fail(CodeTooLarge, editField(i, "props"), "at most %d properties", MaxProps)
	}
	if grow := objectBytes(&next) - objectBytes(old); a.limits && grow > 0 && d.bytes+grow > MaxStateBytes {
		return nil, tooManyBytes(i)
	}
	d.replace(&next)
	return []Edit{{Op: Set, ID: e.ID, Props: back}}, nil
}

func missing(i int) *Error {
	return fail(CodeMissingTarget, editField(i, "id"), "the object does not exist")
}

func tooDeep(i int) *Error {
	return fail(CodeTooLarge, editField(i, "parent"), "at most %d levels below the root", MaxDepth)
}

func tooManyBytes(i int) *Error {
	return fail(CodeTooLarge, editField(i, "props"), "at most %d bytes in a document", MaxStateBytes)
}

// objectError is a schema's refusal of one object.
type objectError struct {
	id  string
	err *Error
}

// checkObjects asks the schema about objects that changed and still exist.
func checkObjects(t *tree, schema Schema, ids []string) *objectError {
	if schema == nil {
		return nil
	}
	seen := make(map[string]bool, len(ids))
	for _, id := range ids {
		o := t.get(id)
		if o == nil || seen[id] {
			continue
		}
		seen[id] = true
		var parent Object
		if p := t.get(o.Parent); p != nil {
			parent = *p
		}
		if err := schema.Check(*o, parent); err != nil {
			return &objectError{id: id, err: schemaError(err)}
		}
	}
	return nil
}

// schemaError makes a schema's answer an *Error, with its code and field if it has them.
func schemaError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	var f *FieldError
	if errors.As(err, &f) {
		return &Error{Code: CodeInvalidEdit, Field: f.Field, Message: f.Message}
	}
	return &Error{Code: CodeInvalidEdit, Field: "props", Message: err.Error()}
}
