package plan_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/graphics/colour"
	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/plan"
	"github.com/aio-creative-hub/aio/shared/graphics/text"
)

func p[T any](v T) *T { return &v }

// fataler is what testing.T and rapid.T have in common.
type fataler interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// world is a document that plans are carried out on.
type world struct {
	t     fataler
	state document.State
	n     int
}

// create makes a document by PlanCreate.
func create(t fataler, args plan.CreateArgs) *world {
	t.Helper()
	args.TitleID = "lay_0"
	props, edits, err := plan.PlanCreate(args)
	if err != nil {
		t.Fatal(err)
	}
	root := document.Edit{Op: document.Create, ID: document.RootID, Type: model.Kind, Props: props}
	state, err := document.Replay(document.State{}, document.Commit{V: document.EditVersion, Seq: 1, Edits: []document.Edit{root}})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, state: state}
	w.apply(edits)
	return w
}

// blank is a white canvas of 1000 x 500.
func blank(t fataler) *world {
	t.Helper()
	return create(t, plan.CreateArgs{Width: p(1000.), Height: p(500.)})
}

func (w *world) apply(edits []document.Edit) {
	w.t.Helper()
	state, _, err := document.Apply(w.state, model.Schema{}, edits)
	if err != nil {
		w.t.Fatal(err)
	}
	w.state = state
}

// do carries out a plan, after checking that planning is repeatable.
func (w *world) do(pl plan.Plan) []document.Edit {
	w.t.Helper()
	edits, err := pl(w.state)
	if err != nil {
		w.t.Fatal(err)
	}
	if again, err := pl(w.state); err != nil || !reflect.DeepEqual(edits, again) {
		w.t.Fatalf("planned again: %v, %v; want %v", again, err, edits)
	}
	w.apply(edits)
	return edits
}

// add adds a layer and returns it; ids count up.
func (w *world) add(shape string, s plan.Style) model.Layer {
	w.t.Helper()
	w.n++
	id := fmt.Sprint("lay_", w.n)
	w.do(plan.PlanAddLayer(plan.AddLayerArgs{ID: id, Shape: shape, Style: s}))
	return w.layer(id)
}

func (w *world) edit(target string, s plan.Style) {
	w.t.Helper()
	w.do(plan.PlanEditLayer(plan.EditLayerArgs{Target: plan.Target{Layer: target}, Style: s}))
}

func (w *world) canvas() model.Canvas {
	w.t.Helper()
	c, err := model.FromState(w.state)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) layer(id string) model.Layer {
	w.t.Helper()
	for _, l := range w.canvas().Layers {
		if l.ID == id {
			return l
		}
	}
	w.t.Fatalf("no layer %s", id)
	return model.Layer{}
}

func (w *world) box(id string) geom.Rect {
	w.t.Helper()
	b, err := w.layer(id).Box(text.Embedded())
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// names are the layers' names from back to front.
func (w *world) names() []string {
	var out []string
	for _, l := range w.canvas().Layers {
		out = append(out, l.Name)
	}
	return out
}

func col(s string) colour.Colour {
	c, err := colour.Parse(s)
	if err != nil {
		panic(err)
	}
	return c
}

func fieldOf(err error) string {
	var f *document.FieldError
	if errors.As(err, &f) {
		return f.Field
	}
	return fmt.Sprint("no field error: ", err)
}

func about(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if d := got - want; d > tolerance || d < -tolerance || d != d {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}
