package memory_test

import (
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
	"github.com/aio-creative-hub/aio/shared/store/storetest"
)

func open(*testing.T) storetest.Harness {
	clock := storetest.NewClock(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	s := memory.New(memory.Options{Now: clock.Now})
	return storetest.Harness{
		Store:   s,
		Twin:    func() store.Store { return memory.New(memory.Options{CursorKey: []byte("another key of cursors")}) },
		Clock:   clock,
		Emitted: s.Emitted,
	}
}

func TestContract(t *testing.T) { storetest.Run(t, open) }

// nasty opens a store in memory behind a nasty one.
func nasty(f storetest.Faults) storetest.Open {
	return func(t *testing.T) storetest.Harness {
		h := open(t)
		f.Now = h.Clock.Now
		n := storetest.Nasty(h.Store, f)
		h.Store, h.Twin = n, nil
		h.LosesReplies = f.LostReply > 0 || f.LostRequest > 0
		h.Settle = func() {
			if err := n.Settle(t.Context()); err != nil {
				t.Error(err)
			}
		}
		return h
	}
}

// TestContractThroughNasty shows that the suite asks no more than the contract, and that
// what the contract promises holds under faults.
func TestContractThroughNasty(t *testing.T) {
	storetest.Run(t, nasty(storetest.Faults{Seed: 1, Throttle: 0.1, ShortPage: 0.4, IndexLag: 20}))
}

func TestLostReplies(t *testing.T) {
	storetest.Run(t, nasty(storetest.Faults{Seed: 2, Throttle: 0.1, LostReply: 0.15, LostRequest: 0.15, ShortPage: 0.4, IndexLag: 20}))
}
