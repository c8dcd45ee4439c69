package render_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/paint"
	"github.com/aio-creative-hub/aio/shared/graphics/render"
	"github.com/aio-creative-hub/aio/shared/graphics/text"
	"github.com/aio-creative-hub/aio/shared/picture"
)

func draw(t interface{ Fatal(...any) }, c model.Canvas, o render.Options) *image.RGBA {
	m, err := render.Render(context.Background(), c, testAssets, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// anyLayer is any layer that the schema accepts, often far off or huge.
func anyLayer() *rapid.Generator[model.Layer] {
	return rapid.Custom(func(t *rapid.T) model.Layer {
		l := model.NewLayer(rapid.SampledFrom(model.Types()).Draw(t, "type"))
		place := rapid.OneOf(rapid.Float64Range(-50, 150), rapid.Float64Range(-model.MaxCoordinate, model.MaxCoordinate))
		size := rapid.OneOf(rapid.Float64Range(0.01, 150), rapid.Float64Range(0.01, model.MaxLayerSide))
		shade := rapid.SampledFrom([]string{"#ff0000", "#00ff0080", "#00000000", "#0000ff", "#ffffff40"})
		l.X, l.Y, l.Width, l.Height = place.Draw(t, "x"), place.Draw(t, "y"), size.Draw(t, "w"), size.Draw(t, "h")
		l.X1, l.Y1, l.X2, l.Y2 = place.Draw(t, "x1"), place.Draw(t, "y1"), place.Draw(t, "x2"), place.Draw(t, "y2")
		l.Rotation = rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(-3600, 3600)).Draw(t, "rotation")
		l.Opacity = rapid.SampledFrom([]float64{0, 0.3, 1}).Draw(t, "opacity")
		l.Blend = paint.Mode(rapid.Uint8Range(0, 15).Draw(t, "blend"))
		l.Fill, l.Stroke = col(shade.Draw(t, "fill")), col(shade.Draw(t, "stroke"))
		l.StrokeWidth = rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0, 40), rapid.Float64Range(0, model.MaxStrokeWidth)).Draw(t, "sw")
		l.Radius = rapid.OneOf(rapid.Just(0.0), size).Draw(t, "radius")
		if l.Type == model.Text {
			l.Text = rapid.StringN(1, 12, -1).Draw(t, "text")
			l.FontSize = rapid.OneOf(rapid.Float64Range(1, 60), rapid.Float64Range(1, model.MaxFontSize)).Draw(t, "size")
			l.Width = rapid.SampledFrom([]float64{0, 1, 80}).Draw(t, "wrap")
		}
		l.Source = "art_checks"
		return l
	})
}

// Any valid canvas renders, in time, to premultiplied pixels, the same ones twice.
func TestAnyCanvasRenders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := canvas(rapid.IntRange(1, 90).Draw(t, "w"), rapid.IntRange(1, 90).Draw(t, "h"), rapid.SampledFrom([]string{"white", "transparent", "#ff000033"}).Draw(t, "bg"))
		c.Layers = rapid.SliceOfN(anyLayer(), 0, 4).Draw(t, "layers")
		m := draw(t, c, render.Options{})
		for i, v := range m.Pix {
			if v > m.Pix[i|3] {
				t.Fatalf("byte %d is not premultiplied", i)
			}
		}
		if !bytes.Equal(m.Pix, draw(t, c, render.Options{}).Pix) {
			t.Fatal("two renders differ")
		}
	})
}

// A layer that is invisible in any way changes nothing.
func TestInvisibleLayers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := canvas(60, 60, "#80c0ff", box(model.Ellipse, 5, 5, 50, 50, "#ff000090"))
		l := anyLayer().Draw(t, "layer")
		switch rapid.IntRange(0, 3).Draw(t, "how") {
		case 0:
			l.Opacity = 0
		case 1:
			l.Visible = false
		case 2:
			l.Fill, l.Stroke, l.Type = col("transparent"), col("transparent"), model.Rectangle
		case 3:
			l = box(model.Rectangle, 1000, 1000, 50, 50, "red")
		}
		with := base
		with.Layers = append(slices.Clone(base.Layers), l)
		if !bytes.Equal(draw(t, base, render.Options{}).Pix, draw(t, with, render.Options{}).Pix) {
			t.Fatal("an invisible layer is seen")
		}
	})
}

func TestOrderMatters(t *testing.T) {
	red, blue := box(model.Rectangle, 0, 0, 10, 10, "red"), box(model.Rectangle, 0, 0, 10, 10, "blue")
	for _, c := range []struct {
		layers []model.Layer
		want   color.RGBA
	}{
		{[]model.Layer{red, blue}, color.RGBA{B: 255, A: 255}},
		{[]model.Layer{blue, red}, color.RGBA{R: 255, A: 255}},
	} {
		if got := draw(t, canvas(10, 10, "white", c.layers...), render.Options{}).RGBAAt(5, 5); got != c.want {
			t.Errorf("on top: %v, want %v", got, c.want)
		}
	}
}

// Opacity and blending are the layer's: fill and stroke fade as one.
func TestLayerIsAGroup(t *testing.T) {
	l := box(model.Rectangle, 10, 10, 20, 20, "red")
	l.Stroke, l.StrokeWidth, l.Opacity = col("lime"), 10, 0.5
	m := draw(t, canvas(40, 40, "white", l), render.Options{})
	if got := m.RGBAAt(12, 20); got != (color.RGBA{127, 255, 127, 255}) {
		t.Errorf("stroke over fill: %v, want no red in it", got)
	}
}

func TestRotationIsClockwiseAboutTheCentre(t *testing.T) {
	l := box(model.Rectangle, 0, 20, 50, 10, "red")
	l.Rotation = 90
	m := draw(t, canvas(50, 50, "white", l), render.Options{})
	want := draw(t, canvas(50, 50, "white", box(model.Rectangle, 20, 0, 10, 50, "red")), render.Options{})
	if !bytes.Equal(m.Pix, want.Pix) {
		t.Error("a quarter turn is not exact")
	}
}

// Bands do not show: a layer of several bands looks like one drawn in small regions.
func TestRegionsFitTogether(t *testing.T) {
	c := canvas(1500, 1600, "white")
	for i, l := range shapesCanvas().Layers[:6] {
		l.X, l.Y, l.Width, l.Height = l.X*6, l.Y*10, l.Width*8, l.Height*14
		l.Opacity, l.Stroke, l.StrokeWidth = 0.9, col("black"), float64(i*3)
		c.Layers = append(c.Layers, l)
	}
	whole := draw(t, c, render.Options{})
	for _, at := range []image.Point{{X: 0, Y: 0}, {X: 700, Y: 600}, {X: 1200, Y: 1300}} {
		part := draw(t, c, render.Options{Region: geom.Box(float64(at.X), float64(at.Y), 200, 200)})
		for y := range 200 {
			for x := range 200 {
				a, b := part.RGBAAt(x, y), whole.RGBAAt(at.X+x, at.Y+y)
				if near(a.R, b.R) && near(a.G, b.G) && near(a.B, b.B) && a.A == b.A {
					continue
				}
				t.Fatalf("at %d,%d of the region at %v: %v, want %v", x, y, at, a, b)
			}
		}
	}
}

func near(a, b uint8) bool { return max(a, b)-min(a, b) <= 3 }

func TestScale(t *testing.T) {
	for _, c := range []struct {
		o    render.Options
		want image.Point
	}{
		{render.Options{Scale: 0.5}, image.Pt(120, 80)},
		{render.Options{Scale: 2}, image.Pt(480, 320)},
		{render.Options{Scale: 0.001}, image.Pt(1, 1)},
		{render.Options{Region: geom.Box(-10, -10, 30, 20), Scale: 3}, image.Pt(90, 60)},
	} {
		if got := draw(t, shapesCanvas(), c.o).Rect.Size(); got != c.want {
			t.Errorf("%+v: %v, want %v", c.o, got, c.want)
		}
	}
}

func TestBadOptions(t *testing.T) {
	for want, list := range map[error][]render.Options{
		render.ErrOptions: {
			{Scale: -1}, {Scale: math.NaN()}, {Scale: math.Inf(1)}, {Region: geom.Box(0, 0, -1, 5)}, {Region: geom.Box(0, 0, math.NaN(), 5)},
		},
		render.ErrTooLarge: {{Scale: 1000}, {MaxPixels: 100}, {Region: geom.Box(0, 0, 1e9, 1)}},
	} {
		for _, o := range list {
			if _, err := render.Render(context.Background(), shapesCanvas(), nil, o); !errors.Is(err, want) {
				t.Errorf("%+v: %v, want %v", o, err, want)
			}
		}
	}
	if _, err := render.Render(context.Background(), canvas(5, 5, "white", model.Layer{Type: "group", Visible: true, Opacity: 1}), nil, render.Options{}); err == nil {
		t.Error("an unknown type of layer is ignored")
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := render.Render(ctx, shapesCanvas(), nil, render.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	c := shapesCanvas()
	for range 500 {
		c.Layers = append(c.Layers, c.Layers[0])
	}
	if _, err := render.Render(context.Background(), c, nil, render.Options{Budget: time.Nanosecond}); !errors.Is(err, render.ErrBudget) {
		t.Errorf("out of time: %v", err)
	}
}

func TestAssetErrors(t *testing.T) {
	l := model.NewLayer(model.Image)
	l.ID, l.Width, l.Height, l.Source = "lay_7", 5, 5, "art_x"
	notFound := errors.New("gone")
	for name, c := range map[string]struct {
		assets render.AssetFunc
		want   error
	}{
		"none": {nil, render.ErrNoAssets},
		"gone": {func(context.Context, string) (io.ReadCloser, error) { return nil, notFound }, notFound},
		"garbage": {func(context.Context, string) (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader([]byte("x"))), nil
		}, picture.ErrFormat},
	} {
		_, err := render.Render(context.Background(), canvas(10, 10, "white", l), c.assets, render.Options{})
		var asset *render.AssetError
		if !errors.Is(err, c.want) || !errors.As(err, &asset) || asset.Layer != "lay_7" || asset.Source != "art_x" {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	l.X = 1000
	if _, err := render.Render(context.Background(), canvas(10, 10, "white", l), nil, render.Options{}); err != nil {
		t.Errorf("a picture off the canvas is opened: %v", err)
	}
}

// A picture shown pixel for pixel is copied exactly.
func TestImageIsCopied(t *testing.T) {
	l := model.NewLayer(model.Image)
	l.X, l.Y, l.Width, l.Height, l.Source = 3, 2, 64, 64, "art_checks"
	m := draw(t, canvas(70, 70, "transparent", l), render.Options{})
	for _, at := range []image.Point{{X: 0, Y: 0}, {X: 10, Y: 30}, {X: 40, Y: 20}} {
		want := color.RGBA{uint8(at.X * 4 & 0xff), uint8(at.Y * 4 & 0xff), 128, 255}
		if (at.X/8+at.Y/8)%2 == 0 {
			want.B = 240
		}
		if got := m.RGBAAt(at.X+3, at.Y+2); got != want {
			t.Errorf("%v: %v, want %v", at, got, want)
		}
	}
	if m.RGBAAt(2, 2).A != 0 || m.RGBAAt(67, 2).A != 0 {
		t.Error("the picture is larger than its box")
	}
}

// The ink of a text lies where the metrics say.
func TestTextPlace(t *testing.T) {
	l := label(50, 40, 100, "H", "black")
	m := draw(t, canvas(300, 200, "white", l), render.Options{})
	bottom := 0
	for y := range 200 {
		for x := range 300 {
			if m.RGBAAt(x, y).R < 128 {
				bottom = max(bottom, y)
			}
		}
	}
	if baseline := 40 + 113*0.778; math.Abs(float64(bottom+1)-baseline) > 1 {
		t.Errorf("H stands at %d, want %v", bottom+1, baseline)
	}
	box, err := l.Box(text.Embedded())
	if err != nil || box.Height() != 113 {
		t.Errorf("box %v, %v; want 113 high", box, err)
	}
}

func ExampleRender() {
	title := model.NewLayer(model.Text)
	title.Text, title.FontSize, title.Fill = "Hello", 48, col("white")
	c := model.Canvas{Width: 320, Height: 100, Background: col("navy"), Layers: []model.Layer{title}}
	m, err := render.Render(context.Background(), c, nil, render.Options{Scale: 2})
	fmt.Println(m.Rect.Size(), err)
	// Output: (640,200) <nil>
}
