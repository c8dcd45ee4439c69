// Package system answers whether things work, in the form that load balancers and
// monitors ask for: 200 or 503, and a word for each thing depended on.
package system

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/system/ops"
)

// checkTimeout bounds one check: a health answer that takes longer is itself bad news.
const checkTimeout = 2 * time.Second

// Check tries one thing that a part of the system depends on.
type Check struct {
	Name string
	Try  func(context.Context) error
	// Keep is how long a result stands, for a check that writes: asking for health must
	// wear nothing out. 0 tries each time.
	Keep time.Duration
}

// Health answers a health operation by trying its checks at the same time. What is
// wrong is named, not explained: the errors go to the log.
type Health struct {
	Version string
	Now     func() time.Time
	Log     *slog.Logger
	Checks  []Check // their names differ

	running singleflight.Group
	mu      sync.Mutex
	kept    map[string]outcome
}

// outcome is how a check ended.
type outcome struct {
	at  time.Time
	err error
}

// The words for a check.
const (
	well    = "ok"
	failing = "failing"
)

// Get tries all checks: 200 if all are well, 503 otherwise.
func (h *Health) Get(ctx context.Context, _ *operation.None) (*ops.HealthOutput, error) {
	out := &ops.HealthOutput{Status: http.StatusOK, Body: ops.Health{Status: well, Version: h.Version, Time: h.Now().UTC(), Checks: map[string]string{}}}
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	results := make([]<-chan singleflight.Result, len(h.Checks))
	for i, c := range h.Checks {
		results[i] = h.begin(ctx, c)
	}
	for i, c := range h.Checks {
		out.Body.Checks[c.Name] = well
		if err := wait(ctx, results[i]); err != nil {
			h.Log.WarnContext(ctx, "health check failed", "check", c.Name, "error", err)
			out.Body.Checks[c.Name] = failing
			out.Body.Status, out.Status = "degraded", http.StatusServiceUnavailable
		}
	}
	return out, nil
}

// begin tries a check, or joins the try that is under way: one that hangs, whatever its
// context says, occupies one goroutine however often it is asked for.
func (h *Health) begin(ctx context.Context, c Check) <-chan singleflight.Result {
	return h.running.DoChan(c.Name, func() (_ any, err error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), checkTimeout) // others may have joined
		defer cancel()
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("panic: %v", r)
			}
		}()
		if o, ok := h.lately(c); ok {
			return nil, o.err
		}
		err = c.Try(ctx)
		h.keep(c, outcome{h.Now(), err})
		return nil, err
	})
}

func (h *Health) lately(c Check) (outcome, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	o, ok := h.kept[c.Name]
	return o, ok && h.Now().Sub(o.at) < c.Keep
}

func (h *Health) keep(c Check, o outcome) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.kept == nil {
		h.kept = map[string]outcome{}
	}
	h.kept[c.Name] = o
}

// errHangs says that a check has not come to an end in time.
var errHangs = errors.New("system: the check hangs")

func wait(ctx context.Context, result <-chan singleflight.Result) error {
	select {
	case r := <-result:
		return r.Err
	case <-ctx.Done():
	}
	select {
	case r := <-result: // it was there, and another check used up the time
		return r.Err
	default:
		return errHangs
	}
}
