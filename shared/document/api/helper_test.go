package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob/files"
	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/document/api"
	"github.com/aio-creative-hub/aio/shared/document/ops"
	identityops "github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

// boxes is a kind of documents: a width is positive.
type boxes struct{}

func (boxes) Kind() string { return "boxes" }

func (boxes) Check(o, _ document.Object) error {
	if strings.HasPrefix(string(o.Props["width"]), "-") {
		return &document.FieldError{Field: "width", Message: "must be positive"}
	}
	return nil
}

// world is the area over a store of its own.
type world struct {
	t     testing.TB
	fns   *optest.Functions
	docs  *api.Guarded
	store *memory.Store
	clock *testclock.Clock
	n     int

	people    *people
	delivered int // how many of the store's events were brought to their functions
}

// newWorld makes a world; wrap puts something between the documents and the store.
func newWorld(t testing.TB, wrap func(store.Store) store.Store) *world {
	t.Helper()
	w := &world{t: t, clock: testclock.New(time.Date(2026, 1, 2, 3, 4, 5, 678_900_000, time.UTC))}
	w.store = memory.New(memory.Options{Now: w.clock.Now})
	var s store.Store = w.store
	if wrap != nil {
		s = wrap(s)
	}
	w.docs = w.open(s, boxes{})
	w.people = &people{verified: map[string]string{}}
	w.fns = bind(t, w.docs, w.people)
	return w
}

func (w *world) open(s store.Store, schemas ...document.Schema) *api.Guarded {
	w.t.Helper()
	blobs, err := files.Open(w.t.TempDir(), files.Options{SignKey: make([]byte, files.MinSignKey)})
	if err != nil {
		w.t.Fatal(err)
	}
	docs, err := document.New(document.Config{Store: s, Blob: blobs, Schemas: schemas, Now: w.clock.Now, NewID: w.id})
	if err != nil {
		w.t.Fatal(err)
	}
	return api.Guard(docs, s, w.clock.Now, w.id)
}

func bind(t testing.TB, docs *api.Guarded, p *people) *optest.Functions {
	t.Helper()
	f := &named{}
	s := api.New(docs, f)
	f.Functions = optest.Bind(t, []*operation.Bound{ops.List.Bind(s.List), ops.Get.Bind(s.Get), ops.Catchup.Bind(s.Catchup), ops.History.Bind(s.History),
		ops.Apply.Bind(s.Apply), ops.Delete.Bind(s.Delete), ops.Share.Bind(s.Share), ops.ListShares.Bind(s.ListShares), ops.RevokeShare.Bind(s.RevokeShare), ops.AcceptShare.Bind(s.AcceptShare),
		ops.Say.Bind(s.Say), ops.ListComments.Bind(s.ListComments), ops.EditComment.Bind(s.EditComment), ops.DeleteComment.Bind(s.DeleteComment),
		ops.NameVersion.Bind(s.NameVersion), ops.ListVersions.Bind(s.ListVersions), ops.DeleteVersion.Bind(s.DeleteVersion), ops.Restore.Bind(s.Restore),
		ops.People.Bind(s.People), ops.ListActivity.Bind(s.ListActivity),
		ops.Maintain.Bind(s.Maintain), ops.PurgeAccount.Bind(s.PurgeAccount), ops.ClaimInvitations.Bind(s.ClaimInvitations), ops.DeliverInvitation.Bind(s.DeliverInvitation), ops.Leave.Bind(s.Leave),
		identityops.People.Bind(p.People), identityops.FindAddressee.Bind(p.FindAddressee), identityops.Invite.Bind(p.Invite)})
	return f.Functions
}

// named are the functions that the area calls, itself among them.
type named struct{ *optest.Functions }

// Start is not used here.
func (named) Start(context.Context, string, []byte) error { return nil }

func (w *world) id(prefix string) string { w.n++; return fmt.Sprintf("%s_%06d", prefix, w.n) }

// document makes a document with one commit.
func (w *world) document(id, owner string) {
	w.t.Helper()
	_, _, err := w.docs.Create(w.t.Context(), document.CreateRequest{ID: id, Owner: owner, Kind: "boxes", Name: "Document " + id, CommitID: w.id("cmt"), By: owner, Op: "test.create"})
	if err != nil {
		w.t.Fatal(err)
	}
}

// rest sends a request about a document; a body that is not nil is sent as JSON.
func (w *world) rest(o operation.Declared, user, doc string, query map[string]string, body any) optest.Answer {
	w.t.Helper()
	r := optest.Request{User: user, Query: query}
	if doc != "" {
		r.Path = map[string]string{"documentId": doc}
	}
	return w.restOf(o, r, body)
}

// restOf is rest of a request that names more than a document.
func (w *world) restOf(o operation.Declared, r optest.Request, body any) optest.Answer {
	w.t.Helper()
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			w.t.Fatal(err)
		}
		r.Body = string(data)
	}
	return w.fns.REST(o, r)
}

// commit commits edits as usr_1.
func (w *world) commit(doc string, edits ...ops.Edit) ops.Commit {
	w.t.Helper()
	a := w.rest(ops.Apply, "usr_1", doc, nil, ops.NewCommit{CommitID: w.id("commit"), Edits: edits})
	if a.Status != 201 {
		w.t.Fatalf("%d %s", a.Status, a.Body)
	}
	return optest.Decode[ops.Commit](w.t, a)
}

// commitByTool commits objects as a tool does, which may make more of a request than a
// body may hold.
func (w *world) commitByTool(doc string, boxes ...ops.Edit) {
	w.t.Helper()
	var edits []document.Edit
	for _, b := range boxes {
		edits = append(edits, document.Edit{Op: document.Create, ID: b.ID, Type: b.Type, Parent: b.Parent, Order: b.Order, Props: b.Props})
	}
	_, err := w.docs.Commit(w.t.Context(), document.Request{Doc: doc, CommitID: w.id("cmt"), By: "usr_1", Op: "test.commit",
		Plan: func(document.State) ([]document.Edit, error) { return edits, nil }})
	if err != nil {
		w.t.Fatal(err)
	}
}

// box is an edit that makes an object, the order-th (0 to 99) below the root.
func box(id string, order int, props map[string]operation.Raw) ops.Edit {
	return ops.Edit{Op: "create", ID: id, Type: "box", Parent: document.RootID, Order: fmt.Sprintf("b%02d", order), Props: props}
}

// large is an edit of about so many bytes.
func large(id string, order, bytes int) ops.Edit {
	props := map[string]operation.Raw{}
	for n := 0; n*50_000 < bytes; n++ {
		props[fmt.Sprintf("text%d", n)] = operation.Raw(`"` + strings.Repeat("x", min(bytes, 50_000)) + `"`)
	}
	return box(id, order, props)
}

func deleted(doc string) bus.Event {
	return bus.Event{ID: "evt_" + doc, Type: document.EventDeleted, Subject: doc, Data: json.RawMessage(fmt.Sprintf(`{"doc":%q,"owner":"usr_1"}`, doc))}
}

// keys lists the sort keys of a partition of the table work.
func (w *world) keys(pk string) []string {
	w.t.Helper()
	items, _, err := w.store.Query(w.t.Context(), store.Query{Table: store.Work, PK: pk})
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, it := range items {
		out = append(out, it.Key.SK)
	}
	return out
}
