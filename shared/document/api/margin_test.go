package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/document/margin"
	"github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/operation"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
	"github.com/aio-creative-hub/aio/shared/store"
)

func (w *world) comment(user, doc string, body map[string]any) ops.Comment {
	w.t.Helper()
	a := w.rest(ops.Say, user, doc, nil, body)
	if a.Status != http.StatusCreated {
		w.t.Fatalf("%d %s", a.Status, a.Body)
	}
	return optest.Decode[ops.Comment](w.t, a)
}

func (w *world) comments(doc string) []ops.Comment {
	w.t.Helper()
	return optest.Decode[ops.CommentPage](w.t, w.rest(ops.ListComments, "usr_1", doc, nil, nil)).Items
}

func (w *world) change(user, doc, comment string, body map[string]any) optest.Answer {
	w.t.Helper()
	r := optest.Request{User: user, Path: map[string]string{"documentId": doc, "commentId": comment}}
	if body == nil {
		return w.restOf(ops.DeleteComment, r, nil)
	}
	return w.restOf(ops.EditComment, r, body)
}

func (w *world) version(doc, name string, seq int64) ops.Version {
	w.t.Helper()
	a := w.rest(ops.NameVersion, "usr_1", doc, nil, ops.NewVersion{Name: name, Seq: seq})
	if a.Status != http.StatusCreated {
		w.t.Fatalf("%d %s", a.Status, a.Body)
	}
	return optest.Decode[ops.Version](w.t, a)
}

// shared makes a document of usr_1's that "viewer" may see.
func (w *world) shared(doc string) {
	w.t.Helper()
	w.document(doc, "usr_1")
	w.accept("viewer", w.link(doc, "viewer").Token)
}

func TestThreads(t *testing.T) {
	w := newWorld(t, nil)
	w.shared("doc_1")
	first := w.comment("viewer", "doc_1", map[string]any{"text": "  Bigger? ", "object": "a", "x": 3.5, "y": -1})
	if first.Thread != first.ID || first.By != "viewer" || first.Text != "Bigger?" || *first.X != 3.5 || *first.Y != -1 || first.Object != "a" {
		t.Errorf("%+v", first)
	}
	reply := w.comment("usr_1", "doc_1", map[string]any{"text": "Yes", "thread": first.ID, "object": "b"})
	if reply.Thread != first.ID || reply.Object != "" {
		t.Errorf("%+v", reply)
	}
	a := w.change("usr_1", "doc_1", first.ID, map[string]any{"resolved": true})
	settled := optest.Decode[ops.Comment](t, a)
	if settled.ResolvedAt == nil || settled.ResolvedBy != "usr_1" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	w.clock.Advance(time.Hour)
	if again := optest.Decode[ops.Comment](t, w.change("viewer", "doc_1", first.ID, map[string]any{"resolved": true})); !again.ResolvedAt.Equal(*settled.ResolvedAt) {
		t.Errorf("resolved again: %+v", again)
	}
	reopened := optest.Decode[ops.Comment](t, w.change("viewer", "doc_1", first.ID, map[string]any{"resolved": false, "text": "Much bigger?"}))
	if reopened.ResolvedAt != nil || reopened.ResolvedBy != "" || reopened.Text != "Much bigger?" || reopened.EditedAt == nil {
		t.Errorf("%+v", reopened)
	}
	if all := w.comments("doc_1"); len(all) != 2 || all[slices.IndexFunc(all, func(c ops.Comment) bool { return c.ID == first.ID })].Replies != 1 {
		t.Errorf("%+v", all)
	}
}

// TestDeleted: a deleted comment is gone. The first of a thread goes when its last reply
// does; until then the thread can still be settled.
func TestDeleted(t *testing.T) {
	w := newWorld(t, nil)
	w.shared("doc_1")
	first := w.comment("usr_1", "doc_1", map[string]any{"text": "One"})
	reply := w.comment("viewer", "doc_1", map[string]any{"text": "Two", "thread": first.ID})
	w.change("usr_1", "doc_1", first.ID, nil)
	if all := w.comments("doc_1"); len(all) != 2 || !slices.ContainsFunc(all, func(c ops.Comment) bool { return c.ID == first.ID && c.Text == "" }) {
		t.Errorf("%+v", all)
	}
	if a := w.change("viewer", "doc_1", first.ID, map[string]any{"resolved": true}); a.Status != http.StatusOK {
		t.Errorf("settled without its first: %d %s", a.Status, a.Body)
	}
	w.change("viewer", "doc_1", reply.ID, nil)
	alone := w.comment("usr_1", "doc_1", map[string]any{"text": "Three"})
	w.change("usr_1", "doc_1", alone.ID, nil)
	if all := w.comments("doc_1"); len(all) != 0 {
		t.Errorf("%+v", all)
	}
	head, err := w.store.Get(t.Context(), store.Key{Table: store.Work, PK: "DOCMARGIN#doc_1", SK: "HEAD"})
	if err != nil || head[0].Count["comments"] != 0 {
		t.Errorf("%+v, %v", head, err)
	}
}

func TestCommentsAreRefused(t *testing.T) {
	w := newWorld(t, nil)
	w.shared("doc_1")
	w.document("doc_2", "usr_1")
	first := w.comment("usr_1", "doc_1", map[string]any{"text": "One"})
	reply := w.comment("viewer", "doc_1", map[string]any{"text": "Two", "thread": first.ID})
	gone := w.comment("usr_1", "doc_1", map[string]any{"text": "Three"})
	w.change("usr_1", "doc_1", gone.ID, nil)
	for name, c := range map[string]struct {
		a      optest.Answer
		status int
		field  string
	}{
		"nothing said":           {w.rest(ops.Say, "viewer", "doc_1", nil, map[string]any{"text": " \n "}), 422, "body.text"},
		"no such thread":         {w.rest(ops.Say, "viewer", "doc_1", nil, map[string]any{"text": "x", "thread": "com_0"}), 422, "body.thread"},
		"a reply is no thread":   {w.rest(ops.Say, "viewer", "doc_1", nil, map[string]any{"text": "x", "thread": reply.ID}), 422, "body.thread"},
		"another document's":     {w.rest(ops.Say, "usr_1", "doc_2", nil, map[string]any{"text": "x", "thread": first.ID}), 422, "body.thread"},
		"another one's words":    {w.change("viewer", "doc_1", first.ID, map[string]any{"text": "x"}), 403, ""},
		"words of nothing":       {w.change("usr_1", "doc_1", first.ID, map[string]any{"text": " "}), 422, "body.text"},
		"a reply is not settled": {w.change("viewer", "doc_1", reply.ID, map[string]any{"resolved": true}), 422, "body.resolved"},
		"deleted by another":     {w.change("viewer", "doc_1", first.ID, nil), 403, ""},
		"deleted twice":          {w.change("usr_1", "doc_1", gone.ID, nil), 404, ""},
		"edited when deleted":    {w.change("usr_1", "doc_1", gone.ID, map[string]any{"text": "x"}), 404, ""},
		"not there":              {w.change("usr_1", "doc_1", "com_x", nil), 404, ""},
	} {
		p := optest.Decode[operation.Problem](t, c.a)
		if c.a.Status != c.status || p.Field != c.field {
			t.Errorf("%s: %d %s", name, c.a.Status, c.a.Body)
		}
	}
	if a := w.change("usr_1", "doc_1", reply.ID, nil); a.Status != http.StatusNoContent {
		t.Errorf("the owner of the document: %d %s", a.Status, a.Body)
	}
}

// TestSaidOnce: a request that is repeated, its answer lost, makes one comment and one note.
func TestSaidOnce(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	before := w.keys("DOCMARGIN#doc_1")
	r := optest.Request{User: "usr_1", Path: map[string]string{"documentId": "doc_1"}, Header: map[string]string{"Idempotency-Key": "key-0001"}}
	a := w.restOf(ops.Say, r, map[string]any{"text": "Once"})
	w.clock.Advance(time.Second)
	b := w.restOf(ops.Say, r, map[string]any{"text": "Once"})
	if a.Status != http.StatusCreated || b.Status != http.StatusCreated || a.Body != b.Body {
		t.Errorf("%d %s\n%d %s", a.Status, a.Body, b.Status, b.Body)
	}
	if keys := w.keys("DOCMARGIN#doc_1"); len(before) != 0 || len(keys) != 3 { // it, its note, the counts
		t.Errorf("%v", keys)
	}
}

// TestKeyIsForADay: a key that is used again after a day names another request.
func TestKeyIsForADay(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	r := optest.Request{User: "usr_1", Path: map[string]string{"documentId": "doc_1"}, Header: map[string]string{"Idempotency-Key": "key-0001"}}
	w.restOf(ops.Say, r, map[string]any{"text": "Once"})
	w.clock.Advance(25 * time.Hour)
	w.restOf(ops.Say, r, map[string]any{"text": "Twice"})
	if n := len(w.comments("doc_1")); n != 2 {
		t.Errorf("%d comments", n)
	}
}

// TestBothAreNoted: a change of two things is two in the activity.
func TestBothAreNoted(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	c := w.comment("usr_1", "doc_1", map[string]any{"text": "Hm"})
	w.change("usr_1", "doc_1", c.ID, map[string]any{"text": "Oh", "resolved": true})
	var kinds []string
	for _, a := range optest.Decode[ops.ActivityPage](t, w.rest(ops.ListActivity, "usr_1", "doc_1", nil, nil)).Items {
		kinds = append(kinds, a.Kind)
	}
	slices.Sort(kinds)
	if !slices.Equal(kinds, []string{"comment_edited", "commented", "committed", "resolved"}) {
		t.Errorf("%v", kinds)
	}
}

func TestVersions(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	w.commit("doc_1", box("a", 1, nil))
	first := w.version("doc_1", " First ", 1)
	second := w.version("doc_1", "Second", 0)
	if first.Name != "First" || first.Seq != 1 || second.Seq != 2 {
		t.Errorf("%+v %+v", first, second)
	}
	for name, v := range map[string]ops.NewVersion{"body.name": {Name: "  "}, "body.seq": {Name: "x", Seq: 3}} {
		a := w.rest(ops.NameVersion, "usr_1", "doc_1", nil, v)
		if p := optest.Decode[operation.Problem](t, a); a.Status != 422 || p.Field != name {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	r := optest.Request{User: "usr_1", Path: map[string]string{"documentId": "doc_1", "versionId": first.ID}}
	if a := w.restOf(ops.DeleteVersion, r, nil); a.Status != http.StatusNoContent {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := w.restOf(ops.DeleteVersion, r, nil); a.Status != http.StatusNotFound {
		t.Errorf("twice: %d %s", a.Status, a.Body)
	}
	left := optest.Decode[ops.VersionPage](t, w.rest(ops.ListVersions, "usr_1", "doc_1", nil, nil)).Items
	if len(left) != 1 || left[0].ID != second.ID {
		t.Errorf("%+v", left)
	}
	a := w.rest(ops.Restore, "usr_1", "doc_1", nil, ops.Restoration{CommitID: "restore_1", Seq: 1})
	if c := optest.Decode[ops.Commit](t, a); a.Status != http.StatusCreated || c.Seq != 3 || len(c.Edits) != 1 || c.Edits[0].Op != "delete" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	a = w.rest(ops.Restore, "usr_1", "doc_1", nil, ops.Restoration{CommitID: "restore_2", Seq: 99})
	if p := optest.Decode[operation.Problem](t, a); a.Status != 404 || p.Field != "body.seq" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestPeople(t *testing.T) {
	w := newWorld(t, nil)
	w.shared("doc_1")
	w.accept("usr_9", w.link("doc_1", "editor").Token)
	ended := w.link("doc_1", "editor")
	w.accept("usr_8", ended.Token)
	w.restOf(ops.RevokeShare, optest.Request{User: "usr_1", Path: map[string]string{"documentId": "doc_1", "shareId": ended.ID}}, nil)
	got := optest.Decode[shareops.PersonPage](t, w.rest(ops.People, "viewer", "doc_1", nil, nil)).Items
	want := []shareops.Person{{UserID: "usr_1", Name: "Name of usr_1", Role: "owner"}, {UserID: "usr_9", Role: "editor"}, {UserID: "viewer", Name: "Name of viewer", Role: "viewer"}}
	if !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}

// TestActivity: pages of any size give commits and notes together, newest first, each once.
func TestActivity(t *testing.T) {
	w := newWorld(t, nil)
	w.shared("doc_1")
	want := []string{"committed 1"}
	for i := range 7 {
		w.clock.Advance(time.Second)
		w.commit("doc_1", box(fmt.Sprint("box", i), i, nil))
		want = append(want, fmt.Sprintf("committed %d", i+2))
		if i%2 == 0 {
			w.clock.Advance(time.Second)
			w.comment("viewer", "doc_1", map[string]any{"text": "Hm"})
			want = append(want, "commented 0")
		}
	}
	w.clock.Advance(time.Second)
	w.version("doc_1", "Done", 0)
	want = append(want, "version_named 8")
	slices.Reverse(want)
	for _, limit := range []string{"1", "2", "3", "5", "13", "50"} {
		var got []string
		query := map[string]string{"limit": limit}
		for range 50 {
			page := optest.Decode[ops.ActivityPage](t, w.rest(ops.ListActivity, "viewer", "doc_1", query, nil))
			for _, a := range page.Items {
				got = append(got, fmt.Sprint(a.Kind, " ", a.Seq))
			}
			if query["cursor"] = page.NextCursor; page.NextCursor == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("by %s: %v, want %v", limit, got, want)
		}
	}
	if a := w.rest(ops.ListActivity, "viewer", "doc_1", map[string]string{"cursor": "abc"}, nil); a.Status != 422 {
		t.Errorf("a made cursor: %d %s", a.Status, a.Body)
	}
}

// TestMarginGoes: what was written beside a document goes with it, and what was found out
// of its log.
func TestMarginGoes(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	w.comment("usr_1", "doc_1", map[string]any{"text": "Hm"})
	w.version("doc_1", "One", 0)
	if _, err := w.docs.Placed.In("doc_1", "source").Who(t.Context(), "art_1", nil); err != nil || len(w.keys("DOCPLACED#doc_1")) != 1 {
		t.Fatalf("%v, %v", w.keys("DOCPLACED#doc_1"), err)
	}
	if a := w.rest(ops.Delete, "usr_1", "doc_1", nil, nil); a.Status != http.StatusNoContent {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if err := w.fns.Event(ops.Maintain, deleted("doc_1")); err != nil {
		t.Fatal(err)
	}
	if keys := append(w.keys("DOCMARGIN#doc_1"), w.keys("DOCPLACED#doc_1")...); len(keys) != 0 {
		t.Errorf("%v", keys)
	}
}

// TestNotesAreTold: each writing beside a document publishes one event.
func TestNotesAreTold(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	first := w.comment("usr_1", "doc_1", map[string]any{"text": "Hm"})
	w.change("usr_1", "doc_1", first.ID, map[string]any{"resolved": true})
	w.change("usr_1", "doc_1", first.ID, map[string]any{"resolved": true}) // says nothing new
	var kinds []string
	for _, e := range w.store.Emitted() {
		if e.Type == "document.noted" && e.Subject == "doc_1" {
			kinds = append(kinds, string(e.Data))
		}
	}
	want := []string{`{"doc":"doc_1","by":"usr_1","kind":"commented"}`, `{"doc":"doc_1","by":"usr_1","kind":"resolved"}`}
	if !slices.Equal(kinds, want) {
		t.Errorf("%v", kinds)
	}
}

// TestMarginIsBounded: what is full says so, and what is there stays.
func TestMarginIsBounded(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	head := store.Key{Table: store.Work, PK: "DOCMARGIN#doc_1", SK: "HEAD"}
	_, err := w.store.Write(t.Context(), store.Write{Item: store.Item{Key: head, Data: []byte("{}")}, Add: map[string]int64{"comments": margin.MaxComments - 1, "versions": margin.MaxVersions - 1}})
	if err != nil {
		t.Fatal(err)
	}
	w.comment("usr_1", "doc_1", map[string]any{"text": "Fits"})
	w.version("doc_1", "Fits", 0)
	for code, a := range map[string]optest.Answer{
		"too_many_comments": w.rest(ops.Say, "usr_1", "doc_1", nil, map[string]any{"text": "One more"}),
		"too_many_names":    w.rest(ops.NameVersion, "usr_1", "doc_1", nil, ops.NewVersion{Name: "One more"}),
	} {
		if p := optest.Decode[operation.Problem](t, a); a.Status != http.StatusConflict || p.Code != code {
			t.Errorf("%s: %d %s", code, a.Status, a.Body)
		}
	}
	if n := len(w.comments("doc_1")); n != 1 {
		t.Errorf("%d comments", n)
	}
}
