// Package outbox is the bus of a single machine: it relays the events that a store keeps
// beside the data they tell of (the transactional outbox with a polling publisher;
// Richardson, "Microservices Patterns", ch. 3; woken by the store's commits instead of
// polling). Deliveries are kept in the store until they are acknowledged, so they
// survive the process.
//
// Each consumer has one goroutine that owns its queue, and a bounded number of handlers
// at work. Events of one subject go to a consumer one at a time, in order; one that
// failed steps aside and comes back later, so it holds up neither its subject nor others.
package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/aio-creative-hub/aio/shared/bus"
)

// Defaults and sizes.
const (
	Concurrency   = 8                // handlers of one consumer at work at once
	Timeout       = 30 * time.Second // for one handler; the longest an API request takes
	firstBackoff  = time.Second      // after the first failure; times backoffFactor after each further one
	backoffFactor = 4                // with five attempts: 1, 4, 16, 64 s
	pause         = time.Second      // before the log is asked again after it failed
	distribution  = 500              // events distributed in one transaction
	maxErr        = 500              // bytes kept of an error's text
)

// Options of a bus. The zero value works.
type Options struct {
	After       func(time.Duration) <-chan time.Time // time.After if nil
	Backoff     func(failures int) time.Duration     // the delay after that many failures; Backoff if nil
	Concurrency int                                  // handlers of one consumer at once; Concurrency if 0
	Timeout     time.Duration                        // for one handler; Timeout if 0
	Logger      *slog.Logger                         // slog.Default() if nil
}

// Backoff is the delay after that many failures of an event: 1, 4, 16, 64 s.
func Backoff(failures int) time.Duration {
	d := firstBackoff
	for range min(failures, bus.MaxAttempts) - 1 {
		d *= backoffFactor
	}
	return d
}

// Bus relays a log to consumers. Make it with New.
type Bus struct {
	log Log
	o   Options

	mu        sync.Mutex
	consumers []*consumer
	running   bool
}

var _ bus.Bus = (*Bus)(nil)

// New makes a bus over a log. A log has one bus at a time.
func New(log Log, o Options) *Bus {
	if o.After == nil {
		o.After = time.After
	}
	if o.Backoff == nil {
		o.Backoff = Backoff
	}
	if o.Concurrency == 0 {
		o.Concurrency = Concurrency
	}
	if o.Timeout == 0 {
		o.Timeout = Timeout
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	return &Bus{log: log, o: o}
}

// Subscribe implements bus.Bus.
func (b *Bus) Subscribe(name string, types []string, h bus.Handler) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	named := regexp.MustCompile(`^[a-z][a-z0-9._-]*$`)
	switch {
	case b.running:
		return fmt.Errorf("%w: subscribe before Run", bus.ErrInvalid)
	case !named.MatchString(name) || len(name) > bus.MaxName:
		return fmt.Errorf("%w: a consumer's name is 1 to %d of a-z, 0-9, dot, dash, underscore", bus.ErrInvalid, bus.MaxName)
	case h == nil || len(types) == 0 || slices.Contains(types, ""):
		return fmt.Errorf("%w: consumer %s needs event types and a handler", bus.ErrInvalid, name)
	case slices.ContainsFunc(b.consumers, func(c *consumer) bool { return c.name == name }):
		return fmt.Errorf("%w: consumer %s exists", bus.ErrInvalid, name)
	}
	b.consumers = append(b.consumers, newConsumer(b, name, types, h))
	return nil
}

// Run implements bus.Bus. It fails only if it is called while it runs.
func (b *Bus) Run(ctx context.Context) error {
	b.mu.Lock()
	if b.running {
		b.mu.Unlock()
		return fmt.Errorf("%w: the bus runs already", bus.ErrInvalid)
	}
	b.running = true
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.running = false
	}()
	if !b.register(ctx) {
		return nil
	}
	var g errgroup.Group
	g.Go(func() error { b.distribute(ctx); return nil })
	for _, c := range b.consumers {
		g.Go(func() error { c.run(ctx); return nil })
	}
	return g.Wait()
}

// DeadLetters implements bus.Bus.
func (b *Bus) DeadLetters(ctx context.Context, limit int, cursor string) ([]bus.DeadLetter, string, error) {
	return b.log.DeadLetters(ctx, limit, cursor)
}

// Redrive implements bus.Bus.
func (b *Bus) Redrive(ctx context.Context, id string) error {
	if err := b.log.Redrive(ctx, id); err != nil {
		return err
	}
	b.wake()
	return nil
}

// register records the consumers, again and again until it succeeds or ctx ends.
func (b *Bus) register(ctx context.Context) bool {
	var all []Registration
	for _, c := range b.consumers {
		all = append(all, Registration{Consumer: c.name, Types: c.types})
	}
	for {
		err := b.log.Register(ctx, all)
		if err == nil {
			return true
		}
		if !b.paused(ctx, "register consumers", err) {
			return false
		}
	}
}

// distribute assigns new events to consumers as they are published, until ctx ends.
func (b *Bus) distribute(ctx context.Context) {
	for ctx.Err() == nil {
		n, err := b.log.Distribute(ctx, distribution)
		if err != nil {
			b.paused(ctx, "distribute events", err)
			continue
		}
		if n > 0 {
			b.wake()
		}
		if n == distribution {
			continue
		}
		select {
		case <-b.log.Published():
		case <-ctx.Done():
		}
	}
}

// paused waits a while after a failure of the log, and tells whether to go on.
func (b *Bus) paused(ctx context.Context, what string, err error) bool {
	if ctx.Err() == nil {
		b.o.Logger.ErrorContext(ctx, "outbox: "+what, "error", err)
	}
	select {
	case <-b.o.After(pause):
		return true
	case <-ctx.Done():
		return false
	}
}

// wake makes all consumers look for deliveries.
func (b *Bus) wake() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.consumers {
		select {
		case c.wake <- struct{}{}:
		default: // it has not looked since the last time
		}
	}
}
