package paint_test

import (
	"image"
	"image/color"
	"testing"

	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/paint"
)

// ramp is 0 at the left and 255 at the right.
func ramp(w, h int) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, color.NRGBA{uint8(255 * x / max(1, w-1) & 0xff), 100, 0, 255})
		}
	}
	return m
}

func TestSampler(t *testing.T) {
	for name, c := range map[string]struct {
		from image.Point
		unit geom.Matrix
	}{
		"its own size": {image.Pt(20, 10), geom.Scale(20, 10)},
		"larger":       {image.Pt(20, 10), geom.Scale(200, 90)},
		"smaller":      {image.Pt(400, 300), geom.Scale(20, 10)},
		"mixed":        {image.Pt(400, 2), geom.Scale(20, 10)},
		"one pixel":    {image.Pt(1, 1), geom.Scale(20, 10)},
	} {
		s, ok := paint.NewSampler(ramp(c.from.X, c.from.Y), c.unit)
		if !ok {
			t.Fatal(name)
		}
		out := image.NewRGBA(image.Rect(0, 0, int(c.unit.A), int(c.unit.D)))
		s.Fill(out)
		last := -1
		for x := range out.Rect.Dx() {
			p := out.RGBAAt(x, out.Rect.Dy()/2)
			if int(p.R) < last || p.G < 98 || p.G > 102 || p.A != 255 {
				t.Fatalf("%s: pixel %d is %v after %d", name, x, p, last)
			}
			last = int(p.R)
		}
		if c.from.X > 1 && (out.RGBAAt(0, 0).R > 15 || last < 240) {
			t.Errorf("%s: from %d to %d", name, out.RGBAAt(0, 0).R, last)
		}
	}
	if _, ok := paint.NewSampler(ramp(2, 2), geom.Scale(0, 5)); ok {
		t.Error("a picture of no width can be sampled")
	}
}
