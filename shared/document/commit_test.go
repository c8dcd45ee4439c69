package document

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/bus"
)

func TestCreateCommitReadBack(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t, nil)
	first := w.create(t)
	if first.State.Seq != 1 || first.State.Kind != "boxes" || string(first.State.Root().Props["width"]) != "10" {
		t.Fatalf("first state is %s", encode(t, first.State))
	}
	plan := func(head State) ([]Edit, error) {
		order, err := OrderLast(head, RootID)
		return []Edit{{Op: Create, ID: "a", Type: "shape", Parent: RootID, Order: order, Props: props(t, "x", 1.50)}}, err
	}
	req := Request{Doc: testDoc, CommitID: "c2", By: "usr_a", Op: "test.add", Basis: 1, Plan: plan, Correlation: "req_1"}
	res, err := w.Commit(ctx, req)
	if err != nil || res.Commit.Seq != 2 || res.Replayed {
		t.Fatalf("Commit: %+v, %v", res, err)
	}
	again, err := w.Commit(ctx, req)
	if err != nil || !again.Replayed || !reflect.DeepEqual(again.Commit, res.Commit) || encode(t, again.State) != encode(t, res.State) {
		t.Fatalf("repetition: %+v, %v; want %+v", again, err, res)
	}
	cold := w.on(t, w.mem)
	state, err := cold.State(ctx, testDoc, 0)
	if err != nil || encode(t, state) != encode(t, res.State) {
		t.Fatalf("State: %s, %v; want %s", encode(t, state), err, encode(t, res.State))
	}
	if past, err := cold.State(ctx, testDoc, 1); err != nil || encode(t, past) != encode(t, first.State) {
		t.Fatalf("State 1: %s, %v", encode(t, past), err)
	}
	log, head, err := cold.Log(ctx, testDoc, 0, 0)
	if err != nil || head != 2 || len(log) != 2 || !reflect.DeepEqual(log[1], res.Commit) || !reflect.DeepEqual(log[0], first.Commit) {
		t.Fatalf("Log: %+v, %d, %v", log, head, err)
	}
	wantEvents(t, w.mem.Emitted(), `{"doc":"doc_1","seq":1,"by":"usr_a","owner":"usr_a"}`, `{"doc":"doc_1","seq":2,"by":"usr_a","owner":"usr_a"}`)
}

func wantEvents(t *testing.T, got []bus.Event, data ...string) {
	t.Helper()
	if len(got) != len(data) {
		t.Fatalf("%d events, want %d", len(got), len(data))
	}
	if last := got[len(got)-1]; last.Correlation != "req_1" {
		t.Errorf("correlation is %q", last.Correlation)
	}
	for i, e := range got {
		if string(e.Data) != data[i] || e.ID == "" || e.Subject != testDoc || e.Type != EventCommitted {
			t.Errorf("event %d is %+v, want data %s", i, e, data[i])
		}
	}
}

func TestCreateIsIdempotent(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t, nil)
	w.create(t)
	good := CreateRequest{ID: testDoc, Owner: "usr_a", Kind: "boxes", Name: "A box", CommitID: "first", By: "usr_a"}
	if m, res, err := w.Create(ctx, good); err != nil || !res.Replayed || m.Name != "A box" || res.Commit.Seq != 1 {
		t.Fatalf("repetition: %+v %+v %v", m, res, err)
	}
	tests := map[string]struct {
		change func(*CreateRequest)
		code   Code
		field  string
	}{
		"other commit":  {func(r *CreateRequest) { r.CommitID = "other" }, CodeConflict, "id"},
		"other owner":   {func(r *CreateRequest) { r.Owner = "usr_b" }, CodeConflict, "id"},
		"unknown kind":  {func(r *CreateRequest) { r.Kind = "opera" }, CodeUnsupported, "kind"},
		"bad id":        {func(r *CreateRequest) { r.ID = "../x" }, CodeInvalid, "id"},
		"bad owner":     {func(r *CreateRequest) { r.Owner = "a/b" }, CodeInvalid, "id"},
		"no name":       {func(r *CreateRequest) { r.Name = " " }, CodeInvalid, "name"},
		"long name":     {func(r *CreateRequest) { r.Name = strings.Repeat("x", MaxTitle+1) }, CodeInvalid, "name"},
		"control":       {func(r *CreateRequest) { r.Name = "a\nb" }, CodeInvalid, "name"},
		"no commit id":  {func(r *CreateRequest) { r.CommitID = "" }, CodeInvalid, "commitId"},
		"no person":     {func(r *CreateRequest) { r.By = "" }, CodeInvalid, "by"},
		"refused root":  {func(r *CreateRequest) { r.Root = props(t, "width", -1) }, CodeInvalidEdit, "width"},
		"refused edits": {func(r *CreateRequest) { r.Edits = []Edit{{Op: Delete, ID: "x"}} }, CodeMissingTarget, "edits[1].id"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := good
			tt.change(&r)
			_, _, err := w.Create(ctx, r)
			wantCode(t, err, tt.code, tt.field)
		})
	}
	if n := len(w.mem.Emitted()); n != 1 {
		t.Errorf("%d events, want 1", n)
	}
}

func TestCommitRefusals(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t, nil)
	w.create(t)
	w.do(t, "usr_a", "c2", Edit{Op: Create, ID: "a", Type: "group", Parent: RootID, Order: "a0"})
	w.do(t, "usr_b", "c3", Edit{Op: Set, ID: "a", Props: props(t, "x", 1)})
	setA := fixed(Edit{Op: Set, ID: "a", Props: props(t, "x", 2)})
	tests := map[string]struct {
		r       Request
		code    Code
		field   string
		current bool
	}{
		"unknown document": {Request{Doc: "doc_9", Plan: setA}, CodeNotFound, "document", false},
		"malformed id":     {Request{Doc: "a/b", Plan: setA}, CodeNotFound, "document", false},
		"no plan":          {Request{Doc: testDoc}, CodeInvalid, "plan", false},
		"basis ahead":      {Request{Doc: testDoc, Basis: 4, Plan: setA}, CodeInvalid, "basis", false},
		"negative basis":   {Request{Doc: testDoc, Basis: -1, Plan: setA}, CodeInvalid, "basis", false},
		"missing target":   {Request{Doc: testDoc, Basis: 3, Plan: fixed(Edit{Op: Delete, ID: "zz"})}, CodeMissingTarget, "edits[0].id", true},
		"cycle":            {Request{Doc: testDoc, Basis: 3, Plan: fixed(Edit{Op: Move, ID: "a", Parent: "a", Order: "a0"})}, CodeCycle, "edits[0].parent", true},
		"strict overlap":   {Request{Doc: testDoc, Basis: 2, Strict: true, Plan: setA}, CodeConflict, "basis", true},
		"strict, no basis": {Request{Doc: testDoc, Strict: true, Plan: setA}, CodeInvalid, "basis", false},
		"other's id":       {Request{Doc: testDoc, CommitID: "c3", Basis: 1, Plan: setA}, CodeConflict, "commitId", false},
		"schema":           {Request{Doc: testDoc, Basis: 3, Plan: fixed(Edit{Op: Set, ID: "a", Props: props(t, "width", -2)})}, CodeInvalidEdit, "width", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if tt.r.CommitID == "" {
				tt.r.CommitID = "new"
			}
			tt.r.By, tt.r.Op = "usr_a", "test.edit"
			_, err := w.Commit(ctx, tt.r)
			wantCode(t, err, tt.code, tt.field)
			var e *Error
			if errors.As(err, &e) && ((e.Current != nil) != tt.current || tt.current && e.Current.Seq != 3) {
				t.Errorf("current state is %v", e.Current)
			}
		})
	}
	for name, r := range map[string]Request{
		"strict, up to date":     {Basis: 3, Strict: true, Plan: setA},
		"strict, other property": {Basis: 3, Strict: true, Plan: fixed(Edit{Op: Set, ID: "a", Props: props(t, "y", 2)})},
	} {
		r.Doc, r.CommitID, r.By = testDoc, strings.ReplaceAll(strings.ReplaceAll(name, " ", "-"), ",", ""), "usr_a"
		if _, err := w.Commit(ctx, r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLargeCommitGoesToBlob(t *testing.T) {
	w := newWorld(t, nil)
	w.create(t)
	var edits []Edit
	for i := range 12 {
		edits = append(edits, Edit{Op: Create, ID: fmt.Sprint("o", i), Type: "shape", Parent: RootID, Order: "a0", Props: props(t, "noise", noise(i, 60<<10))})
	}
	res := w.do(t, "usr_a", "big", edits...)
	if keys := w.blob.keys(); len(keys) != 1 || !strings.HasPrefix(keys[0], "documents/usr_a/doc_1/commits/000000000002-") {
		t.Fatalf("blobs are %v", keys)
	}
	state, err := w.on(t, w.mem).State(context.Background(), testDoc, 0)
	if err != nil || encode(t, state) != encode(t, res.State) {
		t.Fatalf("state read back differs: %v", err)
	}
}

// noise is text that does not compress well, the same for the same seed.
func noise(seed, n int) string {
	out := make([]byte, n)
	x := uint32(seed)*2654435761 + 1
	for i := range out {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		out[i] = digits[x%62]
	}
	return string(out)
}
