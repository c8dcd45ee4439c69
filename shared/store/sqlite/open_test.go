package sqlite_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/sqlite"
)

func someKey(sk string) store.Key { return store.Key{Table: store.Work, PK: "p", SK: sk} }

// TestReopen checks that a closed store comes back with its items, revisions, tokens and
// cursors, from a path with every character that has a meaning in a URI.
func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a?b#c%20 d&e.db")
	clock := newClock()
	first := openFile(t, path, sqlite.Options{Now: clock.Now})
	var last store.Item
	for _, sk := range []string{"a", "b", "c"} {
		var err error
		if last, err = first.Write(t.Context(), store.Write{Item: store.Item{Key: someKey(sk)}}); err != nil {
			t.Fatal(err)
		}
	}
	w := store.Write{Item: store.Item{Key: someKey("n")}, Add: map[string]int64{"n": 1}}
	if err := first.Transact(t.Context(), "token", w); err != nil {
		t.Fatal(err)
	}
	if _, err := first.Write(t.Context(), store.Write{Item: store.Item{Key: last.Key}, Delete: true}); err != nil {
		t.Fatal(err)
	}
	q := store.Query{Table: store.Work, PK: "p", Limit: 1}
	_, cursor, err := first.Query(t.Context(), q)
	if err != nil || cursor == "" {
		t.Fatal(cursor, err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := openFile(t, path, sqlite.Options{Now: clock.Now})
	q.Cursor = cursor
	if items, _, err := second.Query(t.Context(), q); err != nil || len(items) != 1 || items[0].Key.SK != "b" {
		t.Errorf("the second page: %+v, %v", items, err)
	}
	if err := second.Transact(t.Context(), "token", w); err != nil {
		t.Fatal(err)
	}
	if items, err := second.Get(t.Context(), w.Item.Key); err != nil || items[0].Count["n"] != 1 {
		t.Errorf("the token was forgotten: %+v, %v", items, err)
	}
	again, err := second.Write(t.Context(), store.Write{Item: store.Item{Key: last.Key}})
	if err != nil || again.Rev <= last.Rev {
		t.Errorf("revision %d after %d, %v", again.Rev, last.Rev, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v, %v", info.Mode(), err)
	}
}

// TestOpenRefuses checks that files that are not ours are refused and left untouched.
func TestOpenRefuses(t *testing.T) {
	database := func(statements string) []byte {
		path := filepath.Join(t.TempDir(), "made.db")
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), statements); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Clean(path))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for name, c := range map[string]struct {
		content []byte
		want    error
	}{
		"text":           {[]byte(strings.Repeat("this is no database\n", 1000)), sqlite.ErrNotDatabase},
		"short text":     {[]byte("no"), sqlite.ErrNotDatabase},
		"other program":  {database("CREATE TABLE t (x); PRAGMA user_version = 1"), sqlite.ErrNotDatabase},
		"other and new":  {database("PRAGMA application_id = 77; CREATE TABLE t (x)"), sqlite.ErrNotDatabase},
		"newer schema":   {database("PRAGMA application_id = 1095323441; PRAGMA user_version = 999; CREATE TABLE t (x)"), sqlite.ErrNewerSchema},
		"nothing at all": {nil, nil},
	} {
		path := filepath.Join(t.TempDir(), "store.db")
		if err := os.WriteFile(path, c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
		if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
		if s != nil {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			continue
		}
		if b, err := os.ReadFile(filepath.Clean(path)); err != nil || !bytes.Equal(b, c.content) {
			t.Errorf("%s: the file was changed (%v)", name, err)
		}
	}
	if _, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "no", "folder.db"), sqlite.Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	if _, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"), sqlite.Options{CursorKey: []byte("short")}); err == nil {
		t.Error("a short cursor key was accepted")
	}
}

// TestClose closes a store while it is written: each write succeeded and is there after
// a reopening, or failed because the store is closed.
func TestClose(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s := openFile(t, path, sqlite.Options{})
	var wg sync.WaitGroup
	var mu sync.Mutex
	var acknowledged []store.Key
	for worker := range 8 {
		wg.Go(func() {
			for i := 0; ; i++ {
				k := someKey(strings.Repeat("x", worker+1) + strings.Repeat("i", i))
				_, err := s.Write(t.Context(), store.Write{Item: store.Item{Key: k}})
				if err != nil {
					if !errors.Is(err, sqlite.ErrClosed) || store.CodeOf(err) != store.CodeUnavailable {
						t.Errorf("write while closing: %v", err)
					}
					return
				}
				mu.Lock()
				acknowledged = append(acknowledged, k)
				if len(acknowledged) == 50 {
					wg.Go(func() { _ = s.Close() }) // its error comes again from the second Close
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := s.Get(t.Context(), someKey("x")); store.CodeOf(err) != store.CodeUnavailable {
		t.Errorf("get after close: %v", err)
	}
	s = openFile(t, path, sqlite.Options{})
	for _, k := range acknowledged {
		if items, err := s.Get(t.Context(), k); err != nil || len(items) != 1 {
			t.Fatalf("acknowledged %s is missing (%v)", k.SK, err)
		}
	}
}
