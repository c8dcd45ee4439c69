package soak

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/client"
	"github.com/aio-creative-hub/aio/shared/document"
	docops "github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
)

const (
	theDoc  = "doc_1"
	theUser = "usr_1"
)

// made is the commit that makes a canvas of two layers.
func made() docops.Commit {
	first, _ := document.OrderBetween("", "") // there is room
	second, _ := document.OrderBetween(first, "")
	layer := func(id, order string) docops.Edit {
		return docops.Edit{Op: "create", ID: id, Type: string(model.Rectangle), Parent: document.RootID, Order: order, Props: document.Props{
			"name": json.RawMessage(`"R"`), "x": json.RawMessage(`0`), "y": json.RawMessage(`0`), "width": json.RawMessage(`4`), "height": json.RawMessage(`3`), "fill": json.RawMessage(`"#ffffff"`)}}
	}
	return docops.Commit{Seq: 1, ID: "made-doc", By: theUser, Edits: []docops.Edit{
		{Op: "create", ID: document.RootID, Type: model.Kind, Props: document.Props{"width": json.RawMessage(`100`), "height": json.RawMessage(`100`), "background": json.RawMessage(`"#ffffff"`)}},
		layer("lay_1", first), layer("lay_2", second)}}
}

// sets is a commit that sets a property of layers, one after the other.
func sets(seq int64, id, property string, values ...string) docops.Commit {
	c := docops.Commit{Seq: seq, ID: id, By: theUser}
	for i, v := range values {
		c.Edits = append(c.Edits, docops.Edit{Op: "set", ID: fmt.Sprintf("lay_%d", i%2+1), Props: document.Props{property: json.RawMessage(v)}})
	}
	return c
}

// good is a log of three commits that people asked for.
func good() []docops.Commit {
	return []docops.Commit{made(), sets(2, "commit-a", "x", "1", "2", "3"), sets(3, "commit-b", "y", "4", "5"), sets(4, "commit-c", "x", "6")}
}

// serving is a person whose server has this log and, if it is not nil, the state of another.
func serving(t *testing.T, log, shown []docops.Commit) *world {
	t.Helper()
	if shown == nil {
		shown = log
	}
	state, err := replayed(shown)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := state.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]any{
		"/api/v1/documents/" + theDoc:              docops.State{Seq: state.Seq, State: raw},
		"/api/v1/documents/" + theDoc + "/commits": docops.Log{Items: log, Head: int64(len(log))},
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(answers[r.URL.Path]); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	c := client.New(s.URL, client.Options{HTTP: s.Client()})
	c.Restore(client.Session{UserID: theUser, AccessToken: "token", Expires: time.Now().Add(time.Hour)})
	w := &world{ledger: newLedger(), counts: &Counts{}, docs: []string{theDoc}}
	w.people = []*person{{name: "person-000", id: theUser, w: w, client: c, editor: newEditor(theDoc, theUser, state, w.ledger, w.counts)}}
	for _, one := range good()[1:] {
		k := key{theDoc, one.ID}
		w.ledger.ask(k, request{by: theUser, edits: logged(one).Edits})
		w.ledger.promise(k, one.Seq)
	}
	return w
}

// Whatever a server could have done to what it acknowledged fails the whole check, also if
// its log and everybody's state agree on it.
func TestCheckFindsWhatWasDone(t *testing.T) {
	change := func(do func([]docops.Commit) []docops.Commit) []docops.Commit { return do(good()) }
	for name, c := range map[string]struct {
		log, shown []docops.Commit
		want       string
	}{
		"nothing": {log: good()},
		"lost commit": {log: change(func(l []docops.Commit) []docops.Commit { return l[:3] }),
			want: "commit commit-c of usr_1 was acknowledged at 4; in the log it is at 0"},
		"lost edit": {log: change(func(l []docops.Commit) []docops.Commit { l[1].Edits = l[1].Edits[:2]; return l }),
			want: "has other edits than were asked for"},
		"doubled commit": {log: change(func(l []docops.Commit) []docops.Commit { return append(l, sets(5, "commit-a", "x", "1", "2", "3")) }),
			want: "commit commit-a is there twice, at 2 and at 5"},
		"doubled under another id": {log: change(func(l []docops.Commit) []docops.Commit { return append(l, sets(5, "commit-z", "x", "1", "2", "3")) }),
			want: "nobody asked for commit commit-z"},
		"doubled edit": {log: change(func(l []docops.Commit) []docops.Commit { l[3].Edits = append(l[3].Edits, l[3].Edits[0]); return l }),
			want: "has other edits than were asked for"},
		"reordered edits": {log: change(func(l []docops.Commit) []docops.Commit { slices.Reverse(l[1].Edits); return l }),
			want: "has other edits than were asked for"},
		"reordered commits": {log: change(func(l []docops.Commit) []docops.Commit {
			l[1], l[3] = l[3], l[1]
			l[1].Seq, l[3].Seq = 2, 4
			return l
		}), want: "was acknowledged at 2; in the log it is at 4"},
		"another value": {log: change(func(l []docops.Commit) []docops.Commit {
			l[3].Edits[0].Props = document.Props{"x": json.RawMessage(`7`)}
			return l
		}), want: "what was asked for makes"},
		"log right, state without it": {log: good(), shown: change(func(l []docops.Commit) []docops.Commit {
			l[3].Edits[0].Props = document.Props{"x": json.RawMessage(`3`)}
			return l
		}),
			want: "the server has another state"},
	} {
		w := serving(t, c.log, c.shown)
		if err := w.check(t.Context()); err != nil {
			t.Errorf("%s: it could not be checked: %v", name, err)
		}
		err := w.ledger.findings()
		if got := fmt.Sprint(err); (err == nil) != (c.want == "") || c.want != "" && !strings.Contains(got, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A commit that reaches nobody but the wire was promised nevertheless.
func TestLostRepliesArePromises(t *testing.T) {
	w := &world{ledger: newLedger(), counts: &Counts{}}
	p := &person{name: "person-000", w: w, editor: &editor{doc: theDoc}}
	for message, lost := range map[string]bool{
		`{"re":"1","status":201,"body":{"seq":7,"id":"commit-a","by":"usr_1","edits":[]}}`: true,
		`{"id":"evt_1","type":"document.commit","topic":"doc_1","seq":8,"data":{}}`:        true,
		`{"re":"2","status":409,"body":{"code":"missing_target"}}`:                         false,
		`{"re":"3","status":200,"body":{}}`:                                                false,
		`{"message":"Internal server error"}`:                                              false,
	} {
		if got := p.lost([]byte(message)); got != lost {
			t.Errorf("%s: lost %v", message, got)
		}
	}
	if len(w.ledger.made) != 1 || w.ledger.made[key{theDoc, "commit-a"}] != 7 || w.counts.Replies.Load() != 1 || w.counts.Pushes.Load() != 1 {
		t.Errorf("promised %v, %v", w.ledger.made, w.counts)
	}
	if err := w.ledger.findings(); err != nil {
		t.Error(err)
	}
	w.checkPromises(theDoc, []docops.Commit{made()})
	if got := fmt.Sprint(w.ledger.findings()); !strings.Contains(got, "commit-a") {
		t.Errorf("a promise that was not kept: %s", got)
	}
	for _, message := range []string{`{`, `{"re":"4","status":201,"body":{"seq":0}}`} {
		before := len(w.ledger.wrong)
		if p.lost([]byte(message)) || len(w.ledger.wrong) == before {
			t.Errorf("%s was taken", message)
		}
	}
}
