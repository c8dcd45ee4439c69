package plan_test

import (
	"math"
	"testing"

	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/plan"
)

func TestTransform(t *testing.T) {
	shape := func(w *world) {
		w.add("rectangle", plan.Style{X: p(100.), Y: p(100.), Width: p(80.), Height: p(40.), Radius: p(8.), StrokeWidth: p(2.)})
	}
	line := func(w *world) { w.add("line", plan.Style{X: p(100.), Y: p(100.), Width: p(80.)}) }
	words := func(w *world) { w.add("text", plan.Style{Text: p("words"), Size: p(50.), X: p(100.), Y: p(100.)}) }
	img := func(w *world) {
		w.add("image", plan.Style{Source: p("a"), X: p(0.), Y: p(0.), Width: p(80.), Height: p(40.)})
	}
	for name, c := range map[string]struct {
		make func(*world)
		args plan.TransformArgs
		want geom.Rect // the unrotated box; zero: see the checks below
		turn float64
	}{
		"move":             {shape, plan.TransformArgs{DX: p(5.), DY: p(-7.)}, geom.Box(105, 93, 80, 40), 0},
		"scale":            {shape, plan.TransformArgs{Factor: p(2.)}, geom.Box(60, 80, 160, 80), 0},
		"turn":             {shape, plan.TransformArgs{Angle: p(-30.)}, geom.Box(100, 100, 80, 40), 330},
		"width":            {shape, plan.TransformArgs{Width: p(40.)}, geom.Box(120, 100, 40, 40), 0},
		"width and height": {shape, plan.TransformArgs{Width: p(40.), Height: p(80.)}, geom.Box(120, 80, 40, 80), 0},
		"position":         {shape, plan.TransformArgs{Position: p("top_left")}, geom.Box(25, 25, 80, 40), 0},
		"turned position":  {shape, plan.TransformArgs{Angle: p(90.), Position: p("top_left")}, geom.Box(5, 45, 80, 40), 90},
		"position and move": {shape, plan.TransformArgs{Position: p("top_left"), DX: p(10.)},
			geom.Box(35, 25, 80, 40), 0},
		"image's width": {img, plan.TransformArgs{Width: p(160.)}, geom.Box(-40, -20, 160, 80), 0},
		"line moves":    {line, plan.TransformArgs{DX: p(1.), DY: p(1.)}, geom.Box(101, 101, 80, 0), 0},
		"line turns":    {line, plan.TransformArgs{Angle: p(90.)}, geom.Box(140, 60, 0, 80), 0},
		"line scales":   {line, plan.TransformArgs{Factor: p(.5)}, geom.Box(120, 100, 40, 0), 0},
		"line's width":  {line, plan.TransformArgs{Width: p(160.)}, geom.Box(60, 100, 160, 0), 0},
		"text scales":   {words, plan.TransformArgs{Factor: p(2.)}, geom.Rect{}, 0},
		"text's width":  {words, plan.TransformArgs{Width: p(400.)}, geom.Rect{}, 0},
		"text's height": {words, plan.TransformArgs{Height: p(113.)}, geom.Rect{}, 0},
		"text in a box": {words, plan.TransformArgs{Width: p(4000.), Height: p(113.)}, geom.Rect{}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := blank(t)
			c.make(w)
			before := w.box("lay_1")
			c.args.Target = plan.Target{Layer: plan.Last}
			w.do(plan.PlanTransform(c.args))
			l, box := w.layer("lay_1"), w.box("lay_1")
			about(t, "rotation", l.Rotation, c.turn, 1e-6)
			if c.want == (geom.Rect{}) {
				about(t, "middle", box.Center().X, before.Center().X, 0.01)
				checkText(t, c.args, l.FontSize, box)
				return
			}
			if box.Min.Sub(c.want.Min).Len() > 0.01 || box.Max.Sub(c.want.Max).Len() > 0.01 {
				t.Errorf("%v, want %v", box, c.want)
			}
			if c.args.Factor != nil && l.Radius > 0 && (l.Radius != 16 || l.StrokeWidth != 4) {
				t.Errorf("radius %v, stroke %v", l.Radius, l.StrokeWidth)
			}
		})
	}
}

func checkText(t *testing.T, args plan.TransformArgs, size float64, box geom.Rect) {
	t.Helper()
	switch {
	case args.Height != nil:
		about(t, "height", box.Height(), *args.Height, 0.01)
		about(t, "size", size, 100, 0.01)
	case args.Width != nil:
		about(t, "width", box.Width(), *args.Width, 0.1)
	default:
		about(t, "size", size, 50**args.Factor, 0.001)
	}
}

func TestTransformRefuses(t *testing.T) {
	w := gallery(t)
	for _, c := range []struct {
		args  plan.TransformArgs
		field string
	}{
		{plan.TransformArgs{}, "layer"}, {plan.TransformArgs{Factor: p(0.)}, "factor"}, {plan.TransformArgs{Factor: p(-2.)}, "factor"},
		{plan.TransformArgs{Factor: p(math.NaN())}, "factor"}, {plan.TransformArgs{Width: p(0.)}, "width"}, {plan.TransformArgs{Height: p(math.Inf(1))}, "height"},
		{plan.TransformArgs{Angle: p(math.Inf(-1))}, "angle"}, {plan.TransformArgs{DX: p(math.NaN())}, "dx"}, {plan.TransformArgs{DY: p(math.NaN())}, "dy"},
		{plan.TransformArgs{Position: p("there")}, "position"}, {plan.TransformArgs{Order: p("up")}, "order"},
		{plan.TransformArgs{DX: p(1e8)}, "x"}, {plan.TransformArgs{Factor: p(1e8)}, "x"}, {plan.TransformArgs{Width: p(1e7)}, "x"},
	} {
		c.args.Target = plan.Target{Layer: "lay_1"}
		if _, err := plan.PlanTransform(c.args)(w.state); fieldOf(err) != c.field {
			t.Errorf("%+v: %v, want an error about %s", c.args, err, c.field)
		}
	}
	if _, err := plan.PlanTransform(plan.TransformArgs{Target: plan.Target{Layer: "nobody"}, DX: p(1.)})(w.state); err == nil {
		t.Error("nobody is moved")
	}
}

func TestPositions(t *testing.T) {
	for position, want := range map[string]geom.Point{
		"top_left": {X: 75, Y: 75}, "top": {X: 500, Y: 75}, "top_right": {X: 925, Y: 75},
		"left": {X: 75, Y: 250}, "center": {X: 500, Y: 250}, "right": {X: 925, Y: 250},
		"bottom_left": {X: 75, Y: 425}, "bottom": {X: 500, Y: 425}, "bottom_right": {X: 925, Y: 425},
		"upper_third": {X: 500, Y: 500 / 6.}, "lower_third": {X: 500, Y: 500 * 5 / 6.},
	} {
		w := blank(t)
		w.add("circle", plan.Style{Size: p(100.), Position: &position})
		if got := w.box("lay_1").Center(); got.Sub(want).Len() > 0.01 {
			t.Errorf("%s: %v, want %v", position, got, want)
		}
	}
	if len(plan.Positions()) != 11 {
		t.Error("a position is untested")
	}
}
