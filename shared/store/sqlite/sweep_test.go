package sqlite

import (
	"strconv"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/store"
)

// TestSweep checks that a sweep removes what has expired, with its index entries, and
// forgotten tokens, no more at once than it is told, and nothing else.
func TestSweep(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s := openTest(t, Options{Now: func() time.Time { return now }})
	for i := range 5 {
		w := put(strconv.Itoa(i))
		w.Item.Expires = now.Add(time.Duration(i) * time.Minute)
		w.Item.Index = map[string][2]string{"one": {"p", w.Item.Key.SK}}
		if i == 0 {
			w.Item.Expires = time.Time{}
		}
		if err := s.Transact(t.Context(), "token"+w.Item.Key.SK, w); err != nil {
			t.Fatal(err)
		}
	}
	rows := func(table string) (n int) {
		if err := s.read.QueryRowContext(t.Context(), "SELECT count(*) FROM "+table).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, step := range []struct {
		advance                time.Duration
		limit                  int
		removed                int
		items, entries, tokens int
	}{
		{0, 10, 0, 5, 5, 5},
		{2*time.Minute - time.Millisecond, 10, 1, 4, 4, 5},
		{time.Millisecond, 10, 1, 3, 3, 5},
		{time.Hour, 1, 2, 2, 2, 4},
		{0, 3, 4, 1, 1, 1},
		{0, 3, 1, 1, 1, 0},
		{0, 3, 0, 1, 1, 0},
	} {
		now = now.Add(step.advance)
		n, err := s.Sweep(t.Context(), step.limit)
		if err != nil {
			t.Fatal(err)
		}
		if i, e, k := rows("item"), rows("entry"), rows("token"); n != step.removed || i != step.items || e != step.entries || k != step.tokens {
			t.Errorf("%+v: removed %d, left %d items, %d entries, %d tokens", step, n, i, e, k)
		}
	}
	if items, err := s.Get(t.Context(), store.Key{Table: store.Work, PK: "p", SK: "0"}); err != nil || len(items) != 1 {
		t.Errorf("what does not expire: %+v, %v", items, err)
	}
}
