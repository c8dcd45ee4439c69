package live_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob/files"
	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/document"
	docapi "github.com/aio-creative-hub/aio/shared/document/api"
	docops "github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/live"
	"github.com/aio-creative-hub/aio/shared/live/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/push"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

// notes is a kind of documents without rules.
type notes struct{}

func (notes) Kind() string                                 { return "notes" }
func (notes) Check(document.Object, document.Object) error { return nil }

// pusher is a gateway that remembers what was posted.
type pusher struct {
	mu     sync.Mutex
	open   map[string]bool
	fail   map[string]error // instead of posting or closing
	posts  map[string][]live.Push
	closed []string
}

// Post implements push.Pusher.
func (p *pusher) Post(_ context.Context, id string, data []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case len(data) > push.MaxMessage:
		return push.ErrTooLarge
	case p.fail[id] != nil:
		return p.fail[id]
	case !p.open[id]:
		return push.ErrGone
	}
	var m live.Push
	if err := json.Unmarshal(data, &m); err != nil {
		return err
	}
	p.posts[id] = append(p.posts[id], m)
	return nil
}

// Get implements push.Pusher.
func (p *pusher) Get(context.Context, string) (push.Info, error) { return push.Info{}, push.ErrGone }

// Disconnect implements push.Pusher.
func (p *pusher) Disconnect(_ context.Context, id string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.fail[id]; err != nil {
		return err
	}
	if !p.open[id] {
		return push.ErrGone
	}
	delete(p.open, id)
	p.closed = append(p.closed, id)
	return nil
}

// seqs are the sequence numbers posted to a connection.
func (p *pusher) seqs(id string) []int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []int64
	for _, m := range p.posts[id] {
		out = append(out, m.Seq)
	}
	return out
}

// world is the area with documents, over a store.
type world struct {
	t     testing.TB
	fns   *optest.Functions
	store *memory.Store // what is behind the service's store
	docs  *docapi.Guarded
	push  *pusher
	clock *testclock.Clock
	log   *buffer
	n     atomic.Int64
}

// newWorld makes a world; wrap puts something between the service and the store.
func newWorld(t testing.TB, wrap func(store.Store) store.Store) *world {
	t.Helper()
	w := &world{t: t, push: &pusher{open: map[string]bool{}, fail: map[string]error{}, posts: map[string][]live.Push{}},
		clock: testclock.New(time.Date(2026, 1, 2, 3, 4, 5, 678_000_000, time.UTC)), log: &buffer{}}
	w.store = memory.New(memory.Options{Now: w.clock.Now})
	blobs, err := files.Open(t.TempDir(), files.Options{SignKey: make([]byte, files.MinSignKey)})
	if err != nil {
		t.Fatal(err)
	}
	open := func(s store.Store) *docapi.Guarded {
		docs, err := document.New(document.Config{Store: s, Blob: blobs, Schemas: []document.Schema{notes{}}, Now: w.clock.Now, NewID: w.id})
		if err != nil {
			t.Fatal(err)
		}
		return docapi.Guard(docs, s, w.clock.Now, w.id)
	}
	var under store.Store = w.store
	if wrap != nil {
		under = wrap(under)
	}
	w.docs = open(w.store)
	s := live.New(live.Config{Store: under, Docs: open(under), Push: w.push, Log: slog.New(slog.NewTextHandler(w.log, nil)), Now: w.clock.Now, NewID: w.id})
	w.fns = optest.Bind(t, []*operation.Bound{
		ops.Connect.Bind(s.Connect), ops.Disconnect.Bind(s.Disconnect), ops.Unknown.Bind(s.Unknown), ops.Ping.Bind(s.Ping),
		ops.Subscribe.Bind(s.Subscribe), ops.Unsubscribe.Bind(s.Unsubscribe), ops.Fanout.Bind(s.Fanout), ops.Publish.Bind(s.Publish),
		ops.EndSession.Bind(s.EndSession), ops.EndAccess.Bind(s.EndAccess), ops.Presence.Bind(s.Presence),
	})
	return w
}

// buffer is a log that is written and read at the same time.
type buffer struct {
	mu sync.Mutex
	b  strings.Builder
}

// Write implements io.Writer.
func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func (w *world) id(prefix string) string { return fmt.Sprintf("%s_%06d", prefix, w.n.Add(1)) }

// connection opens a connection as the gateway does, and lets the time pass in which it
// may still be opening.
func (w *world) connection(id, user, session string) optest.Connection {
	w.t.Helper()
	c := optest.Connection{ID: id, User: user, Session: session}
	w.push.open[id] = true
	if status := w.fns.Connect(ops.Connect, c); status/100 != 2 {
		w.t.Fatalf("connect: status %d", status)
	}
	w.clock.Advance(opening)
	return c
}

// document makes a document with the first commit.
func (w *world) document(id, owner string) {
	w.t.Helper()
	_, _, err := w.docs.Create(w.t.Context(), document.CreateRequest{ID: id, Owner: owner, Kind: "notes", Name: id, CommitID: w.id("cmt"), By: owner, Op: "test.create"})
	if err != nil {
		w.t.Fatal(err)
	}
}

// commit makes a commit of about so many bytes, and gives its event.
func (w *world) commit(doc string, bytes int) bus.Event {
	w.t.Helper()
	var edits []document.Edit
	for i := 0; i == 0 || i < bytes; i += 10_000 {
		edits = append(edits, document.Edit{Op: document.Create, ID: w.id("obj"), Type: "note", Parent: document.RootID, Order: fmt.Sprintf("a%d", 1+i/10_000%9),
			Props: document.Props{"text": json.RawMessage(`"` + strings.Repeat("x", min(bytes, 10_000)) + `"`)}})
	}
	res, err := w.docs.Commit(w.t.Context(), document.Request{Doc: doc, CommitID: w.id("cmt"), By: "usr_1", Op: "test.commit",
		Plan: func(document.State) ([]document.Edit, error) { return edits, nil }})
	if err != nil {
		w.t.Fatal(err)
	}
	return committed(doc, res.Commit.Seq)
}

func committed(doc string, seq int64) bus.Event {
	return bus.Event{ID: fmt.Sprintf("evt_%s_%d", doc, seq), Type: document.EventCommitted, Subject: doc, Correlation: "req_12345678",
		Data: json.RawMessage(fmt.Sprintf(`{"doc":%q,"seq":%d,"by":"usr_1","owner":"usr_1","more":"unknown to consumers"}`, doc, seq))}
}

func ended(session string) bus.Event {
	return bus.Event{ID: "evt_" + session, Type: "identity.session_ended", Subject: session, Data: json.RawMessage(fmt.Sprintf(`{"sessionId":%q,"userId":"usr_1"}`, session))}
}

// deliver delivers an event, which must succeed.
func (w *world) deliver(o operation.Declared, e bus.Event) {
	w.t.Helper()
	if err := w.fns.Event(o, e); err != nil {
		w.t.Fatal(err)
	}
}

// subscribe follows a document and gives what was missed.
func (w *world) subscribe(c optest.Connection, doc string, after int64) docops.Log {
	w.t.Helper()
	a := w.fns.Frame(ops.Subscribe, c, map[string]any{"documentId": doc, "after": after})
	if a.Status != 200 {
		w.t.Fatalf("subscribe: %d %s", a.Status, a.Body)
	}
	return optest.Decode[docops.Log](w.t, a)
}

func (w *world) unsubscribe(c optest.Connection, doc string) {
	w.t.Helper()
	if a := w.fns.Frame(ops.Unsubscribe, c, map[string]any{"documentId": doc}); a.Status/100 != 2 {
		w.t.Fatalf("unsubscribe: %d %s", a.Status, a.Body)
	}
}

// items lists what the area has stored, as "partition sort-key", of which the test knows
// the partitions.
func (w *world) items(partitions ...string) []string {
	w.t.Helper()
	var out []string
	for _, pk := range partitions {
		items, _, err := w.store.Query(w.t.Context(), store.Query{Table: store.Runtime, PK: pk})
		if err != nil {
			w.t.Fatal(err)
		}
		for _, it := range items {
			if it.Expires.IsZero() {
				w.t.Errorf("%s %s never expires", pk, it.Key.SK)
			}
			out = append(out, pk+" "+it.Key.SK)
		}
	}
	slices.Sort(out)
	return out
}

// opening is longer than a connection may seem gone before it is open.
const opening = 11 * time.Second

var errBusy = errors.New("the gateway is busy")
