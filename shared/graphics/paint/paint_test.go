package paint_test

import (
	"image"
	"image/color"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/paint"
	"github.com/aio-creative-hub/aio/shared/graphics/path"
)

// one is a picture of one premultiplied pixel.
func one(c color.Color) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, 1, 1))
	m.Set(0, 0, c)
	return m
}

func full() *image.Alpha {
	m := image.NewAlpha(image.Rect(0, 0, 1, 1))
	m.Pix[0] = 255
	return m
}

// The expected values are computed by hand from the specification's formulas.
func TestModes(t *testing.T) {
	backdrop, source := color.NRGBA{204, 102, 51, 255}, color.NRGBA{51, 153, 204, 255} // .8 .4 .2 and .2 .6 .8
	want := map[string][3]uint8{
		"normal": {51, 153, 204}, "multiply": {41, 61, 41}, "screen": {214, 194, 214},
		"overlay": {173, 122, 82}, "darken": {51, 102, 51}, "lighten": {204, 153, 204},
		"color-dodge": {255, 255, 255}, "color-burn": {0, 0, 0}, "hard-light": {82, 133, 173},
		"soft-light": {180, 114, 89}, "difference": {153, 51, 153}, "exclusion": {173, 133, 173},
		"luminosity": {205, 103, 52},
	}
	for i, name := range paint.Modes() {
		w, ok := want[name]
		if !ok {
			continue
		}
		dst := one(backdrop)
		paint.Fill(dst, full(), source, 1, paint.Mode(i))
		for k := range 3 {
			if math.Abs(float64(dst.Pix[k])-float64(w[k])) > 1 {
				t.Errorf("%s: %v, want %v", name, dst.Pix[:3], w)
				break
			}
		}
	}
}

func lum(p []uint8) float64 { return 0.3*float64(p[0]) + 0.59*float64(p[1]) + 0.11*float64(p[2]) }

// The non-separable modes keep what their names say they do not replace.
func TestNonSeparable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, s := anyColour(255).Draw(t, "backdrop"), anyColour(255).Draw(t, "source")
		for mode, from := range map[paint.Mode]color.NRGBA{paint.Hue: b, paint.Saturation: b, paint.Color: b, paint.Luminosity: s} {
			dst := one(b)
			paint.Fill(dst, full(), s, 1, mode)
			want := lum([]uint8{from.R, from.G, from.B})
			if got := lum(dst.Pix); math.Abs(got-want) > 1.5 {
				t.Fatalf("%s: luminosity %v, want %v", mode, got, want)
			}
		}
	})
}

func anyColour(minAlpha uint8) *rapid.Generator[color.NRGBA] {
	return rapid.Custom(func(t *rapid.T) color.NRGBA {
		b := rapid.Byte()
		return color.NRGBA{b.Draw(t, "r"), b.Draw(t, "g"), b.Draw(t, "b"), rapid.ByteMin(minAlpha).Draw(t, "a")}
	})
}

// Whatever is painted, the result stays premultiplied, a transparent source changes
// nothing, and Fill and Draw agree.
func TestCompositing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mode, _ := paint.ParseMode(rapid.SampledFrom(paint.Modes()).Draw(t, "mode"))
		b, s := anyColour(0).Draw(t, "backdrop"), anyColour(0).Draw(t, "source")
		mask := full()
		mask.Pix[0] = rapid.Byte().Draw(t, "coverage")
		opacity := rapid.Float64Range(0, 1).Draw(t, "opacity")

		before, filled, drawn := one(b), one(b), one(b)
		paint.Fill(filled, mask, s, opacity, mode)
		paint.Draw(drawn, one(s), mask, opacity, mode)
		for k, v := range filled.Pix {
			if v > filled.Pix[3] || drawn.Pix[k] > drawn.Pix[3] {
				t.Fatalf("%s: not premultiplied: %v, %v", mode, filled.Pix, drawn.Pix)
			}
			if d := int(v) - int(drawn.Pix[k]); s.A == 255 && (d > 2 || d < -2) {
				t.Fatalf("%s: Fill gives %v, Draw %v", mode, filled.Pix, drawn.Pix)
			}
		}
		if (s.A == 0 || opacity == 0 || mask.Pix[0] == 0) && !slices.Equal(before.Pix, filled.Pix) {
			t.Fatalf("%s: an invisible source changed %v to %v", mode, before.Pix, filled.Pix)
		}
	})
}

func TestClipping(t *testing.T) {
	dst := image.NewRGBA(image.Rect(10, 10, 14, 14))
	mask := image.NewAlpha(image.Rect(12, 0, 40, 12))
	for i := range mask.Pix {
		mask.Pix[i] = 255
	}
	paint.Fill(dst, mask, color.NRGBA{255, 0, 0, 255}, 1, paint.Normal)
	for y := 10; y < 14; y++ {
		for x := 10; x < 14; x++ {
			if in := x >= 12 && y < 12; in != (dst.RGBAAt(x, y).R == 255) {
				t.Errorf("pixel %d,%d: %v", x, y, dst.RGBAAt(x, y))
			}
		}
	}
}

func TestCoverage(t *testing.T) {
	var c paint.Coverage
	big := path.Rect(geom.Box(0, 0, 1000, 10), 0)
	for _, v := range c.Mask(big, image.Rect(0, 0, 1000, 10)).Pix {
		if v != 255 {
			t.Fatal("a covered pixel is not full")
		}
	}
	m := c.Mask(path.Rect(geom.Box(5.25, 5.5, 10, 10), 0), image.Rect(5, 5, 16, 16)) // reuses the larger buffers
	for at, want := range map[image.Point]int{{X: 5, Y: 8}: 191, {X: 8, Y: 5}: 127, {X: 8, Y: 8}: 255, {X: 15, Y: 8}: 64} {
		if got := int(m.AlphaAt(at.X, at.Y).A); got < want-2 || got > want+2 {
			t.Errorf("%v: coverage %d, want %d", at, got, want)
		}
	}
}

func TestModeNames(t *testing.T) {
	for _, name := range paint.Modes() {
		if m, ok := paint.ParseMode(name); !ok || m.String() != name {
			t.Errorf("%s is parsed as %s", name, m)
		}
	}
	for in, want := range map[string]string{"Color Dodge": "color-dodge", "soft_light": "soft-light", "colour": "color", "HardLight": "hard-light", "x": "x"} {
		if got := paint.CanonicalMode(in); got != want {
			t.Errorf("CanonicalMode(%q) = %q, want %q", in, got, want)
		}
	}
	if _, ok := paint.ParseMode("dissolve"); ok || paint.Mode(99).String() != "unknown" {
		t.Error("an unknown mode has a name")
	}
}
