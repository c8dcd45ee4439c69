package soak

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/aio-creative-hub/aio/internal/pause"
	"github.com/aio-creative-hub/aio/shared/client"
	"github.com/aio-creative-hub/aio/shared/document"
	docops "github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
)

const (
	// answerPatience is how long an answer is waited for; then the commit is sent again. It
	// is shorter than a browser's, so that a lost reply is repeated soon and often.
	answerPatience = 5 * time.Second
	// soon is the pause before that if the server did not ask for a longer one.
	soon = 50 * time.Millisecond
)

// line carries frames to the server, over whatever connection there is.
type line interface {
	Do(ctx context.Context, action string, args, out any) error
}

// draft is a commit that has no answer. A repetition carries the basis of the first time:
// the server looks for the commit after it.
type draft struct {
	id    string
	basis int64
	edits []document.Edit
}

// editor is one person's copy of a document, and the commits that have no answer yet.
type editor struct {
	doc    string
	by     string // user id
	ledger *ledger
	counts *Counts

	mu      sync.Mutex
	replica *document.Replica
	seen    int64         // the last commit that was handed on
	waiting []draft       // in their order
	done    draft         // the last one that was acknowledged
	changed chan struct{} // closed with each change, and made anew
}

func newEditor(doc, by string, s document.State, l *ledger, c *Counts) *editor {
	return &editor{doc: doc, by: by, ledger: l, counts: c, seen: s.Seq, changed: make(chan struct{}),
		replica: document.NewReplica(s, model.Schema{})}
}

// propose shows edits and has them sent. What does not fit the document as this person sees
// it is nothing to ask for.
func (e *editor) propose(id string, plan func(document.State) []document.Edit) {
	e.mu.Lock()
	defer e.mu.Unlock()
	edits := plan(e.replica.State())
	if err := e.replica.Propose(id, func(document.State) ([]document.Edit, error) { return edits, nil }); err != nil {
		return
	}
	e.ledger.ask(key{e.doc, id}, request{by: e.by, edits: edits})
	e.waiting = append(e.waiting, draft{id: id, basis: e.replica.Confirmed().Seq, edits: edits})
	e.change()
}

// receive takes the next commit of the log.
func (e *editor) receive(p client.Push) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.counts.Received.Add(1)
	if p.Seq != e.seen+1 {
		e.ledger.find("%s: %s got commit %d after %d", e.doc, e.by, p.Seq, e.seen)
	}
	e.seen = p.Seq
	var c docops.Commit
	if err := json.Unmarshal(p.Data, &c); err != nil || c.Seq != p.Seq {
		e.ledger.find("%s: push %d carries commit %d: %v", e.doc, p.Seq, c.Seq, err)
		return
	}
	e.take(c)
}

// take puts a commit into the copy. The caller holds mu.
func (e *editor) take(c docops.Commit) {
	if err := e.replica.Receive(logged(c)); err != nil {
		e.ledger.find("%s: commit %d does not fit the copy of %s: %v", e.doc, c.Seq, e.by, err)
	}
	e.change()
}

// send delivers the commits that wait, in their order, until ctx ends.
func (e *editor) send(ctx context.Context, l line) {
	for e.until(ctx, func() bool { return len(e.waiting) > 0 }) == nil {
		e.mu.Lock()
		d := e.waiting[0]
		e.mu.Unlock()
		if e.deliver(ctx, l, d) != nil {
			return
		}
	}
}

// deliver sends a commit until it is answered; its error is that of ctx.
func (e *editor) deliver(ctx context.Context, l line, d draft) error {
	for {
		c, err := e.ask(ctx, l, d)
		p := client.AsProblem(err)
		switch {
		case err == nil:
			e.ledger.promise(key{e.doc, d.id}, c.Seq) // before anybody sees it as done
			e.answer(func() { e.done = d; e.take(*c) })
			e.counts.Commits.Add(1)
			return nil
		case p != nil && !p.Temporary():
			e.ledger.refuse(key{e.doc, d.id}, p.Code)
			e.answer(func() { e.replica.Reject(d.id); e.change() })
			e.counts.Refused.Add(1)
			return nil
		}
		if err := e.rest(ctx, p); err != nil {
			return err
		}
	}
}

// ask sends a commit once.
func (e *editor) ask(ctx context.Context, l line, d draft) (*docops.Commit, error) {
	ctx, cancel := context.WithTimeout(ctx, answerPatience)
	defer cancel()
	var c docops.Commit
	err := l.Do(ctx, "document.commit", map[string]any{"documentId": e.doc, "commitId": d.id, "basis": d.basis, "edits": d.edits}, &c)
	if err == nil && c.ID != d.id {
		e.ledger.find("%s: the answer to commit %s is commit %s", e.doc, d.id, c.ID)
	}
	return &c, err
}

// rest waits before a commit is sent again: as long as the server asks for.
func (e *editor) rest(ctx context.Context, p *client.Problem) error {
	if p == nil {
		e.counts.Again.Add(1)
		return pause.For(ctx, soon)
	}
	e.counts.Limited.Add(1)
	return pause.For(ctx, max(soon, p.RetryAfter))
}

// answer takes the first commit off those that wait.
func (e *editor) answer(then func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.waiting = e.waiting[1:]
	then()
}

// change tells who waits for something. The caller holds mu.
func (e *editor) change() {
	close(e.changed)
	e.changed = make(chan struct{})
}

// until waits for something to become true of the editor; ok is called with mu held.
func (e *editor) until(ctx context.Context, ok func() bool) error {
	for {
		e.mu.Lock()
		done, changed := ok(), e.changed
		e.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("%s of %s: %w", e.by, e.doc, ctx.Err())
		}
	}
}

// state is the copy as the person sees it, and what is not confirmed of it.
func (e *editor) state() (document.State, []string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.replica.State(), e.replica.Pending()
}

// lastAnswered is the last commit that was acknowledged, the zero draft if there is none.
func (e *editor) lastAnswered() draft {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.done
}

// after is where to follow the document from.
func (e *editor) after() int64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.seen
}

// logged is a commit of the API as documents have it.
func logged(c docops.Commit) document.Commit {
	edits := make([]document.Edit, len(c.Edits))
	for i, e := range c.Edits {
		edits[i] = document.Edit{Op: document.Op(e.Op), ID: e.ID, Type: e.Type, Parent: e.Parent, Order: e.Order, Props: e.Props}
	}
	return document.Commit{V: document.EditVersion, Seq: c.Seq, ID: c.ID, By: c.By, At: c.At, Op: c.Op, Edits: edits, Undoes: c.Undoes, Redoes: c.Redoes}
}
