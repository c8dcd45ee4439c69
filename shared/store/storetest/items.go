package storetest

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/aio-creative-hub/aio/shared/store"
)

func testGet(t *testing.T, h Harness) {
	for _, sk := range []string{"a", "b", "c"} {
		h.put(t, store.Item{Key: key(t, sk), Data: []byte(sk)})
	}
	for _, c := range []struct{ ask, want []string }{
		{nil, nil},
		{[]string{"x"}, nil},
		{[]string{"c", "x", "a", "b"}, []string{"c", "a", "b"}},
		{[]string{"b", "b"}, []string{"b", "b"}},
	} {
		var keys []store.Key
		for _, sk := range c.ask {
			keys = append(keys, key(t, sk))
		}
		items, err := h.Store.Get(t.Context(), keys...)
		if err != nil {
			t.Fatal(err)
		}
		if got := sortKeys(items); !slices.Equal(got, c.want) {
			t.Errorf("get %q: got %q, want %q", c.ask, got, c.want)
		}
	}
	other := key(t, "a")
	other.Table = store.Chat
	if h.get(t, other) != nil {
		t.Error("an item shows in another table")
	}
}

func testPut(t *testing.T, h Harness) {
	k := key(t, "a")
	soon := h.Clock.Now().Add(time.Hour + 123456*time.Microsecond).In(time.FixedZone("east", 7200))
	data := []byte("first\x00\xff")
	first := store.Item{Key: k, Data: data, Expires: soon, Index: map[string][2]string{"one": {t.Name(), "x"}}}
	got := h.put(t, first)
	data[0] = 'X' // the store must not keep the caller's memory
	want := store.Item{
		Key: k, Rev: got.Rev, Data: []byte("first\x00\xff"), Index: first.Index,
		Expires: soon.Truncate(time.Millisecond).UTC(),
	}
	wantItem(t, "the put's answer", &got, &want)
	wantItem(t, "the stored item", h.get(t, k), &want)
	if got.Rev <= 0 {
		t.Errorf("revision %d", got.Rev)
	}
	got.Data[0] = 'Y'
	wantItem(t, "after the answer was changed", h.get(t, k), &want)

	back := want.Clone() // written back with the store's own fields, which are ignored
	back.Count = map[string]int64{"n": 5}
	back.Rev = 1
	second := h.put(t, back)
	want.Rev = second.Rev
	wantItem(t, "written back", h.get(t, k), &want)

	third := h.put(t, store.Item{Key: k, Data: []byte{}, Index: map[string][2]string{}})
	wantItem(t, "all replaced", h.get(t, k), &store.Item{Key: k, Rev: third.Rev})
	wantItem(t, "the answer", &third, &store.Item{Key: k, Rev: third.Rev})
}

func testDelete(t *testing.T, h Harness) {
	k := key(t, "a")
	gone := h.write(t, store.Write{Item: store.Item{Key: k}, Delete: true})
	wantItem(t, "delete of what is absent", &gone, &store.Item{Key: k})
	h.write(t, store.Write{Item: store.Item{Key: k, Data: []byte("v")}, Add: map[string]int64{"n": 2}})
	is := h.get(t, k)
	gone = h.write(t, store.Write{Item: *is, Delete: true})
	wantItem(t, "delete's answer", &gone, is)
	if h.get(t, k) != nil {
		t.Error("the item is still there")
	}
	again := h.put(t, store.Item{Key: k})
	wantItem(t, "a new item begins anew", h.get(t, k), &store.Item{Key: k, Rev: again.Rev})
}

// testConditions tries each condition on each state of a key, with a put and a delete.
func testConditions(t *testing.T, h Harness) {
	states := map[string]func(k store.Key) int64{ // each gives the last revision
		"never":   func(store.Key) int64 { return math.MaxInt64 },
		"present": func(k store.Key) int64 { return h.put(t, store.Item{Key: k, Data: []byte("v")}).Rev },
		"expired": func(k store.Key) int64 {
			rev := h.put(t, store.Item{Key: k, Expires: h.Clock.Now().Add(time.Second)}).Rev
			h.Clock.Advance(time.Second)
			return rev
		},
		"deleted": func(k store.Key) int64 {
			rev := h.put(t, store.Item{Key: k}).Rev
			h.write(t, store.Write{Item: store.Item{Key: k}, Delete: true})
			return rev
		},
	}
	for _, c := range []struct {
		name      string
		cond      func(rev int64) *int64
		ifPresent bool // holds when present
		ifAbsent  bool // holds when absent
	}{
		{"none", func(int64) *int64 { return nil }, true, true},
		{"absent", func(int64) *int64 { return store.Absent() }, false, true},
		{"present", func(int64) *int64 { return store.Present() }, true, false},
		{"at", store.AtRev, true, false},
		{"above", func(rev int64) *int64 { return store.AtRev(rev - 1) }, false, false},
	} {
		for state, reach := range states {
			for _, del := range []bool{false, true} {
				name := c.name + " " + state + " delete " + strconv.FormatBool(del)
				k := key(t, name)
				rev := reach(k)
				before := h.get(t, k)
				_, err := h.Store.Write(t.Context(), store.Write{Item: store.Item{Key: k}, Delete: del, If: c.cond(rev)})
				if before != nil && c.ifPresent || before == nil && c.ifAbsent {
					if err != nil {
						t.Errorf("%s: %v", name, err)
					}
					continue
				}
				wantConflict(t, name, err, k, 0, before)
				wantItem(t, name+": after the conflict", h.get(t, k), before)
			}
		}
	}
}

// testRevisions checks that a revision never comes back, whatever the clock does.
func testRevisions(t *testing.T, h Harness) {
	k := key(t, "a")
	var last int64
	step := func(what string, w store.Write) {
		t.Helper()
		w.Item.Key = k
		if it := h.write(t, w); !w.Delete && it.Rev <= last {
			t.Errorf("%s: revision %d after %d", what, it.Rev, last)
		} else {
			last = max(last, it.Rev)
		}
	}
	for range 3 {
		step("put", store.Write{})
		step("add", store.Write{Add: map[string]int64{"n": 1}})
		step("delete", store.Write{Delete: true})
		step("put after delete", store.Write{If: store.Absent()})
		h.Clock.Advance(-time.Hour)
		step("clock went back", store.Write{})
		step("delete", store.Write{Delete: true})
		step("put after delete, clock went back", store.Write{})
		step("expires", store.Write{Item: store.Item{Expires: h.Clock.Now().Add(time.Second)}})
		h.Clock.Advance(2 * time.Second)
		if h.Sweep != nil {
			if err := h.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		step("put after expiry", store.Write{If: store.Absent()})
		if err := h.Store.Transact(t.Context(), t.Name()+strconv.FormatInt(last, 10), store.Write{Item: store.Item{Key: k}}); err != nil {
			t.Fatal(err)
		}
		it := h.get(t, k)
		if it.Rev <= last {
			t.Errorf("transaction: revision %d after %d", it.Rev, last)
		}
		last = it.Rev
		h.Clock.Advance(time.Hour)
		step("clock went on", store.Write{})
	}
}

// wantItem checks an item; nil is an absent one.
func wantItem(t testing.TB, what string, got, want *store.Item) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" { // which tells nil from empty
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
	if got != nil && got.Expires.Location() != time.UTC {
		t.Errorf("%s: expiry is in %v", what, got.Expires.Location())
	}
}

// wantConflict checks a condition's failure.
func wantConflict(t testing.TB, what string, err error, k store.Key, index int, current *store.Item) {
	t.Helper()
	c := conflictOf(err)
	if c == nil {
		t.Errorf("%s: got %v, want a conflict", what, err)
		return
	}
	if c.Key != k || c.Index != index {
		t.Errorf("%s: conflict of write %d at %v, want %d at %v", what, c.Index, c.Key, index, k)
	}
	wantItem(t, what+": the conflict's current item", c.Current, current)
}

// conflictOf gives the conflict that an error is, or nil.
func conflictOf(err error) *store.Conflict {
	var c *store.Conflict
	if errors.As(err, &c) {
		return c
	}
	return nil
}

// sortKeys gives the items' sort keys.
func sortKeys(items []store.Item) []string {
	var out []string
	for _, it := range items {
		out = append(out, it.Key.SK)
	}
	return out
}
