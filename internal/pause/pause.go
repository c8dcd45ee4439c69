// Package pause waits, for those who try something again.
package pause

import (
	"context"
	"time"
)

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
