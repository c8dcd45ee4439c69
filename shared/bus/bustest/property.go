package bustest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"
	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/bus"
)

// ward is one consumer's side of the property: how often each event is still to fail,
// and what came of it.
type ward struct {
	mu       sync.Mutex
	failures map[string]int // still to come
	attempts map[string]int
	handled  map[string]int
}

func newWard() *ward {
	return &ward{failures: map[string]int{}, attempts: map[string]int{}, handled: map[string]int{}}
}

func (w *ward) handle(_ context.Context, e bus.Event) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.attempts[e.ID]++
	if w.failures[e.ID] > 0 {
		w.failures[e.ID]--
		return errors.New("as planned")
	}
	w.handled[e.ID]++
	return nil
}

// settled tells whether an event was handled or must be a dead letter by now.
func (w *ward) settled(id string, most int) (handled, dead bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.handled[id] > 0, w.attempts[id] >= most && w.handled[id] == 0
}

// testProperty plans failures at random and restarts the bus in between: at the end each
// event was handled by each consumer, or is a dead letter after exactly as many attempts as the adapter makes.
func testProperty(t *testing.T, h Harness) {
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		wards := map[string]*ward{}
		for i := range rapid.IntRange(1, 3).Draw(rt, "consumers") {
			wards[fmt.Sprintf("run%d.ward%d", run, i)] = newWard()
		}
		typ := fmt.Sprintf("test.run%d", run)
		var ids []string
		b, stop := h.begin(rt, wards, typ)
		defer func() { stop() }()
		for range rapid.IntRange(1, 4).Draw(rt, "batches") {
			batch := h.plan(rt, wards, typ, len(ids))
			for _, e := range batch {
				ids = append(ids, e.ID)
			}
			h.publish(rt, batch...)
			if rapid.Bool().Draw(rt, "restart") {
				stop()
				b, stop = h.begin(rt, wards, typ)
			}
		}
		h.eventually(rt, "everything settled", func() bool { return h.allSettled(rt, b, wards, ids) })
		h.checkLetters(rt, b, wards)
		for _, d := range allLetters(rt, b) {
			wards[d.Consumer].forgive(d.Event.ID)
			if err := b.Redrive(rt.Context(), d.ID); err != nil {
				rt.Fatalf("redrive: %v", err)
			}
		}
		h.eventually(rt, "everything handled", func() bool { return allHandled(wards, ids) && len(allLetters(rt, b)) == 0 })
	})
}

// begin starts a bus with the consumers.
func (h Harness) begin(t tester, wards map[string]*ward, typ string) (bus.Bus, func()) {
	b := h.Bus()
	for name, w := range wards {
		subscribe(t, b, name, w.handle, typ)
	}
	return b, start(t, b)
}

// plan draws events and how often each will fail with each consumer.
func (h Harness) plan(t *rapid.T, wards map[string]*ward, typ string, from int) []bus.Event {
	var batch []bus.Event
	for i := range rapid.IntRange(1, 5).Draw(t, "events") {
		e := event(fmt.Sprint(typ, ".", from+i), typ, rapid.SampledFrom([]string{"", "s", "r"}).Draw(t, "subject"))
		batch = append(batch, e)
		for n := range len(wards) {
			f := rapid.SampledFrom([]int{0, 0, 0, 1, h.attempts() - 1, h.attempts(), h.attempts() + 2}).Draw(t, "failures")
			for name, w := range wards {
				if name[len(name)-1] == byte('0'+n) {
					w.fail(e.ID, f)
				}
			}
		}
	}
	return batch
}

func (w *ward) fail(id string, times int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failures[id] = times
}

func (w *ward) forgive(id string) { w.fail(id, 0) }

// allSettled tells whether each event was handled or is among the dead letters.
func (h Harness) allSettled(t tester, b bus.Bus, wards map[string]*ward, ids []string) bool {
	dead := 0
	for _, w := range wards {
		for _, id := range ids {
			h, d := w.settled(id, h.attempts())
			if !h && !d {
				return false
			}
			if d {
				dead++
			}
		}
	}
	return len(allLetters(t, b)) == dead
}

func allHandled(wards map[string]*ward, ids []string) bool {
	for _, w := range wards {
		for _, id := range ids {
			if h, _ := w.settled(id, bus.MaxAttempts); !h {
				return false
			}
		}
	}
	return true
}

// checkLetters checks that only what failed as often as the adapter tries is a dead letter.
func (h Harness) checkLetters(t *rapid.T, b bus.Bus, wards map[string]*ward) {
	for _, d := range allLetters(t, b) {
		w := wards[d.Consumer]
		if w == nil {
			t.Fatalf("a dead letter of %s", d.Consumer)
		}
		w.mu.Lock()
		attempts, handled := w.attempts[d.Event.ID], w.handled[d.Event.ID]
		w.mu.Unlock()
		if d.Attempts != h.attempts() || attempts != h.attempts() || handled != 0 {
			t.Fatalf("dead letter %+v after %d attempts, handled %d times", d, attempts, handled)
		}
	}
}

// testConcurrency publishes from many sides to consumers of which some fail at times.
func testConcurrency(t *testing.T, h Harness) {
	const publishers, each = 8, 25
	b := h.Bus()
	wards := map[string]*ward{"a": newWard(), "b": newWard(), "c": newWard()}
	var ids []string
	for p := range publishers {
		for i := range each {
			id := fmt.Sprint(p, ".", i)
			ids = append(ids, id)
			wards["b"].fail(id, (p+i)%h.attempts())
		}
	}
	for name, w := range wards {
		subscribe(t, b, name, w.handle, "test.a")
	}
	defer start(t, b)()
	g, ctx := errgroup.WithContext(t.Context())
	for p := range publishers {
		g.Go(func() error {
			for i := range each {
				if err := h.Publish(ctx, event(fmt.Sprint(p, ".", i), "test.a", fmt.Sprint(i%3))); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	h.eventually(t, "all events", func() bool { return allHandled(wards, ids) })
	for name, w := range wards {
		for _, id := range ids {
			if w.handled[id] != 1 {
				t.Errorf("%s handled %s %d times", name, id, w.handled[id])
			}
		}
	}
}
