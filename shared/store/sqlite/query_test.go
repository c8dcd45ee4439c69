package sqlite

import (
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/store"
)

// TestQueryPlans checks that each kind of query seeks in an index and never sorts or
// looks at a whole table, however many items there are.
func TestQueryPlans(t *testing.T) {
	s := openTest(t, Options{})
	for _, index := range []string{"", "one"} {
		for _, to := range []string{"", "z"} {
			for _, reverse := range []bool{false, true} {
				for _, after := range []*store.Position{nil, {SK: "b", ItemPK: "p", ItemSK: "b"}} {
					q := store.Query{Table: store.Work, PK: "p", From: "a", To: to, Index: index, Reverse: reverse}
					text, args := selection(q, after)
					s.wantSeek(t, text, append(args, 0, 10)...)
				}
			}
		}
	}
	s.wantSeek(t, expiredText, 0, 1)
	s.wantSeek(t, "SELECT token FROM token WHERE until <= ? LIMIT ?", 0, 1)
	s.wantSeek(t, freshText, 1)
	s.wantSeek(t, pendingText, "c", 0, 1)
	s.wantSeek(t, nextText, "c", 0)
}

func (s *Store) wantSeek(t *testing.T, text string, args ...any) {
	t.Helper()
	rows, err := s.read.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+text, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan = append(plan, detail)
	}
	all := strings.Join(plan, "; ")
	bound := strings.Contains(all, "sk>?") || strings.Contains(all, "sk)>(") || strings.Contains(all, "sk<?") || strings.Contains(all, "sk)<(")
	if strings.Contains(all, "SCAN") || strings.Contains(all, "TEMP B-TREE") || strings.Contains(text, ".pk = ?") && !bound {
		t.Errorf("%s\n%s", text, all)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
