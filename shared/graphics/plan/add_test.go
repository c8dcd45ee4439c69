package plan_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/graphics/colour"
	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/paint"
	"github.com/aio-creative-hub/aio/shared/graphics/plan"
	"github.com/aio-creative-hub/aio/shared/graphics/text"
)

func TestAddShapes(t *testing.T) {
	for _, c := range []struct {
		shape string
		style plan.Style
		want  geom.Rect
	}{
		{"square", plan.Style{}, geom.Box(400, 150, 200, 200)},
		{"circle", plan.Style{Radius: p(50.), Position: p("top_left")}, geom.Box(25, 25, 100, 100)},
		{"circle", plan.Style{Size: p(60.), X: p(7.), Y: p(8.)}, geom.Box(7, 8, 60, 60)},
		{"square", plan.Style{Width: p(80.), Position: p("bottom_right")}, geom.Box(895, 395, 80, 80)},
		{"rectangle", plan.Style{Width: p(100.), Height: p(50.), X: p(10.)}, geom.Box(10, 225, 100, 50)},
		{"rectangle", plan.Style{Width: p(100.), Height: p(50.), Y: p(10.)}, geom.Box(450, 10, 100, 50)},
		{"ellipse", plan.Style{Width: p(100.), Height: p(50.), Position: p("lower_third")}, geom.Box(450, 500*5/6.-25, 100, 50)},
		{"rectangle", plan.Style{Width: p(100.), Height: p(20.), Angle: p(90.), Position: p("left")}, geom.Box(-15, 240, 100, 20)},
		{"line", plan.Style{}, geom.Box(200, 250, 600, 0)},
		{"line", plan.Style{Height: p(100.), Position: p("right")}, geom.Box(975, 200, 0, 100)},
		{"line", plan.Style{Width: p(30.), Height: p(40.), X: p(5.), Y: p(6.)}, geom.Box(5, 6, 30, 40)},
		{"line", plan.Style{Width: p(100.), Angle: p(90.), X: p(0.), Y: p(0.)}, geom.Box(0, 0, 0, 100)},
	} {
		w := blank(t)
		l := w.add(c.shape, c.style)
		got := w.box(l.ID)
		if got.Min.Sub(c.want.Min).Len() > 0.01 || got.Max.Sub(c.want.Max).Len() > 0.01 {
			t.Errorf("%s %+v: %v, want %v", c.shape, c.style, got, c.want)
		}
		if shade := max(l.Fill.A, l.Stroke.A); shade == 0 || l.Type == model.Line && l.StrokeWidth < 1 {
			t.Errorf("%s cannot be seen: %+v", c.shape, l)
		}
	}
}

func TestAddStyle(t *testing.T) {
	w := blank(t)
	l := w.add("rectangle", plan.Style{
		Name: p("Card"), Color: p("Light Blue"), Stroke: p("rgb(1,2,3)"), StrokeWidth: p(3.), Radius: p(9.), Angle: p(-90.),
		Opacity: p(.5), Blend: p("Color Dodge"), Visible: p(false),
	})
	if l.Name != "Card" || l.Fill != col("lightblue") || l.Stroke != col("#010203") || l.StrokeWidth != 3 || l.Radius != 9 ||
		l.Rotation != 270 || l.Opacity != .5 || l.Blend != paint.ColorDodge || l.Visible {
		t.Errorf("%+v", l)
	}
	if l := w.add("rectangle", plan.Style{Stroke: p("red")}); l.Fill != colour.Transparent || l.StrokeWidth < 2 {
		t.Errorf("an outline: %+v", l)
	}
	if l := w.add("line", plan.Style{Color: p("red"), StrokeWidth: p(7.)}); l.Stroke != col("red") || l.StrokeWidth != 7 {
		t.Errorf("a line: %+v", l)
	}
	if l := w.add("text", plan.Style{
		Text: p("a\nb"), Size: p(33.), Font: p("Go Mono"), Weight: p(700), Italic: p(true), Align: p("right"), LineHeight: p(2.),
	}); l.FontSize != 33 || l.FontFamily != "Go Mono" || l.FontWeight != 700 || !l.Italic || l.Align != text.Right || l.LineHeight != 2 {
		t.Errorf("a text: %+v", l)
	}
}

func TestAddNamesAndColours(t *testing.T) {
	w := blank(t)
	seen := map[colour.Colour]bool{}
	for range 4 {
		l := w.add("circle", plan.Style{})
		if colour.Contrast(l.Fill, colour.White) < 3 || seen[l.Fill] {
			t.Errorf("%s on white, after %v", l.Fill, seen)
		}
		seen[l.Fill] = true
	}
	w.add("", plan.Style{Text: p("hello")})
	w.add("text", plan.Style{Text: p("hello")})
	if got, want := w.names(), []string{"circle", "circle 2", "circle 3", "circle 4", "text", "text 2"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	w.add("square", plan.Style{Order: p("back"), Name: p("bottom")})
	w.add("square", plan.Style{Order: p("backward"), Name: p("below")})
	if got := w.names(); got[0] != "bottom" || got[len(got)-2] != "below" {
		t.Errorf("order: %v", got)
	}
}

func TestAddTextPlaces(t *testing.T) {
	w := create(t, plan.CreateArgs{Background: p("navy"), Text: p("Launch Day")})
	title := w.box("lay_0")
	sub := w.add("text", plan.Style{Text: p("Join us at ten")})
	box := w.box(sub.ID)
	if box.Min.Y < title.Max.Y || box.Max.Y > 630 || sub.FontSize >= w.layer("lay_0").FontSize/2 {
		t.Errorf("the subtitle is at %v under %v, size %v", box, title, sub.FontSize)
	}
	about(t, "subtitle's middle", box.Center().X, title.Center().X, 0.01)
	if sub.Fill != colour.White {
		t.Errorf("subtitle in %s on navy", sub.Fill)
	}

	button := w.add("rectangle", plan.Style{Color: p("gold"), Width: p(300.), Height: p(90.), Position: p("bottom_right")})
	label := w.add("text", plan.Style{Text: p("Register"), Size: p(40.), Position: p("bottom_right")})
	about(t, "label's middle", w.box(label.ID).Center().X, w.box(button.ID).Center().X, 0.01)
	if label.Fill != colour.Black {
		t.Errorf("label in %s on gold", label.Fill)
	}

	left := w.add("text", plan.Style{Text: p("two\nlines"), Position: p("top_left")})
	if left.Align != text.Left || math.Abs(left.X-31.5) > 0.01 || math.Abs(left.Y-31.5) > 0.01 {
		t.Errorf("top left: %+v", left)
	}
	long := w.add("text", plan.Style{Text: p("a text that is far too long for one line of this canvas at its size"), Size: p(80.), Position: p("top")})
	if b := w.box(long.ID); b.Min.X < 0 || b.Max.X > 1200 {
		t.Errorf("a long text is at %v", b)
	}

	full := create(t, plan.CreateArgs{Width: p(1200.), Height: p(200.), Text: p("Title"), Position: p("bottom")})
	over := full.add("text", plan.Style{Text: p("Subtitle")})
	if b := full.box(over.ID); b.Max.Y > full.box("lay_0").Min.Y || b.Min.Y < 0 {
		t.Errorf("no room below, and it is at %v", b)
	}
}

func TestAddImage(t *testing.T) {
	for _, c := range []struct {
		args plan.AddLayerArgs
		w, h float64
	}{
		{plan.AddLayerArgs{ImageWidth: 300, ImageHeight: 200}, 300, 200},
		{plan.AddLayerArgs{ImageWidth: 4000, ImageHeight: 2000}, 800, 400},
		{plan.AddLayerArgs{ImageWidth: 4000, ImageHeight: 2000, Style: plan.Style{Width: p(100.)}}, 100, 50},
		{plan.AddLayerArgs{ImageWidth: 4000, ImageHeight: 2000, Style: plan.Style{Height: p(100.)}}, 200, 100},
		{plan.AddLayerArgs{}, 200, 200},
	} {
		w := blank(t)
		c.args.ID, c.args.Source = "lay_1", p("art_1")
		w.do(plan.PlanAddLayer(c.args))
		if l := w.layer("lay_1"); l.Type != model.Image || l.Width != c.w || l.Height != c.h || l.Source != "art_1" {
			t.Errorf("%+v, want %v x %v", l, c.w, c.h)
		}
	}
}

func TestAddRefuses(t *testing.T) {
	w := blank(t)
	for _, c := range []struct {
		shape string
		style plan.Style
		field string
	}{
		{"", plan.Style{}, "shape"}, {"hexagon", plan.Style{}, "shape"}, {"text", plan.Style{}, "text"}, {"image", plan.Style{}, "artifactId"},
		{"image", plan.Style{Source: p("../x")}, "artifactId"}, {"rectangle", plan.Style{Text: p("x")}, "text"},
		{"rectangle", plan.Style{Width: p(0.)}, "width"}, {"rectangle", plan.Style{Width: p(math.NaN()), Height: p(1.)}, "width"},
		{"rectangle", plan.Style{Height: p(-1.), Width: p(1.)}, "height"}, {"rectangle", plan.Style{X: p(1e9), Y: p(0.)}, "x"},
		{"rectangle", plan.Style{X: p(math.Inf(1))}, "x"}, {"rectangle", plan.Style{Angle: p(math.NaN())}, "angle"},
		{"rectangle", plan.Style{Opacity: p(2.)}, "opacity"}, {"rectangle", plan.Style{Opacity: p(math.NaN())}, "opacity"},
		{"rectangle", plan.Style{Blend: p("dissolve")}, "blend"}, {"rectangle", plan.Style{Color: p("nope")}, "color"},
		{"rectangle", plan.Style{Stroke: p("nope")}, "stroke"}, {"rectangle", plan.Style{Position: p("nowhere")}, "position"},
		{"rectangle", plan.Style{Order: p("sideways")}, "order"}, {"rectangle", plan.Style{Radius: p(-1.)}, "radius"},
		{"circle", plan.Style{Radius: p(0.)}, "width"}, {"rectangle", plan.Style{Weight: p(700)}, "weight"},
		{"text", plan.Style{Text: p("x"), Height: p(5.)}, "height"}, {"text", plan.Style{Text: p("x"), Weight: p(50)}, "weight"},
		{"text", plan.Style{Text: p("x"), Size: p(1e6)}, "size"}, {"text", plan.Style{Text: p("x"), Align: p("justify")}, "align"},
		{"text", plan.Style{Text: p("x"), LineHeight: p(0.)}, "lineHeight"}, {"line", plan.Style{Radius: p(1.)}, "radius"},
		{"line", plan.Style{Width: p(0.)}, "width"}, {"line", plan.Style{Color: p("nope")}, "color"}, {"image", plan.Style{Source: p("a"), Color: p("red")}, "color"},
	} {
		if _, err := plan.PlanAddLayer(plan.AddLayerArgs{ID: "lay_1", Shape: c.shape, Style: c.style})(w.state); fieldOf(err) != c.field {
			t.Errorf("%s %+v: %v, want an error about %s", c.shape, c.style, err, c.field)
		}
	}
}

// Whatever is asked for is either refused with the argument's name or accepted by the
// document, and what is accepted renders somewhere finite.
func TestAnyStyle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := create(t, plan.CreateArgs{Text: p("Title")})
		s := anyStyle(t)
		shape := rapid.SampledFrom([]string{"", "rectangle", "square", "ellipse", "circle", "line", "text", "image"}).Draw(t, "shape")
		plans := []plan.Plan{
			plan.PlanAddLayer(plan.AddLayerArgs{ID: "lay_9", Shape: shape, Style: s}),
			plan.PlanEditLayer(plan.EditLayerArgs{Target: plan.Target{Layer: "$last"}, Style: s}),
			plan.PlanTransform(plan.TransformArgs{Target: plan.Target{Layer: "title"}, Factor: s.Opacity, Angle: s.Angle, Width: s.Width, DX: s.X, DY: s.Y, Position: s.Position}),
		}
		for _, pl := range plans {
			edits, err := pl(w.state)
			var field *document.FieldError
			if errors.As(err, &field) && field.Field != "" && field.Message != "" {
				continue
			}
			if err != nil {
				t.Fatalf("%v is no field error", err)
			}
			w.apply(edits)
			for _, l := range w.canvas().Layers {
				if b := w.box(l.ID); math.IsNaN(b.Width()) || math.IsInf(b.Height(), 0) {
					t.Fatalf("%+v is at %v", l, b)
				}
			}
		}
	})
}

func anyStyle(t *rapid.T) plan.Style {
	odd := rapid.SampledFrom([]float64{0, -1, 1, 0.5, 45, 100, 5000, 1e6, math.NaN(), math.Inf(-1), math.MaxFloat64})
	number := func(name string) *float64 {
		if rapid.IntRange(0, 2).Draw(t, name+" said") != 0 {
			return nil
		}
		return p(odd.Draw(t, name))
	}
	word := func(name string, from ...string) *string {
		if rapid.Bool().Draw(t, name+" said") {
			return nil
		}
		return p(rapid.SampledFrom(from).Draw(t, name))
	}
	return plan.Style{
		Name: word("name", "x", "", "a\x00"), Text: word("text", "hello", "", "a\nb", "日本"), Color: word("color", "red", "nope", "transparent"),
		Stroke: word("stroke", "red", "#12345"), StrokeWidth: number("strokeWidth"), X: number("x"), Y: number("y"), Width: number("width"),
		Height: number("height"), Position: word("position", "top", "lower_third", "x"), Size: number("size"), Align: word("align", "left", "x"),
		LineHeight: number("lineHeight"), Radius: number("radius"), Angle: number("angle"), Opacity: number("opacity"),
		Blend: word("blend", "screen", "x"), Order: word("order", "front", "backward", "x"), Source: word("source", "art_1", "/"),
	}
}

func TestLayerLimit(t *testing.T) {
	w := blank(t)
	for i := range model.MaxLayers / 400 {
		var edits []document.Edit
		for k := range 400 {
			made, err := plan.PlanAddLayer(plan.AddLayerArgs{ID: fmt.Sprintf("lay_%d_%d", i, k), Shape: "line"})(blank(t).state)
			if err != nil {
				t.Fatal(err)
			}
			edits = append(edits, made...)
		}
		w.apply(edits)
	}
	if _, err := plan.PlanAddLayer(plan.AddLayerArgs{ID: "lay_x", Shape: "line"})(w.state); fieldOf(err) != "shape" {
		t.Errorf("one layer too many: %v", err)
	}
}
