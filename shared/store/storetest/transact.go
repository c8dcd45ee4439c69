package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
)

// testTransact checks that a transaction makes all of its changes or none.
func testTransact(t *testing.T, h Harness) {
	a, b, c := key(t, "a"), key(t, "b"), key(t, "c")
	other := store.Key{Table: store.Ledger, PK: t.Name(), SK: "other"}
	had := h.put(t, store.Item{Key: b, Data: []byte("b")})
	ws := []store.Write{
		{Item: store.Item{Key: a, Data: []byte("a"), Index: map[string][2]string{"one": {t.Name(), "a"}}}, If: store.Absent()},
		{Item: store.Item{Key: b}, Delete: true, If: store.AtRev(had.Rev)},
		{Item: store.Item{Key: other}, Add: map[string]int64{"n": 4}},
		{Item: store.Item{Key: c}, Delete: true, If: store.Absent()},
	}
	if err := h.Store.Transact(t.Context(), t.Name()+"1", ws...); err != nil {
		t.Fatal(err)
	}
	first, added := h.get(t, a), h.get(t, other)
	if first == nil || string(first.Data) != "a" || h.get(t, b) != nil || added == nil || added.Count["n"] != 4 {
		t.Fatalf("after the transaction: %+v, %+v", first, added)
	}
	ws[2].Add = map[string]int64{"n": 1}
	ws[1].If = nil
	err := h.Store.Transact(t.Context(), t.Name()+"2", ws...)
	wantConflict(t, "the first write fails", err, a, 0, first)
	ws[0], ws[3] = ws[3], ws[0]
	err = h.Store.Transact(t.Context(), t.Name()+"3", ws...)
	wantConflict(t, "the last write fails", err, a, 3, first)
	ws[0].If, ws[1].If = store.Present(), store.Present()
	err = h.Store.Transact(t.Context(), t.Name()+"4", ws...)
	wantConflict(t, "three writes fail", err, c, 0, nil)
	wantItem(t, "nothing added", h.get(t, other), added)
	wantItem(t, "nothing written", h.get(t, a), first)
	h.settle()
	if got := h.all(t, store.Query{Table: store.Work, PK: t.Name(), Index: "one"}); len(got) != 1 {
		t.Errorf("the index shows %d items, want 1", len(got))
	}
}

// testTokens checks that a token makes a transaction happen once, for as long as it is
// remembered.
func testTokens(t *testing.T, h Harness) {
	k, tok := key(t, "a"), t.Name()
	w := func(n int64, sk string) store.Write {
		return store.Write{Item: store.Item{Key: k, Data: []byte(sk), Emit: events(t, 1, "")}, Add: map[string]int64{"n": n}}
	}
	wantCount := func(what string, n int64, evts int) {
		t.Helper()
		if it := h.get(t, k); it == nil || it.Count["n"] != n {
			t.Errorf("%s: item %+v, want a count of %d", what, it, n)
		}
		if got := len(h.published(t.Name())); got != evts {
			t.Errorf("%s: %d events, want %d", what, got, evts)
		}
	}
	for _, step := range []struct {
		what    string
		advance time.Duration
		write   store.Write
		code    store.Code
		count   int64
		events  int
	}{
		{"first", 0, w(1, "x"), "", 1, 1},
		{"again", 0, w(1, "x"), "", 1, 1},
		{"again later", store.TokenLife - time.Millisecond, w(1, "x"), "", 1, 1},
		{"other addition", 0, w(2, "x"), store.CodeTokenReused, 1, 1},
		{"other data", 0, w(1, "y"), store.CodeTokenReused, 1, 1},
		{"forgotten", time.Millisecond, w(2, "y"), "", 3, 2},
		{"again after that", 0, w(2, "y"), "", 3, 2},
	} {
		h.Clock.Advance(step.advance)
		wantCode(t, step.what, h.Store.Transact(t.Context(), tok, step.write), step.code)
		wantCount(step.what, step.count, step.events)
		if h.Sweep != nil {
			if err := h.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	// The item of the moment a transaction is repeated does not matter.
	h.write(t, store.Write{Item: store.Item{Key: k}, Delete: true})
	if err := h.Store.Transact(t.Context(), tok, w(2, "y")); err != nil || h.get(t, k) != nil {
		t.Errorf("repeated after a delete: %v, %+v", err, h.get(t, k))
	}
	// A failed transaction leaves its token free.
	cond := w(5, "z")
	cond.If = store.Present()
	err := h.Store.Transact(t.Context(), tok+"failed", cond)
	wantConflict(t, "condition", err, k, 0, nil)
	h.put(t, store.Item{Key: k})
	if err := h.Store.Transact(t.Context(), tok+"failed", cond); err != nil {
		t.Error(err)
	}
	wantCount("after a failed one", 5, 3)
}

// testEvents checks that events are published when their write is made and not otherwise.
func testEvents(t *testing.T, h Harness) {
	event := func(id string) bus.Event {
		return bus.Event{ID: id, Type: "test.happened", Subject: t.Name(), Correlation: "c", Time: time.Unix(1, 5).UTC(), Data: []byte(`{"a":1}`)}
	}
	put := func(sk string, cond *int64, ids ...string) store.Write {
		w := store.Write{Item: store.Item{Key: key(t, sk)}, If: cond}
		for _, id := range ids {
			w.Item.Emit = append(w.Item.Emit, event(id))
		}
		return w
	}
	got := h.write(t, put("a", nil, "1", "2"))
	if got.Emit != nil || h.get(t, got.Key).Emit != nil {
		t.Error("events are given back")
	}
	h.write(t, put("a", nil)) // a write without events publishes none again
	h.write(t, put("a", nil, "3"))
	h.write(t, store.Write{Item: store.Item{Key: got.Key}, Delete: true})
	for _, w := range []store.Write{put("a", store.Present(), "no"), put("a", store.AtRev(got.Rev), "no")} {
		if _, err := h.Store.Write(t.Context(), w); !store.IsConflict(err) {
			t.Errorf("got %v, want a conflict", err)
		}
	}
	if err := h.Store.Transact(t.Context(), t.Name()+"1", put("b", nil, "no"), put("a", store.Present())); !store.IsConflict(err) {
		t.Errorf("got %v, want a conflict", err)
	}
	if err := h.Store.Transact(t.Context(), t.Name()+"2", put("b", nil, "4", "5"), put("a", nil, "6")); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.Store.Write(ctx, put("a", nil, "no")); err == nil {
		t.Error("a write with an ended context succeeded")
	}
	h.write(t, put("a", nil, "1")) // an id need not be new: consumers dedupe
	evts := h.published(t.Name())
	var ids []string
	for _, e := range evts {
		ids = append(ids, e.ID)
	}
	if want := []string{"1", "2", "3", "4", "5", "6", "1"}; !slices.Equal(ids, want) {
		t.Fatalf("published %q, want %q", ids, want)
	}
	if d := cmp.Diff(event("1"), evts[0]); d != "" {
		t.Errorf("the event changed (-want +got):\n%s", d)
	}
}

// testContext checks that a call whose context has ended fails as the port says.
func testContext(t *testing.T, h Harness) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	k := key(t, "a")
	_, err1 := h.Store.Get(ctx, k)
	_, _, err2 := h.Store.Query(ctx, store.Query{Table: k.Table, PK: k.PK})
	_, err3 := h.Store.Write(ctx, store.Write{Item: store.Item{Key: k}})
	err4 := h.Store.Transact(ctx, t.Name(), store.Write{Item: store.Item{Key: k}})
	for i, err := range []error{err1, err2, err3, err4} {
		wantCode(t, fmt.Sprint("call ", i+1), err, store.CodeUnavailable)
	}
}
