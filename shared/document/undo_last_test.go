package document

import (
	"context"
	"testing"
)

// TestUndoLast: a commit that is named is taken back if it is that person's last, and
// nothing is if it is not. What others did since does not count.
func TestUndoLast(t *testing.T) {
	w := newWorld(t, nil)
	w.create(t)
	w.do(t, "usr_a", "mine-1", Edit{Op: Set, ID: RootID, Props: props(t, "x", 1)}) // 2
	w.do(t, "usr_a", "mine-2", Edit{Op: Set, ID: RootID, Props: props(t, "x", 2)}) // 3
	w.do(t, "usr_b", "theirs", Edit{Op: Set, ID: RootID, Props: props(t, "y", 1)}) // 4
	undo := func(id string, last int64) (Result, error) {
		return w.Undo(context.Background(), Request{Doc: testDoc, By: "usr_a", Op: "test.undo", CommitID: id, Last: last})
	}
	head := func() int64 {
		t.Helper()
		s, err := w.State(context.Background(), testDoc, 0)
		if err != nil {
			t.Fatal(err)
		}
		return s.Seq
	}
	for _, other := range []int64{1, 2, 4, 99} {
		if _, err := undo("undo-other", other); CodeOf(err) != CodeNothingToUndo || head() != 4 {
			t.Errorf("of %d: %v, head %d", other, err, head())
		}
	}
	for range 2 { // the same again is the same
		res, err := undo("undo-3", 3)
		if err != nil || res.Commit.Undoes != 3 || head() != 5 {
			t.Errorf("%+v, %v, head %d", res.Commit, err, head())
		}
	}
	if _, err := undo("undo-3-again", 3); CodeOf(err) != CodeNothingToUndo {
		t.Error(err)
	}
	if res, err := undo("undo-2", 2); err != nil || res.Commit.Undoes != 2 {
		t.Errorf("%+v, %v", res.Commit, err)
	}
}
