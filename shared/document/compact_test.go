package document

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
)

// fill commits until the log has n commits.
func (w *world) fill(t fatal, n int) {
	t.Helper()
	head, err := w.Head(context.Background(), testDoc)
	if err != nil {
		t.Fatalf("Head: %v", err)
	}
	for i := int(head) + 1; i <= n; i++ {
		_, err := w.Commit(context.Background(), Request{
			Doc: testDoc, CommitID: fmt.Sprint("fill", i), By: "usr_a", Op: "test.edit", Basis: int64(i) - 1,
			Plan: fixed(Edit{Op: Set, ID: RootID, Props: props(t, fmt.Sprint("p", i%7), i)}),
		})
		if err != nil {
			t.Fatalf("fill %d: %v", i, err)
		}
	}
}

// everything is what can be read of a document: log, history and some states.
func everything(t fatal, d *Documents) string {
	t.Helper()
	ctx := context.Background()
	var all []any
	for after := int64(0); ; {
		log, head, err := d.Log(ctx, testDoc, after, 70)
		if err != nil {
			t.Fatalf("Log: %v", err)
		}
		for _, c := range log {
			all = append(all, c)
			after = c.Seq
		}
		if after == head {
			break
		}
	}
	for cursor := ""; ; {
		page, next, err := d.History(ctx, testDoc, 45, cursor)
		if err != nil {
			t.Fatalf("History: %v", err)
		}
		for _, c := range page {
			all = append(all, c.Seq)
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	for seq := int64(0); seq < 250; seq += 49 {
		s, err := d.State(ctx, testDoc, seq)
		if err != nil {
			t.Fatalf("State %d: %v", seq, err)
		}
		all = append(all, s)
	}
	raw, err := json.Marshal(all)
	if err != nil {
		t.Fatalf("encode: %v", err)
	}
	return string(raw)
}

// bigDocument has 250 commits, of which the 50th and 120th lie in blob.
func bigDocument(t fatal) *world {
	t.Helper()
	w := newWorld(t, nil)
	w.create(t)
	w.fill(t, 250)
	w.intoBlob(t, 50)
	w.intoBlob(t, 120)
	return w
}

// intoBlob stores a commit as a large one is stored.
func (w *world) intoBlob(t fatal, seq int64) {
	t.Helper()
	ctx := context.Background()
	k := key(testDoc, commitSK(seq))
	items, err := w.mem.Get(ctx, k)
	if err != nil || len(items) != 1 {
		t.Fatalf("commit %d: %v", seq, err)
	}
	packed := items[0].Data[1:]
	name, err := commitBlob(Meta{ID: testDoc, Owner: "usr_a"}, seq, sha(packed))
	if err != nil {
		t.Fatalf("key: %v", err)
	}
	r, err := w.putBlob(ctx, name, packed)
	if err != nil {
		t.Fatalf("put: %v", err)
	}
	data, err := encodeRef(formBlob, r)
	if err != nil {
		t.Fatalf("encode: %v", err)
	}
	if _, err := w.mem.Write(ctx, store.Write{Item: store.Item{Key: k, Data: data}}); err != nil {
		t.Fatalf("write: %v", err)
	}
}

func TestSnapshotAndCompact(t *testing.T) {
	ctx := context.Background()
	w := bigDocument(t)
	want := everything(t, w.on(t, w.mem))
	if seq, err := w.Snapshot(ctx, testDoc); err != nil || seq != 200 {
		t.Fatalf("Snapshot: %d, %v", seq, err)
	}
	if got := everything(t, w.on(t, w.mem)); got != want {
		t.Fatal("reading differs after a snapshot")
	}
	for _, tt := range []struct{ before, last int64 }{{100, 0}, {101, 100}, {250, 200}, {999, 200}} {
		if last, err := w.Compact(ctx, testDoc, tt.before); err != nil || last != tt.last {
			t.Fatalf("Compact before %d: %d, %v; want %d", tt.before, last, err, tt.last)
		}
		if got := everything(t, w.on(t, w.mem)); got != want {
			t.Fatalf("reading differs after compaction before %d", tt.before)
		}
	}
	keys := strings.Join(w.blob.keys(), "\n")
	if strings.Contains(keys, "/commits/") || strings.Count(keys, "/segments/") != 2 || strings.Count(keys, "/snapshots/") != 1 {
		t.Errorf("blobs are\n%s", keys)
	}
	res, err := w.on(t, w.mem).Commit(ctx, Request{Doc: testDoc, CommitID: "fill100", By: "usr_a", Op: "test.edit", Basis: 1, Plan: fixed()})
	if err != nil || !res.Replayed || res.Commit.Seq != 100 {
		t.Errorf("a repetition after compaction: %+v, %v", res.Commit, err)
	}
	_, err = w.store.Write(ctx, store.Write{Item: store.Item{Key: key(testDoc, commitSK(100))}, If: store.Absent()})
	if !store.IsConflict(err) {
		t.Errorf("sequence number 100 is free: %v", err)
	}
}

func TestUnreadableSnapshotIsPassedOver(t *testing.T) {
	ctx := context.Background()
	w := bigDocument(t)
	want := everything(t, w.on(t, w.mem))
	if _, err := w.Snapshot(ctx, testDoc); err != nil {
		t.Fatal(err)
	}
	for _, k := range w.blob.keys() {
		if strings.Contains(k, "/snapshots/") {
			w.blob.objects[k] = w.blob.objects[k][1:]
		}
	}
	if got := everything(t, w.on(t, w.mem)); got != want {
		t.Fatal("reading differs with a damaged snapshot")
	}
}

// faulty fails the write number n, before or after it is done.
type faulty struct {
	store.Store
	count, at *int
	after     bool
}

var errMade = errors.New("made fault")

func (f faulty) Write(ctx context.Context, w store.Write) (store.Item, error) {
	*f.count++
	if *f.count == *f.at && !f.after {
		return store.Item{}, &store.Error{Code: store.CodeUnavailable, Op: "write", Err: errMade}
	}
	it, err := f.Store.Write(ctx, w)
	if *f.count == *f.at {
		return store.Item{}, &store.Error{Code: store.CodeUnavailable, Op: "write", Err: errMade}
	}
	return it, err
}

// TestCompactInterruptedAnywhere stops snapshots and compaction at each kind of step,
// before and after it is done, reads all, and lets another process finish.
func TestCompactInterruptedAnywhere(t *testing.T) {
	original := bigDocument(t)
	want := everything(t, original.on(t, original.mem))
	total := 0
	if err := original.clone(t).maintainWithFault(t, &total, -1, false); err != nil {
		t.Fatal(err)
	}
	steps := map[bool][]int{
		false: {1, 2, 3, 4, 5, 6, 105, 106, 107, 108, 160, total - 1, total},
		true:  {2, 6, 109, total - 3}, // of writes to the store, whose replies are lost
	}
	for after, list := range steps {
		for _, at := range list {
			w := original.clone(t)
			count := 0
			err := w.maintainWithFault(t, &count, at, after)
			if CodeOf(err) != CodeUnavailable {
				t.Fatalf("stop at %d of %d: %v", at, total, err)
			}
			if got := everything(t, w.on(t, w.mem)); got != want {
				t.Fatalf("reading differs after a stop at step %d", at)
			}
			if err := w.maintainWithFault(t, &count, -1, after); err != nil {
				t.Fatalf("finishing after a stop at %d: %v", at, err)
			}
			if got := everything(t, w.on(t, w.mem)); got != want {
				t.Fatalf("reading differs when finished after a stop at step %d", at)
			}
			keys := strings.Join(w.blob.keys(), "\n")
			if strings.Contains(keys, "/commits/") || strings.Count(keys, "/snapshots/") != 1 {
				t.Fatalf("blobs after a stop at %d:\n%s", at, keys)
			}
		}
	}
}

// maintainWithFault counts writes to the store and all uses of blob and fails the at-th.
func (w *world) maintainWithFault(t *testing.T, count *int, at int, after bool) error {
	ctx := context.Background()
	w.blob.fault = func(op, _ string) error {
		if *count++; *count == at {
			return fmt.Errorf("%w: %w: %s", blob.ErrUnavailable, errMade, op)
		}
		return nil
	}
	defer func() { w.blob.fault = nil }()
	d := w.on(t, faulty{Store: w.mem, count: count, at: &at, after: after}, func(c *Config) { c.CacheDocuments = -1 })
	if _, err := d.Snapshot(ctx, testDoc); err != nil {
		return err
	}
	_, err := d.Compact(ctx, testDoc, 250)
	return err
}

// clone copies the world with its one document.
func (w *world) clone(t fatal) *world {
	t.Helper()
	out := newWorld(t, nil)
	items, _, err := w.mem.Query(context.Background(), store.Query{Table: store.Work, PK: pk(testDoc)})
	if err != nil {
		t.Fatalf("clone: %v", err)
	}
	for _, it := range items {
		out.mem.Restore(it.Key, &it)
	}
	maps.Copy(out.blob.objects, w.blob.objects)
	return out
}

func TestMaintain(t *testing.T) {
	ctx := context.Background()
	w := bigDocument(t)
	w.now.Add(touchStep.Milliseconds())
	w.fill(t, 1200)
	want := everything(t, w.on(t, w.mem))
	events := w.mem.Emitted()
	for _, e := range append(events, events[90:110]...) {
		if err := w.Maintain(ctx, e); err != nil {
			t.Fatalf("Maintain %s: %v", e.ID, err)
		}
	}
	if got := everything(t, w.on(t, w.mem)); got != want {
		t.Fatal("reading differs after maintenance")
	}
	keys := strings.Join(w.blob.keys(), "\n")
	if strings.Count(keys, "/segments/") != 2 || !strings.Contains(keys, "snapshots/000000001200.zst") {
		t.Errorf("blobs are\n%s", keys)
	}
	m, err := w.Meta(ctx, testDoc)
	if err != nil || m.Updated.Sub(m.Created) < touchStep {
		t.Errorf("meta is %+v, %v", m, err)
	}
	if err := w.Delete(ctx, testDoc); err != nil {
		t.Fatal(err)
	}
	w.deleted(t, events[0])
}

// deleted checks that the document is gone for all, and purges it.
func (w *world) deleted(t *testing.T, old bus.Event) {
	t.Helper()
	ctx := context.Background()
	_, err := w.State(ctx, testDoc, 0)
	wantCode(t, err, CodeNotFound, "document")
	_, err = w.on(t, w.mem).Commit(ctx, Request{Doc: testDoc, CommitID: "late", By: "usr_a", Basis: 1, Plan: fixed()})
	wantCode(t, err, CodeNotFound, "document")
	wantCode(t, w.Delete(ctx, testDoc), CodeNotFound, "document")
	if err := w.Maintain(ctx, old); err != nil {
		t.Errorf("an old event: %v", err)
	}
	events := w.mem.Emitted()
	if err := w.Maintain(ctx, events[len(events)-1]); err != nil {
		t.Fatal(err)
	}
	items, _, err := w.mem.Query(ctx, store.Query{Table: store.Work, PK: pk(testDoc)})
	if err != nil || len(items) != 1 || items[0].Key.SK != metaSK || strings.Contains(string(items[0].Data), "A box") {
		t.Errorf("items left: %d, %v", len(items), err)
	}
	if keys := w.blob.keys(); len(keys) != 0 {
		t.Errorf("blobs left: %v", keys)
	}
	_, _, err = w.Create(ctx, CreateRequest{ID: testDoc, Owner: "usr_a", Kind: "boxes", Name: "A box", CommitID: "first", By: "usr_a"})
	wantCode(t, err, CodeConflict, "id")
}

// TestDeletedMeanwhile checks that nothing is left of a document that is deleted, and
// whose deletion is consumed, while its snapshot is being written; also if the process
// ends then, and the event comes again.
func TestDeletedMeanwhile(t *testing.T) {
	for _, crash := range []bool{false, true} {
		ctx := context.Background()
		w := newWorld(t, nil)
		w.create(t)
		w.fill(t, SnapshotStep)
		commits := w.mem.Emitted()
		other := w.on(t, w.mem)
		deleted := false
		w.blob.fault = func(op, key string) error {
			if op != "put" || !strings.Contains(key, "snapshots/") || deleted {
				return nil
			}
			deleted = true
			if err := other.Delete(ctx, testDoc); err != nil {
				t.Errorf("Delete: %v", err)
			}
			events := w.mem.Emitted()
			return other.Maintain(ctx, events[len(events)-1])
		}
		for _, e := range commits {
			if err := w.Maintain(ctx, e); err != nil {
				t.Fatalf("Maintain: %v", err)
			}
			if crash && deleted { // as if the process had ended before it looked
				k, err := snapshotBlob(Meta{ID: testDoc, Owner: "usr_a", Kind: "boxes"}, SnapshotStep)
				if err != nil {
					t.Fatal(err)
				}
				w.blob.objects[k] = []byte("late")
				if err := other.Maintain(ctx, e); err != nil {
					t.Fatal(err)
				}
			}
		}
		items, _, err := w.mem.Query(ctx, store.Query{Table: store.Work, PK: pk(testDoc)})
		if err != nil || !deleted || len(items) != 1 {
			t.Errorf("deleted: %t, items left: %d, %v", deleted, len(items), err)
		}
		if keys := w.blob.keys(); len(keys) != 0 {
			t.Errorf("blobs left: %v", keys)
		}
	}
}
