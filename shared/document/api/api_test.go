package api_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/push"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/storetest"
)

// TestOthersAreUnknown: somebody else's document and one that does not exist are told
// apart by nothing.
func TestOthersAreUnknown(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	commit := ops.NewCommit{CommitID: "commit_1", Edits: []ops.Edit{box("a", 1, nil)}}
	for _, o := range []operation.Declared{ops.Get, ops.Catchup, ops.History, ops.Apply, ops.Delete} {
		var body any
		if operation.SpecOf(o).Method == "POST" {
			body = commit
		}
		foreign, unknown, odd := w.rest(o, "usr_2", "doc_1", nil, body), w.rest(o, "usr_2", "doc_2", nil, body), w.rest(o, "usr_2", "doc/../1", nil, body)
		if foreign.Status != 404 || foreign.Body != unknown.Body || odd.Body != unknown.Body {
			t.Errorf("%s: %s against %s and %s", operation.SpecOf(o).ID, foreign.Body, unknown.Body, odd.Body)
		}
		if a := w.rest(o, "", "doc_1", nil, body); a.Status != 401 {
			t.Errorf("%s: nobody gets %d", operation.SpecOf(o).ID, a.Status)
		}
	}
	if a := w.rest(ops.List, "usr_2", "", nil, nil); a.Body != "{\"items\":[]}\n" && len(optest.Decode[ops.DocumentPage](t, a).Items) != 0 {
		t.Errorf("listed: %s", a.Body)
	}
	if log := optest.Decode[ops.Log](t, w.rest(ops.Catchup, "usr_1", "doc_1", nil, nil)); log.Head != 1 {
		t.Errorf("head %d", log.Head)
	}
}

func TestListIsNewestFirst(t *testing.T) {
	w := newWorld(t, func(s store.Store) store.Store { return storetest.Nasty(s, storetest.Faults{Seed: 1, ShortPage: 0.5}) })
	var want []string
	for i := range 15 {
		id := fmt.Sprintf("doc_%02d", (i*7)%15)
		w.document(id, "usr_1")
		want = append([]string{id}, want...)
		w.clock.Advance(time.Millisecond)
	}
	var got []string
	query := map[string]string{"limit": "4"}
	for {
		p := optest.Decode[ops.DocumentPage](t, w.rest(ops.List, "usr_1", "", query, nil))
		for _, d := range p.Items {
			got = append(got, d.ID)
			if d.Kind != "boxes" || d.Name != "Document "+d.ID || d.CreatedAt.IsZero() {
				t.Errorf("described as %+v", d)
			}
		}
		if query["cursor"] = p.NextCursor; p.NextCursor == "" {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	a := w.rest(ops.List, "usr_2", "", map[string]string{"cursor": "AAAA"}, nil)
	if p := optest.Decode[operation.Problem](t, a); a.Status != 422 || p.Field != "query.cursor" {
		t.Errorf("a cursor of nothing: %d %s", a.Status, a.Body)
	}
}

// TestEditsRoundTrip: what is committed is answered, logged and replayed as it was sent.
func TestEditsRoundTrip(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	sent := [][]ops.Edit{
		{box("a", 1, map[string]operation.Raw{"width": []byte("3"), "text": []byte(`"Größe \"x\""`), "gone": []byte("true"), "list": []byte(`[1,{"a":null}]`)}), box("b", 2, nil)},
		{{Op: "set", ID: "a", Props: map[string]operation.Raw{"width": []byte("4"), "gone": []byte("null")}}},
		{{Op: "move", ID: "b", Parent: "a", Order: "a4"}, {Op: "set", ID: "root", Props: map[string]operation.Raw{"title": []byte(`"T"`)}}},
		{{Op: "delete", ID: "b"}},
	}
	var answers []ops.Commit
	for i, edits := range sent {
		n := ops.NewCommit{CommitID: fmt.Sprintf("commit_%d", i), Basis: int64(i + 1), Edits: edits}
		first := w.rest(ops.Apply, "usr_1", "doc_1", nil, n)
		if again := w.rest(ops.Apply, "usr_1", "doc_1", nil, n); first.Status != 201 || again.Body != first.Body {
			t.Fatalf("%d %s, again %s", first.Status, first.Body, again.Body)
		}
		c := optest.Decode[ops.Commit](t, first)
		if c.Seq != int64(i+2) || c.ID != n.CommitID || c.By != "usr_1" || c.Op != "document.commit" || !c.At.Equal(w.clock.Now().Truncate(time.Millisecond)) {
			t.Errorf("answered %+v", c)
		}
		if got, want := jsonOf(t, c.Edits), jsonOf(t, edits); got != want {
			t.Errorf("answered %s, want %s", got, want)
		}
		answers = append(answers, c)
	}
	log := optest.Decode[ops.Log](t, w.rest(ops.Catchup, "usr_1", "doc_1", map[string]string{"after": "1"}, nil))
	if !reflect.DeepEqual(log.Items, answers) {
		t.Errorf("logged %+v, want %+v", log.Items, answers)
	}
	history := optest.Decode[ops.CommitPage](t, w.rest(ops.History, "usr_1", "doc_1", nil, nil)).Items
	slices.Reverse(history)
	if len(history) != 5 || !reflect.DeepEqual(history[1:], answers) {
		t.Errorf("history %+v, want %+v", history, answers)
	}
	for seq, want := range map[string]string{
		"":  `{"seq":5,"kind":"boxes","objects":[{"id":"root","type":"boxes","props":{"title":"T"}},{"id":"a","type":"box","parent":"root","order":"b01","props":{"list":[1,{"a":null}],"text":"Größe \"x\"","width":4}}]}`,
		"1": `{"seq":1,"kind":"boxes","objects":[{"id":"root","type":"boxes"}]}`,
	} {
		q := map[string]string{}
		if seq != "" {
			q["seq"] = seq
		}
		got := optest.Decode[ops.State](t, w.rest(ops.Get, "usr_1", "doc_1", q, nil))
		if string(got.State) != want || got.ID != "doc_1" {
			t.Errorf("state at %q: %s", seq, got.State)
		}
	}
	a := w.rest(ops.Get, "usr_1", "doc_1", map[string]string{"seq": "6"}, nil)
	if p := optest.Decode[operation.Problem](t, a); a.Status != 404 || p.Field != "query.seq" {
		t.Errorf("the future: %d %s", a.Status, a.Body)
	}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestLogPages(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	for i := range 9 {
		w.commit("doc_1", box(fmt.Sprint("o", i), i, nil))
	}
	on := optest.Connection{ID: "con_1", User: "usr_1", Session: "ses_1"}
	for name, c := range map[string]struct {
		query map[string]any
		first int64
		count int
	}{
		"all":       {map[string]any{}, 1, 10},
		"a page":    {map[string]any{"limit": 4}, 1, 4},
		"the next":  {map[string]any{"limit": 4, "after": 4}, 5, 4},
		"the last":  {map[string]any{"limit": 4, "after": 8}, 9, 2},
		"no more":   {map[string]any{"after": 10}, 0, 0},
		"beyond it": {map[string]any{"after": 1000}, 0, 0},
	} {
		query, args := map[string]string{}, map[string]any{"documentId": "doc_1"}
		for k, v := range c.query {
			query[k], args[k] = fmt.Sprint(v), v
		}
		for how, a := range map[string]optest.Answer{"rest": w.rest(ops.Catchup, "usr_1", "doc_1", query, nil), "socket": w.fns.Frame(ops.Catchup, on, args)} {
			log := optest.Decode[ops.Log](t, a)
			if a.Status != 200 || log.Head != 10 || len(log.Items) != c.count || c.count > 0 && log.Items[0].Seq != c.first {
				t.Errorf("%s by %s: %d, %d items of %d", name, how, a.Status, len(log.Items), log.Head)
			}
		}
	}
	for _, query := range []map[string]string{{"limit": "0"}, {"limit": "201"}, {"after": "-1"}, {"after": "x"}} {
		if a := w.rest(ops.Catchup, "usr_1", "doc_1", query, nil); a.Status != 422 {
			t.Errorf("%v: %d %s", query, a.Status, a.Body)
		}
	}
}

// TestPagesFitAMessage: over a WebSocket a client gets on page by page, and reads by REST
// what no message can hold, as docs/websocket.md says.
func TestPagesFitAMessage(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	for i, bytes := range []int{60_000, 60_000, 90_000, 150_000, 10} {
		w.commit("doc_1", large(fmt.Sprint("o", i), i, bytes))
	}
	on := optest.Connection{ID: "con_1", User: "usr_1", Session: "ses_1"}
	after, byREST := int64(0), []int64{}
	for pages := 0; after < 6; pages++ {
		a := w.fns.Frame(ops.Catchup, on, map[string]any{"documentId": "doc_1", "after": after})
		if len(a.Body) > push.MaxMessage-1024 || pages > 20 {
			t.Fatalf("page %d has %d bytes", pages, len(a.Body))
		}
		log := optest.Decode[ops.Log](t, a)
		if len(log.Items) == 0 {
			byREST = append(byREST, after+1)
			a = w.rest(ops.Catchup, "usr_1", "doc_1", map[string]string{"after": fmt.Sprint(after), "limit": "1"}, nil)
			log = optest.Decode[ops.Log](t, a)
		}
		if log.Head != 6 || log.Items[0].Seq != after+1 {
			t.Fatalf("after %d: %d of %d", after, log.Items[0].Seq, log.Head)
		}
		after = log.Items[len(log.Items)-1].Seq
	}
	if !slices.Equal(byREST, []int64{5}) {
		t.Errorf("%v were read by REST, want the large one", byREST)
	}
}

// TestPagesFitAFunctionsAnswer: by REST pages end before they are too large, and none is
// empty.
// TestStateTooLarge: a state that no answer can hold is refused with what to do instead.
func TestStateTooLarge(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	for i := range 4 {
		if a := w.rest(ops.Get, "usr_1", "doc_1", nil, nil); a.Status != 200 {
			t.Fatalf("with %d objects: %d", i, a.Status)
		}
		w.commit("doc_1", large(fmt.Sprint("o", i), i, 900_000))
	}
	a := w.rest(ops.Get, "usr_1", "doc_1", nil, nil)
	if p := optest.Decode[operation.Problem](t, a); a.Status != 413 || p.Code != "too_large" || !strings.Contains(p.Detail, "/commits") {
		t.Errorf("%d %.300s", a.Status, a.Body)
	}
}

func TestPagesFitAFunctionsAnswer(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	w.commit("doc_1", large("o1", 1, 900_000))
	w.commit("doc_1", large("o2", 2, 900_000))
	w.commitByTool("doc_1", large("o3", 3, 1_250_000), large("o4", 4, 1_250_000)) // more than any page may have
	w.commit("doc_1", box("o5", 5, nil))
	fits := func(a optest.Answer) {
		t.Helper()
		if a.Status != 200 || len(a.Body) > call.MaxPayload/2 {
			t.Errorf("status %d, %d bytes", a.Status, len(a.Body))
		}
	}
	var log, history []int64
	for after := int64(0); after < 5; after = log[len(log)-1] {
		a := w.rest(ops.Catchup, "usr_1", "doc_1", map[string]string{"after": fmt.Sprint(after), "limit": "200"}, nil)
		fits(a)
		for _, c := range optest.Decode[ops.Log](t, a).Items {
			log = append(log, c.Seq)
		}
	}
	query := map[string]string{"limit": "200"}
	for next := "-"; next != ""; query["cursor"] = next {
		a := w.rest(ops.History, "usr_1", "doc_1", query, nil)
		fits(a)
		p := optest.Decode[ops.CommitPage](t, a)
		for _, c := range p.Items {
			history = append(history, c.Seq)
		}
		next = p.NextCursor
	}
	slices.Reverse(history)
	if want := []int64{1, 2, 3, 4, 5}; !slices.Equal(log, want) || !slices.Equal(history, want) {
		t.Errorf("log %v, history %v", log, history)
	}
}

func TestDelete(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	w.commit("doc_1", box("a", 1, nil))
	if err := w.fns.Event(ops.Maintain, deleted("doc_1")); err != nil { // of a document that lives: nothing to do
		t.Fatal(err)
	}
	if a := w.rest(ops.Delete, "usr_1", "doc_1", nil, nil); a.Status != 204 {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	for range 2 {
		if err := w.fns.Event(ops.Maintain, deleted("doc_1")); err != nil {
			t.Fatal(err)
		}
		if a := w.rest(ops.Get, "usr_1", "doc_1", nil, nil); a.Status != 404 {
			t.Errorf("%d %s", a.Status, a.Body)
		}
		items, _, err := w.store.Query(t.Context(), store.Query{Table: store.Work, PK: "DOC#doc_1"})
		if err != nil || len(items) != 1 { // the id stays taken
			t.Errorf("%d items, %v", len(items), err)
		}
	}
	if a := w.rest(ops.Delete, "usr_1", "doc_1", nil, nil); a.Status != 404 {
		t.Errorf("again: %d", a.Status)
	}
}

// TestAccountGone: with an account go its documents, and nobody else's.
func TestAccountGone(t *testing.T) {
	w := newWorld(t, nil)
	for i := range 5 {
		w.document(fmt.Sprint("doc_", i), "usr_1")
	}
	w.document("doc_other", "usr_2")
	for range 2 { // events come at least once
		if err := w.fns.Event(ops.PurgeAccount, bus.Event{ID: "evt_1", Type: "identity.account_deleted", Subject: "usr_1", Data: []byte(`{"userId":"usr_1"}`)}); err != nil {
			t.Fatal(err)
		}
	}
	for user, want := range map[string]int{"usr_1": 0, "usr_2": 1} {
		if page := optest.Decode[ops.DocumentPage](t, w.rest(ops.List, user, "", nil, nil)); len(page.Items) != want {
			t.Errorf("%s has %d documents, want %d", user, len(page.Items), want)
		}
	}
}

// TestMaintainReadsTheWholeEvent: a commit that makes a snapshot due makes one.
func TestMaintainReadsTheWholeEvent(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	var last ops.Commit
	for i := range document.SnapshotStep - 1 {
		last = w.commit("doc_1", box(fmt.Sprint("o", i), i, nil))
	}
	for _, e := range w.store.Emitted() {
		if err := w.fns.Event(ops.Maintain, e); err != nil {
			t.Fatalf("%s: %v", e.ID, err)
		}
	}
	items, _, err := w.store.Query(t.Context(), store.Query{Table: store.Work, PK: "DOC#doc_1", From: "S#", To: "S$"})
	if err != nil || len(items) != 1 || last.Seq != document.SnapshotStep {
		t.Errorf("%d snapshots after %d commits, %v", len(items), last.Seq, err)
	}
}
