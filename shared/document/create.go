package document

import (
	"context"

	"github.com/aio-creative-hub/aio/shared/store"
)

// CreateRequest asks for a new document. A request repeated with the same ID and
// CommitID gets the same answer.
type CreateRequest struct {
	ID       string // document id, e.g. doc_01J...; "" makes a new one (then a repetition makes another)
	Owner    string // user id
	Kind     string // of a schema; also the type of the root
	Name     string // 1 to MaxTitle characters
	Root     Props  // of the root object
	Edits    []Edit // further objects; parents are RootID or earlier ones
	CommitID string // of the first commit
	By       string // user id
	Op       string // the operation, e.g. graphics.create
	Within   string // the conversation that it is made in; "" for none
	// Correlation of the caller's request, for the event.
	Correlation string
}

// Create makes a document and its first commit, sequence number 1, which cannot be
// undone. Failures: invalid_request, invalid_edit, too_large, conflict when the id is
// taken, unsupported kind, busy.
func (d *Documents) Create(ctx context.Context, r CreateRequest) (Meta, Result, error) {
	m, c, state, err := d.prepare(r)
	if err != nil {
		return Meta{}, Result{}, err
	}
	writes, err := d.createWrites(ctx, m, c, r.Correlation)
	if err != nil {
		return Meta{}, Result{}, err
	}
	for n := 0; ; n++ {
		err := d.store.Transact(ctx, d.newID("txn"), writes...)
		if err == nil {
			d.cache.put(m.ID, view{}.extend(state, c))
			return m, Result{Commit: c, State: state}, nil
		}
		if !again(err) {
			return Meta{}, Result{}, storageError(err)
		}
		meta, res, err := d.created(ctx, m, c)
		if err == nil || CodeOf(err) != CodeNotFound && CodeOf(err) != CodeUnavailable {
			return meta, res, err
		}
		if n == MaxAttempts {
			return Meta{}, Result{}, busy(err)
		}
		if err := d.pause(ctx, n+1); err != nil {
			return Meta{}, Result{}, err
		}
	}
}

// prepare checks the request and makes what is to be written.
func (d *Documents) prepare(r CreateRequest) (Meta, Commit, State, error) {
	var c Commit
	schema, ok := d.schemas[r.Kind]
	if !ok {
		return Meta{}, c, State{}, fail(CodeUnsupported, "kind", "no such kind of document")
	}
	if r.ID == "" {
		r.ID = d.newID("doc")
	}
	name, err := checkTitle(r.Name)
	if err != nil {
		return Meta{}, c, State{}, err
	}
	now := d.time()
	m := Meta{ID: r.ID, Owner: r.Owner, Kind: r.Kind, Name: name, Created: now, Updated: now, Within: r.Within}
	if _, err := blobKey(m, "check"); err != nil || !validName(r.ID) {
		return m, c, State{}, fail(CodeInvalid, "id", "letters, digits, _ and - only, at most %d", MaxName)
	}
	if err := checkIDs(r.CommitID, r.By, r.Op); err != nil {
		return m, c, State{}, err
	}
	edits, err := rootEdits(r)
	if err != nil {
		return m, c, State{}, err
	}
	state, inverse, err := applyNormal(State{Kind: r.Kind}, schema, edits)
	if err != nil {
		return m, c, State{}, err
	}
	state.Seq = 1
	c = Commit{V: EditVersion, Seq: 1, ID: r.CommitID, By: r.By, At: now, Op: r.Op, Edits: edits, Inverse: inverse}
	return m, c, state, nil
}

// rootEdits puts the making of the root before the request's edits.
func rootEdits(r CreateRequest) ([]Edit, error) {
	edits, err := normal(r.Edits)
	if err != nil {
		return nil, err
	}
	props, err := normalProps(r.Root, true, 0)
	if err != nil {
		return nil, err
	}
	root := Edit{Op: Create, ID: RootID, Type: r.Kind, Props: props}
	return append([]Edit{root}, edits...), nil
}

func checkIDs(commit, by, op string) error {
	switch {
	case !validName(commit):
		return fail(CodeInvalid, "commitId", "1 to %d letters, digits, or one of _ - . :", MaxName)
	case !validName(by):
		return fail(CodeInvalid, "by", "must be a user id")
	case op != "" && !validName(op):
		return fail(CodeInvalid, "op", "must be an operation's name")
	}
	return nil
}

func (d *Documents) createWrites(ctx context.Context, m Meta, c Commit, correlation string) ([]store.Write, error) {
	mi, err := m.item()
	if err != nil {
		return nil, err
	}
	ci, err := d.commitItem(ctx, m, c, correlation)
	if err != nil {
		return nil, err
	}
	return []store.Write{
		{Item: mi, If: store.Absent()},
		{Item: ci, If: store.Absent()},
	}, nil
}

// created answers for a document that is there already: the same answer if it is this
// request's own, else conflict.
func (d *Documents) created(ctx context.Context, m Meta, c Commit) (Meta, Result, error) {
	stored, err := d.meta(ctx, m.ID)
	if err != nil {
		return Meta{}, Result{}, err
	}
	taken := fail(CodeConflict, "id", "this id is taken")
	if stored.deleted || stored.Owner != m.Owner || stored.Kind != m.Kind {
		return Meta{}, Result{}, taken
	}
	first, state, err := d.firstCommit(ctx, m.ID)
	if err != nil {
		return Meta{}, Result{}, err
	}
	if first.ID != c.ID || first.By != c.By {
		return Meta{}, Result{}, taken
	}
	return stored, Result{Commit: first, State: state, Replayed: true}, nil
}

func (d *Documents) firstCommit(ctx context.Context, doc string) (Commit, State, error) {
	var first Commit
	_, err := d.scan(ctx, doc, 1, func(c Commit) error {
		first = c
		return errStop
	})
	if err != nil {
		return first, State{}, err
	}
	state, err := Replay(State{}, first)
	if err != nil {
		return first, State{}, replayError(err, first)
	}
	return first, state, nil
}
