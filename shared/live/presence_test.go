package live_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/live/ops"
)

// presences gives what a connection was told of others in a document.
func (w *world) presences(id, doc string) (out []ops.Present) {
	w.t.Helper()
	for _, p := range w.push.posts[id] {
		if p.Type != ops.TypePresence || p.Topic != doc {
			continue
		}
		var one ops.Present
		if err := json.Unmarshal(p.Data, &one); err != nil {
			w.t.Fatal(err)
		}
		out = append(out, one)
	}
	return out
}

func (w *world) present(c optest.Connection, args map[string]any) ops.PresenceAnswer {
	w.t.Helper()
	a := w.fns.Frame(ops.Presence, c, args)
	if a.Status != 200 {
		w.t.Fatalf("presence: %d %s", a.Status, a.Body)
	}
	return optest.Decode[ops.PresenceAnswer](w.t, a)
}

// TestPresence: all others on the document are told, under a name that is not the
// connection's, and nobody else.
func TestPresence(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	w.document("doc_2", "usr_1")
	w.lent("doc_1", "usr_2")
	me, window, other := w.connection("con_1", "usr_1", "ses_1"), w.connection("con_2", "usr_1", "ses_1"), w.connection("con_3", "usr_2", "ses_2")
	for _, c := range []optest.Connection{me, window, other} {
		w.subscribe(c, "doc_1", 0)
	}
	elsewhere := w.connection("con_4", "usr_1", "ses_1")
	w.subscribe(elsewhere, "doc_2", 0)
	a := w.present(me, map[string]any{"documentId": "doc_1", "ask": true, "state": map[string]any{"x": 1.5, "selected": []string{"lay_1"}}})
	if a.Others != 2 || a.PauseMS != 300 || a.Peer == "" || strings.Contains(a.Peer, "con_1") {
		t.Errorf("%+v", a)
	}
	for id, want := range map[string]int{"con_1": 0, "con_2": 1, "con_3": 1, "con_4": 0} {
		got := w.presences(id, "doc_1")
		if len(got) != want {
			t.Errorf("%s was told %d times", id, len(got))
		}
		for _, p := range got {
			if p.Peer != a.Peer || p.UserID != "usr_1" || !p.Ask || string(p.State) != `{"selected":["lay_1"],"x":1.5}` {
				t.Errorf("%s: %+v", id, p)
			}
		}
	}
	if b := w.present(window, map[string]any{"documentId": "doc_1"}); b.Peer == a.Peer {
		t.Error("two windows have one name")
	}
	if c := w.present(me, map[string]any{"documentId": "doc_1"}); c.Peer != a.Peer {
		t.Error("one window has two names")
	}
}

// TestPresenceIsRefused where one does not follow: not yet, no longer, or never may.
func TestPresenceIsRefused(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	l := w.lent("doc_1", "usr_2")
	owner, guest := w.connection("con_1", "usr_1", "ses_1"), w.connection("con_2", "usr_2", "ses_2")
	w.subscribe(owner, "doc_1", 0)
	refused := func(when string, args map[string]any, status int, code string) {
		t.Helper()
		if a := w.fns.Frame(ops.Presence, guest, args); a.Status != status || !strings.Contains(a.Body, code) {
			t.Errorf("%s: %d %s", when, a.Status, a.Body)
		}
	}
	refused("not yet", map[string]any{"documentId": "doc_1"}, 409, "not_following")
	refused("unknown", map[string]any{"documentId": "doc_9"}, 409, "not_following")
	w.subscribe(guest, "doc_1", 0)
	refused("too large", map[string]any{"documentId": "doc_1", "state": strings.Repeat("x", 3000)}, 413, "")
	w.present(guest, map[string]any{"documentId": "doc_1"})
	w.revoke("doc_1", l)
	e := committed("doc_1", 1)
	e.Type = "document.access_ended"
	w.deliver(ops.EndAccess, e)
	refused("no longer", map[string]any{"documentId": "doc_1"}, 409, "not_following")
	if got := len(w.presences("con_1", "doc_1")); got != 1 {
		t.Errorf("the owner was told %d times", got)
	}
}

// TestPauseGrows: the more people, the less often each may speak.
func TestPauseGrows(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	var pauses []int
	for i := range 5 {
		c := w.connection(fmt.Sprintf("con_%d", i), "usr_1", "ses_1")
		w.subscribe(c, "doc_1", 0)
		pauses = append(pauses, w.present(c, map[string]any{"documentId": "doc_1"}).PauseMS)
	}
	if want := []int{250, 275, 300, 325, 350}; !slices.Equal(pauses, want) {
		t.Errorf("%v, want %v", pauses, want)
	}
}
