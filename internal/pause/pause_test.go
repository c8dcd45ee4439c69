package pause_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/internal/pause"
)

func TestFor(t *testing.T) {
	if err := pause.For(t.Context(), time.Microsecond); err != nil {
		t.Errorf("a pause ended with %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := pause.For(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("a pause of a context that has ended gave %v", err)
	}
}
