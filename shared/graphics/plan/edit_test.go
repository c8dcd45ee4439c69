package plan_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/paint"
	"github.com/aio-creative-hub/aio/shared/graphics/plan"
	"github.com/aio-creative-hub/aio/shared/graphics/text"
)

func TestEditSetsOnlyWhatDiffers(t *testing.T) {
	w := blank(t)
	w.add("rectangle", plan.Style{Color: p("red")})
	edits := w.do(plan.PlanEditLayer(plan.EditLayerArgs{Target: plan.Target{Layer: "rectangle"}, Style: plan.Style{Color: p("blue"), Opacity: p(1.)}}))
	if len(edits) != 1 || edits[0].Op != document.Set || len(edits[0].Props) != 1 || string(edits[0].Props["fill"]) != `"#0000ff"` {
		t.Errorf("%+v", edits)
	}
	if edits := w.do(plan.PlanEditLayer(plan.EditLayerArgs{Target: plan.Target{Layer: "$last"}, Style: plan.Style{Color: p("#00F")}})); len(edits) != 0 {
		t.Errorf("nothing new, and still %+v", edits)
	}
	w.edit("lay_1", plan.Style{Name: p("box"), Blend: p("screen"), Visible: p(false), Stroke: p("red"), X: p(1.), Y: p(2.), Width: p(3.), Height: p(4.), Angle: p(361.), Radius: p(1.)})
	l := w.layer("lay_1")
	if l.Name != "box" || l.Blend != paint.Screen || l.Visible || l.StrokeWidth == 0 || l.X != 1 || l.Y != 2 || l.Width != 3 || l.Height != 4 || l.Rotation != 1 {
		t.Errorf("%+v", l)
	}
}

func TestEditCanvas(t *testing.T) {
	w := blank(t)
	for _, args := range []plan.EditLayerArgs{
		{Target: plan.Target{Layer: "root"}, Background: p("teal")},
		{Target: plan.Target{Layer: "the background"}, Style: plan.Style{Color: p("teal")}},
		{Background: p("teal")}, // without a target, and without layers
	} {
		w.do(plan.PlanEditLayer(plan.EditLayerArgs{Background: p("white")}))
		w.do(plan.PlanEditLayer(args))
		if got := w.canvas().Background; got != col("teal") {
			t.Errorf("%+v: %s", args, got)
		}
	}
	w.do(plan.PlanEditLayer(plan.EditLayerArgs{Target: plan.Target{Layer: "canvas"}, Style: plan.Style{Width: p(640.), Height: p(480.), Name: p("card")}}))
	if c := w.canvas(); c.Width != 640 || c.Height != 480 || c.Name != "card" {
		t.Errorf("%+v", c)
	}
	w.add("circle", plan.Style{Name: p("background")})
	w.edit("background", plan.Style{Color: p("red")})
	if w.layer("lay_1").Fill != col("red") || w.canvas().Background != col("teal") {
		t.Error("a layer of that name is not preferred")
	}
	w.do(plan.PlanEditLayer(plan.EditLayerArgs{Target: plan.Target{Layer: "lay_1"}, Style: plan.Style{Color: p("blue")}, Background: p("black")}))
	if w.layer("lay_1").Fill != col("blue") || w.canvas().Background != col("black") {
		t.Error("a layer and the background at once")
	}
	for field, args := range map[string]plan.EditLayerArgs{
		"layer":      {Target: plan.Target{Layer: "root"}, Style: plan.Style{Opacity: p(.5)}},
		"width":      {Target: plan.Target{Layer: "root"}, Style: plan.Style{Width: p(0.)}},
		"height":     {Target: plan.Target{Layer: "root"}, Style: plan.Style{Height: p(1e9)}},
		"color":      {Target: plan.Target{Layer: "root"}, Style: plan.Style{Color: p("nope")}},
		"background": {Target: plan.Target{Layer: "lay_1"}, Background: p("nope")},
	} {
		if _, err := plan.PlanEditLayer(args)(w.state); fieldOf(err) != field {
			t.Errorf("%+v: %v, want an error about %s", args, err, field)
		}
	}
}

// A text that is changed stays where it was, by its alignment.
func TestEditTextKeepsItsAnchor(t *testing.T) {
	for align, at := range map[string]func(geom.Rect) float64{
		"left": func(r geom.Rect) float64 { return r.Min.X }, "right": func(r geom.Rect) float64 { return r.Max.X },
		"center": func(r geom.Rect) float64 { return r.Center().X },
	} {
		w := blank(t)
		w.add("text", plan.Style{Text: p("short"), Align: &align})
		before := at(w.box("lay_1"))
		w.edit("text", plan.Style{Text: p("much longer than before"), Size: p(30.), Weight: p(700)})
		about(t, align, at(w.box("lay_1")), before, 0.01)
		w.edit("text", plan.Style{X: p(17.)})
		about(t, align+" with x", w.layer("lay_1").X, 17, 0.001)
	}
	w := blank(t)
	w.add("text", plan.Style{Text: p("a b c"), Align: p("center")})
	w.edit("text", plan.Style{Position: p("top_right")})
	if l := w.layer("lay_1"); l.Align != text.Right || math.Abs(w.box("lay_1").Max.X-975) > 0.01 {
		t.Errorf("moved: %+v", l)
	}
}

func TestEditLineAndImage(t *testing.T) {
	w := blank(t)
	w.add("line", plan.Style{Width: p(100.), X: p(0.), Y: p(50.)})
	w.edit("line", plan.Style{Height: p(30.), X: p(10.), Y: p(20.)})
	if b := w.box("lay_1"); b.Min.Sub(geom.Point{X: 10, Y: 20}).Len() > 0.01 || b.Max.Sub(geom.Point{X: 110, Y: 50}).Len() > 0.01 {
		t.Errorf("line at %v", b)
	}
	w.do(plan.PlanAddLayer(plan.AddLayerArgs{ID: "lay_2", Style: plan.Style{Source: p("art_1")}, ImageWidth: 100, ImageHeight: 100}))
	w.do(plan.PlanEditLayer(plan.EditLayerArgs{Target: plan.Target{Layer: "image"}, Style: plan.Style{Source: p("art_2")}, ImageWidth: 400, ImageHeight: 200}))
	if l := w.layer("lay_2"); l.Source != "art_2" || l.Width != 100 || l.Height != 50 {
		t.Errorf("%+v", l)
	}
}

func TestEditRefuses(t *testing.T) {
	w := gallery(t)
	for _, c := range []struct {
		target string
		style  plan.Style
		field  string
	}{
		{"lay_1", plan.Style{}, "layer"}, {"lay_1", plan.Style{Text: p("x")}, "text"}, {"lay_7", plan.Style{Text: p("")}, "text"},
		{"lay_1", plan.Style{Width: p(-1.)}, "width"}, {"lay_1", plan.Style{Opacity: p(math.Inf(1))}, "opacity"},
		{"lay_6", plan.Style{Angle: p(math.NaN())}, "angle"}, {"lay_6", plan.Style{X: p(1e9)}, "x"}, {"lay_1", plan.Style{Order: p("up")}, "order"},
		{"lay_1", plan.Style{Position: p("up")}, "position"}, {"lay_9", plan.Style{Color: p("red")}, "color"},
	} {
		if _, err := plan.PlanEditLayer(plan.EditLayerArgs{Target: plan.Target{Layer: c.target}, Style: c.style})(w.state); fieldOf(err) != c.field {
			t.Errorf("%s: %v, want an error about %s", c.target, err, c.field)
		}
	}
	var e *plan.Error
	if _, err := plan.PlanEditLayer(plan.EditLayerArgs{Target: plan.Target{Layer: "nobody"}, Style: plan.Style{Color: p("red")}})(w.state); !errors.As(err, &e) {
		t.Errorf("%v", err)
	}
}

func TestOrder(t *testing.T) {
	w := blank(t)
	for _, name := range []string{"a", "b", "c", "d"} {
		w.add("circle", plan.Style{Name: &name})
	}
	for _, c := range []struct {
		name, order string
		want        []string
	}{
		{"a", "front", []string{"b", "c", "d", "a"}}, {"a", "back", []string{"a", "b", "c", "d"}},
		{"b", "forward", []string{"a", "c", "b", "d"}}, {"b", "backward", []string{"a", "b", "c", "d"}},
		{"d", "forward", []string{"a", "b", "c", "d"}}, {"a", "backward", []string{"a", "b", "c", "d"}},
		{"d", "backward", []string{"a", "b", "d", "c"}}, {"a", "forward", []string{"b", "a", "d", "c"}},
	} {
		w.do(plan.PlanTransform(plan.TransformArgs{Target: plan.Target{Layer: c.name}, Order: &c.order}))
		if got := w.names(); !slices.Equal(got, c.want) {
			t.Fatalf("%s %s: %v, want %v", c.name, c.order, got, c.want)
		}
	}
	w.edit("c", plan.Style{Order: p("back"), Color: p("red")})
	if got := w.names(); got[0] != "c" || w.layer("lay_3").Fill != col("red") {
		t.Errorf("%v", got)
	}
}
