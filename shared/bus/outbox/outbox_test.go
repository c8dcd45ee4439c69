package outbox_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/bus/bustest"
	"github.com/aio-creative-hub/aio/shared/bus/outbox"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/sqlite"
	"github.com/aio-creative-hub/aio/shared/store/storetest"
)

// quiet drops what the bus logs of failures that tests make on purpose.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func openLog(t testing.TB, o sqlite.Options) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// publisher publishes events on items of their own.
func publisher(s store.Store) func(context.Context, ...bus.Event) error {
	var n atomic.Int64
	return func(ctx context.Context, events ...bus.Event) error {
		k := store.Key{Table: store.Work, PK: "test", SK: strconv.FormatInt(n.Add(1), 10)}
		_, err := s.Write(ctx, store.Write{Item: store.Item{Key: k, Emit: events}})
		return err
	}
}

func TestContract(t *testing.T) {
	bustest.Run(t, func(t *testing.T) bustest.Harness {
		clock := storetest.NewClock(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
		s := openLog(t, sqlite.Options{Now: clock.Now})
		return bustest.Harness{
			Bus:     func() bus.Bus { return outbox.New(s, outbox.Options{After: clock.After, Logger: quiet()}) },
			Publish: publisher(s),
			Tick:    func() { clock.Advance(10 * time.Second) },
		}
	})
}
