package outbox

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/aio-creative-hub/aio/shared/bus"
)

// The length of a consumer's queue in memory. The rest waits in the log: one subject with
// more events than this at once holds up the consumer's others.
const (
	maxHeld = 1024
	lowHeld = maxHeld / 2 // at which more is fetched
)

// consumer delivers to one handler. Its queue belongs to the goroutine of run.
type consumer struct {
	bus    *Bus
	name   string
	types  []string
	handle bus.Handler
	wake   chan struct{}

	held    map[int64]bool        // fetched and not settled
	ready   []Delivery            // may be handled now
	behind  map[string][]Delivery // by subject: wait for the one of that subject that is ready or at work
	working int
	more    bool             // the log holds more than was fetched
	due     <-chan time.Time // when to fetch again
	done    chan finished
	stopped bool
}

// finished is a delivery whose handler has returned.
type finished struct {
	delivery Delivery
	outcome  Outcome
	unread   bool // the event could not be read: nothing was attempted
}

func newConsumer(b *Bus, name string, types []string, h bus.Handler) *consumer {
	return &consumer{bus: b, name: name, types: types, handle: h, wake: make(chan struct{}, 1)}
}

// run delivers until ctx ends and the handlers at work have returned.
func (c *consumer) run(ctx context.Context) {
	c.held, c.behind = map[int64]bool{}, map[string][]Delivery{}
	c.ready, c.working, c.stopped = nil, 0, false
	c.done = make(chan finished, c.bus.o.Concurrency)
	stop := ctx.Done()
	var g errgroup.Group
	defer func() { _ = g.Wait() }() // handlers report through c.done
	c.fetch(ctx)
	for {
		c.start(ctx, &g)
		if c.stopped && c.working == 0 {
			return
		}
		select {
		case <-c.wake:
			c.fetch(ctx)
		case <-c.due:
			c.fetch(ctx)
		case f := <-c.done:
			c.finish(ctx, f)
		case <-stop:
			c.stopped, stop = true, nil
		}
	}
}

// fetch takes due deliveries from the log into the queue.
func (c *consumer) fetch(ctx context.Context) {
	if c.stopped || len(c.held) >= maxHeld {
		c.more = true // looked at when some have finished
		return
	}
	c.due = nil
	// Those held are found again. As there are fewer, others are found if there are any.
	found, next, err := c.bus.log.Pending(ctx, c.name, maxHeld)
	if err != nil {
		c.trouble(ctx, "read deliveries", err)
		return
	}
	if next > 0 {
		c.due = c.bus.o.After(next)
	}
	c.more = len(found) == maxHeld
	for _, d := range found {
		if !c.held[d.Seq] {
			c.queue(d)
		}
	}
}

// queue puts a delivery into the queue, behind others of its subject.
func (c *consumer) queue(d Delivery) {
	c.held[d.Seq] = true
	if d.Subject == "" {
		c.ready = append(c.ready, d)
		return
	}
	waiting, busy := c.behind[d.Subject]
	if busy {
		c.behind[d.Subject] = append(waiting, d)
		return
	}
	c.behind[d.Subject] = nil
	c.ready = append(c.ready, d)
}

// start sets handlers to work on what is ready.
func (c *consumer) start(ctx context.Context, g *errgroup.Group) {
	for !c.stopped && len(c.ready) > 0 && c.working < c.bus.o.Concurrency {
		d := c.ready[0]
		c.ready = c.ready[1:]
		c.working++
		g.Go(func() error {
			c.done <- c.deliver(ctx, d)
			return nil
		})
	}
}

// finish settles a finished delivery together with others that have finished meanwhile.
func (c *consumer) finish(ctx context.Context, first finished) {
	all := []finished{first}
	for more := true; more; {
		select {
		case f := <-c.done:
			all = append(all, f)
		default:
			more = false
		}
	}
	c.working -= len(all)
	var outcomes []Outcome
	again := false
	for _, f := range all {
		if !f.unread {
			outcomes = append(outcomes, f.outcome)
		}
		again = again || f.outcome.Verdict == Retry
	}
	var err error
	if len(outcomes) > 0 {
		err = c.bus.log.Settle(context.WithoutCancel(ctx), c.name, outcomes)
	}
	for _, f := range all {
		c.release(f.delivery)
	}
	switch {
	case err != nil:
		c.trouble(ctx, "settle deliveries", err) // they will be delivered again
	case len(outcomes) < len(all):
		c.due = c.bus.o.After(pause)
	case again || c.more && len(c.held) < lowHeld:
		c.fetch(ctx)
	}
}

// release takes a delivery out of the queue and lets the next of its subject proceed.
func (c *consumer) release(d Delivery) {
	delete(c.held, d.Seq)
	if d.Subject == "" {
		return
	}
	waiting := c.behind[d.Subject]
	if len(waiting) == 0 {
		delete(c.behind, d.Subject)
		return
	}
	c.ready, c.behind[d.Subject] = append(c.ready, waiting[0]), waiting[1:]
}

// trouble makes the consumer ask the log again after a while.
func (c *consumer) trouble(ctx context.Context, what string, err error) {
	if ctx.Err() == nil {
		c.bus.o.Logger.ErrorContext(ctx, "outbox: "+what, "consumer", c.name, "error", err)
	}
	c.due = c.bus.o.After(pause)
}
