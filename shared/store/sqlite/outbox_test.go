package sqlite

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/bus/outbox"
)

// outboxTest is a store with a clock, to be used as a log.
type outboxTest struct {
	*testing.T
	*Store
	now time.Time
}

func newOutboxTest(t *testing.T) *outboxTest {
	o := &outboxTest{T: t, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	o.Store = openTest(t, Options{Now: func() time.Time { return o.now }})
	return o
}

func (o *outboxTest) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// emit publishes events of the types; their ids are the types.
func (o *outboxTest) emit(types ...string) {
	o.Helper()
	w := put("a")
	for _, typ := range types {
		w.Item.Emit = append(w.Item.Emit, bus.Event{ID: typ, Type: typ, Subject: "s"})
	}
	_, err := o.Write(o.Context(), w)
	o.must(err)
}

func (o *outboxTest) register(name string, types ...string) {
	o.Helper()
	o.must(o.Register(o.Context(), []outbox.Registration{{Consumer: name, Types: types}}))
}

func (o *outboxTest) distribute(limit, want int) {
	o.Helper()
	n, err := o.Distribute(o.Context(), limit)
	o.must(err)
	if n != want {
		o.Errorf("distributed %d, want %d", n, want)
	}
}

// pending checks which events wait for the consumer, and how long for the next.
func (o *outboxTest) pending(consumer string, next time.Duration, want ...string) []outbox.Delivery {
	o.Helper()
	ds, wait, err := o.Pending(o.Context(), consumer, 100)
	o.must(err)
	var got []string
	for _, d := range ds {
		e, err := o.Event(o.Context(), d.Seq)
		o.must(err)
		got = append(got, e.ID)
	}
	if !slices.Equal(got, want) || wait != next {
		o.Errorf("%s: pending %q and next in %v, want %q in %v", consumer, got, wait, want, next)
	}
	return ds
}

// left checks how many events the file keeps.
func (o *outboxTest) left(want int) {
	o.Helper()
	events, err := o.Outbox(o.Context())
	o.must(err)
	if len(events) != want {
		o.Errorf("%d events left, want %d", len(events), want)
	}
}

func (o *outboxTest) settle(consumer string, outcomes ...outbox.Outcome) {
	o.Helper()
	o.must(o.Settle(o.Context(), consumer, outcomes))
}

// TestDistribute checks who gets which event, that nothing is given twice, and that an
// event is kept until all have it and no longer.
func TestDistribute(t *testing.T) {
	o := newOutboxTest(t)
	o.emit("a", "b", "nobody", "a")
	o.register("one", "a", "a")
	o.register("two", "a", "b")
	o.distribute(3, 3)
	o.left(3)
	o.distribute(3, 1)
	o.distribute(3, 0)
	one := o.pending("one", 0, "a", "a")
	two := o.pending("two", 0, "a", "b", "a")
	if ds, _, err := o.Pending(t.Context(), "two", 2); err != nil || len(ds) != 2 || ds[0].Subject != "s" {
		t.Errorf("a limited list: %+v, %v", ds, err)
	}
	o.settle("one", outbox.Outcome{Seq: one[0].Seq}, outbox.Outcome{Seq: one[1].Seq})
	o.pending("one", 0)
	o.left(3)
	o.settle("two", outbox.Outcome{Seq: two[0].Seq}, outbox.Outcome{Seq: two[1].Seq})
	o.settle("two", outbox.Outcome{Seq: two[0].Seq}, outbox.Outcome{Seq: two[1].Seq, Verdict: outbox.Dead}) // settled already
	o.left(1)
	o.settle("two", outbox.Outcome{Seq: two[2].Seq})
	o.left(0)
	if letters, _, err := o.DeadLetters(t.Context(), 0, ""); err != nil || len(letters) != 0 {
		t.Errorf("dead letters %+v, %v", letters, err)
	}
}

// TestRetryAndRedrive checks when a failed delivery is due again, and that a dead letter
// keeps its event though nobody else does.
func TestRetryAndRedrive(t *testing.T) {
	o := newOutboxTest(t)
	o.register("one", "a")
	o.emit("a")
	o.distribute(9, 1)
	seq := o.pending("one", 0, "a")[0].Seq
	o.settle("one", outbox.Outcome{Seq: seq, Verdict: outbox.Retry, Delay: 3 * time.Second})
	o.pending("one", 3*time.Second)
	o.now = o.now.Add(3*time.Second - time.Millisecond)
	o.pending("one", time.Millisecond)
	o.now = o.now.Add(time.Millisecond)
	if d := o.pending("one", 0, "a")[0]; d.Attempts != 1 {
		t.Errorf("%d attempts", d.Attempts)
	}
	o.settle("one", outbox.Outcome{Seq: seq, Verdict: outbox.Dead, Err: "why"})
	o.pending("one", 0)
	o.left(0)
	letters, cursor, err := o.DeadLetters(t.Context(), 0, "")
	o.must(err)
	if len(letters) != 1 || cursor != "" || letters[0].Attempts != 2 || letters[0].LastErr != "why" || !letters[0].Since.Equal(o.now) || letters[0].Event.ID != "a" {
		t.Fatalf("dead letters %+v, cursor %q", letters, cursor)
	}
	o.must(o.Redrive(t.Context(), letters[0].ID))
	if d := o.pending("one", 0, "a")[0]; d.Attempts != 0 || d.Seq != seq {
		t.Errorf("redriven as %+v", d)
	}
	o.distribute(9, 0)
	if err := o.Redrive(t.Context(), letters[0].ID); !errors.Is(err, bus.ErrNotFound) {
		t.Errorf("redriven twice: %v", err)
	}
}

// TestForgottenConsumer checks that a consumer that is registered no more gets its
// events for ConsumerLife, and that nothing is kept for it after that.
func TestForgottenConsumer(t *testing.T) {
	o := newOutboxTest(t)
	o.register("old", "a", "b")
	o.register("new", "a")
	o.emit("a", "b")
	o.distribute(9, 2)
	o.now = o.now.Add(outbox.ConsumerLife)
	o.register("new", "a")
	o.pending("old", 0, "a", "b")
	o.now = o.now.Add(time.Millisecond)
	o.emit("c") // not distributed yet: kept
	o.register("new", "a")
	o.pending("old", 0)
	o.left(2)
	o.emit("b")
	o.distribute(9, 2)
	o.pending("new", 0, "a")
	o.left(1)
}

// TestPublished checks that the relay is told of committed events, and only of them.
func TestPublished(t *testing.T) {
	o := newOutboxTest(t)
	told := func() bool {
		select {
		case <-o.Published():
			return true
		default:
			return false
		}
	}
	o.emit()
	if told() {
		t.Error("told of a write without events")
	}
	o.emit("a")
	o.emit("b")
	// The writer tells after it has answered; the next answer comes after that.
	o.emit()
	if !told() {
		t.Error("not told of events")
	}
	if told() {
		t.Error("told twice")
	}
}
