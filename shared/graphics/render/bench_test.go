package render_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/aio-creative-hub/aio/shared/graphics/colour"
	"github.com/aio-creative-hub/aio/shared/graphics/export"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/render"
)

// banner is the commonest request: a background and a title.
func banner() model.Canvas {
	l := model.NewLayer(model.Text)
	l.ID, l.Name, l.Text, l.FontSize, l.FontWeight = "lay_1", "title", "Launch Day", 170, 700
	l.X, l.Y, l.Fill = 120, 220, colour.White
	return model.Canvas{Width: 1200, Height: 630, Background: colour.Colour{B: 0x80, A: 255}, Layers: []model.Layer{l}}
}

func BenchmarkBanner(b *testing.B) {
	for _, format := range []string{"", export.PNG, export.JPEG} {
		name := format
		if name == "" {
			name = "render"
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m, err := render.Render(context.Background(), banner(), nil, render.Options{})
				if err != nil {
					b.Fatal(err)
				}
				if format == "" {
					continue
				}
				var out bytes.Buffer
				if err := export.Encode(&out, m, export.Options{Format: format}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
