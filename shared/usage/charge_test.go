package usage_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
	"github.com/aio-creative-hub/aio/shared/store/sqlite"
	"github.com/aio-creative-hub/aio/shared/store/storetest"
	"github.com/aio-creative-hub/aio/shared/usage"
)

// TestChargedOnce: whatever answers the store loses, whoever charges the same account at
// the same time, and however often a request is repeated: a request that has a name
// stands in the ledger once, one without a name as often as it was made, and the chain and
// the sums are whole.
func TestChargedOnce(t *testing.T) {
	clock := testclock.New(start)
	db := open(t, clock)
	runs := 0
	for name, fresh := range map[string]func() store.Store{
		"memory": func() store.Store { return memory.New(memory.Options{Now: clock.Now}) },
		"sqlite": func() store.Store { return db },
	} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				runs++
				checkOnce(t, fresh(), clock, fmt.Sprint("usr_", runs))
			})
		})
	}
}

// checkOnce makes several people charge one account through a nasty store.
func checkOnce(t *rapid.T, s store.Store, clock *testclock.Clock, user string) {
	faults := storetest.Faults{Seed: rapid.Uint64().Draw(t, "seed"), Throttle: 0.1, LostReply: 0.2, LostRequest: 0.1, Now: clock.Now}
	u := usage.New(usage.Config{Store: storetest.Nasty(s, faults), Now: clock.Now, NewID: ids.NewSource(clock.Now, nil).New, Pause: noPause})
	charge := func(key string, month int) {
		use := function.Use{At: start.AddDate(0, month, -1), UserID: user, Operation: "graphics.export", Area: "graphics", Unit: "pixels", Amount: 100, Key: key}
		for range 200 {
			if _, err := u.Charge(context.Background(), use); err == nil {
				return
			} else if key == "" { // it may not be sent again: nobody would know it
				t.Errorf("not charged: %v", err)
				return
			}
		}
		t.Errorf("%s is not charged", key)
	}
	var wg sync.WaitGroup
	want := map[string]bool{}
	for who, keys := range rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(0, 5), 1, 8), 1, 4).Draw(t, "people") {
		for n, k := range keys {
			if k == 0 {
				want[fmt.Sprint("unnamed ", who, n)] = true
			} else {
				want[fmt.Sprint("key-", k)] = true
			}
		}
		wg.Go(func() {
			for _, k := range keys {
				if k == 0 {
					charge("", who)
				} else {
					charge(fmt.Sprint("key-", k), k)
				}
			}
		})
	}
	wg.Wait()
	n, err := usage.New(usage.Config{Store: s, Now: clock.Now}).Verify(context.Background(), user)
	if err != nil || n != int64(len(want)) {
		t.Errorf("%d entries, %v, want %d", n, err, len(want))
	}
}

// TestHowLongARequestIsKnown: a name that ends is another's afterwards, one that does not
// is known for ever.
func TestHowLongARequestIsKnown(t *testing.T) {
	w := newWorld()
	ends := w.use("usr_1", "ends")
	ends.Until = start.Add(24 * time.Hour)
	for _, c := range []struct {
		use  function.Use
		wait time.Duration
		now  bool
	}{
		{ends, 0, true}, {ends, time.Hour, false}, {ends, 24 * time.Hour, true},
		{w.use("usr_1", "stays"), 0, true}, {w.use("usr_1", "stays"), 0, false}, {w.use("usr_1", "stays"), 20 * 366 * 24 * time.Hour, false},
		{w.use("usr_2", "stays"), 0, true}, // somebody else's
	} {
		w.clock.Advance(c.wait)
		c.use.At = w.clock.Now()
		if !c.use.Until.IsZero() {
			c.use.Until = c.use.At.Add(24 * time.Hour)
		}
		if now, err := w.usage.Charge(t.Context(), c.use); now != c.now || err != nil {
			t.Errorf("%s of %s after %v: charged %t, %v", c.use.Key, c.use.UserID, c.wait, now, err)
		}
	}
}

// TestNoAnswer: a store that is away is not asked for ever, and the failure says so.
func TestNoAnswer(t *testing.T) {
	w := newWorld()
	for name, f := range map[string]storetest.Faults{"away": {LostRequest: 1}, "throttled": {Throttle: 1}} {
		u := usage.New(usage.Config{Store: storetest.Nasty(w.store, f), Now: w.clock.Now, NewID: ids.NewSource(w.clock.Now, nil).New, Pause: noPause})
		now, err := u.Charge(t.Context(), w.use("usr_1", ""))
		if code := store.CodeOf(err); now || code != store.CodeUnavailable && code != store.CodeThrottled {
			t.Errorf("%s: %t, %v", name, now, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if now, err := w.usage.Charge(ctx, w.use("usr_1", "")); now || err == nil {
		t.Errorf("after the time was over: %t, %v", now, err)
	}
}

// TestNamesOfSums: every operation with a price fits into the name of a counter.
func TestNamesOfSums(t *testing.T) {
	priced := 0
	for _, d := range catalog.All() {
		s := operation.SpecOf(d)
		if s.Price.Unit() == "" {
			continue
		}
		priced++
		if name := s.Area + "/" + s.ID + "/" + s.Price.Unit(); len(name) > store.MaxName {
			t.Errorf("%s has more than %d bytes", name, store.MaxName)
		}
	}
	if priced == 0 {
		t.Error("nothing has a price")
	}
}

func open(t testing.TB, clock *testclock.Clock) store.Store {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), sqlite.Options{Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func noPause(ctx context.Context, _ int) error { return ctx.Err() }

func BenchmarkCharge(b *testing.B) {
	clock := testclock.New(start)
	s, newID := open(b, clock), ids.NewSource(clock.Now, nil).New
	u := usage.New(usage.Config{Store: s, Now: clock.Now, NewID: newID})
	for b.Loop() {
		if _, err := u.Charge(b.Context(), function.Use{At: start, UserID: "usr_1", Operation: "graphics.create", Area: "graphics", Unit: "requests", Amount: 1, Key: newID("cmt")}); err != nil {
			b.Fatal(err)
		}
	}
}
