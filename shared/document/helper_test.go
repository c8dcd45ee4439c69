package document

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

// testDoc is the document of most tests.
const testDoc = "doc_1"

// boxes is a schema for tests: shapes lie in groups or the root, a width is positive.
type boxes struct{}

func (boxes) Kind() string { return "boxes" }

func (boxes) Check(o, parent Object) error {
	if o.ID != RootID && o.Type == "shape" && parent.Type == "shape" {
		return fail(CodeInvalidEdit, "parent", "a shape has no children")
	}
	if w, ok := o.Props["width"]; ok && strings.HasPrefix(string(w), "-") {
		return &FieldError{Field: "width", Message: "must be positive"}
	}
	return nil
}

// memBlob is a blob.Store in memory with what documents use of it, and faults.
type memBlob struct {
	blob.Store // nil: what is not implemented here panics
	mu         sync.Mutex
	objects    map[string][]byte
	fault      func(op, key string) error // before the operation; nil none
}

func newMemBlob() *memBlob { return &memBlob{objects: map[string][]byte{}} }

func (b *memBlob) check(op, key string) error {
	if b.fault == nil {
		return nil
	}
	return b.fault(op, key)
}

func (b *memBlob) Put(_ context.Context, key string, r io.Reader, size int64, o blob.PutOptions) (blob.Info, error) {
	if err := b.check("put", key); err != nil {
		return blob.Info{}, err
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return blob.Info{}, err
	}
	if int64(len(data)) != size || o.SHA256 != "" && sha(data) != o.SHA256 {
		return blob.Info{}, blob.ErrChecksum
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.objects[key] = data
	return blob.Info{Key: key, Size: size}, nil
}

func (b *memBlob) Get(_ context.Context, key string, _ *blob.Range) (io.ReadCloser, blob.Info, error) {
	if err := b.check("get", key); err != nil {
		return nil, blob.Info{}, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	data, ok := b.objects[key]
	if !ok {
		return nil, blob.Info{}, blob.ErrNotFound
	}
	return io.NopCloser(bytes.NewReader(data)), blob.Info{Key: key, Size: int64(len(data))}, nil
}

func (b *memBlob) List(_ context.Context, prefix, cursor string, limit int) ([]blob.Info, string, error) {
	if err := b.check("list", prefix); err != nil {
		return nil, "", err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []blob.Info
	for _, k := range b.keysLocked() {
		if strings.HasPrefix(k, prefix) && k > cursor {
			if len(out) == min(limit, 3) { // short pages
				return out, out[len(out)-1].Key, nil
			}
			out = append(out, blob.Info{Key: k, Size: int64(len(b.objects[k]))})
		}
	}
	return out, "", nil
}

func (b *memBlob) Delete(_ context.Context, keys ...string) error {
	if err := b.check("delete", strings.Join(keys, " ")); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, k := range keys {
		delete(b.objects, k)
	}
	return nil
}

func (b *memBlob) keysLocked() []string {
	var keys []string
	for k := range b.objects {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

func (b *memBlob) keys() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.keysLocked()
}

// world is a Documents with what it stands on.
type world struct {
	*Documents
	mem  *memory.Store
	blob *memBlob
	now  atomic.Int64 // milliseconds
}

func newWorld(t fatal, wrap func(store.Store) store.Store, change ...func(*Config)) *world {
	w := &world{mem: memory.New(memory.Options{}), blob: newMemBlob()}
	var st store.Store = w.mem
	if wrap != nil {
		st = wrap(st)
	}
	w.Documents = w.on(t, st, change...)
	return w
}

// on makes another process on the same data.
func (w *world) on(t fatal, st store.Store, change ...func(*Config)) *Documents {
	t.Helper()
	var ids atomic.Int64
	c := Config{
		Store: st, Blob: w.blob, Schemas: []Schema{boxes{}},
		Now:   func() time.Time { return time.UnixMilli(1_700_000_000_000 + w.now.Add(1)) },
		NewID: func(p string) string { return fmt.Sprintf("%s_%p_%d", p, &ids, ids.Add(1)) },
		Pause: func(ctx context.Context, _ int) error { return ctx.Err() },
	}
	for _, f := range change {
		f(&c)
	}
	d, err := New(c)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return d
}

type fatal interface {
	Helper()
	Fatalf(format string, args ...any)
}

func (w *world) create(t fatal) Result {
	t.Helper()
	_, res, err := w.Create(context.Background(), CreateRequest{
		ID: testDoc, Owner: "usr_a", Kind: "boxes", Name: "A box", CommitID: "first", By: "usr_a", Root: props(t, "width", 10),
	})
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	return res
}

func props(t fatal, kv ...any) Props {
	t.Helper()
	values := map[string]any{}
	for i := 0; i < len(kv); i += 2 {
		values[kv[i].(string)] = kv[i+1]
	}
	p, err := NewProps(values)
	if err != nil {
		t.Fatalf("NewProps: %v", err)
	}
	return p
}

func fixed(edits ...Edit) func(State) ([]Edit, error) {
	return func(State) ([]Edit, error) { return edits, nil }
}

// do commits edits for a person and fails the test if it cannot.
func (w *world) do(t fatal, by, id string, edits ...Edit) Result {
	t.Helper()
	res, err := w.Commit(context.Background(), Request{Doc: testDoc, CommitID: id, By: by, Op: "test.edit", Basis: 1, Plan: fixed(edits...)})
	if err != nil {
		t.Fatalf("Commit %s: %v", id, err)
	}
	return res
}

func encode(t fatal, s State) string {
	t.Helper()
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatalf("encode: %v", err)
	}
	return string(raw)
}

func wantCode(t *testing.T, err error, code Code, field string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Code != code || e.Field != field {
		t.Fatalf("error is %v, want %s at %q", err, code, field)
	}
}
