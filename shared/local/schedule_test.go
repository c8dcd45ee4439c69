package local

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

func TestParseRate(t *testing.T) {
	for s, want := range map[string]time.Duration{"rate(1 minute)": time.Minute, "rate(5 minutes)": 5 * time.Minute,
		"rate(1 hour)": time.Hour, "rate(2 hours)": 2 * time.Hour, "rate(1 day)": 24 * time.Hour, "rate(366 days)": maxRate} {
		if got, err := parseRate(s); err != nil || got != want {
			t.Errorf("%s: %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "rate()", "rate(0 minutes)", "rate(1 minutes)", "rate(2 minute)", "rate(-1 days)", "rate(1.5 hours)", "rate(1 week)",
		"rate(1 day) ", "cron(0 0 * * ? *)", "rate(367 days)", "rate(999999999999999999999 days)"} {
		if got, err := parseRate(s); err == nil {
			t.Errorf("%q is %v", s, got)
		}
	}
}

// daily makes the schedules of one operation that runs once a day.
func daily(t *testing.T, st store.Store, clock *testclock.Clock, h raw) *schedules {
	t.Helper()
	f := NewFunctions(FunctionsOptions{})
	add(f, operation.Spec{ID: "a.daily", Triggers: []operation.Trigger{{Kind: operation.Schedule, On: "rate(1 day)"}}}, h)
	s, err := newSchedules(ServerOptions{Functions: f, Store: st, Now: clock.Now, NewID: new(counter).id, Log: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Restarts neither repeat an occasion nor skip one, and missed ones are made up for once.
func TestSchedule(t *testing.T) {
	clock := newClock()
	st := memory.New(memory.Options{Now: clock.Now})
	var runs atomic.Int64
	count := func(context.Context, []byte) ([]byte, error) { runs.Add(1); return nil, nil }
	s := daily(t, st, clock, count)
	for _, step := range []struct {
		name    string
		after   time.Duration
		restart bool
		runs    int64
	}{
		{"first start", 0, false, 0},
		{"too early", 23 * time.Hour, false, 0},
		{"too early after a restart", 30 * time.Minute, true, 0},
		{"due", 30 * time.Minute, false, 1},
		{"not again", time.Second, false, 1},
		{"not again after a restart", 0, true, 1},
		{"due while it is down", 24 * time.Hour, true, 2},
		{"three days down", 72 * time.Hour, true, 3},
		{"on the old beat", 24*time.Hour - 2*time.Second, false, 3},
		{"on the old beat, due", 2 * time.Second, false, 4},
	} {
		clock.Advance(step.after)
		if step.restart {
			s = daily(t, st, clock, count)
		}
		s.tick(t.Context())
		s.tick(t.Context())
		if runs.Load() != step.runs {
			t.Fatalf("%s: %d runs, want %d", step.name, runs.Load(), step.runs)
		}
	}
}

func TestScheduleTriesAgain(t *testing.T) {
	clock := newClock()
	var runs atomic.Int64
	s := daily(t, memory.New(memory.Options{Now: clock.Now}), clock, func(context.Context, []byte) ([]byte, error) {
		runs.Add(1)
		return nil, errors.New("no")
	})
	s.tick(t.Context())
	clock.Advance(24 * time.Hour)
	for range 10 {
		s.tick(t.Context())
	}
	if runs.Load() != scheduleTries {
		t.Errorf("%d runs", runs.Load())
	}
	clock.Advance(24 * time.Hour)
	s.tick(t.Context())
	if runs.Load() != scheduleTries+1 {
		t.Errorf("%d runs a day later", runs.Load())
	}
}

// While the store cannot be read, nothing is run, because nobody knows whether it was.
func TestScheduleWaitsForTheStore(t *testing.T) {
	clock := newClock()
	down := &downStore{Store: memory.New(memory.Options{Now: clock.Now}), down: true}
	var runs atomic.Int64
	s := daily(t, down, clock, func(context.Context, []byte) ([]byte, error) { runs.Add(1); return nil, nil })
	s.tick(t.Context())
	clock.Advance(48 * time.Hour)
	s.tick(t.Context())
	down.down = false
	s.tick(t.Context())
	if runs.Load() != 0 {
		t.Errorf("%d runs", runs.Load())
	}
	clock.Advance(24 * time.Hour)
	s.tick(t.Context())
	if runs.Load() != 1 {
		t.Errorf("%d runs once the store is back", runs.Load())
	}
}

// downStore fails to read while it is down.
type downStore struct {
	store.Store
	down bool
}

// Get implements store.Store.
func (d *downStore) Get(ctx context.Context, keys ...store.Key) ([]store.Item, error) {
	if d.down {
		return nil, &store.Error{Code: store.CodeUnavailable, Op: "get"}
	}
	return d.Store.Get(ctx, keys...)
}

func TestScheduledEvent(t *testing.T) {
	clock := newClock()
	var got []byte
	s := daily(t, memory.New(memory.Options{Now: clock.Now}), clock, func(_ context.Context, p []byte) ([]byte, error) { got = p; return nil, nil })
	s.tick(t.Context())
	clock.Advance(24 * time.Hour)
	s.tick(t.Context())
	var e events.EventBridgeEvent
	if err := json.Unmarshal(got, &e); err != nil || e.DetailType != function.ScheduledType {
		t.Errorf("%s, %v", got, err)
	}
	golden(t, "schedule.json", got)
}

func TestTicker(t *testing.T) {
	runs := make(chan int, 10)
	n := 0
	ticker := Ticker{Name: "t", Every: time.Microsecond, Do: func(ctx context.Context) error {
		n++
		select {
		case runs <- n:
		case <-ctx.Done():
			return ctx.Err()
		}
		switch n {
		case 1:
			return errors.New("it goes on after an error")
		case 2:
			panic("and after a panic")
		}
		return nil
	}}
	if err := ticker.check(); err != nil {
		t.Fatal(err)
	}
	m := NewMetrics()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); ticker.run(ctx, time.Now, m, quiet()) }()
	for want := 1; want <= 3; want++ {
		if got := <-runs; got != want {
			t.Errorf("run %d, want %d", got, want)
		}
	}
	cancel()
	<-done
	for _, bad := range []Ticker{{Every: 1, Do: ticker.Do}, {Name: "x", Do: ticker.Do}, {Name: "x", Every: 1}, {Name: "x", Every: -1, Do: ticker.Do}} {
		if bad.check() == nil {
			t.Errorf("%+v was taken", bad.Name)
		}
	}
}
