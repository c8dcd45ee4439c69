// Package soak has simulated people work on shared documents while their network fails
// them, and looks at the end whether every promise was kept: all see the same, nothing that
// was acknowledged is missing, nothing was done twice.
//
// Each person is a client as docs/websocket.md describes it: an account, a connection that
// heals itself (shared/client), a copy of the document (document.Replica), and commits that
// are sent one after the other, under the same id and basis, until there is an answer. The
// method is Jepsen's (Kingsbury, "Jepsen: On the perils of network partitions", 2013):
// clients write down what they were promised, and it is compared with what there is. Here
// that is the log, of which every state follows: it has each commit with the edits that were
// asked for, once, at the place that was promised, and they make the state that the server
// has. An answer that got lost on the way is a promise, too.
//
// What people do and when their network fails comes from a seed. The server's and the
// machine's part of the timing does not, so that a seed repeats the plan, not every turn.
package soak

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"golang.org/x/sync/errgroup"
)

// Config says how much is done.
type Config struct {
	URL       string // of the server
	People    int
	Documents int
	For       time.Duration // how long they work
	Seed      uint64
	// Pace is the mean time between two edits of a person. One in hastyEach has no patience
	// and edits hasteTimes as often, up to the server's limit and beyond.
	Pace time.Duration
	// Trouble is the mean time between two failures of a person's network.
	Trouble time.Duration
	// From gives each person an address; nil leaves it to the machine.
	From func(person int) net.IP
	// Say tells how far it is.
	Say func(format string, args ...any)
}

const (
	hastyEach  = 10
	hasteTimes = 20
	// settlePatience bounds the wait for the last answers: a limit of a minute, that has to
	// pass, a pause between attempts to connect, and a busy machine.
	settlePatience = 3 * time.Minute
)

// Run has people work, and gives what happened; the error is everything that is wrong.
func Run(ctx context.Context, c Config) (*Counts, error) {
	w := &world{c: c, ledger: newLedger(), counts: &Counts{}}
	defer w.leave()
	if err := w.gather(ctx); err != nil {
		return w.counts, fmt.Errorf("soak: before it began: %w", err)
	}
	c.Say("%d people on %d documents are connected; they work for %v", c.People, c.Documents, c.For)
	if err := w.work(ctx); err != nil {
		return w.counts, fmt.Errorf("soak: %w", err)
	}
	c.Say("the network is whole again; waiting for the last answers")
	if err := w.settle(ctx); err != nil {
		return w.counts, fmt.Errorf("soak: %w", errors.Join(context.Cause(ctx), err, w.ledger.findings()))
	}
	c.Say("all is answered, and everybody has the last commit; looking at the logs")
	return w.counts, errors.Join(w.check(ctx), w.ledger.findings())
}

// world is everybody, and the documents they share.
type world struct {
	c      Config
	ledger *ledger
	counts *Counts
	people []*person
	docs   []string
}

// of gives the people of a document.
func (w *world) of(doc string) []*person {
	var out []*person
	for _, p := range w.people {
		if p.editor != nil && p.editor.doc == doc {
			out = append(out, p)
		}
	}
	return out
}

// work lets everybody work, and their networks fail, until the time is over.
func (w *world) work(ctx context.Context) error {
	during, cancel := context.WithTimeout(ctx, w.c.For)
	defer cancel()
	var g errgroup.Group
	for _, p := range w.people {
		g.Go(func() error { p.work(during); return nil })
		g.Go(func() error { return p.suffer(ctx, during) })
	}
	return errors.Join(g.Wait(), context.Cause(ctx))
}

// settle waits until all has been answered and everybody has everything. A last commit of
// each document shows those who lost the one before that they miss something, as the next
// edit would; without it they would ask after a minute.
func (w *world) settle(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, settlePatience)
	defer cancel()
	if err := w.each(func(p *person) error { return p.answered(ctx) }); err != nil {
		return err
	}
	err := w.each(func(p *person) error {
		if !p.owns {
			return nil
		}
		p.edit()
		return p.answered(ctx)
	})
	if err != nil {
		return err
	}
	return w.each(func(p *person) error {
		return p.upToDate(ctx, w.ledger.last(p.editor.doc))
	})
}

// each does something for all people at once, and gives everything that went wrong.
func (w *world) each(do func(*person) error) error {
	errs := make([]error, len(w.people))
	var g errgroup.Group
	for i, p := range w.people {
		g.Go(func() error { errs[i] = do(p); return nil })
	}
	_ = g.Wait() // none fails: what went wrong is in errs
	return errors.Join(errs...)
}

func (w *world) leave() {
	_ = w.each(func(p *person) error { p.leave(); return nil })
}
