package plan_test

import (
	"testing"

	"github.com/aio-creative-hub/aio/shared/graphics/plan"
)

func (w *world) transform(args plan.TransformArgs) { w.t.Helper(); w.do(plan.PlanTransform(args)) }

func TestResizeCanvas(t *testing.T) {
	w := blank(t)
	w.add("circle", plan.Style{X: p(100.), Y: p(50.), Width: p(80.), Height: p(80.)})
	w.add("line", plan.Style{X: p(10.), Y: p(20.), Width: p(100.), StrokeWidth: p(3.)})
	w.transform(plan.TransformArgs{Target: plan.Target{Layer: "canvas"}, Width: p(600.), Height: p(400.)})
	if c := w.canvas(); c.Width != 600 || c.Height != 400 || w.layer("lay_1").X != 100 {
		t.Errorf("%d x %d, the circle at %v", c.Width, c.Height, w.layer("lay_1").X)
	}
	w.transform(plan.TransformArgs{Target: plan.Target{Layer: "canvas"}, Factor: p(2.)})
	circle, line := w.layer("lay_1"), w.layer("lay_2")
	if c := w.canvas(); c.Width != 1200 || c.Height != 800 {
		t.Errorf("%d x %d", c.Width, c.Height)
	}
	about(t, "x", circle.X, 200, 0.01)
	about(t, "y", circle.Y, 100, 0.01)
	about(t, "width", circle.Width, 160, 0.01)
	about(t, "x1", line.X1, 20, 0.01)
	about(t, "x2", line.X2, 220, 0.01)
	about(t, "stroke", line.StrokeWidth, 6, 0.01)
	for _, args := range []plan.TransformArgs{{Angle: p(1.)}, {DX: p(1.)}, {Position: p("top")}, {Order: p("front")}} {
		args.Target = plan.Target{Layer: "canvas"}
		if _, err := plan.PlanTransform(args)(w.state); fieldOf(err) != "layer" {
			t.Errorf("%+v: %v", args, err)
		}
	}
}

// "The picture" is an image on the canvas if there is one.
func TestPictureIsRatherAnImage(t *testing.T) {
	w := blank(t)
	w.add("image", plan.Style{Source: p("a"), X: p(0.), Y: p(0.), Width: p(80.), Height: p(40.)})
	w.transform(plan.TransformArgs{Target: plan.Target{Layer: "picture"}, Factor: p(2.)})
	if c := w.canvas(); c.Width != 1000 || w.layer("lay_1").Width != 160 {
		t.Errorf("the canvas is %d wide, the image %v", c.Width, w.layer("lay_1").Width)
	}
}

// A title that gets other words stays on the canvas, around the place where it was.
func TestOtherWordsFit(t *testing.T) {
	w := create(t, plan.CreateArgs{Width: p(800.), Height: p(400.), Text: p("Hello")})
	before := w.layer("lay_0")
	w.edit("title", plan.Style{Text: p("Hi")})
	if l := w.layer("lay_0"); l.FontSize != before.FontSize || l.Width != 0 {
		t.Errorf("shorter words changed the size: %v", l.FontSize)
	}
	for _, words := range []string{"Grand Opening of it", "A much longer title that would never fit on one line of this banner"} {
		w.edit("title", plan.Style{Text: p(words)})
		box := w.box("lay_0")
		if box.Min.X < 0 || box.Max.X > 800 || box.Min.Y < 0 || box.Max.Y > 400 {
			t.Errorf("%q is at %v", words, box)
		}
		about(t, "middle", box.Center().X, 400, 1)
		about(t, "middle", box.Center().Y, 200, 1)
	}
	w = create(t, plan.CreateArgs{Width: p(800.), Height: p(400.), Text: p("Hello")})
	w.edit("title", plan.Style{Text: p("As large as I say, whatever it is"), Size: p(100.)})
	if l := w.layer("lay_0"); l.FontSize != 100 {
		t.Errorf("a size that was said became %v", l.FontSize)
	}
}

func TestFontStyles(t *testing.T) {
	w := blank(t)
	w.add("text", plan.Style{Text: p("words"), Font: p("Go Mono")})
	w.edit("lay_1", plan.Style{Font: p("Bold Italic")})
	if l := w.layer("lay_1"); l.FontFamily != "Go Mono" || l.FontWeight != 700 || !l.Italic {
		t.Errorf("%s %d %v", l.FontFamily, l.FontWeight, l.Italic)
	}
	w.edit("lay_1", plan.Style{Font: p("bold"), Weight: p(400)})
	if l := w.layer("lay_1"); l.FontWeight != 400 {
		t.Errorf("the weight that was said became %d", l.FontWeight)
	}
}

// "The border" is no layer but part of the one that was spoken of last.
func TestPartOfALayer(t *testing.T) {
	w := blank(t)
	w.add("circle", plan.Style{})
	w.add("square", plan.Style{})
	target := plan.Target{Layer: "the border", Recent: []string{"lay_1"}}
	w.do(plan.PlanEditLayer(plan.EditLayerArgs{Target: target, Style: plan.Style{StrokeWidth: p(9.)}}))
	if w.layer("lay_1").StrokeWidth != 9 {
		t.Error("the circle has no border")
	}
	w.edit("lay_2", plan.Style{Name: p("border")})
	w.do(plan.PlanEditLayer(plan.EditLayerArgs{Target: target, Style: plan.Style{StrokeWidth: p(4.)}}))
	if w.layer("lay_2").StrokeWidth != 4 {
		t.Error("the layer of that name was not meant")
	}
}

func TestOrientation(t *testing.T) {
	for _, tt := range []struct {
		args plan.CreateArgs
		w, h int
	}{
		{plan.CreateArgs{Preset: p("a4"), Orientation: p("landscape")}, 1754, 1240},
		{plan.CreateArgs{Preset: p("a4"), Orientation: p("portrait")}, 1240, 1754},
		{plan.CreateArgs{Orientation: p("portrait")}, 630, 1200},
		{plan.CreateArgs{Preset: p("square"), Orientation: p("portrait")}, 1080, 1080},
		{plan.CreateArgs{Width: p(300.), Height: p(200.), Orientation: p("portrait")}, 300, 200},
	} {
		if c := create(t, tt.args).canvas(); c.Width != tt.w || c.Height != tt.h {
			t.Errorf("%d x %d, want %d x %d", c.Width, c.Height, tt.w, tt.h)
		}
	}
}

// A title has a subtitle, which is smaller; what follows is as large as that.
func TestLinesBelowATitle(t *testing.T) {
	w := create(t, plan.CreateArgs{Width: p(800.), Height: p(1000.), Text: p("Menu")})
	soup, salad, cake := w.add("text", plan.Style{Text: p("Soup")}), w.add("text", plan.Style{Text: p("Salad")}), w.add("text", plan.Style{Text: p("Cake")})
	if soup.FontSize >= w.layer("lay_0").FontSize || salad.FontSize != soup.FontSize || cake.FontSize != soup.FontSize {
		t.Errorf("sizes %v, %v, %v below %v", soup.FontSize, salad.FontSize, cake.FontSize, w.layer("lay_0").FontSize)
	}
}
