package bustest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"github.com/aio-creative-hub/aio/shared/bus"
)

// testDelivery checks that each consumer gets the events of its types, unchanged, and no
// others, whether they were published before or after the bus started.
func testDelivery(t *testing.T, h Harness) {
	b := h.Bus()
	var one, both inbox
	subscribe(t, b, "one", one.handle, "test.a")
	subscribe(t, b, "both", both.handle, "test.b", "test.a")
	before := []bus.Event{event("1", "test.a", "s"), event("2", "test.b", "s"), event("3", "test.nobody", "s")}
	h.publish(t, before...)
	defer start(t, b)()
	h.eventually(t, "events from before the start", func() bool { return one.distinct() == 1 && both.distinct() == 2 })
	after := []bus.Event{event("4", "test.b", ""), event("5", "test.a", "s"), {ID: "6", Type: "test.a"}}
	h.publish(t, after...)
	h.eventually(t, "events from after the start", func() bool { return one.distinct() == 3 && both.distinct() == 5 })
	want := map[string]bus.Event{}
	for _, e := range append(before, after...) {
		want[e.ID] = e
	}
	for _, e := range append(one.all(), both.all()...) {
		if d := cmp.Diff(want[e.ID], e); d != "" {
			t.Errorf("the event changed (-want +got):\n%s", d)
		}
	}
	for _, id := range []string{"2", "3", "4"} {
		if one.count(id) != 0 {
			t.Errorf("a consumer got event %s, which is not of its type", id)
		}
	}
}

// testOrder checks that events of one subject are handled in order and one at a time.
func testOrder(t *testing.T, h Harness) {
	const subjects, each = 7, 30
	b := h.Bus()
	var in inbox
	var busy sync.Map
	subscribe(t, b, "one", func(ctx context.Context, e bus.Event) error {
		if _, twice := busy.LoadOrStore(e.Subject, true); twice {
			t.Errorf("two handlers at work on subject %s", e.Subject)
		}
		defer busy.Delete(e.Subject)
		return in.handle(ctx, e)
	}, "test.a")
	defer start(t, b)()
	for i := range each {
		var batch []bus.Event
		for s := range subjects {
			batch = append(batch, event(fmt.Sprintf("%d.%d", s, i), "test.a", fmt.Sprint(s)))
		}
		h.publish(t, batch...)
	}
	h.eventually(t, "all events", func() bool { return in.distinct() == subjects*each })
	next := map[string]int{}
	for _, e := range in.all() {
		if e.ID != fmt.Sprintf("%s.%d", e.Subject, next[e.Subject]) {
			t.Fatalf("subject %s: event %s, want number %d", e.Subject, e.ID, next[e.Subject])
		}
		next[e.Subject]++
	}
}

// testRetry checks that a failure is tried again, and holds up neither other consumers
// nor other events.
func testRetry(t *testing.T, h Harness) {
	b := h.Bus()
	var well, ill inbox
	var failures atomic.Int64
	subscribe(t, b, "well", well.handle, "test.a")
	subscribe(t, b, "ill", func(ctx context.Context, e bus.Event) error {
		if e.ID == "bad" && int(failures.Add(1)) < h.attempts() {
			return errors.New("not now")
		}
		return ill.handle(ctx, e)
	}, "test.a")
	defer start(t, b)()
	h.publish(t, event("bad", "test.a", "s"), event("good", "test.a", "s"), event("other", "test.a", "r"))
	h.eventually(t, "all events", func() bool { return well.distinct() == 3 && ill.distinct() == 3 })
	if n := int(failures.Load()); n != h.attempts() {
		t.Errorf("%d attempts, want %d", n, h.attempts())
	}
	if ill.all()[2].ID != "bad" {
		t.Errorf("the failing event held up others: %+v", ill.all())
	}
	letters, _, err := b.DeadLetters(t.Context(), 0, "")
	if err != nil || len(letters) != 0 {
		t.Errorf("dead letters %+v, %v", letters, err)
	}
}

// testPanic checks that a panic of a handler is a failure like any other.
func testPanic(t *testing.T, h Harness) {
	b := h.Bus()
	var in inbox
	var once sync.Once
	subscribe(t, b, "one", func(ctx context.Context, e bus.Event) error {
		once.Do(func() { panic("oops") })
		return in.handle(ctx, e)
	}, "test.a")
	defer start(t, b)()
	h.publish(t, event("1", "test.a", "s"))
	h.eventually(t, "the event after a panic", func() bool { return in.count("1") == 1 })
}

// testStop checks that Run returns after the handlers under way, whose contexts live on,
// and that what they did is acknowledged.
func testStop(t *testing.T, h Harness) {
	b := h.Bus()
	started, release := make(chan bool), make(chan bool)
	var returned atomic.Bool
	subscribe(t, b, "one", func(ctx context.Context, _ bus.Event) error {
		started <- true
		<-release
		returned.Store(true)
		return ctx.Err()
	}, "test.a")
	ctx, cancel := context.WithCancel(t.Context())
	var g errgroup.Group
	g.Go(func() error {
		err := b.Run(ctx)
		if !returned.Load() {
			t.Error("the bus stopped while a handler was at work")
		}
		return err
	})
	h.publish(t, event("1", "test.a", "s"))
	<-started
	cancel()
	release <- true
	if err := g.Wait(); err != nil {
		t.Errorf("run: %v", err)
	}

	b = h.Bus()
	var in inbox
	subscribe(t, b, "one", in.handle, "test.a")
	defer start(t, b)()
	h.publish(t, event("2", "test.a", "s"))
	h.eventually(t, "the next event", func() bool { return in.count("2") == 1 })
	if in.count("1") != 0 {
		t.Error("an acknowledged event was delivered again")
	}
}

// testSubscriptions checks which subscriptions are refused.
func testSubscriptions(t *testing.T, h Harness) {
	b := h.Bus()
	var in inbox
	subscribe(t, b, "one", in.handle, "test.a")
	for what, err := range map[string]error{
		"the same name": b.Subscribe("one", []string{"test.b"}, in.handle),
		"no name":       b.Subscribe("", []string{"test.a"}, in.handle),
		"an odd name":   b.Subscribe("One two", []string{"test.a"}, in.handle),
		"no types":      b.Subscribe("two", nil, in.handle),
		"an empty type": b.Subscribe("two", []string{""}, in.handle),
		"no handler":    b.Subscribe("two", []string{"test.a"}, nil),
	} {
		if !errors.Is(err, bus.ErrInvalid) {
			t.Errorf("subscribe with %s: %v", what, err)
		}
	}
	defer start(t, b)()
	h.publish(t, event("1", "test.a", "s"))
	h.eventually(t, "the event", func() bool { return in.distinct() == 1 })
	if err := b.Subscribe("late", []string{"test.a"}, in.handle); !errors.Is(err, bus.ErrInvalid) {
		t.Errorf("subscribe after Run: %v", err)
	}
	if err := b.Run(t.Context()); !errors.Is(err, bus.ErrInvalid) {
		t.Errorf("run twice: %v", err)
	}
}
