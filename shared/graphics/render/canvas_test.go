package render_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"

	"github.com/aio-creative-hub/aio/shared/graphics/colour"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/paint"
	"github.com/aio-creative-hub/aio/shared/graphics/text"
)

// col is a colour that is known to parse.
func col(s string) colour.Colour {
	c, err := colour.Parse(s)
	if err != nil {
		panic(err)
	}
	return c
}

func box(t model.Type, x, y, w, h float64, fill string) model.Layer {
	l := model.NewLayer(t)
	l.X, l.Y, l.Width, l.Height, l.Fill = x, y, w, h, col(fill)
	return l
}

func with(l model.Layer, change func(*model.Layer)) model.Layer {
	change(&l)
	return l
}

func label(x, y, size float64, s, fill string) model.Layer {
	l := model.NewLayer(model.Text)
	l.X, l.Y, l.FontSize, l.Text, l.Fill = x, y, size, s, col(fill)
	return l
}

func canvas(w, h int, background string, layers ...model.Layer) model.Canvas {
	return model.Canvas{Width: w, Height: h, Background: col(background), Layers: layers}
}

func shapesCanvas() model.Canvas {
	return canvas(240, 160, "white",
		box(model.Rectangle, 10, 10, 60, 40, "tomato"),
		with(box(model.Rectangle, 80, 10, 60, 40, "royalblue"), func(l *model.Layer) { l.Radius = 12 }),
		with(box(model.Rectangle, 150, 10, 60, 40, "seagreen"), func(l *model.Layer) { l.Radius = 99 }),
		box(model.Ellipse, 10, 60, 60, 60, "gold"),
		with(box(model.Ellipse, 80, 70, 70, 30, "purple"), func(l *model.Layer) { l.Rotation = 30 }),
		with(box(model.Rectangle, 170, 70, 40, 40, "#00000080"), func(l *model.Layer) { l.Rotation = 45 }),
		box(model.Rectangle, 220.5, -20, 100, 250.25, "#333333"),
		with(box(model.Rectangle, 0, 0, 240, 160, "red"), func(l *model.Layer) { l.Visible = false }),
	)
}

func strokesCanvas() model.Canvas {
	stroke := func(l model.Layer, width float64) model.Layer {
		l.Stroke, l.StrokeWidth = col("navy"), width
		return l
	}
	line := func(x1, y1, x2, y2, width float64) model.Layer {
		l := model.NewLayer(model.Line)
		l.X1, l.Y1, l.X2, l.Y2 = x1, y1, x2, y2
		return stroke(l, width)
	}
	return canvas(240, 160, "white",
		stroke(box(model.Rectangle, 10, 10, 50, 30, "gold"), 6),
		stroke(with(box(model.Rectangle, 75, 10, 50, 30, "gold"), func(l *model.Layer) { l.Radius = 10 }), 6),
		stroke(box(model.Rectangle, 150, 15, 40, 10, "gold"), 14), // wider than the box: no hole
		stroke(box(model.Ellipse, 10, 60, 90, 30, "transparent"), 8),
		stroke(box(model.Ellipse, 120, 60, 100, 24, "transparent"), 18), // tighter than its curvature
		line(10, 120, 110, 120, 1), line(10, 130, 110, 150, 5), line(120, 150, 120, 110, 3),
		with(stroke(label(135, 100, 44, "Aß&", "gold"), 3), func(l *model.Layer) { l.FontWeight = 700 }),
	)
}

func blendCanvas() model.Canvas {
	c := canvas(256, 256, "white")
	for i, name := range paint.Modes() {
		mode, _ := paint.ParseMode(name)
		x, y := float64(i%4)*64, float64(i/4)*64
		c.Layers = append(c.Layers,
			box(model.Rectangle, x+4, y+4, 38, 38, "#e0803c"),
			with(box(model.Ellipse, x+20, y+18, 40, 40, "#3c78c8c0"), func(l *model.Layer) { l.Blend = mode }))
	}
	return c
}

func textCanvas() model.Canvas {
	return canvas(420, 300, "white",
		label(10, 5, 28, "AVATAR To. fi Wäñé", "black"),
		with(label(10, 40, 22, "Bold", "crimson"), func(l *model.Layer) { l.FontWeight = 700 }),
		with(label(80, 40, 22, "Italic", "black"), func(l *model.Layer) { l.Italic = true }),
		with(label(160, 40, 22, "Medium", "black"), func(l *model.Layer) { l.FontWeight = 500 }),
		with(label(260, 40, 22, "mono 0O", "black"), func(l *model.Layer) { l.FontFamily = "Courier New" }),
		with(label(10, 80, 18, "left\nlonger line", "black"), func(l *model.Layer) { l.Align = text.Left }),
		with(label(140, 80, 18, "center\nlonger line", "black"), func(l *model.Layer) { l.Align = text.Center }),
		with(label(280, 80, 18, "right\nlonger line", "black"), func(l *model.Layer) { l.Align = text.Right }),
		with(label(10, 140, 16, "This one wraps where its box ends, and superextraordinarilylong words break.", "teal"),
			func(l *model.Layer) { l.Width = 150 }),
		label(180, 140, 24, "Привет Ωμέγα", "black"),
		label(180, 180, 24, "missing: 日本 \U0001F600", "black"),
		with(label(200, 230, 30, "turned", "darkorange"), func(l *model.Layer) { l.Rotation = -20 }),
		label(330, 240, 9, "small print", "gray"),
	)
}

func opacityCanvas() model.Canvas {
	faded := func(l model.Layer) model.Layer {
		l.Stroke, l.StrokeWidth, l.Opacity = col("black"), 12, 0.5
		return l
	}
	return canvas(160, 80, "transparent",
		faded(box(model.Rectangle, 10, 10, 60, 60, "lime")), // the stroke hides the fill before both fade
		with(faded(box(model.Ellipse, 85, 10, 60, 60, "aqua")), func(l *model.Layer) { l.Blend = paint.Multiply }),
		with(box(model.Rectangle, 0, 35, 160, 10, "red"), func(l *model.Layer) { l.Opacity = 0.25 }),
	)
}

func imagesCanvas() model.Canvas {
	img := func(x, y, w, h float64) model.Layer {
		l := model.NewLayer(model.Image)
		l.X, l.Y, l.Width, l.Height, l.Source = x, y, w, h, "art_checks"
		return l
	}
	return canvas(240, 160, "lightgray",
		img(10, 10, 64, 64), // its own size
		img(84, 10, 20, 20), // smaller
		img(114, 10, 110, 60),
		with(img(20.4, 90.3, 50, 50), func(l *model.Layer) { l.Rotation = 20 }),
		with(img(90, 90, 56, 56), func(l *model.Layer) { l.Radius = 28; l.Stroke, l.StrokeWidth = col("white"), 4 }),
		with(img(160, 90, 64, 64), func(l *model.Layer) { l.Opacity = 0.5 }),
	)
}

// testAssets has one picture, art_checks: 64 x 64 pixels, a gradient with checks and a
// transparent corner.
func testAssets(_ context.Context, source string) (io.ReadCloser, error) {
	if source != "art_checks" {
		return nil, errors.New("no such artifact")
	}
	m := image.NewNRGBA(image.Rect(0, 0, 64, 64))
	for y := range 64 {
		for x := range 64 {
			c := color.NRGBA{uint8(x * 4 & 0xff), uint8(y * 4 & 0xff), 128, 255}
			if (x/8+y/8)%2 == 0 {
				c.B = 240
			}
			if x+y > 100 {
				c.A = 40
			}
			m.SetNRGBA(x, y, c)
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		return nil, err
	}
	return io.NopCloser(&out), nil
}
