// Package bustest is the contract of package bus as a test suite: every adapter's test
// calls Run. It has example tests for each rule of the port's comments, a property test
// with random failures and restarts, and a test of concurrency for the race detector.
package bustest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
)

// patience is how long something may take that must happen.
const patience = 30 * time.Second

// Harness is an adapter made ready for a test.
type Harness struct {
	// Bus gives a new bus over the same events, as a new process would have.
	Bus func() bus.Bus
	// Publish publishes events in order, as a store does, and returns when they are durable.
	Publish func(ctx context.Context, events ...bus.Event) error
	// Tick, unless nil, lets some of the adapter's time pass; the suite calls it while it
	// waits.
	Tick func()
	// Patience is how long something may take that must happen; 0 means half a minute.
	Patience time.Duration
	// Attempts is how often the adapter delivers to one consumer before an event becomes a
	// dead letter; 0 means bus.MaxAttempts, which is the most.
	Attempts int
}

// attempts is Attempts with its default.
func (h Harness) attempts() int {
	return cmp.Or(h.Attempts, bus.MaxAttempts)
}

// Open makes a harness for a test; it registers what must be closed with t.Cleanup.
type Open func(t *testing.T) Harness

// Run checks the adapter against the whole contract.
func Run(t *testing.T, open Open) {
	t.Helper()
	RunWithout(t, nil, open)
}

// RunWithout leaves out tests, by their names with the reason: of what the adapter does
// not promise, or of what the thing behind it cannot be asked for. They are reported as
// not run.
func RunWithout(t *testing.T, lacks map[string]string, open Open) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, Harness){
		"delivery":      testDelivery,
		"order":         testOrder,
		"retry":         testRetry,
		"dead letters":  testDeadLetters,
		"letter pages":  testLetterPages,
		"panic":         testPanic,
		"restart":       testRestart,
		"absence":       testAbsence,
		"stop":          testStop,
		"subscriptions": testSubscriptions,
		"property":      testProperty,
		"concurrency":   testConcurrency,
	} {
		t.Run(name, func(t *testing.T) {
			if why, ok := lacks[name]; ok {
				t.Skipf("not run: %s", why)
			}
			test(t, open(t))
		})
	}
}

// tester is what the tests need of *testing.T and *rapid.T.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Context() context.Context
}

// start runs the bus; the function it gives stops it and waits for its end.
func start(t tester, b bus.Bus) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }() // waited for by stop
	return func() {
		t.Helper()
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("run: %v", err)
			}
		case <-time.After(patience):
			t.Fatalf("the bus does not stop")
		}
	}
}

// eventually waits until cond holds.
func (h Harness) eventually(t tester, what string, cond func() bool) {
	t.Helper()
	for deadline := time.Now().Add(cmp.Or(h.Patience, patience)); !cond(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
		if h.Tick != nil {
			h.Tick()
		}
	}
}

// publish publishes events that must be accepted.
func (h Harness) publish(t tester, events ...bus.Event) {
	t.Helper()
	if err := h.Publish(t.Context(), events...); err != nil {
		t.Fatalf("publish: %v", err)
	}
}

func subscribe(t tester, b bus.Bus, name string, h bus.Handler, types ...string) {
	t.Helper()
	if err := b.Subscribe(name, types, h); err != nil {
		t.Fatalf("subscribe %s: %v", name, err)
	}
}

// event makes an event of a type about a subject.
func event(id, typ, subject string) bus.Event {
	return bus.Event{
		ID: id, Type: typ, Subject: subject, Correlation: "cor_" + id,
		Time: time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC),
		Data: fmt.Appendf(nil, `{"id":%q,"html":"<&>"}`, id),
	}
}

// inbox records what a consumer was given. It is safe for concurrent use.
type inbox struct {
	mu     sync.Mutex
	events []bus.Event
}

func (i *inbox) handle(_ context.Context, e bus.Event) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.events = append(i.events, e)
	return nil
}

func (i *inbox) all() []bus.Event {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.events)
}

// count tells how often an event arrived.
func (i *inbox) count(id string) (n int) {
	for _, e := range i.all() {
		if e.ID == id {
			n++
		}
	}
	return n
}

// distinct tells how many different events arrived.
func (i *inbox) distinct() int {
	ids := map[string]bool{}
	for _, e := range i.all() {
		ids[e.ID] = true
	}
	return len(ids)
}
