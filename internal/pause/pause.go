// Package pause waits, for those who try something again.
package pause

import (
	"context"
	"math/rand/v2"
	"time"
)

// The waits of BackOff: the first is as long as a write takes, the longest still short
// for a person who waits.
const (
	firstBackOff = 5 * time.Millisecond
	maxDoublings = 6
)

// BackOff waits before attempt n, from 0, which does not wait: exponential back-off with
// full jitter (Brooker, "Exponential Backoff And Jitter", 2015).
func BackOff(ctx context.Context, n int) error {
	if n <= 0 {
		return ctx.Err()
	}
	return For(ctx, rand.N(firstBackOff<<min(n, maxDoublings))) //nolint:gosec // jitter, not a secret
}

// For waits for d, or until ctx ends and then gives its error.
func For(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
