package gcra_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/limit/gcra"
	"github.com/aio-creative-hub/aio/shared/limit/limittest"
)

func newClock() *testclock.Clock { return testclock.New(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)) }

func TestContract(t *testing.T) {
	limittest.Run(t, func(*testing.T) limittest.Harness {
		c := newClock()
		return limittest.Harness{Limiter: gcra.New(gcra.Options{Now: c.Now}), Advance: c.Advance}
	})
}

func allow(t *testing.T, l *gcra.Limiter, subject string, r limit.Rule) limit.Decision {
	t.Helper()
	d, err := l.Allow(t.Context(), subject, r)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestForgets: the memory holds the subjects that are limited now, and no others.
func TestForgets(t *testing.T) {
	c := newClock()
	l := gcra.New(gcra.Options{Now: c.Now})
	for i := range 1000 {
		allow(t, l, fmt.Sprint(i), limit.Rule{Events: 10, Period: time.Second})
		c.Advance(time.Millisecond)
	}
	if n := l.Len(); n < 99 || n > 101 { // an event is forgotten after 100 ms
		t.Errorf("%d subjects, want about 100", n)
	}
	c.Advance(time.Minute)
	allow(t, l, "last", limit.Rule{Events: 1, Period: time.Second})
	if n := l.Len(); n != 1 {
		t.Errorf("%d subjects, want 1", n)
	}
}

// TestBounded: when it is full the subject that has the least to wait makes room; one
// that has used up its limit stays limited.
func TestBounded(t *testing.T) {
	l := gcra.New(gcra.Options{Now: newClock().Now, MaxSubjects: 50})
	rule := limit.Rule{Events: 2, Period: time.Hour}
	allow(t, l, "greedy", rule)
	allow(t, l, "greedy", rule)
	for i := range 1000 {
		allow(t, l, fmt.Sprint(i), rule)
		if n := l.Len(); n > 50 {
			t.Fatalf("%d subjects", n)
		}
	}
	if allow(t, l, "greedy", rule).Allowed {
		t.Error("the crowd made the limiter forget the greedy one")
	}
}

// TestClockSetBack: nobody is locked out for longer than a period.
func TestClockSetBack(t *testing.T) {
	c := newClock()
	l := gcra.New(gcra.Options{Now: c.Now})
	rule := limit.Rule{Events: 2, Period: time.Minute}
	allow(t, l, "s", rule)
	allow(t, l, "s", rule)
	c.Advance(-24 * time.Hour)
	if d := allow(t, l, "s", rule); d.Allowed || d.RetryAfter > time.Minute || d.Reset > time.Minute {
		t.Errorf("after the clock was set back: %+v", d)
	}
	c.Advance(30 * time.Second)
	if d := allow(t, l, "s", rule); !d.Allowed {
		t.Errorf("still locked out after RetryAfter: %+v", d)
	}
}

// TestNeverAboveTheRule: in any stretch of time, events are at most those of a full
// burst and those that come back meanwhile, for rules that do not divide evenly too.
func TestNeverAboveTheRule(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := newClock()
		l := gcra.New(gcra.Options{Now: c.Now})
		rule := limit.Rule{
			Events: rapid.IntRange(1, 50).Draw(rt, "events"),
			Period: time.Duration(rapid.Int64Range(50, 5_000_000).Draw(rt, "period")),
		}
		start, allowed := c.Now(), 0
		for range 200 {
			if d, err := l.Allow(rt.Context(), "s", rule); err != nil {
				rt.Fatal(err)
			} else if d.Allowed {
				allowed++
			}
			c.Advance(time.Duration(rapid.Int64Range(0, int64(rule.Period)/8).Draw(rt, "ns")))
			most := rule.Events + int(int64(c.Now().Sub(start))*int64(rule.Events)/int64(rule.Period))
			if allowed > most {
				rt.Fatalf("%d allowed, at most %d", allowed, most)
			}
		}
	})
}

func BenchmarkAllow(b *testing.B) {
	l := gcra.New(gcra.Options{})
	rule := limit.Rule{Events: 1000, Period: time.Minute}
	subjects := make([]string, 10_000)
	for i := range subjects {
		subjects[i] = fmt.Sprintf("tools#usr_%d", i)
	}
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			if _, err := l.Allow(b.Context(), subjects[i%len(subjects)], rule); err != nil {
				b.Error(err)
			}
		}
	})
}
