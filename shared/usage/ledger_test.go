package usage_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
	"github.com/aio-creative-hub/aio/shared/store/sqlite"
	"github.com/aio-creative-hub/aio/shared/store/storetest"
	"github.com/aio-creative-hub/aio/shared/usage"
	"github.com/aio-creative-hub/aio/shared/usage/ops"
)

var start = time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC)

// world is the ledger over a store.
type world struct {
	clock *testclock.Clock
	store store.Store
	usage *usage.Service
}

func newWorld(wrap func(store.Store) store.Store) *world {
	w := &world{clock: testclock.New(start)}
	w.store = memory.New(memory.Options{Now: w.clock.Now})
	s := w.store
	if wrap != nil {
		s = wrap(s)
	}
	w.usage = usage.New(usage.Config{Store: s, Now: w.clock.Now, NewID: ids.NewSource(w.clock.Now, nil).New,
		Pause: func(ctx context.Context, _ int) error { return ctx.Err() }})
	return w
}

func (w *world) use(user, key string) function.Use {
	return function.Use{At: w.clock.Now(), UserID: user, Operation: "graphics.export", Area: "graphics", Unit: "pixels", Amount: 100, Key: key, Correlation: "req_1"}
}

// TestChargedOnce: whatever answers are lost, and however often a request is repeated, it
// stands in the ledger once, and the chain and the sums are whole.
func TestChargedOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		faults := storetest.Faults{Seed: rapid.Uint64().Draw(t, "seed"), Throttle: 0.1, LostReply: 0.2, LostRequest: 0.2}
		w := newWorld(func(s store.Store) store.Store { return storetest.Nasty(s, faults) })
		charged := map[string]bool{}
		for range rapid.IntRange(1, 40).Draw(t, "requests") {
			user := rapid.SampledFrom([]string{"usr_1", "usr_2"}).Draw(t, "user")
			key := fmt.Sprint("key-", rapid.IntRange(1, 8).Draw(t, "key"))
			for tries := 0; ; tries++ {
				err := w.usage.Charge(context.Background(), w.use(user, key))
				if err == nil {
					break
				}
				if tries > 200 {
					t.Fatal(err)
				}
			}
			charged[user+key] = true
			w.clock.Advance(time.Duration(rapid.IntRange(0, 3600).Draw(t, "seconds")) * time.Second)
		}
		clean := usage.New(usage.Config{Store: w.store, Now: w.clock.Now})
		var total int64
		for _, user := range []string{"usr_1", "usr_2"} {
			n, err := clean.Verify(context.Background(), user)
			if err != nil {
				t.Fatal(err)
			}
			total += n
		}
		if total != int64(len(charged)) {
			t.Errorf("%d entries, want %d", total, len(charged))
		}
	})
}

// TestChargedAtOnce: charges of one account at the same time, over both stores.
func TestChargedAtOnce(t *testing.T) {
	clock := testclock.New(start)
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), sqlite.Options{Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for name, s := range map[string]store.Store{"memory": memory.New(memory.Options{Now: clock.Now}), "sqlite": db} {
		t.Run(name, func(t *testing.T) {
			u := usage.New(usage.Config{Store: s, Now: clock.Now, NewID: ids.NewSource(clock.Now, nil).New})
			var wg sync.WaitGroup
			for i := range 30 {
				wg.Go(func() {
					key := fmt.Sprint("k", i%20) // ten of them twice
					one := function.Use{At: start, UserID: "usr_1", Operation: "graphics.create", Area: "graphics", Unit: "requests", Amount: 1, Key: key}
					if err := u.Charge(t.Context(), one); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if n, err := u.Verify(t.Context(), "usr_1"); n != 20 || err != nil {
				t.Errorf("%d entries, %v", n, err)
			}
		})
	}
}

// TestTampering: a ledger that is not as it was written is found out.
func TestTampering(t *testing.T) {
	entry := func(n int) store.Key {
		return store.Key{Table: store.Ledger, PK: "USE#usr_1", SK: fmt.Sprintf("E#%012d", n)}
	}
	for name, tamper := range map[string]func(store.Store) store.Write{
		"an entry changed": func(s store.Store) store.Write {
			items, _ := s.Get(t.Context(), entry(2))
			return store.Write{Item: store.Item{Key: entry(2), Data: []byte(string(items[0].Data[:20]) + "9" + string(items[0].Data[21:]))}}
		},
		"an entry gone":     func(store.Store) store.Write { return store.Write{Delete: true, Item: store.Item{Key: entry(2)}} },
		"the last one gone": func(store.Store) store.Write { return store.Write{Delete: true, Item: store.Item{Key: entry(3)}} },
		"two exchanged": func(s store.Store) store.Write {
			items, _ := s.Get(t.Context(), entry(3))
			return store.Write{Item: store.Item{Key: entry(2), Data: items[0].Data}}
		},
		"the head gone": func(store.Store) store.Write {
			return store.Write{Delete: true, Item: store.Item{Key: store.Key{Table: store.Ledger, PK: "USE#usr_1", SK: "HEAD"}}}
		},
		"a sum raised": func(store.Store) store.Write {
			return store.Write{Item: store.Item{Key: store.Key{Table: store.Ledger, PK: "USE#usr_1", SK: "M#2026-11"}}, Add: map[string]int64{"graphics.export/pixels": 1}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(nil)
			for i := range 3 {
				if err := w.usage.Charge(t.Context(), w.use("usr_1", fmt.Sprint("k", i))); err != nil {
					t.Fatal(err)
				}
			}
			if n, err := w.usage.Verify(t.Context(), "usr_1"); n != 3 || err != nil {
				t.Fatalf("before: %d, %v", n, err)
			}
			if _, err := w.store.Write(t.Context(), tamper(w.store)); err != nil {
				t.Fatal(err)
			}
			if _, err := w.usage.Verify(t.Context(), "usr_1"); !errors.Is(err, usage.ErrBroken) {
				t.Errorf("not found out: %v", err)
			}
		})
	}
}

func TestReading(t *testing.T) {
	w := newWorld(nil)
	fns := optest.Bind(t, []*operation.Bound{ops.Get.Bind(w.usage.Get), ops.ListEntries.Bind(w.usage.ListEntries)})
	uses := []function.Use{w.use("usr_1", ""), w.use("usr_1", ""), {At: start, UserID: "usr_1", Operation: "chat.send", Area: "chat", Unit: "requests", Amount: 1}}
	for _, u := range uses {
		if err := w.usage.Charge(t.Context(), u); err != nil {
			t.Fatal(err)
		}
	}
	w.clock.Advance(2 * time.Hour) // December
	if err := w.usage.Charge(t.Context(), w.use("usr_1", "")); err != nil {
		t.Fatal(err)
	}
	get := func(user string, query map[string]string) ops.Usage {
		t.Helper()
		return optest.Decode[ops.Usage](t, fns.REST(ops.Get, optest.Request{User: user, Query: query}))
	}
	if u := get("usr_1", nil); u.From != "2026-12" || u.Calls != 1 || len(u.Tools) != 1 || u.Tools[0].Operations[0].Amounts[0] != (ops.Amount{Unit: "pixels", Amount: 100}) {
		t.Errorf("this month: %+v", u)
	}
	if u := get("usr_1", map[string]string{"from": "2026-11", "to": "2026-12"}); u.Calls != 4 || len(u.Tools) != 2 || u.Tools[0].Tool != "chat" || u.Tools[1].Operations[0].Amounts[0].Amount != 300 {
		t.Errorf("both months: %+v", u)
	}
	if u := get("usr_2", nil); u.Calls != 0 || len(u.Tools) != 0 {
		t.Errorf("somebody else: %+v", u)
	}
	for _, q := range []map[string]string{{"from": "2026-12", "to": "2026-11"}, {"from": "2020-01", "to": "2026-11"}, {"from": "2026-13"}, {"from": "x"}} {
		if a := fns.REST(ops.Get, optest.Request{User: "usr_1", Query: q}); a.Status != 422 {
			t.Errorf("%v: %d", q, a.Status)
		}
	}
	page := optest.Decode[ops.EntryPage](t, fns.REST(ops.ListEntries, optest.Request{User: "usr_1", Query: map[string]string{"limit": "3"}}))
	next := optest.Decode[ops.EntryPage](t, fns.REST(ops.ListEntries, optest.Request{User: "usr_1", Query: map[string]string{"limit": "3", "cursor": page.NextCursor}}))
	if len(page.Items) != 3 || page.Items[0].Seq != 4 || len(next.Items) != 1 || next.Items[0].Seq != 1 || next.NextCursor != "" {
		t.Errorf("%+v then %+v", page, next)
	}
}

func BenchmarkCharge(b *testing.B) {
	db, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "a.db"), sqlite.Options{Now: time.Now})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	u := usage.New(usage.Config{Store: db, Now: time.Now, NewID: ids.NewSource(time.Now, nil).New})
	for b.Loop() {
		if err := u.Charge(b.Context(), function.Use{At: time.Now(), UserID: "usr_1", Operation: "graphics.create", Area: "graphics", Unit: "requests", Amount: 1}); err != nil {
			b.Fatal(err)
		}
	}
}
