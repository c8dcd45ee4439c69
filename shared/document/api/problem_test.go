package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/document/api"
	"github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

func TestEveryCodeHasItsStatus(t *testing.T) {
	secret := errors.New("disk 7 of host 12")
	for _, c := range []struct {
		code   document.Code
		field  string // of the error
		status int
		in     string // the field as the client sent it
	}{
		{document.CodeNotFound, "document", 404, ""},
		{document.CodeNotFound, "seq", 404, "query.seq"},
		{document.CodeConflict, "basis", 409, "body.basis"},
		{document.CodeMissingTarget, "edits[2].parent", 409, "body.edits[2].parent"},
		{document.CodeCycle, "edits[0].parent", 409, "body.edits[0].parent"},
		{document.CodeInvalidEdit, "edits[0].props.width", 422, "body.edits[0].props.width"},
		{document.CodeInvalid, "cursor", 422, "query.cursor"},
		{document.CodeInvalid, "commitId", 422, "body.commitId"},
		{document.CodeTooLarge, "edits", 422, "body.edits"},
		{document.CodeUnsupported, "kind", 422, ""},
		{document.CodeUnsupported, "document", 422, ""},
		{document.CodeBusy, "", 503, ""},
		{document.CodeUnavailable, "", 503, ""},
		{document.CodeNothingToUndo, "", 409, ""},
		{document.CodeNothingToRedo, "", 409, ""},
		{document.CodeCorrupt, "", 500, ""},
	} {
		t.Run(string(c.code)+" "+c.field, func(t *testing.T) {
			err := fmt.Errorf("wrapped: %w", &document.Error{Code: c.code, Field: c.field, Message: "what is expected", Err: secret})
			p := operation.AsProblem(api.Problem(err))
			res := p.Response("req_1")
			if p.Status != c.status || p.Field != c.in || c.status != 500 && p.Code != string(c.code) || !errors.Is(p, secret) {
				t.Errorf("got %d %s of %q (%v), want %d of %q", p.Status, p.Code, p.Field, p.Unwrap(), c.status, c.in)
			}
			if strings.Contains(string(res.Body), secret.Error()) {
				t.Errorf("the cause is told: %s", res.Body)
			}
			if retry := res.Header.Get("Retry-After"); (retry == "1") != (c.status == 503) {
				t.Errorf("Retry-After %q", retry)
			}
			if (len(p.Errors) == 1 && p.Errors[0].Field == c.in) != (c.in != "") {
				t.Errorf("errors %+v", p.Errors)
			}
		})
	}
	for _, err := range []error{nil, secret, operation.NotFound("artifact")} {
		if got := api.Problem(err); !errors.Is(got, err) {
			t.Errorf("%v became %v", err, got)
		}
	}
}

func TestRefusedCommits(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	w.commit("doc_1", box("a", 1, nil), box("b", 2, nil)) // 2
	basis := w.commit("doc_1", ops.Edit{Op: "set", ID: "a", Props: map[string]operation.Raw{"width": []byte("1")}}).Seq
	used := w.commit("doc_1", ops.Edit{Op: "set", ID: "a", Props: map[string]operation.Raw{"width": []byte("2")}})
	set := func(id, value string) ops.Edit {
		return ops.Edit{Op: "set", ID: id, Props: map[string]operation.Raw{"width": []byte(value)}}
	}
	for name, c := range map[string]struct {
		commit  ops.NewCommit
		status  int
		code    string
		field   string
		current bool
	}{
		"others changed the same": {ops.NewCommit{Basis: basis, Strict: true, Edits: []ops.Edit{set("a", "3")}}, 409, "conflict", "body.basis", true},
		"strict without basis":    {ops.NewCommit{Strict: true, Edits: []ops.Edit{set("a", "3")}}, 422, "invalid_request", "body.basis", false},
		"basis of the future":     {ops.NewCommit{Basis: 99, Edits: []ops.Edit{set("a", "3")}}, 422, "invalid_request", "body.basis", false},
		"id of another operation": {ops.NewCommit{CommitID: "cmt_000001", Edits: []ops.Edit{set("b", "3")}}, 409, "conflict", "body.commitId", false},
		"object that is not":      {ops.NewCommit{Edits: []ops.Edit{set("a", "3"), set("z", "3")}}, 409, "missing_target", "body.edits[1].id", true},
		"parent that is not":      {ops.NewCommit{Edits: []ops.Edit{{Op: "move", ID: "a", Parent: "z", Order: "a4"}}}, 409, "missing_target", "body.edits[0].parent", true},
		"below itself":            {ops.NewCommit{Edits: []ops.Edit{{Op: "move", ID: "a", Parent: "a", Order: "a4"}}}, 409, "cycle", "body.edits[0].parent", true},
		"object that is there":    {ops.NewCommit{Edits: []ops.Edit{box("a", 3, nil)}}, 409, "conflict", "body.edits[0].id", true},
		"rule of the kind":        {ops.NewCommit{Edits: []ops.Edit{set("a", "-3")}}, 422, "invalid_edit", "body.edits[0].props.width", false},
		"rule of two edits":       {ops.NewCommit{Edits: []ops.Edit{set("a", "1"), set("b", "-3")}}, 422, "invalid_edit", "body.edits", false},
		"no such edit":            {ops.NewCommit{Edits: []ops.Edit{{Op: "paint", ID: "a"}}}, 422, "invalid_value", "body.edits[0].op", false},
		"no order":                {ops.NewCommit{Edits: []ops.Edit{{Op: "move", ID: "a", Parent: "root"}}}, 422, "invalid_edit", "body.edits[0].order", false},
		"delete the root":         {ops.NewCommit{Edits: []ops.Edit{{Op: "delete", ID: "root"}}}, 422, "invalid_edit", "body.edits[0].id", false},
		"value too large":         {ops.NewCommit{Edits: []ops.Edit{set("a", `"`+strings.Repeat("x", document.MaxPropBytes)+`"`)}}, 422, "too_large", "body.edits[0].props.width", false},
		"no edits":                {ops.NewCommit{Edits: []ops.Edit{}}, 422, "invalid_value", "body.edits", false},
		"malformed id":            {ops.NewCommit{CommitID: "../../..", Edits: []ops.Edit{set("a", "3")}}, 422, "invalid_value", "body.commitId", false},
	} {
		t.Run(name, func(t *testing.T) {
			if c.commit.CommitID == "" {
				c.commit.CommitID = w.id("commit")
			}
			a := w.rest(ops.Apply, "usr_1", "doc_1", nil, c.commit)
			p := optest.Decode[operation.Problem](t, a)
			if a.Status != c.status || p.Code != c.code || p.Field != c.field {
				t.Fatalf("got %d %s of %q: %s, want %d %s of %q", a.Status, p.Code, p.Field, p.Detail, c.status, c.code, c.field)
			}
			if (p.Current != nil) != c.current {
				t.Fatalf("current: %s", p.Current)
			}
			if !c.current {
				return
			}
			var current document.State
			if err := json.Unmarshal(p.Current, &current); err != nil || current.Seq != used.Seq {
				t.Errorf("current is of %d: %v", current.Seq, err)
			}
		})
	}
	if log := optest.Decode[ops.Log](t, w.rest(ops.Catchup, "usr_1", "doc_1", nil, nil)); log.Head != used.Seq {
		t.Errorf("refusals made commits up to %d", log.Head)
	}
}

// TestLargeStateIsNotShown: a refusal fits one WebSocket message whatever the document is.
func TestLargeStateIsNotShown(t *testing.T) {
	for _, bytes := range []int{90_000, 110_000, 900_000} {
		w := newWorld(t, nil)
		w.document("doc_1", "usr_1")
		w.commit("doc_1", large("a", 1, bytes))
		a := w.fns.Frame(ops.Apply, optest.Connection{ID: "con_1", User: "usr_1", Session: "ses_1"},
			map[string]any{"documentId": "doc_1", "commitId": "commit_x", "edits": []ops.Edit{{Op: "delete", ID: "z"}}})
		p := optest.Decode[operation.Problem](t, a)
		if p.Code != "missing_target" || (p.Current == nil) != (bytes > 100<<10) || len(a.Body) > 110<<10 {
			t.Errorf("%d bytes: %s with %d bytes of a current state", bytes, p.Code, len(p.Current))
		}
	}
}

func TestStorageThatDoesNotAnswer(t *testing.T) {
	w := newWorld(t, nil)
	down := bind(t, w.open(broken{}, boxes{}), w.people)
	for _, o := range []operation.Declared{ops.List, ops.Get, ops.Catchup, ops.History, ops.Delete} {
		r := optest.Request{User: "usr_1"}
		if operation.SpecOf(o).ID != "document.list" {
			r.Path = map[string]string{"documentId": "doc_1"}
		}
		a := down.REST(o, r)
		if p := optest.Decode[operation.Problem](t, a); a.Status != 503 || p.Code != "unavailable" || p.Retry != 1 {
			t.Errorf("%s: %d %s", operation.SpecOf(o).ID, a.Status, a.Body)
		}
	}
	if err := down.Event(ops.Maintain, deleted("doc_1")); err == nil {
		t.Error("an event that nobody worked on counts as done")
	}
}

func TestKindThatIsNotInstalled(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	a := bind(t, w.open(w.store), w.people).REST(ops.Apply, optest.Request{User: "usr_1", Path: map[string]string{"documentId": "doc_1"},
		Body: `{"commitId":"commit_1","edits":[{"op":"delete","id":"a"}]}`})
	if p := optest.Decode[operation.Problem](t, a); a.Status != 422 || p.Code != "unsupported" || p.Field != "" {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

// broken is a store that does not answer.
type broken struct{ store.Store }

var errDown = &store.Error{Code: store.CodeUnavailable, Op: "test", Err: errors.New("host 12 is down")}

// Get implements store.Store.
func (broken) Get(context.Context, ...store.Key) ([]store.Item, error) { return nil, errDown }

// Query implements store.Store.
func (broken) Query(context.Context, store.Query) ([]store.Item, string, error) {
	return nil, "", errDown
}
