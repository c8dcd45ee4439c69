package storetest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aio-creative-hub/aio/shared/store"
)

// oddKeys are sort keys in the order of their bytes. In UTF-16, as in some databases'
// collations, the last two would be the other way round.
func oddKeys() []string {
	return []string{"\x00", "\x00\x00", "\x01", " ", "%", "'; --", "A", "Z", "_", "a", "a\x00", "a\x00b", "aa", "e\u0301", "\u00e9", "\uffff", "\U00010000"}
}

// testKeys checks that keys are compared byte by byte, with no character special.
func testKeys(t *testing.T, h Harness) {
	want := oddKeys()
	for _, sk := range slices.Backward(want) {
		h.put(t, store.Item{Key: key(t, sk), Data: []byte(sk), Index: map[string][2]string{"one": {t.Name(), sk}}})
		h.put(t, store.Item{Key: store.Key{Table: store.Work, PK: t.Name() + sk, SK: "a"}, Data: []byte(sk)})
	}
	h.settle()
	for _, q := range []store.Query{{Table: store.Work, PK: t.Name()}, {Table: store.Work, PK: t.Name(), Index: "one"}} {
		if got := sortKeys(h.all(t, q)); !slices.Equal(got, want) {
			t.Errorf("query %+v: got %q, want %q", q, got, want)
		}
	}
	for _, sk := range want {
		for _, k := range []store.Key{key(t, sk), {Table: store.Work, PK: t.Name() + sk, SK: "a"}} {
			if it := h.get(t, k); it == nil || it.Key != k || string(it.Data) != sk {
				t.Errorf("get %q: %+v", k, it)
			}
		}
	}
}

// testQuery compares every range over the odd keys with the plain meaning of a range.
func testQuery(t *testing.T, h Harness) {
	keys := oddKeys()
	for _, sk := range keys {
		h.put(t, store.Item{Key: key(t, sk)})
		h.put(t, store.Item{Key: store.Key{Table: store.Work, PK: t.Name() + "x", SK: sk}})
	}
	bounds := []string{"", "\x00", "\x00\x00", "a", "a\x00", "b", "\u00e9", "\U0001f600"}
	for _, from := range bounds {
		for _, to := range bounds {
			for _, reverse := range []bool{false, true} {
				var want []string
				for _, sk := range keys {
					if sk >= from && (to == "" || sk < to) {
						want = append(want, sk)
					}
				}
				if reverse {
					slices.Reverse(want)
				}
				q := store.Query{Table: store.Work, PK: t.Name(), From: from, To: to, Reverse: reverse, Limit: 7}
				if got := sortKeys(h.all(t, q)); !slices.Equal(got, want) {
					t.Errorf("query %+v: got %q, want %q", q, got, want)
				}
			}
		}
	}
	if got := h.all(t, store.Query{Table: store.Chat, PK: t.Name()}); len(got) != 0 {
		t.Errorf("a query of another table gave %d items", len(got))
	}
}

// testPages reads page by page, and changes what lies before and behind the cursor.
func testPages(t *testing.T, h Harness) {
	sk := func(i int) string { return fmt.Sprintf("C#%012d", i) }
	const n = 23
	for i := range n {
		h.put(t, store.Item{Key: key(t, sk(i))})
	}
	for _, limit := range []int{1, 2, 22, 23, 24, 0} {
		for _, reverse := range []bool{false, true} {
			q := store.Query{Table: store.Work, PK: t.Name(), Limit: limit, Reverse: reverse}
			var got []string
			for {
				items, cursor, err := h.Store.Query(t.Context(), q)
				if err != nil {
					t.Fatal(err)
				}
				if limit > 0 && len(items) > limit {
					t.Fatalf("limit %d: a page of %d items", limit, len(items))
				}
				got = append(got, sortKeys(items)...)
				if cursor == "" {
					break
				}
				q.Cursor = cursor
			}
			if len(got) != n || !slices.IsSortedFunc(got, func(a, b string) int { return direction(reverse, a, b) }) {
				t.Errorf("limit %d, reverse %t: got %q", limit, reverse, got)
			}
		}
	}
	h.testChangingPages(t, sk)
	big := make([]byte, store.MaxData)
	for i := range 4 {
		h.put(t, store.Item{Key: key(t, fmt.Sprint("big", i)), Data: big})
	}
	if got := h.all(t, store.Query{Table: store.Work, PK: t.Name(), From: "big"}); len(got) != 4 {
		t.Errorf("%d items above a page's bytes, want 4", len(got))
	}
}

// testChangingPages deletes the item a cursor stands on, and adds one behind it.
func (h Harness) testChangingPages(t *testing.T, sk func(int) string) {
	q := store.Query{Table: store.Work, PK: t.Name(), To: sk(10), Limit: 3}
	items, cursor := h.firstPage(t, q)
	h.write(t, store.Write{Item: store.Item{Key: items[len(items)-1].Key}, Delete: true})
	h.put(t, store.Item{Key: key(t, sk(9)+"a")})
	q.Cursor = cursor
	got := append(sortKeys(items), sortKeys(h.all(t, q))...)
	if len(got) != 11 || got[10] != sk(9)+"a" {
		t.Errorf("pages over a changing range gave %q", got)
	}
}

// firstPage reads the first page that holds anything; more must follow.
func (h Harness) firstPage(t testing.TB, q store.Query) ([]store.Item, string) {
	t.Helper()
	for {
		items, cursor, err := h.Store.Query(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if cursor == "" {
			t.Fatalf("query %+v: no cursor after %d items", q, len(items))
		}
		if len(items) > 0 {
			return items, cursor
		}
		q.Cursor = cursor
	}
}

func direction(reverse bool, a, b string) int {
	if reverse {
		a, b = b, a
	}
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
