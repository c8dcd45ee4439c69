// Package system answers whether things work.
package system

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/system/ops"
)

// checkTimeout bounds one check: a health answer that takes longer is itself bad news.
const checkTimeout = 2 * time.Second

// Check tries one thing that a part of the system depends on.
type Check struct {
	Name string
	Try  func(context.Context) error
}

// Health answers a health operation by trying its checks at the same time. What is
// wrong is named, not explained: errors go to the log of who is asked to look.
type Health struct {
	Version string
	Now     func() time.Time
	Checks  []Check
}

// Get tries all checks: 200 if all are well, 503 otherwise.
func (h Health) Get(ctx context.Context, _ *operation.None) (*ops.HealthOutput, error) {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	out := &ops.HealthOutput{Status: http.StatusOK, Body: ops.Health{Status: "ok", Version: h.Version, Time: h.Now().UTC(), Checks: map[string]string{}}}
	results := make([]error, len(h.Checks))
	var wg sync.WaitGroup
	for i, c := range h.Checks {
		wg.Go(func() { results[i] = c.Try(ctx) })
	}
	wg.Wait()
	for i, c := range h.Checks {
		out.Body.Checks[c.Name] = "ok"
		if results[i] != nil {
			out.Body.Checks[c.Name] = "failing"
			out.Body.Status, out.Status = "degraded", http.StatusServiceUnavailable
		}
	}
	return out, nil
}
