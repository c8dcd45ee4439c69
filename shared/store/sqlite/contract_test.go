package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/sqlite"
	"github.com/aio-creative-hub/aio/shared/store/storetest"
)

func newClock() *storetest.Clock {
	return storetest.NewClock(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
}

// openFile opens a store that the test closes.
func openFile(t testing.TB, path string, o sqlite.Options) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, o)
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

func open(t *testing.T) storetest.Harness {
	clock, dir := newClock(), t.TempDir()
	s := openFile(t, filepath.Join(dir, "store.db"), sqlite.Options{Now: clock.Now})
	return storetest.Harness{
		Store: s,
		Twin:  func() store.Store { return openFile(t, filepath.Join(dir, "twin.db"), sqlite.Options{}) },
		Clock: clock,
		Emitted: func() []bus.Event {
			events, err := s.Outbox(t.Context())
			if err != nil {
				t.Error(err)
			}
			return events
		},
		Sweep: func(ctx context.Context) error {
			_, err := s.Sweep(ctx, 100)
			return err
		},
	}
}

func TestContract(t *testing.T) { storetest.Run(t, open) }

// TestContractThroughNasty never sweeps, as if removal lagged for ever.
func TestContractThroughNasty(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Harness {
		h := open(t)
		n := storetest.Nasty(h.Store, storetest.Faults{
			Seed: 3, Throttle: 0.05, LostReply: 0.1, LostRequest: 0.1, ShortPage: 0.4, IndexLag: 20, Now: h.Clock.Now,
		})
		h.Store, h.Twin, h.Sweep, h.LosesReplies = n, nil, nil, true
		h.Settle = func() {
			if err := n.Settle(t.Context()); err != nil {
				t.Error(err)
			}
		}
		return h
	})
}
