package document

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/store"
)

// hooked answers queries and writes through functions, where they are set.
type hooked struct {
	store.Store
	query func(store.Query, []store.Item) ([]store.Item, error)
	write func(store.Write) error
}

func (h *hooked) Query(ctx context.Context, q store.Query) ([]store.Item, string, error) {
	items, cursor, err := h.Store.Query(ctx, q)
	if err == nil && h.query != nil {
		items, err = h.query(q, items)
	}
	return items, cursor, err
}

func (h *hooked) Write(ctx context.Context, w store.Write) (store.Item, error) {
	if h.write != nil {
		if err := h.write(w); err != nil {
			return store.Item{}, err
		}
	}
	return h.Store.Write(ctx, w)
}

// TestGapIsReadAgain: a page that was read while commits were written may miss one.
func TestGapIsReadAgain(t *testing.T) {
	ctx := context.Background()
	h := &hooked{}
	w := newWorld(t, func(s store.Store) store.Store { h.Store = s; return h }, func(c *Config) { c.CacheDocuments = -1 })
	w.create(t)
	w.fill(t, 9)
	want := encode(t, mustState(t, w.Documents, 0))
	gaps := 0
	h.query = func(q store.Query, items []store.Item) ([]store.Item, error) {
		if strings.HasPrefix(q.From, commitPfx) && !q.Reverse && len(items) > 5 {
			gaps++
			return append(items[:3:3], items[4:]...), nil
		}
		return items, nil
	}
	if got := encode(t, mustState(t, w.Documents, 0)); got != want || gaps == 0 {
		t.Fatalf("state after %d gaps is %s, want %s", gaps, got, want)
	}
	h.query = func(q store.Query, items []store.Item) ([]store.Item, error) {
		for i, it := range items {
			if it.Key.SK == commitSK(4) {
				return append(items[:i:i], items[i+1:]...), nil
			}
		}
		return items, nil
	}
	_, err := w.State(ctx, testDoc, 0)
	wantCode(t, err, CodeCorrupt, "")
}

func mustState(t fatal, d *Documents, seq int64) State {
	t.Helper()
	s, err := d.State(context.Background(), testDoc, seq)
	if err != nil {
		t.Fatalf("State %d: %v", seq, err)
	}
	return s
}

// TestAttemptsAreBounded: races, throttles and silence end, with nothing or one commit done.
func TestAttemptsAreBounded(t *testing.T) {
	ctx := context.Background()
	tests := map[string]struct {
		fault func(w *world, n int) error
		code  Code
		tries int
	}{
		"always behind": {func(w *world, n int) error {
			w.do(t, "usr_b", fmt.Sprint("other", n), Edit{Op: Set, ID: RootID, Props: props(t, "y", n)})
			return nil
		}, CodeBusy, MaxAttempts},
		"throttled": {func(*world, int) error { return &store.Error{Code: store.CodeThrottled} }, CodeUnavailable, MaxAttempts},
		"silent":    {func(*world, int) error { return &store.Error{Code: store.CodeUnavailable} }, CodeUnavailable, MaxAttempts},
		"canceled":  {func(*world, int) error { return context.Canceled }, "", 1},
		"broken":    {func(*world, int) error { return errMade }, "", 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.create(t)
			n := 0
			d := w.on(t, &hooked{Store: w.mem, write: func(store.Write) error { n++; return tt.fault(w, n) }})
			_, err := d.Commit(ctx, Request{Doc: testDoc, CommitID: "mine", By: "usr_a", Basis: 1, Plan: fixed(Edit{Op: Set, ID: RootID, Props: props(t, "x", 1)})})
			if err == nil || CodeOf(err) != tt.code || n != tt.tries {
				t.Fatalf("after %d writes: %v; want %d and code %q", n, err, tt.tries, tt.code)
			}
			if s := mustState(t, w.Documents, 0); s.Root().Props["x"] != nil {
				t.Error("the commit was made")
			}
		})
	}
}

func TestReadRefusals(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t, nil)
	w.create(t)
	_, err := w.State(ctx, testDoc, 2)
	wantCode(t, err, CodeNotFound, "seq")
	_, err = w.State(ctx, testDoc, -1)
	wantCode(t, err, CodeNotFound, "seq")
	_, err = w.State(ctx, "doc_2", 0)
	wantCode(t, err, CodeNotFound, "document")
	_, _, err = w.Log(ctx, testDoc, -1, 0)
	wantCode(t, err, CodeInvalid, "after")
	_, _, err = w.Log(ctx, "doc_2", 0, 0)
	wantCode(t, err, CodeNotFound, "document")
	if log, head, err := w.Log(ctx, testDoc, 7, 0); err != nil || len(log) != 0 || head != 1 {
		t.Errorf("Log after the end: %v, %d, %v", log, head, err)
	}
	_, _, err = w.History(ctx, testDoc, 0, "forged")
	wantCode(t, err, CodeInvalid, "cursor")
	_, _, err = w.History(ctx, "doc_2", 0, "")
	wantCode(t, err, CodeNotFound, "document")
	_, err = w.Undo(ctx, Request{Doc: testDoc, CommitID: "u", By: "usr_a"})
	wantCode(t, err, CodeNothingToUndo, "")
	_, err = w.Redo(ctx, Request{Doc: testDoc, CommitID: "u", By: "usr_a"})
	wantCode(t, err, CodeNothingToRedo, "")
}

func TestDamageIsCorrupt(t *testing.T) {
	ctx := context.Background()
	for name, data := range map[string]string{"empty": "", "form": "?x", "zstd": "zxxxx", "reference": `b{"key":""}`, "no blob": `b{"key":"documents/a/b/c","sha256":""}`, "no segment": `s{"key":"documents/a/b/c"}`} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.create(t)
			w.fill(t, 3)
			if _, err := w.mem.Write(ctx, store.Write{Item: store.Item{Key: key(testDoc, commitSK(2)), Data: []byte(data)}}); err != nil {
				t.Fatal(err)
			}
			_, err := w.on(t, w.mem).State(ctx, testDoc, 0)
			wantCode(t, err, CodeCorrupt, "")
		})
	}
}

func TestNewerVersionIsUnsupported(t *testing.T) {
	_, err := Replay(State{}, Commit{V: EditVersion + 1, Seq: 1, ID: "c"})
	wantCode(t, err, CodeUnsupported, "v")
	_, err = Replay(State{}, Commit{V: EditVersion, Seq: 2, ID: "c"})
	wantCode(t, err, CodeInvalid, "seq")
}

// TestMovedMeanwhile: a commit's blob may be compacted away between reading its item and
// reading the blob.
func TestMovedMeanwhile(t *testing.T) {
	ctx := context.Background()
	w := bigDocument(t)
	want := encode(t, mustState(t, w.on(t, w.mem), 0))
	moved := false
	w.blob.fault = func(op, k string) error {
		if op == "get" && strings.Contains(k, "/commits/") && !moved {
			moved = true
			if _, err := w.on(t, w.mem).Compact(ctx, testDoc, 250); err != nil {
				return err
			}
		}
		return nil
	}
	if got := encode(t, mustState(t, w.on(t, w.mem), 0)); got != want || !moved {
		t.Errorf("state differs (moved: %v)", moved)
	}
}

func TestSegmentsAreBounded(t *testing.T) {
	w := bigDocument(t)
	want := everything(t, w.on(t, w.mem))
	w.segment = 4000
	if _, err := w.Compact(context.Background(), testDoc, 250); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(strings.Join(w.blob.keys(), " "), "/segments/"); n < 4 {
		t.Errorf("%d segments", n)
	}
	if got := everything(t, w.on(t, w.mem)); got != want {
		t.Error("reading differs after compaction into small segments")
	}
}

func TestViewsShareNothing(t *testing.T) {
	base := view{}
	for i := range int64(5) {
		base = base.extend(State{Seq: i + 1}, Commit{Seq: i + 1, ID: "base"})
	}
	a := base.extend(State{Seq: 6}, Commit{Seq: 6, ID: "a"})
	base.extend(State{Seq: 6}, Commit{Seq: 6, ID: "b"})
	if a.tail[5].ID != "a" {
		t.Error("one view changed another")
	}
	for i := range int64(2 * tailCommits) {
		a = a.extend(State{Seq: 7 + i}, Commit{Seq: 7 + i})
	}
	if len(a.tail) != tailCommits || a.covers(5) || !a.covers(a.state.Seq-tailCommits) || len(a.after(a.state.Seq-3)) != 3 {
		t.Errorf("tail has %d commits", len(a.tail))
	}
}

func TestStorageErrors(t *testing.T) {
	for _, tt := range []struct {
		err  error
		code Code
	}{
		{&store.Error{Code: store.CodeThrottled}, CodeUnavailable},
		{fmt.Errorf("put: %w", blob.ErrUnavailable), CodeUnavailable},
		{&store.Error{Code: store.CodeInvalid}, ""},
		{notFound(), CodeNotFound},
		{context.DeadlineExceeded, ""},
	} {
		if got := storageError(tt.err); CodeOf(got) != tt.code || !errors.Is(got, tt.err) {
			t.Errorf("%v becomes %v", tt.err, got)
		}
	}
}

func FuzzLogItem(f *testing.F) {
	c, err := newCodec()
	if err != nil {
		f.Fatal(err)
	}
	packed, err := c.packCommit(Commit{V: 1, Seq: 1, ID: "a", Edits: []Edit{{Op: Create, ID: RootID, Type: "boxes"}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(append([]byte{formInline}, packed...))
	f.Add([]byte(`b{"key":"documents/a/b","sha256":"00","id":"c"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := decodeEntry(data)
		if err != nil || e.form != formInline {
			return
		}
		commit, err := c.unpackCommit(e.packed)
		if err != nil {
			return
		}
		if _, err := c.packCommit(commit); err != nil {
			t.Fatalf("a commit that was read cannot be written: %v", err)
		}
		if s, err := Replay(State{}, commit); err == nil {
			checkTree(t, s)
		}
	})
}
