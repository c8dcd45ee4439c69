package placed_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/blob/files"
	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/document/placed"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

const doc = "doc_1"

// anything is a kind of documents without rules.
type anything struct{}

func (anything) Kind() string { return "anything" }

func (anything) Check(document.Object, document.Object) error { return nil }

// world is a document in which people put values, and who has a right to which.
type world struct {
	t     *rapid.T
	docs  *document.Documents
	book  *placed.Book
	clock *testclock.Clock
	n     int

	put map[string]map[string]bool // by value and account
	may map[string]map[string]bool
}

func newWorld(t *rapid.T, blobs *files.Store) *world {
	w := &world{t: t, clock: testclock.New(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)), put: map[string]map[string]bool{}, may: map[string]map[string]bool{}}
	db := memory.New(memory.Options{Now: w.clock.Now})
	docs, err := document.New(document.Config{Store: db, Blob: blobs, Schemas: []document.Schema{anything{}}, Now: w.clock.Now, NewID: ids.NewSource(w.clock.Now, nil).New})
	if err != nil {
		t.Fatal(err)
	}
	w.docs, w.book = docs, &placed.Book{Docs: docs, Store: db, Now: w.clock.Now}
	if _, _, err := docs.Create(context.Background(), document.CreateRequest{ID: doc, Owner: "ann", Kind: "anything", Name: "d", CommitID: "commit-0", By: "ann"}); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) request(by, op string) document.Request {
	w.n++
	return document.Request{Doc: doc, CommitID: fmt.Sprintf("commit-%d", w.n), By: by, Op: op}
}

// set puts a value into the document, or takes away what is there.
func (w *world) set(by, value string) {
	raw := json.RawMessage("null")
	if value != "" {
		raw, _ = json.Marshal(value)
		mark(w.put, value, by, true)
	}
	r := w.request(by, "document.commit")
	r.Plan = func(document.State) ([]document.Edit, error) {
		return []document.Edit{{Op: document.Set, ID: document.RootID, Props: document.Props{"source": raw}}}, nil
	}
	if _, err := w.docs.Commit(context.Background(), r); err != nil {
		w.t.Fatal(err)
	}
}

// back takes something back, makes it again, or restores a state, which puts nothing there.
func (w *world) back(by, how string) {
	var err error
	switch how {
	case "undo":
		_, err = w.docs.Undo(context.Background(), w.request(by, "graphics.undo"))
	case "redo":
		_, err = w.docs.Redo(context.Background(), w.request(by, "graphics.redo"))
	default:
		head, _ := w.docs.Head(context.Background(), doc)
		_, err = w.docs.Restore(context.Background(), w.request(by, ops.Restore.Spec.ID), rapid.Int64Range(1, head).Draw(w.t, "seq"))
	}
	if c := document.CodeOf(err); err != nil && c != document.CodeNothingToUndo && c != document.CodeNothingToRedo {
		w.t.Fatal(err)
	}
}

func mark(in map[string]map[string]bool, value, account string, is bool) {
	if in[value] == nil {
		in[value] = map[string]bool{}
	}
	in[value][account] = is
}

// TestWho: whoever is found put the value there and may; and somebody is found if anybody
// did who may, at the latest a minute after they were given the right.
func TestWho(t *testing.T) {
	blobs, err := files.Open(t.TempDir(), files.Options{SignKey: make([]byte, files.MinSignKey)})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t, blobs)
		accounts, values := rapid.SampledFrom([]string{"ann", "bob", "cem", "dia"}), rapid.SampledFrom([]string{"art_1", "art_2"})
		t.Repeat(map[string]func(*rapid.T){
			"put":  func(t *rapid.T) { w.set(accounts.Draw(t, "by"), values.Draw(t, "value")) },
			"away": func(t *rapid.T) { w.set(accounts.Draw(t, "by"), "") },
			"back": func(t *rapid.T) {
				w.back(accounts.Draw(t, "by"), rapid.SampledFrom([]string{"undo", "redo", "restore"}).Draw(t, "how"))
			},
			"right": func(t *rapid.T) {
				mark(w.may, values.Draw(t, "value"), accounts.Draw(t, "account"), rapid.Bool().Draw(t, "may"))
				w.clock.Advance(time.Minute)
			},
			"ask": func(t *rapid.T) {
				search := w.book.In(doc, "source")
				for _, value := range []string{"art_1", "art_2"} {
					w.ask(t, search, value)
				}
			},
		})
	})
}

func (w *world) ask(t *rapid.T, search *placed.Search, value string) {
	by, err := search.Who(context.Background(), value, func(_ context.Context, account string) (bool, error) { return w.may[value][account], nil })
	if err != nil {
		t.Fatal(err)
	}
	if by != "" && (!w.put[value][by] || !w.may[value][by]) {
		t.Fatalf("%s is found for %s: put by %v, may %v", by, value, w.put[value], w.may[value])
	}
	for account := range w.put[value] {
		if by == "" && w.may[value][account] {
			t.Fatalf("nobody is found for %s: %s put it there, and may", value, account)
		}
	}
}

// TestAskingFails: what cannot be known now is not taken for a no, and not remembered.
func TestAskingFails(t *testing.T) {
	blobs, err := files.Open(t.TempDir(), files.Options{SignKey: make([]byte, files.MinSignKey)})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t, blobs)
		w.set("bob", "art_1")
		down := errors.New("down")
		answers := rapid.SliceOfN(rapid.Bool(), 1, 5).Draw(t, "answers")
		for _, fine := range answers {
			by, err := w.book.In(doc, "source").Who(context.Background(), "art_1", func(context.Context, string) (bool, error) {
				if fine {
					return true, nil
				}
				return false, down
			})
			if fine != (err == nil) || fine && by != "bob" || !fine && !errors.Is(err, down) {
				t.Fatalf("%q, %v", by, err)
			}
		}
	})
}
