package soak

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/aio-creative-hub/aio/internal/pause"
	"github.com/aio-creative-hub/aio/internal/wire"
	"github.com/aio-creative-hub/aio/shared/client"
	graphicsops "github.com/aio-creative-hub/aio/shared/graphics/ops"
)

// canvases is where the API has them.
const canvases = "/api/v1/tools/graphics/canvases"

// How often a person, instead of editing, does something else; in a hundred.
const (
	undoes = 4
	doubts = 4  // sends something again that was answered
	shows  = 15 // tells where they are
)

// person is one simulated person at one window.
type person struct {
	n      int
	name   string
	id     string // user id
	w      *world
	r      *rand.Rand // of work
	wire   *wire.Wire
	client *client.Client
	editor *editor
	owns   bool // the document
	count  int  // commits asked for

	life  context.Context // until leave, or the end of the run
	end   context.CancelFunc
	tasks sync.WaitGroup

	mu   sync.Mutex
	conn *client.Conn
	read chan struct{} // closed when all that came over conn was taken
}

// work edits until ctx ends.
func (p *person) work(ctx context.Context) {
	pace := p.w.c.Pace
	if p.n%hastyEach == hastyEach-1 {
		pace /= hasteTimes
	}
	for pause.For(ctx, time.Duration(p.r.ExpFloat64()*float64(pace))) == nil {
		switch n := p.r.IntN(100); {
		case n < undoes:
			p.undo()
		case n < undoes+doubts:
			p.doubt()
		case n < undoes+doubts+shows:
			p.show() //nolint:contextcheck // what is under way when the work is over comes to its end
		default:
			p.edit()
		}
	}
}

// commitID makes an id for the next commit.
func (p *person) commitID() string {
	p.count++
	return fmt.Sprintf("%s-%05d", p.name, p.count)
}

// edit proposes the next change.
func (p *person) edit() {
	id := p.commitID()
	p.editor.propose(id, planOf(p.r, id))
}

// undo takes back the person's last change, or makes it again, by REST.
func (p *person) undo() {
	path := fmt.Sprintf("%s/%s/%s", canvases, p.editor.doc, []string{"undo", "undo", "redo"}[p.r.IntN(3)])
	in := map[string]any{"commitId": p.commitID(), "basis": p.editor.after()}
	k := key{p.editor.doc, in["commitId"].(string)}
	p.w.ledger.ask(k, request{by: p.id})
	for {
		var out graphicsops.Change
		err := p.client.Do(p.life, http.MethodPost, path, in, &out)
		problem := client.AsProblem(err)
		switch {
		case err == nil:
			p.w.ledger.promise(k, out.Seq)
			p.w.counts.Commits.Add(1)
			return
		case problem != nil && !problem.Temporary():
			p.w.ledger.refuse(k, problem.Code)
			p.w.counts.Refused.Add(1)
			return
		}
		if p.editor.rest(p.life, problem) != nil {
			return
		}
	}
}

// doubt sends the last commit that was answered once more, as if the answer had been lost.
func (p *person) doubt() {
	d := p.editor.lastAnswered()
	if d.id == "" {
		return
	}
	c, err := p.editor.ask(p.life, p, d)
	problem := client.AsProblem(err)
	switch {
	case err == nil:
		p.w.counts.Doubted.Add(1)
		p.w.ledger.promise(key{p.editor.doc, d.id}, c.Seq)
	case problem != nil && !problem.Temporary():
		p.w.ledger.find("%s: commit %s was acknowledged, and then refused: %v", p.editor.doc, d.id, problem)
	}
}

// show tells the others where this person is. It may come to nothing: the connection may
// be a new one that follows nothing yet.
func (p *person) show() {
	ctx, cancel := context.WithTimeout(p.life, answerPatience)
	defer cancel()
	err := p.Do(ctx, "presence", map[string]any{"documentId": p.editor.doc, "state": map[string]int{"x": p.r.IntN(1000), "y": p.r.IntN(600)}}, nil)
	if problem := client.AsProblem(err); problem != nil && !problem.Temporary() && problem.Status != http.StatusConflict {
		p.w.ledger.find("%s: %s may not say where they are: %v", p.editor.doc, p.name, problem)
	}
}

// answered waits until nothing waits for an answer.
func (p *person) answered(ctx context.Context) error {
	e := p.editor
	if err := e.until(ctx, func() bool { return len(e.waiting) == 0 }); err != nil {
		return fmt.Errorf("%s: commits are without an answer: %w", p.name, err)
	}
	return nil
}

// upToDate waits until the person has a commit and all before it.
func (p *person) upToDate(ctx context.Context, seq int64) error {
	e := p.editor
	if err := e.until(ctx, func() bool { return e.replica.Confirmed().Seq >= seq && e.seen >= seq }); err != nil {
		return fmt.Errorf("%s: has not got commit %d, but %d: %w", p.name, seq, e.after(), err)
	}
	return nil
}
