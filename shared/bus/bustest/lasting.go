package bustest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/aio-creative-hub/aio/shared/bus"
)

// testDeadLetters checks that what fails too often is set aside, listed, and delivered
// anew on demand.
func testDeadLetters(t *testing.T, h Harness) {
	b := h.Bus()
	var well, ill inbox
	var broken sync.Map
	broken.Store("1", true)
	subscribe(t, b, "well", well.handle, "test.a")
	subscribe(t, b, "ill", func(ctx context.Context, e bus.Event) error {
		if _, bad := broken.Load(e.ID); bad {
			_ = ill.handle(ctx, e) // records only
			return errors.New("cannot")
		}
		return ill.handle(ctx, e)
	}, "test.a")
	defer start(t, b)()
	bad := event("1", "test.a", "s")
	h.publish(t, bad, event("2", "test.a", "s"))
	var letters []bus.DeadLetter
	h.eventually(t, "a dead letter", func() bool { letters = allLetters(t, b); return len(letters) > 0 })
	got := letters[0]
	if len(letters) != 1 || got.Consumer != "ill" || got.Attempts != h.attempts() || got.LastErr != "cannot" || got.ID == "" || got.Since.IsZero() {
		t.Errorf("dead letters %+v", letters)
	}
	if d := cmp.Diff(bad, got.Event); d != "" {
		t.Errorf("the event changed (-want +got):\n%s", d)
	}
	h.publish(t, event("3", "test.a", "s")) // time passes, and the dead stay dead
	h.eventually(t, "later events", func() bool { return ill.count("3") == 1 && well.count("3") == 1 })
	if n := ill.count("1"); n != h.attempts() || well.count("1") != 1 {
		t.Errorf("%d attempts and %d deliveries to the other", n, well.count("1"))
	}
	h.redriveTwice(t, b, got.ID, &ill, &broken)
	if well.count("1") != 1 {
		t.Error("another consumer's dead letter was delivered")
	}
}

// redriveTwice redrives the dead letter of event 1 once in vain and once not.
func (h Harness) redriveTwice(t *testing.T, b bus.Bus, id string, ill *inbox, broken *sync.Map) {
	if err := b.Redrive(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	var letters []bus.DeadLetter
	h.eventually(t, "a dead letter again", func() bool {
		letters = allLetters(t, b)
		return len(letters) == 1 && ill.count("1") == 2*h.attempts()
	})
	broken.Delete("1")
	if err := b.Redrive(t.Context(), letters[0].ID); err != nil {
		t.Fatal(err)
	}
	h.eventually(t, "delivery", func() bool { return ill.count("1") == 2*h.attempts()+1 })
	if left := allLetters(t, b); len(left) != 0 {
		t.Errorf("dead letters left: %+v", left)
	}
	for _, id := range []string{letters[0].ID, "", "nothing"} {
		if err := b.Redrive(t.Context(), id); !errors.Is(err, bus.ErrNotFound) {
			t.Errorf("redrive %q: %v", id, err)
		}
	}
}

// testLetterPages checks that dead letters are listed in pages, oldest first.
func testLetterPages(t *testing.T, h Harness) {
	const n = 7
	b := h.Bus()
	subscribe(t, b, "ill", func(context.Context, bus.Event) error { return errors.New("cannot") }, "test.a")
	defer start(t, b)()
	for i := range n {
		h.publish(t, event(fmt.Sprint(i), "test.a", "s"))
		h.eventually(t, "a dead letter", func() bool { return len(allLetters(t, b)) == i+1 })
	}
	for limit := 1; limit <= n+1; limit++ {
		cursor, got := "", []bus.DeadLetter(nil)
		for more := true; more; more = cursor != "" {
			var page []bus.DeadLetter
			var err error
			if page, cursor, err = b.DeadLetters(t.Context(), limit, cursor); err != nil || len(page) > limit {
				t.Fatalf("a page of %d of %d: %v", len(page), limit, err)
			}
			got = append(got, page...)
		}
		for i, d := range got {
			if d.Event.ID != fmt.Sprint(i) || len(got) != n {
				t.Fatalf("limit %d: letter %d of %d is of event %s", limit, i, len(got), d.Event.ID)
			}
		}
	}
	_, _, err1 := b.DeadLetters(t.Context(), -1, "")
	_, _, err2 := b.DeadLetters(t.Context(), bus.MaxPage+1, "")
	_, _, err3 := b.DeadLetters(t.Context(), 1, "nonsense")
	for _, err := range []error{err1, err2, err3} {
		if !errors.Is(err, bus.ErrInvalid) {
			t.Errorf("got %v, want %v", err, bus.ErrInvalid)
		}
	}
}

// testRestart checks that what was not acknowledged is delivered again by the next bus,
// and that the attempts made before count.
func testRestart(t *testing.T, h Harness) {
	first := h.Bus()
	var before, after inbox
	fail := func(in *inbox) bus.Handler {
		return func(ctx context.Context, e bus.Event) error {
			if err := in.handle(ctx, e); err != nil || e.ID == "2" {
				return err
			}
			return errors.New("not yet")
		}
	}
	subscribe(t, first, "one", fail(&before), "test.a")
	stop := start(t, first)
	h.publish(t, event("1", "test.a", "s"))
	h.eventually(t, "an attempt", func() bool { return before.count("1") > 0 })
	stop()
	h.publish(t, event("2", "test.a", "s")) // while no bus runs

	second := h.Bus()
	subscribe(t, second, "one", fail(&after), "test.a")
	defer start(t, second)()
	var letters []bus.DeadLetter
	h.eventually(t, "both events", func() bool {
		letters = allLetters(t, second)
		return len(letters) == 1 && after.count("2") == 1
	})
	if n := before.count("1") + after.count("1"); n != h.attempts() || letters[0].Attempts != n {
		t.Errorf("%d attempts before the restart, %d after it, dead letter %+v", before.count("1"), after.count("1"), letters[0])
	}
}

// testAbsence checks that a consumer that is left out of one run gets in the next what
// happened meanwhile, also what others have acknowledged long ago.
func testAbsence(t *testing.T, h Harness) {
	var stays, leaves inbox
	run := func(all bool, until func() bool, events ...bus.Event) {
		b := h.Bus()
		subscribe(t, b, "stays", stays.handle, "test.a")
		if all {
			subscribe(t, b, "leaves", leaves.handle, "test.a")
		}
		defer start(t, b)()
		h.publish(t, events...)
		h.eventually(t, "events of this run", until)
	}
	run(true, func() bool { return stays.distinct() == 1 && leaves.distinct() == 1 }, event("1", "test.a", "s"))
	run(false, func() bool { return stays.distinct() == 3 }, event("2", "test.a", "s"), event("3", "test.a", ""))
	run(true, func() bool { return stays.distinct() == 4 && leaves.distinct() == 4 }, event("4", "test.a", "s"))
	for _, id := range []string{"1", "2", "3", "4"} {
		if stays.count(id) != 1 || leaves.count(id) != 1 {
			t.Errorf("event %s: %d and %d deliveries, want one each", id, stays.count(id), leaves.count(id))
		}
	}
}

// allLetters lists all dead letters.
func allLetters(t tester, b bus.Bus) []bus.DeadLetter {
	t.Helper()
	var all []bus.DeadLetter
	cursor := ""
	for more := true; more; more = cursor != "" {
		page, next, err := b.DeadLetters(t.Context(), 0, cursor)
		if err != nil {
			t.Fatalf("dead letters: %v", err)
		}
		all, cursor = append(all, page...), next
	}
	return all
}
