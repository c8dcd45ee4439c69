package graphics_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob/files"
	"github.com/aio-creative-hub/aio/shared/document"
	docapi "github.com/aio-creative-hub/aio/shared/document/api"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/graphics"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/ops"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

// uses is a function.Ledger that keeps what it is given.
type uses []function.Use

// Charge implements function.Ledger.
func (l *uses) Charge(_ context.Context, u function.Use) (bool, error) {
	*l = append(*l, u)
	return true, nil
}

// studio is the tool's functions, with whatever an artifact is made of taken as it comes.
func studio(t *testing.T, l function.Ledger) *optest.Functions {
	t.Helper()
	fns, _ := studioOn(t, l)
	return fns
}

// studioOn is studio with where its bytes are.
func studioOn(t *testing.T, l function.Ledger) (*optest.Functions, *files.Store) {
	t.Helper()
	clock := testclock.New(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	blobs, err := files.Open(t.TempDir(), files.Options{SignKey: make([]byte, files.MinSignKey), Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	newID := ids.NewSource(clock.Now, nil).New
	docs, err := document.New(document.Config{Store: memory.New(memory.Options{Now: clock.Now}), Blob: blobs, Schemas: []document.Schema{model.Schema{}}, Now: clock.Now, NewID: newID})
	if err != nil {
		t.Fatal(err)
	}
	made := optest.Bind(t, []*operation.Bound{artifactops.Create.Bind(func(_ context.Context, in *artifactops.CreateInput) (*artifactops.ArtifactOutput, error) {
		return &artifactops.ArtifactOutput{Body: artifactops.Artifact{ID: in.Body.ID}}, nil
	})})
	s := graphics.New(graphics.Config{Docs: docapi.Guard(docs, memory.New(memory.Options{Now: clock.Now}), clock.Now, newID), Blob: blobs, Call: made, Now: clock.Now, NewID: newID})
	return optest.Bind(t, []*operation.Bound{ops.Create.Bind(s.Create), ops.AddLayer.Bind(s.AddLayer), ops.Export.Bind(s.Export), ops.Preview.Bind(s.Preview)},
		func(r *function.Runtime) { r.Ledger = l }), blobs
}

// TestWhatIsCharged: a use is named by what was made. The same request again makes, and
// is charged for, nothing new; other work is charged whatever the client calls it.
func TestWhatIsCharged(t *testing.T) {
	l := &uses{}
	fns := studio(t, l)
	do := func(o operation.Declared, canvas, key, body string) optest.Answer {
		t.Helper()
		a := fns.REST(o, optest.Request{User: "usr_1", Path: map[string]string{"canvasId": canvas}, Header: map[string]string{"Idempotency-Key": key}, Body: body})
		if a.Status != http.StatusCreated {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
		return a
	}
	canvas := optest.Decode[ops.Canvas](t, do(ops.Create, "", "key-0", `{"width":20,"height":10}`)).ID
	do(ops.AddLayer, canvas, "key-1", `{"shape":"circle"}`)
	names := map[string]bool{}
	for _, c := range []struct {
		what      string
		operation operation.Declared
		key, body string
		fresh     bool
		amount    int64
	}{
		{"a picture", ops.Export, "key-2", `{}`, true, 200},
		{"the same again", ops.Export, "key-2", `{}`, false, 200},
		{"in another size under its key", ops.Export, "key-2", `{"scale":2}`, true, 800},
		{"of an earlier state under its key", ops.Export, "key-2", `{"seq":1}`, true, 200},
		{"the same under another key", ops.Export, "key-3", `{}`, true, 200},
		{"a layer", ops.AddLayer, "key-4", `{"shape":"circle","commitId":"commit-1"}`, true, 1},
		{"the same layer again", ops.AddLayer, "key-4", `{"shape":"circle","commitId":"commit-1"}`, false, 1},
		{"another under its id", ops.AddLayer, "key-5", `{"shape":"circle","commitId":"commit-1","basis":3}`, true, 1},
		{"of a changed canvas under the picture's key", ops.Export, "key-2", `{}`, true, 200},
	} {
		do(c.operation, canvas, c.key, c.body)
		u := (*l)[len(*l)-1]
		if u.Key == "" || !u.Until.IsZero() || names[u.Key] == c.fresh || u.Amount != c.amount {
			t.Errorf("%s: charged %+v, want something new: %t, amount %d", c.what, u, c.fresh, c.amount)
		}
		names[u.Key] = true
	}
}
