package live_test

import (
	"context"
	"slices"
	"testing"

	"github.com/aio-creative-hub/aio/shared/live/ops"
	"github.com/aio-creative-hub/aio/shared/store"
)

// stepped is a store in which something else happens right before the n-th call.
type stepped struct {
	store.Store
	at   int // counts down; at 0 the next call comes after it
	then func()
}

func (s *stepped) step() {
	if s.then == nil {
		return
	}
	if s.at > 0 {
		s.at--
		return
	}
	then := s.then
	s.then = nil // what happens makes calls of its own
	then()
}

// Get implements store.Store.
func (s *stepped) Get(ctx context.Context, keys ...store.Key) ([]store.Item, error) {
	s.step()
	return s.Store.Get(ctx, keys...)
}

// Query implements store.Store.
func (s *stepped) Query(ctx context.Context, q store.Query) ([]store.Item, string, error) {
	s.step()
	return s.Store.Query(ctx, q)
}

// Write implements store.Store.
func (s *stepped) Write(ctx context.Context, w store.Write) (store.Item, error) {
	s.step()
	return s.Store.Write(ctx, w)
}

// interleave runs do with something else before each of its calls of the store in turn,
// each time in a new world, until there are no more calls.
func interleave(t *testing.T, try func(t *testing.T, w *world, during func(do, other func()) bool) bool) {
	t.Helper()
	for n := 0; ; n++ {
		var s *stepped
		w := newWorld(t, func(inner store.Store) store.Store { s = &stepped{Store: inner}; return s })
		during := func(do, other func()) bool {
			s.at, s.then = n, other
			do()
			happened := s.then == nil
			s.then = nil
			return happened
		}
		if !try(t, w, during) {
			if n < 3 {
				t.Fatalf("only %d calls of the store: this tests nothing", n)
			}
			return
		}
	}
}

// TestNoCommitIsMissed: a commit that comes at any moment of a subscription is in its
// answer, or posted, or both.
func TestNoCommitIsMissed(t *testing.T) {
	interleave(t, func(t *testing.T, w *world, during func(do, other func()) bool) bool {
		w.document("doc_1", "usr_1")
		c := w.connection("con_1", "usr_1", "ses_1")
		var seen []int64
		happened := during(func() {
			for _, commit := range w.subscribe(c, "doc_1", 1).Items {
				seen = append(seen, commit.Seq)
			}
		}, func() { w.deliver(ops.Fanout, w.commit("doc_1", 1)) })
		if seen = append(seen, w.push.seqs("con_1")...); happened && !slices.Contains(seen, 2) {
			t.Error("the commit was missed")
		}
		return happened
	})
}

// TestNothingOutlivesTheEnd: whenever the connection ends while it subscribes, nothing of
// it stays.
func TestNothingOutlivesTheEnd(t *testing.T) {
	interleave(t, func(t *testing.T, w *world, during func(do, other func()) bool) bool {
		w.document("doc_1", "usr_1")
		c := w.connection("con_1", "usr_1", "ses_1")
		happened := during(
			func() { w.fns.Frame(ops.Subscribe, c, map[string]any{"documentId": "doc_1"}) },
			func() { w.fns.Disconnect(ops.Disconnect, c) })
		if !happened {
			return false
		}
		if got := w.items("CON#con_1", "DOC#doc_1", "USR#usr_1", "SES#ses_1"); len(got) != 0 {
			t.Errorf("left behind: %v", got)
		}
		return happened
	})
	interleave(t, func(t *testing.T, w *world, during func(do, other func()) bool) bool {
		w.document("doc_1", "usr_1")
		c := w.connection("con_1", "usr_1", "ses_1")
		happened := during(
			func() { w.fns.Disconnect(ops.Disconnect, c) },
			func() { w.fns.Frame(ops.Subscribe, c, map[string]any{"documentId": "doc_1"}) })
		if got := w.items("CON#con_1", "DOC#doc_1", "USR#usr_1", "SES#ses_1"); len(got) != 0 {
			t.Errorf("left behind: %v", got)
		}
		return happened
	})
}
