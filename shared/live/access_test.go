package live_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
	docapi "github.com/aio-creative-hub/aio/shared/document/api"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/live/ops"
	"github.com/aio-creative-hub/aio/shared/share"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
	"github.com/aio-creative-hub/aio/shared/store"
)

// lent gives an account a document by a link.
func (w *world) lent(doc, user string) shareops.NewLink {
	w.t.Helper()
	made, err := w.docs.Links.Make(w.t.Context(), doc, shareops.Request{Role: "viewer"})
	if err != nil {
		w.t.Fatal(err)
	}
	_, l, err := w.docs.Links.Open(w.t.Context(), made.Token)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.docs.Links.Accept(w.t.Context(), doc, user, l); err != nil {
		w.t.Fatal(err)
	}
	return made
}

func (w *world) revoke(doc string, l shareops.NewLink) {
	w.t.Helper()
	if err := w.docs.Links.Revoke(w.t.Context(), doc, l.ID); err != nil {
		w.t.Fatal(err)
	}
}

// closed gives the reasons of the pushes that said to a connection that it is over.
func (w *world) closed(id string) (out []string) {
	for _, p := range w.push.posts[id] {
		if p.Type == ops.TypeClosed {
			var c ops.Closed
			if err := json.Unmarshal(p.Data, &c); err != nil {
				w.t.Fatal(err)
			}
			out = append(out, p.Topic+" "+c.Reason)
		}
	}
	return out
}

// TestAccessEnds: who may no longer see a document is told, and gets nothing after that;
// all others go on.
func TestAccessEnds(t *testing.T) {
	for name, c := range map[string]struct {
		end    func(w *world, l shareops.NewLink) bus.Event
		want   map[string][]string // what each is told
		follow []string            // who still gets commits
	}{
		"revoked": {func(w *world, l shareops.NewLink) bus.Event {
			w.revoke("doc_1", l)
			return bus.Event{ID: "evt_1", Type: docapi.EventAccess, Subject: "doc_1", Data: []byte("{}")}
		}, map[string][]string{"con_2": {"doc_1 revoked"}}, []string{"con_1", "con_3"}},
		"deleted": {func(w *world, _ shareops.NewLink) bus.Event {
			if err := w.docs.Delete(t.Context(), "doc_1"); err != nil {
				t.Fatal(err)
			}
			return bus.Event{ID: "evt_1", Type: "document.deleted", Subject: "doc_1", Data: []byte(`{"doc":"doc_1","owner":"usr_1"}`)}
		}, map[string][]string{"con_1": {"doc_1 deleted"}, "con_2": {"doc_1 deleted"}, "con_3": {"doc_1 deleted"}}, nil},
		"no longer so": {func(w *world, l shareops.NewLink) bus.Event { // another link was accepted before the event came
			w.revoke("doc_1", l)
			w.lent("doc_1", "usr_2")
			return bus.Event{ID: "evt_1", Type: docapi.EventAccess, Subject: "doc_1", Data: []byte("{}")}
		}, nil, []string{"con_1", "con_2", "con_3"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.document("doc_1", "usr_1")
			w.document("doc_2", "usr_2")
			l := w.lent("doc_1", "usr_2")
			w.lent("doc_1", "usr_3")
			for id, user := range map[string]string{"con_1": "usr_1", "con_2": "usr_2", "con_3": "usr_3"} {
				w.subscribe(w.connection(id, user, "ses_"+user), "doc_1", 0)
			}
			w.subscribe(optest.Connection{ID: "con_2", User: "usr_2", Session: "ses_usr_2"}, "doc_2", 0)
			before := w.commit("doc_1", 1)
			w.deliver(ops.EndAccess, c.end(w, l))
			for _, id := range []string{"con_1", "con_2", "con_3"} {
				if got := w.closed(id); !slices.Equal(got, c.want[id]) {
					t.Errorf("%s was told %v, want %v", id, got, c.want[id])
				}
			}
			w.deliver(ops.Fanout, before) // on its way meanwhile
			for _, id := range []string{"con_1", "con_2", "con_3"} {
				if got := len(w.push.seqs(id)) - len(w.closed(id)); (got == 1) != slices.Contains(c.follow, id) {
					t.Errorf("%s got %d commits", id, got)
				}
			}
			w.deliver(ops.Fanout, w.commit("doc_2", 1))
			if got := w.push.posts["con_2"]; got[len(got)-1].Topic != "doc_2" {
				t.Error("its other documents ended, too")
			}
		})
	}
}

// TestSubscribeNeedsARole: by a link while it works.
func TestSubscribeNeedsARole(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	c := w.connection("con_2", "usr_2", "ses_2")
	ask := func() int {
		return w.fns.Frame(ops.Subscribe, c, map[string]any{"documentId": "doc_1"}).Status
	}
	if got := ask(); got != http.StatusNotFound {
		t.Errorf("a stranger: %d", got)
	}
	w.lent("doc_1", "usr_2")
	if got := ask(); got != http.StatusOK {
		t.Errorf("by a link: %d", got)
	}
	w.clock.Advance(share.Life + time.Minute)
	c = w.connection("con_3", "usr_2", "ses_2")
	if got := ask(); got != http.StatusNotFound {
		t.Errorf("by one that ended: %d", got)
	}
}

// TestSubscriptionEndsWithTheLink that one came by, whoever came by none goes on.
func TestSubscriptionEndsWithTheLink(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	soon := w.clock.Now().Add(10 * time.Minute)
	made, err := w.docs.Links.Make(t.Context(), "doc_1", shareops.Request{Role: "viewer", ExpiresAt: &soon})
	if err != nil {
		t.Fatal(err)
	}
	_, l, err := w.docs.Links.Open(t.Context(), made.Token)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.docs.Links.Accept(t.Context(), "doc_1", "usr_2", l); err != nil {
		t.Fatal(err)
	}
	w.subscribe(w.connection("con_1", "usr_1", "ses_1"), "doc_1", 0)
	w.subscribe(w.connection("con_2", "usr_2", "ses_2"), "doc_1", 0)
	w.deliver(ops.Fanout, w.commit("doc_1", 1))
	w.clock.Advance(11 * time.Minute)
	w.deliver(ops.Fanout, w.commit("doc_1", 1))
	if one, two := len(w.push.seqs("con_1")), len(w.push.seqs("con_2")); one != 2 || two != 1 {
		t.Errorf("the owner got %d commits, the guest %d", one, two)
	}
}

// stuck is a store in which one connection cannot be written to.
type stuck struct {
	store.Store
	connection string
}

func (s *stuck) Write(ctx context.Context, w store.Write) (store.Item, error) {
	if s.connection != "" && strings.HasSuffix(w.Item.Key.PK+" "+w.Item.Key.SK, s.connection) {
		return store.Item{}, &store.Error{Code: store.CodeUnavailable, Op: store.OpWrite}
	}
	return s.Store.Write(ctx, w)
}

// TestAccessEndsForTheOthers: one subscription that cannot be ended keeps no other, and is
// ended by the next delivery.
func TestAccessEndsForTheOthers(t *testing.T) {
	var s *stuck
	w := newWorld(t, func(inner store.Store) store.Store { s = &stuck{Store: inner}; return s })
	w.document("doc_1", "usr_1")
	l := w.lent("doc_1", "usr_2")
	for _, id := range []string{"con_1", "con_2", "con_3"} {
		w.subscribe(w.connection(id, "usr_2", "ses_2"), "doc_1", 0)
	}
	w.revoke("doc_1", l)
	e := bus.Event{ID: "evt_1", Type: docapi.EventAccess, Subject: "doc_1", Data: []byte("{}")}
	s.connection = "con_2"
	if err := w.fns.Event(ops.EndAccess, e); err == nil {
		t.Error("nobody learns that one goes on")
	}
	s.connection = ""
	w.deliver(ops.EndAccess, e)
	for _, id := range []string{"con_1", "con_2", "con_3"} {
		want := []string{"doc_1 revoked"}
		if id == "con_2" { // once by each delivery: it is told before the subscription ends
			want = append(want, want...)
		}
		if got := w.closed(id); !slices.Equal(got, want) {
			t.Errorf("%s was told %v", id, got)
		}
	}
}
