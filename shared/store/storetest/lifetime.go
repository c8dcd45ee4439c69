package storetest

import (
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/store"
)

// testCounters checks that counters change by Add only, and by exactly that.
func testCounters(t *testing.T, h Harness) {
	k := key(t, "a")
	first := h.write(t, store.Write{Item: store.Item{Key: k, Data: []byte("v")}, Add: map[string]int64{"n": 3, "m": -1, "zero": 0}})
	want := store.Item{Key: k, Rev: first.Rev, Data: []byte("v"), Count: map[string]int64{"n": 3, "m": -1, "zero": 0}}
	wantItem(t, "the first addition", &first, &want)
	second := h.put(t, store.Item{Key: k, Data: []byte("w"), Count: map[string]int64{"n": 100, "x": 1}})
	want.Rev, want.Data = second.Rev, []byte("w")
	wantItem(t, "a write leaves counters", h.get(t, k), &want)
	third := h.write(t, store.Write{Item: store.Item{Key: k}, Add: map[string]int64{"n": -5, "new": 1}})
	want = store.Item{Key: k, Rev: third.Rev, Count: map[string]int64{"n": -2, "m": -1, "zero": 0, "new": 1}}
	wantItem(t, "the second addition", h.get(t, k), &want)
	_, err := h.Store.Write(t.Context(), store.Write{Item: store.Item{Key: k}, If: store.Absent(), Add: map[string]int64{"n": 1}})
	wantConflict(t, "an addition whose condition fails", err, k, 0, &want)
	wantItem(t, "which adds nothing", h.get(t, k), &want)
	q := store.Query{Table: k.Table, PK: k.PK}
	if items := h.all(t, q); len(items) != 1 {
		t.Errorf("query gave %d items", len(items))
	} else {
		wantItem(t, "a query shows counters", &items[0], &want)
	}
	h.write(t, store.Write{Item: store.Item{Key: k, Expires: h.Clock.Now().Add(time.Second)}, Add: map[string]int64{"n": 1}})
	h.Clock.Advance(time.Second)
	anew := h.write(t, store.Write{Item: store.Item{Key: k}, Add: map[string]int64{"n": 7}})
	wantItem(t, "counters end with the item", &anew, &store.Item{Key: k, Rev: anew.Rev, Count: map[string]int64{"n": 7}})
}

// testExpiry checks that an expired item is absent to everything, swept or not, and that
// one that is not expired is not.
func testExpiry(t *testing.T, h Harness) {
	h.put(t, store.Item{Key: key(t, "other"), Index: map[string][2]string{"one": {t.Name(), "other"}}})
	t.Run("kept", func(t *testing.T) { h.expire(t, func() {}) })
	if h.Sweep != nil {
		t.Run("swept", func(t *testing.T) {
			h.expire(t, func() {
				if err := h.Sweep(t.Context()); err != nil {
					t.Fatal(err)
				}
			})
		})
	}
	if h.get(t, key(t, "other")) == nil {
		t.Error("an item that does not expire is gone")
	}
	past := h.put(t, store.Item{Key: key(t, "past"), Expires: h.Clock.Now().Add(-time.Hour)})
	if h.get(t, past.Key) != nil {
		t.Error("an item written with a past expiry is there")
	}
}

// expire lives an item through its expiry, with a sweep at each step.
func (h Harness) expire(t *testing.T, sweep func()) {
	k := key(t, "a")
	at := h.Clock.Now().Add(time.Minute).Truncate(time.Millisecond)
	h.put(t, store.Item{Key: k, Data: []byte("v"), Expires: at, Index: map[string][2]string{"one": {t.Name(), "a"}}})
	h.Clock.Advance(at.Sub(h.Clock.Now()) - time.Millisecond)
	sweep()
	h.wantShown(t, "a millisecond before", k, shown{get: true, query: true, index: true})
	h.Clock.Advance(time.Millisecond)
	h.wantShown(t, "at expiry", k, shown{})
	sweep()
	h.wantShown(t, "after expiry", k, shown{})

	_, err := h.Store.Write(t.Context(), store.Write{Item: store.Item{Key: k}, If: store.Present()})
	wantConflict(t, "present", err, k, 0, nil)
	err = h.Store.Transact(t.Context(), t.Name(), store.Write{Item: store.Item{Key: k}, If: store.Present()})
	wantConflict(t, "present in a transaction", err, k, 0, nil)
	gone := h.write(t, store.Write{Item: store.Item{Key: k}, Delete: true})
	wantItem(t, "deleted", &gone, &store.Item{Key: k})
	again := h.write(t, store.Write{Item: store.Item{Key: k}, If: store.Absent()})
	wantItem(t, "put anew", h.get(t, k), &again)
	sweep()
	h.wantShown(t, "put anew without index", k, shown{get: true, query: true})
}

// shown says which reads show an item.
type shown struct{ get, query, index bool }

// wantShown checks which reads show the item; in the index it has its partition and sort key.
func (h Harness) wantShown(t testing.TB, when string, k store.Key, want shown) {
	t.Helper()
	h.settle()
	q := store.Query{Table: k.Table, PK: k.PK, From: k.SK, To: store.PrefixEnd(k.SK)}
	got := shown{get: h.get(t, k) != nil, query: len(h.all(t, q)) == 1}
	q.Index = "one"
	got.index = len(h.all(t, q)) == 1
	if got != want {
		t.Errorf("%s: shown by %+v, want %+v", when, got, want)
	}
}
