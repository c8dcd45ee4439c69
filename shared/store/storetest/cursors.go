package storetest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aio-creative-hub/aio/shared/store"
)

// testCursors checks that a cursor continues its own query and no other, and that a
// changed one is refused.
func testCursors(t *testing.T, h Harness) {
	for i := range 9 {
		sk := fmt.Sprint(i)
		h.put(t, store.Item{Key: key(t, sk), Index: map[string][2]string{"one": {t.Name(), sk}, "too": {t.Name(), sk}}})
	}
	h.settle()
	base := store.Query{Table: store.Work, PK: t.Name(), From: "1", To: "8", Limit: 2}
	_, cursor := h.firstPage(t, base)
	base.Cursor = cursor
	for _, limit := range []int{1, 5, 0} {
		q := base
		q.Limit = limit
		if _, _, err := h.Store.Query(t.Context(), q); err != nil {
			t.Errorf("with limit %d: %v", limit, err)
		}
	}
	for name, change := range map[string]func(*store.Query){
		"table":     func(q *store.Query) { q.Table = store.Chat },
		"partition": func(q *store.Query) { q.PK += "x" },
		"from":      func(q *store.Query) { q.From = "" },
		"to":        func(q *store.Query) { q.To = "9" },
		"no to":     func(q *store.Query) { q.To = "" },
		"index":     func(q *store.Query) { q.Index = "one" },
		"reverse":   func(q *store.Query) { q.Reverse = true },
	} {
		q := base
		change(&q)
		_, _, err := h.Store.Query(t.Context(), q)
		wantCode(t, "cursor of a query with another "+name, err, store.CodeInvalid)
	}
	h.testDamagedCursors(t, base)
	q := base
	q.Index, q.Cursor = "one", ""
	_, q.Cursor = h.firstPage(t, q)
	q.Index = "too"
	_, _, err := h.Store.Query(t.Context(), q)
	wantCode(t, "cursor of another index", err, store.CodeInvalid)
	if h.Twin != nil {
		_, _, err := h.Twin().Query(t.Context(), base)
		wantCode(t, "cursor signed with another key", err, store.CodeInvalid)
	}
}

// testDamagedCursors changes, drops and adds each character of a cursor.
func (h Harness) testDamagedCursors(t *testing.T, q store.Query) {
	good := q.Cursor
	var bad []string
	for i := range len(good) {
		other := byte('A')
		if good[i] == 'A' {
			other = 'B'
		}
		bad = append(bad, good[:i]+string(other)+good[i+1:], good[:i]+good[i+1:])
	}
	for c := range byte(128) { // the last character may have bits that no byte needs
		bad = append(bad, good[:len(good)-1]+string(c))
	}
	bad = append(bad, good+"A", good+"=", good+"\n", " "+good, good+good, "0", pad("", 1<<17))
	bad = slices.DeleteFunc(bad, func(s string) bool { return s == good })
	for _, c := range bad {
		q.Cursor = c
		if _, _, err := h.Store.Query(t.Context(), q); store.CodeOf(err) != store.CodeInvalid {
			t.Fatalf("damaged cursor %.200q: got %v, want code %q", c, err, store.CodeInvalid)
		}
	}
}
