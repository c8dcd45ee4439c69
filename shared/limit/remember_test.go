package limit_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/limit/gcra"
	"github.com/aio-creative-hub/aio/shared/limit/limittest"
)

// TestRememberDenials: it keeps the port's whole contract.
func TestRememberDenials(t *testing.T) {
	limittest.Run(t, func(*testing.T) limittest.Harness {
		clock := testclock.New(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
		return limittest.Harness{Limiter: limit.RememberDenials(gcra.New(gcra.Options{Now: clock.Now}), clock.Now), Advance: func(d time.Duration) { clock.Advance(d) }}
	})
}

// asked counts what reaches a limiter.
type asked struct {
	limit.Limiter
	n atomic.Int64
}

func (a *asked) Allow(ctx context.Context, subject string, r limit.Rule) (limit.Decision, error) {
	a.n.Add(1)
	return a.Limiter.Allow(ctx, subject, r)
}

func TestDenialsAreNotAskedAgain(t *testing.T) {
	clock := testclock.New(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	inner := &asked{Limiter: gcra.New(gcra.Options{Now: clock.Now})}
	l := limit.RememberDenials(inner, clock.Now)
	rule := limit.Rule{Events: 2, Period: 2 * time.Minute} // one more each minute
	allow := func(subject string) limit.Decision {
		t.Helper()
		d, err := l.Allow(t.Context(), subject, rule)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for range 2 {
		if !allow("a").Allowed {
			t.Fatal("refused too early")
		}
	}
	first := allow("a")
	clock.Advance(20 * time.Second)
	for range 100 {
		d := allow("a")
		if d.Allowed || d.RetryAfter != first.RetryAfter-20*time.Second || d.Reset != first.Reset-20*time.Second || d.Limit != 2 {
			t.Fatalf("%+v after %+v", d, first)
		}
	}
	if n := inner.n.Load(); n != 3 {
		t.Errorf("asked %d times, want 3", n)
	}
	if !allow("b").Allowed {
		t.Error("somebody else is refused")
	}
	clock.Advance(40 * time.Second)
	if !allow("a").Allowed {
		t.Error("refused for longer than it has to be")
	}
	clock.Advance(-time.Hour) // a clock that is set back refuses nobody for an hour by what is remembered
	before := inner.n.Load()
	allow("a")
	if inner.n.Load() != before+1 {
		t.Error("what was remembered of the future was believed")
	}
}
