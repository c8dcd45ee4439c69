package storetest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aio-creative-hub/aio/shared/store"
)

// testIndex checks that index entries come, move and go with their items.
func testIndex(t *testing.T, h Harness) {
	k := key(t, "a")
	want := func(what, index, pk string, sks ...string) {
		t.Helper()
		h.settle()
		items := h.all(t, store.Query{Table: store.Work, PK: t.Name() + pk, Index: index})
		var got []string
		for _, it := range items {
			got = append(got, it.Index[index][1])
		}
		if !slices.Equal(got, sks) {
			t.Errorf("%s: index %s of %s shows %q, want %q", what, index, pk, got, sks)
		}
	}
	at := func(pk, sk string) [2]string { return [2]string{t.Name() + pk, sk} }
	it := h.write(t, store.Write{
		Item: store.Item{Key: k, Data: []byte("v"), Index: map[string][2]string{"one": at("p", "1"), "too": at("p", "2")}},
		Add:  map[string]int64{"n": 1},
	})
	want("put", "one", "p", "1")
	want("put", "too", "p", "2")
	want("put", "none", "p")
	whole := h.all(t, store.Query{Table: store.Work, PK: t.Name() + "p", Index: "one"})
	wantItem(t, "an index shows the whole item", &whole[0], &it)
	h.put(t, store.Item{Key: k, Index: map[string][2]string{"one": at("q", "3")}})
	want("moved", "one", "p")
	want("moved", "one", "q", "3")
	want("moved", "too", "p")
	if _, err := h.Store.Write(t.Context(), store.Write{Item: store.Item{Key: k}, If: store.Absent()}); !store.IsConflict(err) {
		t.Errorf("got %v, want a conflict", err)
	}
	want("after a conflict", "one", "q", "3")
	h.write(t, store.Write{Item: store.Item{Key: k}, Delete: true})
	want("deleted", "one", "q")
	h.put(t, store.Item{Key: k})
	want("put without index", "one", "q")
	h.testSharedIndexKeys(t)
}

// testSharedIndexKeys pages over entries with equal sort keys, of several partitions.
func (h Harness) testSharedIndexKeys(t *testing.T) {
	var want []string
	for _, sk := range []string{"x", "y"} {
		for p := range 3 {
			for i := range 3 {
				k := store.Key{Table: store.Work, PK: fmt.Sprint(t.Name(), p), SK: fmt.Sprint(sk, i)}
				h.put(t, store.Item{Key: k, Index: map[string][2]string{"shared": {t.Name(), sk}}})
				want = append(want, k.PK+k.SK)
			}
		}
	}
	h.put(t, store.Item{Key: store.Key{Table: store.Chat, PK: t.Name(), SK: "x"}, Index: map[string][2]string{"shared": {t.Name(), "x"}}})
	h.settle()
	for limit := range 7 {
		for _, reverse := range []bool{false, true} {
			var got []string
			for _, it := range h.all(t, store.Query{Table: store.Work, PK: t.Name(), Index: "shared", Limit: limit, Reverse: reverse}) {
				got = append(got, it.Key.PK+it.Key.SK)
			}
			if reverse {
				slices.Reverse(got)
			}
			half := len(got) / 2 // items that share a sort key are in no order
			slices.Sort(got[:half])
			slices.Sort(got[half:])
			if !slices.Equal(got, want) {
				t.Errorf("limit %d, reverse %t: got %q, want %q", limit, reverse, got, want)
			}
		}
	}
	y := h.all(t, store.Query{Table: store.Work, PK: t.Name(), Index: "shared", From: "y"})
	if len(y) != 9 {
		t.Errorf("a range of the index holds %d items, want 9", len(y))
	}
}
