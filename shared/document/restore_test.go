package document

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestDifferenceProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, to := drawState(t), drawState(t)
		got, inverse, err := applyNormal(from, nil, Difference(from, to))
		if err != nil {
			t.Fatalf("cannot be applied: %v", err)
		}
		if a, b := encode(t, got), encode(t, to); a != b {
			t.Fatalf("got %s, want %s", a, b)
		}
		back, _, err := applyNormal(got, nil, inverse)
		if err != nil || encode(t, back) != encode(t, from) {
			t.Fatalf("cannot be taken back: %v", err)
		}
		if rest := Difference(to, got); len(rest) != 0 {
			t.Fatalf("equal states differ by %+v", rest)
		}
	})
}

func TestRestore(t *testing.T) {
	w, ctx := newWorld(t, nil), context.Background()
	create := func(id string) []Edit {
		return []Edit{{Op: Create, ID: id, Type: "shape", Parent: RootID, Order: "a0"}}
	}
	w.create(t)
	n := 0
	request := func() Request {
		n++
		return Request{Doc: testDoc, CommitID: fmt.Sprint("restore", n), By: "usr_1", Op: "document.restore"}
	}
	had := w.do(t, "usr_1", "kept", create("kept")...).Commit.Seq
	for i := range MaxEdits + 10 { // more than a request by hand may have
		w.do(t, "usr_1", fmt.Sprint("more", i), create(fmt.Sprint("other", i))...)
	}
	r := request()
	res, err := w.Restore(ctx, r, had)
	if err != nil {
		t.Fatal(err)
	}
	if _, is := res.State.Object("kept"); !is || res.State.Len() != 2 {
		t.Errorf("%d objects", res.State.Len())
	}
	again, err := w.Restore(ctx, r, had)
	if err != nil || !again.Replayed || again.Commit.Seq != res.Commit.Seq {
		t.Errorf("the same request again: %+v, %v", again.Commit, err)
	}
	undone, err := w.Undo(ctx, request())
	if err != nil || undone.State.Len() != MaxEdits+12 {
		t.Errorf("undone: %d objects, %v", undone.State.Len(), err)
	}
	for _, seq := range []int64{-1, 0} {
		_, err := w.Restore(ctx, request(), seq)
		wantCode(t, err, CodeInvalid, "seq")
	}
	_, err = w.Restore(ctx, request(), 100_000)
	wantCode(t, err, CodeNotFound, "seq")
}
