package system_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"maps"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/system"
	"github.com/aio-creative-hub/aio/shared/system/ops"
)

func ask(t *testing.T, log *bytes.Buffer, checks ...system.Check) func() (int, ops.Health) {
	t.Helper()
	h := &system.Health{Version: "1.2.3", Now: time.Now, Log: slog.New(slog.NewTextHandler(log, nil)), Checks: checks}
	f := optest.Bind(t, []*operation.Bound{ops.Root.Bind(h.Get)})
	return func() (int, ops.Health) {
		a := f.REST(ops.Root, optest.Request{})
		return a.Status, optest.Decode[ops.Health](t, a)
	}
}

var errDown = errors.New("host 12 is down")

func good(context.Context) error   { return nil }
func broken(context.Context) error { return errDown }

// patient hangs until it is told to stop.
func patient(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }

func TestHealth(t *testing.T) {
	for name, c := range map[string]struct {
		checks []system.Check
		status int
		want   map[string]string
	}{
		"nothing to check": {nil, 200, map[string]string{}},
		"all well":         {[]system.Check{{Name: "a", Try: good}, {Name: "b", Try: good}}, 200, map[string]string{"a": "ok", "b": "ok"}},
		"one fails":        {[]system.Check{{Name: "a", Try: good}, {Name: "b", Try: broken}}, 503, map[string]string{"a": "ok", "b": "failing"}},
		"one hangs":        {[]system.Check{{Name: "a", Try: patient}, {Name: "b", Try: good}}, 503, map[string]string{"a": "failing", "b": "ok"}},
		"one panics":       {[]system.Check{{Name: "a", Try: func(context.Context) error { panic("oh") }}, {Name: "b", Try: good}}, 503, map[string]string{"a": "failing", "b": "ok"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				start := time.Now()
				status, got := ask(t, &log, c.checks...)()
				word := map[int]string{200: "ok", 503: "degraded"}[c.status]
				if status != c.status || got.Status != word || got.Version != "1.2.3" || !got.Time.Equal(start) || !maps.Equal(got.Checks, c.want) {
					t.Errorf("%d %+v", status, got)
				}
				if took := time.Since(start); took > 2*time.Second {
					t.Errorf("took %s", took)
				}
				if lines := strings.Count(log.String(), "health check failed"); (lines == 1) != (c.status == 503) {
					t.Errorf("log: %s", log.String())
				}
			})
		})
	}
}

// TestCheckThatHeedsNothing: a check that cannot be stopped is failing, in time, and does
// not heap up however often it is asked for; when it comes back it is tried again.
func TestCheckThatHeedsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		var tries atomic.Int32
		release := make(chan struct{})
		stuck := func(context.Context) error { tries.Add(1); <-release; return nil }
		get := ask(t, &log, system.Check{Name: "a", Try: stuck}, system.Check{Name: "b", Try: good})
		for range 5 {
			start := time.Now()
			status, got := get()
			if status != 503 || got.Checks["a"] != "failing" || got.Checks["b"] != "ok" {
				t.Errorf("%d %+v", status, got)
			}
			if took := time.Since(start); took != 2*time.Second {
				t.Errorf("took %s", took)
			}
		}
		if n := tries.Load(); n != 1 {
			t.Errorf("%d tries hang", n)
		}
		close(release)
		synctest.Wait()
		if status, got := get(); status != 200 || tries.Load() != 2 {
			t.Errorf("afterwards: %d %+v after %d tries", status, got, tries.Load())
		}
	})
}

func TestWhatIsWrongStaysInTheLog(t *testing.T) {
	var log bytes.Buffer
	h := &system.Health{Version: "1", Now: time.Now, Log: slog.New(slog.NewTextHandler(&log, nil)), Checks: []system.Check{{Name: "a", Try: broken}}}
	a := optest.Bind(t, []*operation.Bound{ops.Graphics.Bind(h.Get)}).REST(ops.Graphics, optest.Request{})
	if strings.Contains(a.Body, "host 12") || !strings.Contains(log.String(), "host 12") {
		t.Errorf("told %s, logged %s", a.Body, log.String())
	}
}

// TestKeptResults: what a check that writes found stands for a while, good or bad.
func TestKeptResults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tries atomic.Int32
		var log bytes.Buffer
		get := ask(t, &log, system.Check{Name: "disk", Keep: 10 * time.Second, Try: func(context.Context) error {
			if tries.Add(1)%2 == 0 {
				return errDown
			}
			return nil
		}})
		for _, step := range []struct {
			wait   time.Duration
			status int
			tries  int32
		}{{0, 200, 1}, {9 * time.Second, 200, 1}, {time.Second, 503, 2}, {5 * time.Second, 503, 2}, {5 * time.Second, 200, 3}} {
			time.Sleep(step.wait)
			if status, _ := get(); status != step.status || tries.Load() != step.tries {
				t.Errorf("after %v more: %d after %d tries, want %d after %d", step.wait, status, tries.Load(), step.status, step.tries)
			}
		}
	})
}
