package geom_test

import (
	"image"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/graphics/geom"
)

func near(a, b geom.Point) bool { return a.Sub(b).Len() < 1e-6 }

func anyPoint() *rapid.Generator[geom.Point] {
	return rapid.Custom(func(t *rapid.T) geom.Point {
		f := rapid.Float64Range(-1000, 1000)
		return geom.Point{X: f.Draw(t, "x"), Y: f.Draw(t, "y")}
	})
}

func TestRotateIsClockwise(t *testing.T) {
	got := geom.Rotate(90, geom.Point{X: 10, Y: 10}).Apply(geom.Point{X: 20, Y: 10})
	if want := (geom.Point{X: 10, Y: 20}); got != want {
		t.Errorf("the right of a point turns to %v, want below it: %v", got, want)
	}
	for _, turns := range []float64{-360, -90, 180, 270, 720} {
		m := geom.Rotate(turns, geom.Point{})
		if m.A != math.Trunc(m.A) || m.B != math.Trunc(m.B) {
			t.Errorf("%v degrees are not exact: %+v", turns, m)
		}
	}
}

func TestMatrixLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		about, p := anyPoint().Draw(t, "about"), anyPoint().Draw(t, "p")
		m := geom.Rotate(rapid.Float64Range(-720, 720).Draw(t, "degrees"), about)
		n := geom.Scale(rapid.Float64Range(0.1, 10).Draw(t, "sx"), rapid.Float64Range(0.1, 10).Draw(t, "sy"))
		if !near(m.Mul(n).Apply(p), m.Apply(n.Apply(p))) {
			t.Fatal("Mul is not composition")
		}
		inv, ok := m.Mul(n).Invert()
		if !ok || !near(inv.Apply(m.Mul(n).Apply(p)), p) {
			t.Fatal("Invert does not undo")
		}
		if !near(m.Apply(about), about) || math.Abs(m.Det()-1) > 1e-9 {
			t.Fatal("a rotation moves its centre or changes areas")
		}
	})
	if _, ok := geom.Scale(0, 1).Invert(); ok {
		t.Error("a singular matrix has an inverse")
	}
}

func TestPixels(t *testing.T) {
	bounds := image.Rect(0, 0, 100, 50)
	for _, c := range []struct {
		in   geom.Rect
		want image.Rectangle
	}{
		{geom.Box(1.2, 2.8, 3, 3), image.Rect(1, 2, 5, 6)},
		{geom.Box(-1e9, -1e9, 2e9, 2e9), bounds},
		{geom.Box(200, 0, 5, 5), image.Rectangle{}},
		{geom.Box(math.NaN(), 0, 5, 5), image.Rectangle{}},
		{geom.Box(10, 10, 0, 0), image.Rectangle{}},
	} {
		if got := c.in.Pixels(bounds); got != c.want {
			t.Errorf("%v: %v, want %v", c.in, got, c.want)
		}
	}
}
