package path_test

import (
	"image"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/paint"
	"github.com/aio-creative-hub/aio/shared/graphics/path"
)

// area rasterizes a path and sums its coverage, in pixels.
func area(p path.Path) float64 {
	var c paint.Coverage
	bounds := p.Bounds().Grow(2).Pixels(image.Rect(-2000, -2000, 4000, 4000))
	sum := 0.0
	for _, v := range c.Mask(p, bounds).Pix {
		sum += float64(v) / 255
	}
	return sum
}

func within(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 0.01*want+1 {
		t.Errorf("%s: area %.1f, want %.1f", what, got, want)
	}
}

func TestAreas(t *testing.T) {
	r := geom.Box(10.3, 20.7, 120, 80)
	const radius, w = 20, 8
	corner := (4 - math.Pi) * radius * radius
	outer, inner := r.Grow(w/2), r.Grow(-w/2)
	ringCorner := (4 - math.Pi) * ((radius+w/2)*(radius+w/2) - (radius-w/2)*(radius-w/2))
	for _, c := range []struct {
		what string
		p    path.Path
		want float64
	}{
		{"rectangle", path.Rect(r, 0), 120 * 80},
		{"rounded", path.Rect(r, radius), 120*80 - corner},
		{"radius is clamped", path.Rect(r, 1000), 40*80 + math.Pi*40*40},
		{"ellipse", path.Ellipse(r), math.Pi * 60 * 40},
		{"stroke", path.StrokeRect(r, 0, w), outer.Width()*outer.Height() - inner.Width()*inner.Height()},
		{"rounded stroke", path.StrokeRect(r, radius, w), outer.Width()*outer.Height() - inner.Width()*inner.Height() - ringCorner},
		{"stroke without hole", path.StrokeRect(r, 0, 100), 220 * 180},
		{"circle's stroke", path.StrokeEllipse(geom.Box(0, 0, 100, 100), 10, 0.01), math.Pi * (55*55 - 45*45)},
		{"circle's stroke without hole", path.StrokeEllipse(geom.Box(0, 0, 40, 40), 60, 0.01), math.Pi * 50 * 50},
		{"line", path.StrokeLine(geom.Point{X: 0, Y: 0}, geom.Point{X: 30, Y: 40}, 6), 50 * 6},
	} {
		within(t, c.what, area(c.p), c.want)
	}
	if !path.StrokeLine(geom.Point{X: 5}, geom.Point{X: 5}, 3).Empty() {
		t.Error("a line of no length has an outline")
	}
}

// The stroke of an ellipse has width times its circumference, however eccentric
// (Ramanujan's second approximation), as long as it is thinner than its curvature.
func TestEllipseStrokeIsParallel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Float64Range(20, 300).Draw(t, "a")
		b := rapid.Float64Range(20, 300).Draw(t, "b")
		tightest := math.Min(a, b) * math.Min(a, b) / math.Max(a, b)
		w := rapid.Float64Range(1, math.Max(1, tightest)).Draw(t, "width")
		h := (a - b) * (a - b) / ((a + b) * (a + b))
		around := math.Pi * (a + b) * (1 + 3*h/(10+math.Sqrt(4-3*h)))
		got := area(path.StrokeEllipse(geom.Box(0, 0, 2*a, 2*b), w, 0.02))
		if math.Abs(got-w*around) > 0.02*w*around {
			t.Fatalf("area %v, want %v", got, w*around)
		}
	})
}

// The general stroker agrees with the exact one on rectangles, in both directions of
// winding.
func TestStrokeOutline(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Float64Range(20, 200)
		r := geom.Box(0, 0, size.Draw(t, "w"), size.Draw(t, "h"))
		w := rapid.Float64Range(1, 19).Draw(t, "width")
		p := path.Rect(r, 0)
		if rapid.Bool().Draw(t, "mirrored") {
			p = p.Transform(geom.Scale(-1, 1))
		}
		got, want := area(path.StrokeOutline(p, w, 0.05)), area(path.StrokeRect(r, 0, w))
		if math.Abs(got-want) > 0.01*want+4 {
			t.Fatalf("area %v, want %v", got, want)
		}
	})
	within(t, "circle", area(path.StrokeOutline(path.Ellipse(geom.Box(0, 0, 100, 100)), 10, 0.02)), math.Pi*(55*55-45*45))
	var point path.Path
	point.MoveTo(1, 1)
	point.LineTo(1, 1)
	point.Close()
	if !path.StrokeOutline(point, 3, 0.1).Empty() {
		t.Error("a point has an outline")
	}
}

func TestFlattenStaysClose(t *testing.T) {
	const radius, tolerance = 500, 0.1
	for _, contour := range path.Ellipse(geom.Box(0, 0, 2*radius, 2*radius)).Flatten(tolerance) {
		for i, p := range contour {
			q := contour[(i+1)%len(contour)]
			mid := p.Add(q).Mul(0.5).Sub(geom.Point{X: radius, Y: radius})
			if d := radius - mid.Len(); d > 2*tolerance+0.0003*radius || d < -0.0003*radius {
				t.Fatalf("an edge is %v pixels off the circle", d)
			}
		}
	}
}
