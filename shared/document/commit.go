package document

import (
	"context"
	"errors"

	"github.com/aio-creative-hub/aio/shared/store"
)

// Request asks for a commit, an undo or a redo.
type Request struct {
	Doc      string
	CommitID string // from the client; unique in the document. A repetition gets the same answer
	By       string // user id
	Op       string // the operation, e.g. graphics.add_layer
	// Basis is the sequence number that the client had seen. A repetition keeps that of
	// the first attempt: the log is searched for CommitID after it. 0 is not known: then
	// the whole log is searched.
	Basis int64
	// Strict refuses the commit if any commit after Basis touched the same.
	Strict bool
	// Last, if not 0, has Undo take back this commit only: if it is not that person's last,
	// nothing is done.
	Last int64
	// Plan makes the edits of a request at the head of the log, where relative requests
	// ("10 pixels to the right") become absolute values. It is pure: it runs again when
	// another commit came first. Its error is the answer. Undo and Redo have none.
	Plan        func(head State) ([]Edit, error)
	Correlation string // of the caller's request, for the event
}

// Result is the answer to a Request.
type Result struct {
	Commit   Commit
	State    State // right after the commit
	Replayed bool  // the commit was found in the log: an earlier attempt had made it
}

// proposal is what is to be committed at the head that it was made for.
type proposal struct {
	edits   []Edit // canonical
	inverse []Edit
	state   State
	undoes  int64
	redoes  int64
}

// planner makes a proposal from what is at the head.
type planner func(ctx context.Context, s seen, schema Schema) (proposal, error)

// Commit makes one commit of the request's edits, all or none. Failures: not_found;
// missing_target, cycle and conflict with the current state; invalid_edit,
// invalid_request, too_large; busy and unavailable, after which the same request may be
// made again without harm.
func (d *Documents) Commit(ctx context.Context, r Request) (Result, error) {
	if r.Plan == nil {
		return Result{}, fail(CodeInvalid, "plan", "a commit needs a plan")
	}
	if r.Strict && r.Basis < 1 {
		return Result{}, fail(CodeInvalid, "basis", "strict mode needs the sequence number that was seen")
	}
	return d.commit(ctx, r, func(_ context.Context, s seen, schema Schema) (proposal, error) {
		edits, err := r.Plan(s.view.state)
		if err != nil {
			return proposal{}, err
		}
		if edits, err = normal(edits); err != nil {
			return proposal{}, err
		}
		next, inverse, err := applyNormal(s.view.state, schema, edits)
		if err != nil {
			return proposal{}, err
		}
		if r.Strict && overlaps(edits, inverse, s.kept) {
			return proposal{}, fail(CodeConflict, "basis", "someone else changed the same meanwhile")
		}
		return proposal{edits: edits, inverse: inverse, state: next}, nil
	})
}

// commit attempts until the commit is in the log, or is refused. One more look than
// attempts tells what became of the last one.
func (d *Documents) commit(ctx context.Context, r Request, plan planner) (Result, error) {
	if err := checkIDs(r.CommitID, r.By, r.Op); err != nil {
		return Result{}, err
	}
	if r.Basis < 0 {
		return Result{}, fail(CodeInvalid, "basis", "must not be negative")
	}
	var last error
	leave := func() {}
	defer func() { leave() }()
	waited := d.turns.contended(r.Doc)
	if waited { // others have lost a race for this log already: stand in line
		var err error
		if leave, err = d.takeTurn(ctx, r.Doc); err != nil {
			return Result{}, err
		}
	}
	for n := 0; ; n++ {
		res, err := d.attempt(ctx, r, plan, n == MaxAttempts)
		if err == nil || !errors.Is(err, errAgain) && CodeOf(err) != CodeUnavailable {
			return res, err
		}
		if n == MaxAttempts {
			return Result{}, busy(last)
		}
		last = err
		if err := d.pause(ctx, n+1); err != nil {
			return Result{}, err
		}
		if !waited { // from now on one after the other
			waited = true
			if leave, err = d.takeTurn(ctx, r.Doc); err != nil {
				return Result{}, err
			}
		}
	}
}

// takeTurn is turns.take with a function to call in any case.
func (d *Documents) takeTurn(ctx context.Context, doc string) (leave func(), err error) {
	leave, err = d.turns.take(ctx, doc)
	if err != nil {
		return func() {}, err
	}
	return leave, nil
}

// errAgain: this attempt did not succeed for all that is known; look and try again.
var errAgain = errors.New("lost a race")

func busy(err error) error {
	if CodeOf(err) == CodeUnavailable {
		return err
	}
	return &Error{Code: CodeBusy, Message: "many changes at the same time, try again", Err: err}
}

func (d *Documents) attempt(ctx context.Context, r Request, plan planner, lookOnly bool) (Result, error) {
	s, err := d.read(ctx, look{doc: r.Doc, since: r.Basis, id: r.CommitID, keep: r.Strict})
	if err != nil {
		return Result{}, err
	}
	head := s.view.state
	if s.own != nil {
		return d.answerAgain(ctx, r, *s.own, head)
	}
	if r.Basis > head.Seq {
		return Result{}, fail(CodeInvalid, "basis", "is after the last commit, %d", head.Seq)
	}
	if lookOnly {
		return Result{}, errAgain
	}
	schema, ok := d.schemas[head.Kind]
	if !ok {
		return Result{}, fail(CodeUnsupported, "kind", "this kind of document is not installed")
	}
	p, err := plan(ctx, s, schema)
	if err != nil {
		return Result{}, withCurrent(err, head)
	}
	p.state.Seq = head.Seq + 1
	c := Commit{
		V: EditVersion, Seq: head.Seq + 1, ID: r.CommitID, By: r.By, At: d.time(), Basis: r.Basis, Op: r.Op,
		Edits: p.edits, Inverse: p.inverse, Undoes: p.undoes, Redoes: p.redoes,
	}
	if err := d.append(ctx, s.meta, c, r.Correlation); err != nil {
		return Result{}, err
	}
	d.cache.put(r.Doc, s.view.extend(p.state, c))
	return Result{Commit: c, State: p.state}, nil
}

// append writes the commit unless its sequence number is taken. A lost race and a lost
// reply are both errAgain: only the log can tell which it was.
func (d *Documents) append(ctx context.Context, m Meta, c Commit, correlation string) error {
	it, err := d.commitItem(ctx, m, c, correlation)
	if err != nil {
		return err
	}
	_, err = d.store.Write(ctx, store.Write{Item: it, If: store.Absent()})
	if err != nil && store.IsConflict(err) {
		return errAgain
	}
	return storageError(err)
}

// answerAgain answers a request whose commit is in the log.
func (d *Documents) answerAgain(ctx context.Context, r Request, own Commit, head State) (Result, error) {
	if own.By != r.By || own.Op != r.Op {
		return Result{}, fail(CodeConflict, "commitId", "this commit id was used for another request")
	}
	state := head
	if own.Seq != head.Seq {
		var err error
		if state, err = d.stateAt(ctx, r.Doc, own.Seq); err != nil {
			return Result{}, err
		}
	}
	return Result{Commit: own, State: state, Replayed: true}, nil
}

// commitItem encodes a commit. A large one is put into blob first: an item never refers
// to what is not there.
func (d *Documents) commitItem(ctx context.Context, m Meta, c Commit, correlation string) (store.Item, error) {
	packed, err := d.codec.packCommit(c)
	if err != nil {
		return store.Item{}, err
	}
	it := store.Item{Key: key(m.ID, commitSK(c.Seq)), Data: append([]byte{formInline}, packed...)}
	if len(packed) > InlineBytes {
		k, err := commitBlob(m, c.Seq, sha(packed))
		if err != nil {
			return it, err
		}
		r, err := d.putBlob(ctx, k, packed)
		if err != nil {
			return it, err
		}
		r.ID = c.ID
		if it.Data, err = encodeRef(formBlob, r); err != nil {
			return it, err
		}
	}
	e, err := d.committed(m, c)
	e.Correlation = correlation
	it.Emit = append(it.Emit, e)
	return it, err
}
