package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/bus/outbox"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/sqlite"
)

// running runs a bus until the test ends.
func running(t testing.TB, b bus.Bus) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	var g errgroup.Group
	g.Go(func() error { return b.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		if err := g.Wait(); err != nil {
			t.Error(err)
		}
	})
}

// never is a clock that stands still: whatever waits for it waits for ever.
func never(time.Duration) <-chan time.Time { return nil }

// TestWoken checks that events are relayed as soon as they are committed, without any
// timer.
func TestWoken(t *testing.T) {
	s := openLog(t, sqlite.Options{})
	b := outbox.New(s, outbox.Options{After: never, Logger: quiet()})
	got := make(chan string)
	if err := b.Subscribe("one", []string{"test.a"}, func(_ context.Context, e bus.Event) error { got <- e.ID; return nil }); err != nil {
		t.Fatal(err)
	}
	running(t, b)
	publish := publisher(s)
	for i := range 20 {
		if err := publish(t.Context(), bus.Event{ID: strconv.Itoa(i), Type: "test.a"}); err != nil {
			t.Fatal(err)
		}
		if id := <-got; id != strconv.Itoa(i) {
			t.Fatalf("got event %s, want %d", id, i)
		}
	}
}

// TestTimeout checks that a handler's context ends, and that this is a failure.
func TestTimeout(t *testing.T) {
	s := openLog(t, sqlite.Options{})
	b := outbox.New(s, outbox.Options{Timeout: time.Millisecond, Backoff: func(int) time.Duration { return time.Millisecond }, Logger: quiet()})
	err := b.Subscribe("slow", []string{"test.a"}, func(ctx context.Context, _ bus.Event) error {
		<-ctx.Done()
		return ctx.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	running(t, b)
	if err := publisher(s)(t.Context(), bus.Event{ID: "1", Type: "test.a"}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a dead letter", func() bool {
		letters, _, err := b.DeadLetters(t.Context(), 0, "")
		return err == nil && len(letters) == 1 && letters[0].LastErr == context.DeadlineExceeded.Error()
	})
}

// TestBacklog checks that a backlog longer than the queue in memory arrives whole and in
// order, and that no more handlers are at work than allowed.
func TestBacklog(t *testing.T) {
	const n, subjects, concurrency = 2200, 50, 3
	s := openLog(t, sqlite.Options{})
	for from := 0; from < n; {
		var ws []store.Write
		for w := range store.MaxTransact {
			it := store.Item{Key: store.Key{Table: store.Work, PK: "p", SK: strconv.Itoa(w)}}
			for range min(n-from, store.MaxEmit) {
				it.Emit = append(it.Emit, bus.Event{ID: strconv.Itoa(from), Type: "test.a", Subject: strconv.Itoa(from % subjects)})
				from++
			}
			ws = append(ws, store.Write{Item: it})
		}
		if err := s.Transact(t.Context(), strconv.Itoa(from), ws...); err != nil {
			t.Fatal(err)
		}
	}
	var mu sync.Mutex
	var working atomic.Int64
	got := map[string][]int{}
	total := 0
	b := outbox.New(s, outbox.Options{After: never, Concurrency: concurrency, Logger: quiet()})
	err := b.Subscribe("one", []string{"test.a"}, func(_ context.Context, e bus.Event) error {
		if n := working.Add(1); n > concurrency {
			t.Errorf("%d handlers at work", n)
		}
		defer working.Add(-1)
		id, err := strconv.Atoi(e.ID)
		mu.Lock()
		defer mu.Unlock()
		got[e.Subject] = append(got[e.Subject], id)
		total++
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	running(t, b)
	eventually(t, "the backlog", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return total >= n
	})
	mu.Lock()
	defer mu.Unlock()
	for subject, ids := range got {
		if len(ids) != n/subjects || !slices.IsSorted(ids) {
			t.Errorf("subject %s got %d events, in order: %t", subject, len(ids), slices.IsSorted(ids))
		}
	}
}

// faultyLog fails some calls: half of those without doing anything, half after doing it.
type faultyLog struct {
	outbox.Log
	mu     sync.Mutex
	random *rand.Rand
	faults int
}

var errFault = errors.New("a fault made on purpose")

func (f *faultyLog) fault(do func() error) error {
	f.mu.Lock()
	draw := f.random.IntN(10)
	if draw < 4 {
		f.faults++
	}
	f.mu.Unlock()
	if draw < 2 {
		return errFault
	}
	if err := do(); err != nil {
		return err
	}
	if draw < 4 {
		return errFault
	}
	return nil
}

func (f *faultyLog) Register(ctx context.Context, cs []outbox.Registration) error {
	return f.fault(func() error { return f.Log.Register(ctx, cs) })
}

func (f *faultyLog) Distribute(ctx context.Context, limit int) (n int, err error) {
	err = f.fault(func() error { n, err = f.Log.Distribute(ctx, limit); return err })
	return n, err
}

func (f *faultyLog) Pending(ctx context.Context, c string, limit int) (ds []outbox.Delivery, next time.Duration, err error) {
	err = f.fault(func() error { ds, next, err = f.Log.Pending(ctx, c, limit); return err })
	return ds, next, err
}

func (f *faultyLog) Event(ctx context.Context, seq int64) (e bus.Event, err error) {
	err = f.fault(func() error { e, err = f.Log.Event(ctx, seq); return err })
	return e, err
}

func (f *faultyLog) Settle(ctx context.Context, c string, os []outbox.Outcome) error {
	return f.fault(func() error { return f.Log.Settle(ctx, c, os) })
}

// TestFaultyLog checks that the relay lives through failures of the log: every event is
// handled at last, and none stays behind.
func TestFaultyLog(t *testing.T) {
	const n = 60
	s := openLog(t, sqlite.Options{})
	log := &faultyLog{Log: s, random: rand.New(rand.NewPCG(1, 2))}
	soon := func(time.Duration) <-chan time.Time { return time.After(time.Millisecond) }
	b := outbox.New(log, outbox.Options{After: soon, Logger: quiet()})
	var mu sync.Mutex
	handled := map[string]map[string]bool{"one": {}, "two": {}}
	for name, ids := range handled {
		err := b.Subscribe(name, []string{"test.a"}, func(_ context.Context, e bus.Event) error {
			mu.Lock()
			defer mu.Unlock()
			ids[e.ID] = true
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	running(t, b)
	publish := publisher(s)
	for i := range n {
		if err := publish(t.Context(), bus.Event{ID: strconv.Itoa(i), Type: "test.a", Subject: strconv.Itoa(i % 5)}); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "all events handled and acknowledged", func() bool {
		mu.Lock()
		defer mu.Unlock()
		left := 0
		for name := range handled {
			ds, _, err := s.Pending(t.Context(), name, n)
			if err != nil {
				t.Fatal(err)
			}
			left += len(ds)
		}
		return len(handled["one"]) == n && len(handled["two"]) == n && left == 0
	})
	log.mu.Lock()
	defer log.mu.Unlock()
	if log.faults == 0 {
		t.Error("there were no faults")
	}
}

// TestLetterText checks that a dead letter keeps a long error's text cut, and valid.
func TestLetterText(t *testing.T) {
	s := openLog(t, sqlite.Options{})
	b := outbox.New(s, outbox.Options{Backoff: func(int) time.Duration { return 0 }, Logger: quiet()})
	err := b.Subscribe("one", []string{"test.a"}, func(context.Context, bus.Event) error {
		return fmt.Errorf("x%s", strings.Repeat("\u00e9", 5000))
	})
	if err != nil {
		t.Fatal(err)
	}
	running(t, b)
	if err := publisher(s)(t.Context(), bus.Event{ID: "1", Type: "test.a"}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a dead letter", func() bool {
		letters, _, err := b.DeadLetters(t.Context(), 0, "")
		return err == nil && len(letters) == 1 && letters[0].LastErr == "x"+strings.Repeat("\u00e9", 249)
	})
}

// TestBackoff checks the delays that a user of the bus meets.
func TestBackoff(t *testing.T) {
	for failures, want := range map[int]time.Duration{1: time.Second, 2: 4 * time.Second, 3: 16 * time.Second, 4: 64 * time.Second, 99: 256 * time.Second} {
		if got := outbox.Backoff(failures); got != want {
			t.Errorf("after %d failures %v, want %v", failures, got, want)
		}
	}
}

func eventually(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !cond(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}

// BenchmarkRelay takes one event from its write to its handler and back: what a client
// waits for between a commit and its fan-out.
func BenchmarkRelay(b *testing.B) {
	s := openLog(b, sqlite.Options{})
	relay := outbox.New(s, outbox.Options{Logger: quiet()})
	got := make(chan bool)
	if err := relay.Subscribe("one", []string{"test.a"}, func(context.Context, bus.Event) error { got <- true; return nil }); err != nil {
		b.Fatal(err)
	}
	running(b, relay)
	publish := publisher(s)
	for b.Loop() {
		if err := publish(b.Context(), bus.Event{ID: "1", Type: "test.a", Subject: "s"}); err != nil {
			b.Fatal(err)
		}
		<-got
	}
}

// BenchmarkRelayParallel is the throughput of the relay with many writers.
func BenchmarkRelayParallel(b *testing.B) {
	s := openLog(b, sqlite.Options{})
	relay := outbox.New(s, outbox.Options{Logger: quiet()})
	var handled sync.WaitGroup
	handled.Add(b.N)
	if err := relay.Subscribe("one", []string{"test.a"}, func(context.Context, bus.Event) error { handled.Done(); return nil }); err != nil {
		b.Fatal(err)
	}
	running(b, relay)
	publish := publisher(s)
	b.SetParallelism(32)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := publish(b.Context(), bus.Event{ID: "1", Type: "test.a"}); err != nil {
				b.Error(err)
				return
			}
		}
	})
	handled.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
