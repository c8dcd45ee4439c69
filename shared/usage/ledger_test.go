package usage_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
	"github.com/aio-creative-hub/aio/shared/usage"
)

var start = time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC)

// world is the ledger over a store.
type world struct {
	clock *testclock.Clock
	store store.Store
	usage *usage.Service
}

func newWorld() *world {
	w := &world{clock: testclock.New(start)}
	w.store = memory.New(memory.Options{Now: w.clock.Now})
	w.usage = usage.New(usage.Config{Store: w.store, Now: w.clock.Now, NewID: ids.NewSource(w.clock.Now, nil).New, Pause: noPause})
	return w
}

func (w *world) use(user, key string) function.Use {
	return function.Use{At: w.clock.Now(), UserID: user, Operation: "graphics.export", Area: "graphics", Unit: "pixels", Amount: 100, Key: key, Correlation: "req_1"}
}

// TestTampering: a ledger that is not as it was written is found out.
func TestTampering(t *testing.T) {
	in := func(sk string) store.Key { return store.Key{Table: store.Ledger, PK: "USE#usr_1", SK: sk} }
	entry := func(n int) store.Key { return in(fmt.Sprintf("E#%012d", n)) }
	dropped := func(keys ...store.Key) (out []store.Write) {
		for _, k := range keys {
			out = append(out, store.Write{Delete: true, Item: store.Item{Key: k}})
		}
		return out
	}
	inList := store.Key{Table: store.Ledger, PK: "LEDGERS", SK: "usr_1"}
	for name, tamper := range map[string]func(data func(store.Key) []byte) []store.Write{
		"an amount changed": func(data func(store.Key) []byte) []store.Write {
			return []store.Write{{Item: store.Item{Key: entry(2), Data: bytes.Replace(data(entry(2)), []byte(`"amount":100`), []byte(`"amount":900`), 1)}}}
		},
		"unreadable": func(func(store.Key) []byte) []store.Write {
			return []store.Write{{Item: store.Item{Key: entry(2), Data: []byte("?")}}}
		},
		"an entry gone":     func(func(store.Key) []byte) []store.Write { return dropped(entry(2)) },
		"the first gone":    func(func(store.Key) []byte) []store.Write { return dropped(entry(1)) },
		"the last one gone": func(func(store.Key) []byte) []store.Write { return dropped(entry(3)) },
		"all entries gone":  func(func(store.Key) []byte) []store.Write { return dropped(entry(1), entry(2), entry(3)) },
		"all but its name gone": func(func(store.Key) []byte) []store.Write {
			return dropped(entry(1), entry(2), entry(3), in("HEAD"), in("M#2026-11"))
		},
		"two exchanged": func(data func(store.Key) []byte) []store.Write {
			return []store.Write{{Item: store.Item{Key: entry(2), Data: data(entry(3))}}, {Item: store.Item{Key: entry(3), Data: data(entry(2))}}}
		},
		"somebody else's": func(data func(store.Key) []byte) (out []store.Write) {
			for _, k := range []store.Key{entry(1), entry(2), entry(3), in("HEAD")} {
				theirs := k
				theirs.PK = "USE#usr_2"
				out = append(out, store.Write{Item: store.Item{Key: k, Data: data(theirs)}})
			}
			return out
		},
		"the head gone": func(func(store.Key) []byte) []store.Write { return dropped(in("HEAD")) },
		"its name gone": func(func(store.Key) []byte) []store.Write { return dropped(inList) },
		"the sums gone": func(func(store.Key) []byte) []store.Write { return dropped(in("M#2026-11")) },
		"a sum raised": func(func(store.Key) []byte) []store.Write {
			return raised(in("M#2026-11"), "graphics/graphics.export/pixels")
		},
		"a sum put in": func(func(store.Key) []byte) []store.Write {
			return raised(in("M#2026-11"), "video/video.export/seconds")
		},
		"another month's sum": func(func(store.Key) []byte) []store.Write {
			return raised(in("M#2026-10"), "graphics/graphics.export/calls")
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			for i := range 3 {
				w.charge(t, w.use("usr_2", fmt.Sprint("k", i)))
				w.charge(t, w.use("usr_1", fmt.Sprint("k", i)))
			}
			if n, err := w.usage.Verify(t.Context(), "usr_1"); n != 3 || err != nil {
				t.Fatalf("before: %d, %v", n, err)
			}
			for _, change := range tamper(func(k store.Key) []byte { return w.data(t, k) }) {
				if _, err := w.store.Write(t.Context(), change); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := w.usage.Verify(t.Context(), "usr_1"); !errors.Is(err, usage.ErrBroken) {
				t.Errorf("not found out: %v", err)
			}
			if n, err := w.usage.Verify(t.Context(), "usr_2"); n != 3 || err != nil {
				t.Errorf("somebody else: %d, %v", n, err)
			}
		})
	}
}

func raised(k store.Key, counter string) []store.Write {
	return []store.Write{{Item: store.Item{Key: k}, Add: map[string]int64{counter: 1}}}
}

func (w *world) charge(t *testing.T, u function.Use) {
	t.Helper()
	if now, err := w.usage.Charge(t.Context(), u); !now || err != nil {
		t.Fatalf("charged %t, %v", now, err)
	}
}

func (w *world) data(t *testing.T, k store.Key) []byte {
	t.Helper()
	items, err := w.store.Get(t.Context(), k)
	if err != nil || len(items) == 0 {
		t.Fatalf("%v: %v", k, err)
	}
	return items[0].Data
}

func TestAccounts(t *testing.T) {
	w := newWorld()
	if _, err := w.usage.Verify(t.Context(), "usr_1"); !errors.Is(err, usage.ErrNoLedger) {
		t.Errorf("nothing was charged: %v", err)
	}
	for _, user := range []string{"usr_2", "usr_1", "usr_2"} {
		w.charge(t, w.use(user, ""))
	}
	var got []string
	err := w.usage.Accounts(t.Context(), func(user string) error {
		got = append(got, user)
		return nil
	})
	if fmt.Sprint(got) != "[usr_1 usr_2]" || err != nil {
		t.Errorf("%v, %v", got, err)
	}
}
