package sqlite

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	driver "modernc.org/sqlite"

	"github.com/aio-creative-hub/aio/shared/store"
)

func openTest(t *testing.T, o Options) *Store {
	t.Helper()
	o.Logger = slog.New(slog.DiscardHandler)
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "store.db"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // a broken store may fail to close
	return s
}

func put(sk string) store.Write {
	return store.Write{Item: store.Item{Key: store.Key{Table: store.Work, PK: "p", SK: sk}}}
}

// TestGroup checks that what waits for the writer shares a commit, in which each sees
// what those before it did, and that what nobody waits for any more is left out.
func TestGroup(t *testing.T) {
	s := openTest(t, Options{})
	hold, held := make(chan bool), make(chan bool)
	var wg sync.WaitGroup
	wg.Go(func() {
		err := s.writer.do(t.Context(), "test", 0, func(*tx) error { held <- true; <-hold; return nil })
		if err != nil {
			t.Error(err)
		}
	})
	<-held
	left, leave := context.WithCancel(t.Context())
	const n = 10
	results := make([]error, n)
	txs := make([]*tx, n)
	waiting := make(chan bool, n+1)
	for i := range n {
		wg.Go(func() {
			waiting <- true
			_, results[i] = s.Write(t.Context(), store.Write{Item: put("same").Item, If: store.Absent()})
		})
		wg.Go(func() {
			if err := s.writer.do(t.Context(), "test", 0, func(t *tx) error { txs[i] = t; return nil }); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Go(func() {
		waiting <- true
		if _, err := s.Write(left, put("left")); store.CodeOf(err) != store.CodeUnavailable {
			t.Errorf("a write whose caller left: %v", err)
		}
	})
	for range n + 1 {
		<-waiting
	}
	leave()
	time.Sleep(2 * time.Millisecond) // so that all are at the writer's door; the test holds without it, and shows less
	hold <- true
	wg.Wait()
	won := 0
	for _, err := range results {
		var c *store.Conflict
		if err == nil {
			won++
		} else if !errors.As(err, &c) || c.Current == nil {
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d of %d won", won, n)
	}
	if items, err := s.Get(t.Context(), put("left").Item.Key); err != nil || len(items) != 0 {
		t.Errorf("the write whose caller left was made: %+v, %v", items, err)
	}
	groups := map[*tx]bool{}
	for _, t := range txs {
		groups[t] = true
	}
	if len(groups) > n/2 {
		t.Errorf("%d changes were committed in %d groups", n, len(groups))
	}
}

// TestFailedCommit checks that nobody in the group is acknowledged when its COMMIT
// fails, that nothing is written or told, and that the writer recovers.
func TestFailedCommit(t *testing.T) {
	s := openTest(t, Options{})
	if _, err := s.Write(t.Context(), put("before")); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	refuse := true
	err := s.writer.conn.Raw(func(c any) error {
		hooks, ok := c.(driver.HookRegisterer)
		if !ok {
			return errors.New("no hooks")
		}
		hooks.RegisterCommitHook(func() int32 {
			mu.Lock()
			defer mu.Unlock()
			if refuse {
				return 1
			}
			return 0
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			if _, err := s.Write(t.Context(), put(strconv.Itoa(i))); store.CodeOf(err) != store.CodeUnavailable {
				t.Errorf("a write in a failed commit: %v", err)
			}
			// This condition fails by itself, but what it met may be undone with the group.
			w := put("before")
			w.If = store.Absent()
			if err := s.Transact(t.Context(), strconv.Itoa(i), w, put("x")); store.CodeOf(err) != store.CodeUnavailable && !store.IsConflict(err) {
				t.Errorf("a transaction in a failed commit: %v", err)
			}
		})
	}
	wg.Wait()
	mu.Lock()
	refuse = false
	mu.Unlock()
	items, _, err := s.Query(t.Context(), store.Query{Table: store.Work, PK: "p"})
	if err != nil || len(items) != 1 {
		t.Errorf("after failed commits: %+v, %v", items, err)
	}
	if _, err := s.Write(t.Context(), put("after")); err != nil {
		t.Errorf("after a failed commit: %v", err)
	}
}

// TestBroken checks that the writer refuses all work once nobody knows what the file holds.
func TestBroken(t *testing.T) {
	s := openTest(t, Options{})
	err := s.writer.do(t.Context(), "test", 0, func(t *tx) error { return t.w.conn.Close() })
	if store.CodeOf(err) != store.CodeUnavailable {
		t.Errorf("a commit without connection: %v", err)
	}
	if s.writer.broken == nil {
		t.Error("the writer is not broken")
	}
	if _, err := s.Write(t.Context(), put("a")); store.CodeOf(err) != store.CodeUnavailable {
		t.Errorf("a write to a broken store: %v", err)
	}
}

// TestFailedChange checks that a change that fails for other reasons than its condition
// undoes its group and nothing else.
func TestFailedChange(t *testing.T) {
	s := openTest(t, Options{})
	err := s.writer.do(t.Context(), "test", 0, func(t *tx) error {
		if err := t.exec("INSERT INTO meta (name, value) VALUES ('test', 1)"); err != nil {
			return err
		}
		return t.exec("INSERT INTO meta (name, value) VALUES ('test', 2)") // the name exists
	})
	if store.CodeOf(err) != store.CodeUnavailable {
		t.Errorf("got %v", err)
	}
	var n int
	if err := s.read.QueryRowContext(t.Context(), "SELECT count(*) FROM meta WHERE name = 'test'").Scan(&n); err != nil || n != 0 {
		t.Errorf("%d rows left, %v", n, err)
	}
	if _, err := s.Write(t.Context(), put("a")); err != nil {
		t.Error(err)
	}
}
