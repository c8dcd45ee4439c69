// Package limittest is the contract of the limit port: a suite that every adapter's test
// runs.
package limittest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/limit"
)

// Harness is a limiter under test.
type Harness struct {
	Limiter limit.Limiter
	// Advance moves the limiter's clock, which stands still otherwise. The suite moves it
	// by whole milliseconds, so an adapter may keep times no finer.
	Advance func(d time.Duration)
}

// Run runs the suite. Each call of open gives a limiter that has seen no events.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	t.Helper()
	for _, c := range []struct {
		name string
		test func(*testing.T, Harness)
	}{
		{"BurstThenRefill", burstThenRefill},
		{"Subjects", subjects},
		{"RefusedCostsNothing", refusedCostsNothing},
		{"RuleChanges", ruleChanges},
		{"Refuses", refuses},
		{"Exact", exact},
		{"Model", model},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

// allow counts an event and checks what must hold of every decision.
func allow(t interface {
	Helper()
	Fatalf(string, ...any)
	Context() context.Context
}, h Harness, subject string, r limit.Rule) limit.Decision {
	t.Helper()
	d, err := h.Limiter.Allow(t.Context(), subject, r)
	if err != nil {
		t.Fatalf("Allow: %v", err)
	}
	switch {
	case d.Limit != r.Events:
		t.Fatalf("limit %d, want %d", d.Limit, r.Events)
	case d.Remaining < 0 || d.Remaining >= r.Events:
		t.Fatalf("%d remaining of %d after an event", d.Remaining, r.Events)
	case d.Reset <= 0 || d.Reset > r.Period+r.Interval():
		t.Fatalf("reset %v of a period of %v", d.Reset, r.Period)
	case d.Allowed != (d.RetryAfter == 0) || d.RetryAfter < 0 || d.RetryAfter > r.Interval():
		t.Fatalf("allowed %v, retry after %v of an interval of %v", d.Allowed, d.RetryAfter, r.Interval())
	case !d.Allowed && d.Remaining != 0:
		t.Fatalf("refused with %d remaining", d.Remaining)
	}
	return d
}

// burstThenRefill: all events at once, then one every interval.
func burstThenRefill(t *testing.T, h Harness) {
	rule := limit.Rule{Events: 5, Period: time.Second}
	for i := range 5 {
		want := limit.Decision{Allowed: true, Limit: 5, Remaining: 4 - i, Reset: time.Duration(i+1) * 200 * time.Millisecond}
		if d := allow(t, h, "s", rule); d != want {
			t.Fatalf("event %d: %+v, want %+v", i, d, want)
		}
	}
	want := limit.Decision{Limit: 5, Reset: time.Second, RetryAfter: 200 * time.Millisecond}
	if d := allow(t, h, "s", rule); d != want {
		t.Fatalf("event above the limit: %+v, want %+v", d, want)
	}
	h.Advance(150 * time.Millisecond)
	if d := allow(t, h, "s", rule); d.Allowed || d.RetryAfter != 50*time.Millisecond {
		t.Fatalf("before its time: %+v", d)
	}
	h.Advance(50 * time.Millisecond)
	if d := allow(t, h, "s", rule); !d.Allowed || d.Remaining != 0 {
		t.Fatalf("after RetryAfter: %+v", d)
	}
	h.Advance(allow(t, h, "s", rule).Reset)
	if d := allow(t, h, "s", rule); !d.Allowed || d.Remaining != 4 {
		t.Fatalf("after Reset: %+v", d)
	}
}

func subjects(t *testing.T, h Harness) {
	rule := limit.Rule{Events: 1, Period: time.Minute}
	for _, s := range []string{"a", "A", "a#", "a#1", "b", strings.Repeat("x", limit.MaxSubject), "\u00e4", "a "} {
		if d := allow(t, h, s, rule); !d.Allowed {
			t.Errorf("%q pays for another", s)
		}
		if d := allow(t, h, s, rule); d.Allowed {
			t.Errorf("%q is not limited", s)
		}
	}
}

func refusedCostsNothing(t *testing.T, h Harness) {
	rule := limit.Rule{Events: 2, Period: time.Second}
	for range 2 {
		allow(t, h, "s", rule)
	}
	first := allow(t, h, "s", rule)
	for range 50 {
		if d := allow(t, h, "s", rule); d != first {
			t.Fatalf("refused again: %+v, before %+v", d, first)
		}
	}
	h.Advance(first.RetryAfter)
	if d := allow(t, h, "s", rule); !d.Allowed {
		t.Errorf("after RetryAfter: %+v", d)
	}
}

// ruleChanges: limits are configuration. Who has used up a rule with a long period has,
// under a shorter one, just used up that.
func ruleChanges(t *testing.T, h Harness) {
	long := limit.Rule{Events: 10, Period: time.Hour}
	for range 10 {
		allow(t, h, "s", long)
	}
	short := limit.Rule{Events: 10, Period: time.Second}
	if d := allow(t, h, "s", short); d.Allowed || d.Reset != short.Period {
		t.Errorf("right after the change: %+v", d)
	}
	h.Advance(100 * time.Millisecond)
	if d := allow(t, h, "s", short); !d.Allowed {
		t.Errorf("an interval of the new rule later: %+v", d)
	}
}

func refuses(t *testing.T, h Harness) {
	good := limit.Rule{Events: 1, Period: time.Second}
	for _, c := range []struct {
		name, subject string
		rule          limit.Rule
	}{
		{"no events", "s", limit.Rule{Period: time.Second}},
		{"negative events", "s", limit.Rule{Events: -1, Period: time.Second}},
		{"no period", "s", limit.Rule{Events: 1}},
		{"negative period", "s", limit.Rule{Events: 1, Period: -1}},
		{"endless period", "s", limit.Rule{Events: 1, Period: limit.MaxPeriod + 1}},
		{"more than one a nanosecond", "s", limit.Rule{Events: 11, Period: 10}},
		{"no subject", "", good},
		{"endless subject", strings.Repeat("x", limit.MaxSubject+1), good},
	} {
		if d, err := h.Limiter.Allow(t.Context(), c.subject, c.rule); !errors.Is(err, limit.ErrInvalid) || d.Allowed {
			t.Errorf("%s: %+v, %v; want ErrInvalid", c.name, d, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if d, err := h.Limiter.Allow(ended, "s", good); !errors.Is(err, context.Canceled) || d.Allowed {
		t.Errorf("after the request's end: %+v, %v", d, err)
	}
	if d := allow(t, h, "s", good); !d.Allowed {
		t.Error("a refused call was counted")
	}
}

// exact: of many events at one time exactly as many are allowed as the rule says, and
// each of them sees another number remaining.
func exact(t *testing.T, h Harness) {
	const callers, each, most = 100, 5, 60
	rule := limit.Rule{Events: most, Period: time.Minute}
	for round, want := range []int64{most, 1, 2} {
		if round > 0 {
			h.Advance(time.Duration(want) * time.Second)
		}
		var allowed atomic.Int64
		var seen [most]atomic.Int64
		var wg sync.WaitGroup
		for range callers {
			wg.Go(func() {
				for range each {
					d, err := h.Limiter.Allow(t.Context(), "s", rule)
					if err != nil {
						t.Errorf("Allow: %v", err)
					}
					if d.Allowed {
						allowed.Add(1)
						seen[d.Remaining].Add(1)
					}
				}
			})
		}
		wg.Wait()
		if got := allowed.Load(); got != want {
			t.Errorf("round %d: %d allowed, want exactly %d", round, got, want)
		}
		for remaining := range int(want) {
			if n := seen[remaining].Load(); n != 1 {
				t.Errorf("round %d: %d events saw %d remaining, want 1", round, n, remaining)
			}
		}
	}
}
