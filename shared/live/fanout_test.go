package live_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/bus"
	docops "github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/live/ops"
	"github.com/aio-creative-hub/aio/shared/store"
)

// TestNotesAreTold: who follows a document hears that something was written beside it.
func TestNotesAreTold(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	w.document("doc_2", "usr_1")
	w.subscribe(w.connection("con_1", "usr_1", "ses_1"), "doc_1", 0)
	w.subscribe(w.connection("con_2", "usr_1", "ses_1"), "doc_2", 0)
	w.deliver(ops.Fanout, bus.Event{ID: "evt_1", Type: "document.noted", Subject: "doc_1", Data: []byte(`{"doc":"doc_1","by":"usr_2","kind":"commented"}`)})
	got := w.push.posts["con_1"]
	if len(got) != 1 || got[0].Type != "document.noted" || got[0].Topic != "doc_1" || got[0].Seq != 0 || string(got[0].Data) != `{"kind":"commented","by":"usr_2"}` {
		t.Errorf("%+v", got)
	}
	if got := w.push.posts["con_2"]; got != nil {
		t.Errorf("who follows another document got %+v", got)
	}
}

func TestFanoutReachesAllButWhoIsGone(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	w.document("doc_2", "usr_1")
	const many = 100
	for i := range many {
		c := w.connection(fmt.Sprintf("con_%d", i), "usr_1", fmt.Sprintf("ses_%d", i))
		w.subscribe(c, "doc_1", 0)
		w.subscribe(c, "doc_2", 0)
	}
	stranger := w.connection("con_x", "usr_1", "ses_x") // follows the other document only
	w.subscribe(stranger, "doc_2", 0)
	delete(w.push.open, "con_3")
	w.push.fail["con_5"] = errBusy
	e := w.commit("doc_1", 1)
	w.deliver(ops.Fanout, e)
	for i := range many {
		id, want := fmt.Sprintf("con_%d", i), []int64{2}
		if i == 3 || i == 5 {
			want = nil
		}
		if got := w.push.seqs(id); !slices.Equal(got, want) {
			t.Errorf("%s got %v, want %v", id, got, want)
		}
	}
	if got := w.push.seqs("con_x"); got != nil {
		t.Errorf("who follows another document got %v", got)
	}
	if got := w.items("CON#con_3", "SES#ses_3"); len(got) != 0 {
		t.Errorf("of the connection that is gone there is still %v", got)
	}
	for _, it := range w.items("DOC#doc_1", "DOC#doc_2", "USR#usr_1") {
		if strings.HasSuffix(it, " con_3") {
			t.Errorf("still %s", it)
		}
	}
	if got := w.items("CON#con_5"); len(got) != 3 {
		t.Errorf("of the connection that failed there is %v", got)
	}
	if log := w.log.String(); strings.Count(log, "push failed") != 1 || !strings.Contains(log, errBusy.Error()) {
		t.Errorf("log: %s", log)
	}
}

func TestPushIsTheCommitAsTheLogShowsIt(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	c := w.connection("con_1", "usr_1", "ses_1")
	w.subscribe(c, "doc_1", 0)
	e := w.commit("doc_1", 1)
	w.deliver(ops.Fanout, e)
	w.deliver(ops.Fanout, e) // at least once
	log := w.subscribe(c, "doc_1", 1)
	posts := w.push.posts["con_1"]
	if len(posts) != 2 || posts[0].ID != posts[1].ID {
		t.Fatalf("posts %+v", posts)
	}
	p := posts[0]
	if p.ID != e.ID || p.Type != ops.TypeCommit || p.Topic != "doc_1" || p.Seq != 2 {
		t.Errorf("push %+v", p)
	}
	var got docops.Commit
	if err := json.Unmarshal(p.Data, &got); err != nil {
		t.Fatal(err)
	}
	if a, b := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", log.Items[0]); a != b || len(got.Edits) != 1 {
		t.Errorf("pushed %s\nlogged %s", a, b)
	}
	if strings.Contains(string(p.Data), "inverse") {
		t.Error("the inverses are the server's")
	}
}

func TestLargeCommitsAreToldWithoutTheirContent(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	c := w.connection("con_1", "usr_1", "ses_1")
	w.subscribe(c, "doc_1", 0)
	w.deliver(ops.Fanout, w.commit("doc_1", 300_000))
	w.deliver(ops.Fanout, w.commit("doc_1", 90_000))
	posts := w.push.posts["con_1"]
	if len(posts) != 2 || posts[0].Seq != 2 || posts[0].Data != nil || posts[1].Seq != 3 || len(posts[1].Data) < 90_000 {
		t.Fatalf("posts of %d and more bytes: %d", len(posts[0].Data), len(posts))
	}
	if log := w.subscribe(c, "doc_1", 0); len(log.Items) != 1 || log.Head != 3 {
		t.Errorf("catch-up to the large commit: %d of %d", len(log.Items), log.Head)
	}
	if log := w.subscribe(c, "doc_1", 1); len(log.Items) != 0 || log.Head != 3 {
		t.Errorf("catch-up at the large commit: %d of %d", len(log.Items), log.Head)
	}
	if log := w.subscribe(c, "doc_1", 2); len(log.Items) != 1 || log.Items[0].Seq != 3 {
		t.Errorf("catch-up after the large commit: %+v", log)
	}
}

func TestFanoutOfWhatIsNotThere(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	c := w.connection("con_1", "usr_1", "ses_1")
	w.subscribe(c, "doc_1", 0)
	w.unsubscribe(c, "doc_1")
	w.deliver(ops.Fanout, w.commit("doc_1", 1)) // nobody follows
	w.subscribe(c, "doc_1", 0)
	e := w.commit("doc_1", 1)
	if err := w.docs.Delete(t.Context(), "doc_1"); err != nil {
		t.Fatal(err)
	}
	w.deliver(ops.Fanout, e)
	if got := w.push.seqs("con_1"); got != nil {
		t.Errorf("posts %v", got)
	}
}

// TestGoneForGood: a connection that is not open yet seems gone, and must not be
// forgotten; of one that is not even known any more the last trace goes.
func TestGoneForGood(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	early := optest.Connection{ID: "con_early", User: "usr_1", Session: "ses_1"}
	if status := w.fns.Connect(ops.Connect, early); status/100 != 2 {
		t.Fatalf("status %d", status)
	}
	w.subscribe(early, "doc_1", 0)
	stray := store.Item{Key: store.Key{Table: store.Runtime, PK: "DOC#doc_1", SK: "con_stray"}, Expires: w.clock.Now().Add(opening * 10)}
	if _, err := w.store.Write(t.Context(), store.Write{Item: stray}); err != nil {
		t.Fatal(err)
	}
	w.deliver(ops.Fanout, w.commit("doc_1", 1))
	if got := w.items("DOC#doc_1"); !slices.Equal(got, []string{"DOC#doc_1 con_early"}) {
		t.Errorf("followers %v", got)
	}
	w.push.open["con_early"] = true
	w.deliver(ops.Fanout, w.commit("doc_1", 1))
	if got := w.push.seqs("con_early"); !slices.Equal(got, []int64{3}) {
		t.Errorf("posts %v", got)
	}
}

func TestPublishReachesThePersonsConnections(t *testing.T) {
	w := newWorld(t, nil)
	w.connection("con_1", "usr_1", "ses_1")
	w.connection("con_2", "usr_1", "ses_2")
	w.connection("con_3", "usr_2", "ses_3")
	delete(w.push.open, "con_2")
	publish := func(data string) error {
		_, err := ops.Publish.Call(context.Background(), w.fns, &ops.PublishInput{Body: ops.Notice{
			UserIDs: []string{"usr_1"}, Type: ops.TypeMessage, Topic: "cnv_1", Seq: 7, Data: json.RawMessage(data)}})
		return err
	}
	for _, data := range []string{`{"text":"hello"}`, `"` + strings.Repeat("x", 100<<10) + `"`} {
		if err := publish(data); err != nil {
			t.Fatal(err)
		}
	}
	posts := w.push.posts["con_1"]
	if len(posts) != 2 || string(posts[0].Data) != `{"text":"hello"}` || posts[0].Type != ops.TypeMessage || posts[0].Topic != "cnv_1" || posts[0].Seq != 7 {
		t.Errorf("posts %+v", posts)
	} else if posts[1].Data != nil || posts[1].ID == posts[0].ID {
		t.Errorf("the large one: id %s, %d bytes", posts[1].ID, len(posts[1].Data))
	}
	if got := w.push.seqs("con_3"); got != nil {
		t.Errorf("somebody else got %v", got)
	}
	if got := w.items("CON#con_2", "SES#ses_2"); len(got) != 0 {
		t.Errorf("of the connection that is gone there is still %v", got)
	}
}

func TestEndOfASessionClosesItsConnections(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	for i, session := range []string{"ses_1", "ses_1", "ses_1", "ses_2"} {
		w.subscribe(w.connection(fmt.Sprintf("con_%d", i), "usr_1", session), "doc_1", 0)
	}
	delete(w.push.open, "con_0")   // gone already
	w.push.fail["con_1"] = errBusy // must not keep con_2 open
	if err := w.fns.Event(ops.EndSession, ended("ses_1")); err == nil {
		t.Error("a connection that could not be closed is not told")
	}
	if !slices.Equal(w.push.closed, []string{"con_2"}) {
		t.Errorf("closed %v", w.push.closed)
	}
	delete(w.push.fail, "con_1")
	w.deliver(ops.EndSession, ended("ses_1")) // the bus delivers again
	w.deliver(ops.EndSession, ended("ses_1"))
	w.deliver(ops.EndSession, ended(""))
	if !slices.Equal(w.push.closed, []string{"con_2", "con_1"}) {
		t.Errorf("closed %v", w.push.closed)
	}
	if got := w.items("CON#con_0", "CON#con_1", "CON#con_2", "SES#ses_1"); len(got) != 0 {
		t.Errorf("left behind: %v", got)
	}
	want := []string{"DOC#doc_1 con_3", "SES#ses_2 con_3", "USR#usr_1 con_3"}
	if got := w.items("DOC#doc_1", "SES#ses_2", "USR#usr_1"); !slices.Equal(got, want) {
		t.Errorf("of the other session there is %v, want %v", got, want)
	}
}

func TestEndOfASessionWaitsForAnOpeningConnection(t *testing.T) {
	w := newWorld(t, nil)
	c := optest.Connection{ID: "con_1", User: "usr_1", Session: "ses_1"}
	w.fns.Connect(ops.Connect, c)
	if err := w.fns.Event(ops.EndSession, ended("ses_1")); err == nil {
		t.Error("a connection about to open was forgotten")
	}
	w.push.open["con_1"] = true
	w.deliver(ops.EndSession, ended("ses_1"))
	if !slices.Equal(w.push.closed, []string{"con_1"}) {
		t.Errorf("closed %v", w.push.closed)
	}
}
