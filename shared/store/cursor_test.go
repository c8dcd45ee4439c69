package store_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/store"
)

func drawQuery(t *rapid.T) store.Query {
	return store.Query{
		Table:   rapid.SampledFrom([]string{store.Work, store.Chat}).Draw(t, "table"),
		PK:      text().Draw(t, "pk"),
		From:    text().Draw(t, "from"),
		To:      text().Draw(t, "to"),
		Index:   rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "index"),
		Reverse: rapid.Bool().Draw(t, "reverse"),
		Limit:   rapid.IntRange(0, 3).Draw(t, "limit"),
	}
}

// TestCursors checks that a cursor is opened by its own query and key, and by no others.
func TestCursors(t *testing.T) {
	mine, other := store.NewCursors([]byte("a key of cursors")), store.NewCursors([]byte("another key"))
	rapid.Check(t, func(t *rapid.T) {
		q, foreign := drawQuery(t), drawQuery(t)
		at := store.Position{SK: text().Draw(t, "sk"), ItemPK: text().Draw(t, "item pk"), ItemSK: text().Draw(t, "item sk")}
		cursor, err := mine.Sign(q, at)
		if err != nil {
			t.Fatal(err)
		}
		q.Cursor, foreign.Cursor = cursor, cursor
		if got, err := mine.Open(q); err != nil || *got != at {
			t.Fatalf("got %+v, %v, want %+v", got, err, at)
		}
		if _, err := other.Open(q); store.CodeOf(err) != store.CodeInvalid {
			t.Fatalf("opened with another key: %v", err)
		}
		q.Limit = foreign.Limit
		if _, err := mine.Open(foreign); (err == nil) != (foreign == q) {
			t.Fatalf("opened for %+v: %v", foreign, err)
		}
	})
	if at, err := mine.Open(store.Query{}); at != nil || err != nil {
		t.Errorf("no cursor: %+v, %v", at, err)
	}
}

// FuzzCursor opens whatever a client may send: only what was signed is accepted.
func FuzzCursor(f *testing.F) {
	cursors := store.NewCursors([]byte("a key of cursors"))
	q := store.Query{Table: store.Work, PK: "p"}
	good, err := cursors.Sign(q, store.Position{SK: "s"})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add("")
	f.Add("AAAA")
	f.Add(good + "=")
	f.Fuzz(func(t *testing.T, cursor string) {
		q := q
		q.Cursor = cursor
		at, err := cursors.Open(q)
		switch {
		case cursor == "" || cursor == good:
			if err != nil {
				t.Error(err)
			}
		case store.CodeOf(err) != store.CodeInvalid || at != nil:
			t.Errorf("opened as %+v, %v", at, err)
		}
	})
}
