package document

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/store"
)

func TestListNewestFirst(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t, nil)
	for i := range 5 {
		_, _, err := w.Create(ctx, CreateRequest{
			ID: fmt.Sprint("doc_", i), Owner: []string{"usr_a", "usr_b"}[i/4], Kind: "boxes", Name: fmt.Sprint("Box ", i), CommitID: "first", By: "usr_a",
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Delete(ctx, "doc_2"); err != nil {
		t.Fatal(err)
	}
	list := func(owner, kind string) string {
		var names []string
		for cursor := ""; ; {
			page, next, err := w.List(ctx, owner, kind, 2, cursor)
			if err != nil || len(page) > 2 {
				t.Fatalf("List: %v, %v", page, err)
			}
			for _, m := range page {
				names = append(names, m.ID+" "+m.Name)
			}
			if cursor = next; cursor == "" {
				return strings.Join(names, ", ")
			}
		}
	}
	if got := list("usr_a", ""); got != "doc_3 Box 3, doc_1 Box 1, doc_0 Box 0" {
		t.Errorf("list is %s", got)
	}
	if got := list("usr_a", "opera") + list("usr_c", ""); got != "" {
		t.Errorf("list is %s, want none", got)
	}
	_, _, err := w.List(ctx, "usr_a", "", 2, "forged")
	wantCode(t, err, CodeInvalid, "cursor")
}

func TestRename(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t, nil)
	w.create(t)
	m, err := w.Rename(ctx, testDoc, "  Über  ")
	if err != nil || m.Name != "Über" || !m.Updated.After(m.Created) {
		t.Fatalf("Rename: %+v, %v", m, err)
	}
	got, err := w.on(t, w.mem).Meta(ctx, testDoc)
	if err != nil || got != m {
		t.Fatalf("Meta: %+v, %v; want %+v", got, err, m)
	}
	_, err = w.Rename(ctx, testDoc, "")
	wantCode(t, err, CodeInvalid, "name")
	_, err = w.Rename(ctx, "doc_2", "x")
	wantCode(t, err, CodeNotFound, "document")
}

// lossy makes the change and loses the reply, the first n times.
type lossy struct {
	store.Store
	n int
}

func (l *lossy) Write(ctx context.Context, w store.Write) (store.Item, error) {
	it, err := l.Store.Write(ctx, w)
	if l.n--; l.n >= 0 && err == nil {
		return store.Item{}, &store.Error{Code: store.CodeUnavailable, Op: "write"}
	}
	return it, err
}

func TestLostRepliesOfMeta(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t, nil)
	w.create(t)
	if m, err := w.on(t, &lossy{w.mem, 2}).Rename(ctx, testDoc, "Other"); err != nil || m.Name != "Other" {
		t.Errorf("Rename: %+v, %v", m, err)
	}
	if err := w.on(t, &lossy{w.mem, 1}).Delete(ctx, testDoc); err != nil {
		t.Errorf("Delete: %v", err)
	}
	events := 0
	for _, e := range w.mem.Emitted() {
		if e.Type == EventDeleted {
			events++
		}
	}
	if events != 1 {
		t.Errorf("%d events tell of the deletion", events)
	}
	wantCode(t, w.Purge(ctx, "doc_9"), CodeNotFound, "document")
}

func TestPurgeNeedsDelete(t *testing.T) {
	w := newWorld(t, nil)
	w.create(t)
	wantCode(t, w.Purge(context.Background(), testDoc), CodeNotFound, "document")
	if s := mustState(t, w.Documents, 0); s.Seq != 1 {
		t.Errorf("state is %d", s.Seq)
	}
}

func TestNewChecksConfig(t *testing.T) {
	if _, err := New(Config{}); err == nil {
		t.Error("an empty configuration is accepted")
	}
	w := newWorld(t, nil)
	c := Config{Store: w.mem, Blob: w.blob, Now: w.Documents.now, NewID: w.newID, Schemas: []Schema{boxes{}, boxes{}}}
	if _, err := New(c); err == nil {
		t.Error("two schemas of one kind are accepted")
	}
}
