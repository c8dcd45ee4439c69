package plan_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/graphics/colour"
	"github.com/aio-creative-hub/aio/shared/graphics/plan"
	"github.com/aio-creative-hub/aio/shared/graphics/text"
)

func TestCreateBanner(t *testing.T) {
	w := create(t, plan.CreateArgs{
		Width: p(1200.), Height: p(630.), Background: p("navy"), Text: p("Launch Day"), Color: p("white"),
	})
	c := w.canvas()
	if c.Width != 1200 || c.Height != 630 || c.Background != col("navy") || len(c.Layers) != 1 {
		t.Fatalf("%+v", c)
	}
	title := c.Layers[0]
	if title.Name != "title" || title.Text != "Launch Day" || title.Fill != colour.White || title.Align != text.Center {
		t.Errorf("%+v", title)
	}
	box := w.box("lay_0")
	about(t, "width", box.Width(), 960, 12)
	about(t, "middle x", box.Center().X, 600, 0.01)
	about(t, "middle y", box.Center().Y, 315, 0.01)
}

func TestCreateSizes(t *testing.T) {
	for _, c := range []struct {
		args plan.CreateArgs
		w, h int
	}{
		{plan.CreateArgs{}, plan.DefaultWidth, plan.DefaultHeight},
		{plan.CreateArgs{Preset: p("Instagram Square")}, 1080, 1080},
		{plan.CreateArgs{Preset: p("youtube_thumbnail")}, 1280, 720},
		{plan.CreateArgs{Preset: p("4K")}, 3840, 2160},
		{plan.CreateArgs{Preset: p("a4"), Height: p(99.6)}, 1240, 100},
		{plan.CreateArgs{Width: p(500.)}, 500, 500}, {plan.CreateArgs{Height: p(50.)}, 50, 50},
		{plan.CreateArgs{Width: p(1.), Height: p(16384.)}, 1, 16384},
	} {
		if got := create(t, c.args).canvas(); got.Width != c.w || got.Height != c.h || got.Background != colour.White {
			t.Errorf("%d x %d on %s, want %d x %d on white", got.Width, got.Height, got.Background, c.w, c.h)
		}
	}
}

func TestCreateRefuses(t *testing.T) {
	for _, c := range []struct {
		args  plan.CreateArgs
		field string
	}{
		{plan.CreateArgs{Width: p(0.)}, "width"}, {plan.CreateArgs{Height: p(-5.)}, "height"},
		{plan.CreateArgs{Width: p(math.NaN())}, "width"}, {plan.CreateArgs{Width: p(math.Inf(1))}, "width"},
		{plan.CreateArgs{Height: p(1e300)}, "height"}, {plan.CreateArgs{Width: p(16000.), Height: p(16000.)}, "height"},
		{plan.CreateArgs{Preset: p("napkin")}, "preset"}, {plan.CreateArgs{Background: p("nope")}, "background"},
		{plan.CreateArgs{Name: p(strings.Repeat("n", 201))}, "name"}, {plan.CreateArgs{Name: p("a\x00")}, "name"},
		{plan.CreateArgs{Text: p("x"), Color: p("nope")}, "color"}, {plan.CreateArgs{Text: p("x"), Size: p(0.)}, "size"},
		{plan.CreateArgs{Text: p("x"), Size: p(math.NaN())}, "size"}, {plan.CreateArgs{Text: p("")}, "text"},
		{plan.CreateArgs{Text: p(" \n")}, "text"}, {plan.CreateArgs{Text: p(strings.Repeat("x", 10001))}, "text"},
		{plan.CreateArgs{Text: p("x"), Position: p("middle")}, "position"}, {plan.CreateArgs{Text: p("x"), Font: p("")}, "font"},
	} {
		c.args.TitleID = "lay_0"
		if _, _, err := plan.PlanCreate(c.args); fieldOf(err) != c.field {
			t.Errorf("%+v: %v, want an error about %s", c.args, err, c.field)
		}
	}
}

// A title of any words on any canvas of a usual size can be read, lies inside the canvas,
// and fills its share of it.
func TestTitleFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width, height := float64(rapid.IntRange(200, 4000).Draw(t, "w")), float64(rapid.IntRange(200, 4000).Draw(t, "h"))
		words := rapid.SliceOfN(rapid.StringMatching(`[A-Za-z]{1,10}`), 1, 12).Draw(t, "words")
		back := col(rapid.SampledFrom([]string{"navy", "white", "gold", "#777777", "transparent", "red", "#00000080"}).Draw(t, "bg"))
		position := rapid.SampledFrom(plan.Positions()).Draw(t, "position")
		w := create(t, plan.CreateArgs{
			Width: &width, Height: &height, Background: p(back.String()), Text: p(strings.Join(words, " ")), Position: &position,
		})
		l, box := w.layer("lay_0"), w.box("lay_0")
		if box.Min.X < 0 || box.Min.Y < 0 || box.Max.X > width || box.Max.Y > height {
			t.Fatalf("box %v", box)
		}
		if box.Width() > 0.8*width+1 || box.Height() > 0.4*height+1 {
			t.Fatalf("box %v is too large for %v x %v", box, width, height)
		}
		if box.Width() < 0.4*width && box.Height() < 0.18*height {
			t.Fatalf("box %v is small for %v x %v", box, width, height)
		}
		if got := colour.Contrast(l.Fill, back.Over(colour.White)); got < colour.ReadableContrast {
			t.Fatalf("contrast %v", got)
		}
	})
}

func TestLongTitleWrapsEvenly(t *testing.T) {
	w := create(t, plan.CreateArgs{Text: p(strings.Repeat("many words make a long title ", 4))})
	l := w.layer("lay_0")
	if l.Width == 0 {
		t.Fatal("a long title is on one line")
	}
	layout, err := text.Embedded().Layout(l.Text, l.TextStyle())
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range layout.Lines {
		if line.Width < 0.5*layout.Width {
			t.Errorf("a line of %v in a box of %v", line.Width, layout.Width)
		}
	}
	create(t, plan.CreateArgs{Text: p(strings.Repeat("word ", 1999))}) // no title, but valid
}

func TestPresets(t *testing.T) {
	for _, name := range []string{"square", "a3", "letter", "4k", "instagram_square", "youtube_thumbnail"} {
		if w, h, ok := plan.PresetSize(name); !ok || w < 16 || h < 16 {
			t.Errorf("%s: %d x %d, %v", name, w, h, ok)
		}
	}
	if _, _, ok := plan.PresetSize("x"); ok {
		t.Error("x is a format")
	}
}
