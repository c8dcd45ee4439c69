package path

import (
	"math"

	"github.com/aio-creative-hub/aio/shared/graphics/geom"
)

// Flatten returns the contours of p as closed polygons whose curves deviate from the
// true ones by about tolerance pixels at most.
func (p Path) Flatten(tolerance float64) [][]geom.Point {
	var out [][]geom.Point
	var cur []geom.Point
	end := func() {
		if n := len(cur); n > 1 && cur[0] == cur[n-1] {
			cur = cur[:n-1]
		}
		if len(cur) > 2 {
			out = append(out, cur)
		}
		cur = nil
	}
	pts := p.Points
	for _, v := range p.Verbs {
		switch v {
		case Move:
			end()
			cur = append(cur, pts[0])
		case Line:
			cur = append(cur, pts[0])
		case Quad:
			cur = flattenQuad(cur, pts[0], pts[1], tolerance)
		case Cube:
			cur = flattenCube(cur, pts[0], pts[1], pts[2], tolerance)
		case Close:
			end()
		}
		pts = pts[v.points():]
	}
	end()
	return out
}

// steps is the number of equal parameter steps for a curve whose second difference is d;
// k is 1/8 of the factor of the second derivative (2 for a quadratic, 6 for a cubic).
func steps(d geom.Point, k, tolerance float64) int {
	const maxSteps = 256
	n := math.Ceil(math.Sqrt(k * d.Len() / tolerance))
	return int(math.Max(1, math.Min(maxSteps, n)))
}

func flattenQuad(out []geom.Point, b, c geom.Point, tolerance float64) []geom.Point {
	a := out[len(out)-1]
	n := steps(a.Sub(b).Sub(b.Sub(c)), 0.25, tolerance)
	for i := 1; i <= n; i++ {
		t := float64(i) / float64(n)
		u := 1 - t
		out = append(out, a.Mul(u*u).Add(b.Mul(2*u*t)).Add(c.Mul(t*t)))
	}
	return out
}

func flattenCube(out []geom.Point, b, c, d geom.Point, tolerance float64) []geom.Point {
	a := out[len(out)-1]
	d1, d2 := a.Sub(b).Sub(b.Sub(c)), b.Sub(c).Sub(c.Sub(d))
	if d2.Len() > d1.Len() {
		d1 = d2
	}
	n := steps(d1, 0.75, tolerance)
	for i := 1; i <= n; i++ {
		t := float64(i) / float64(n)
		u := 1 - t
		out = append(out, a.Mul(u*u*u).Add(b.Mul(3*u*u*t)).Add(c.Mul(3*u*t*t)).Add(d.Mul(t*t*t)))
	}
	return out
}

// MiterLimit is SVG's default: a corner sharper than about 29 degrees is cut off.
const MiterLimit = 4

// StrokeOutline outlines the stroke of every contour of p, each closed: a quadrilateral
// per edge and a join per corner, all wound alike, so that the non-zero rule unites them.
// Used for glyphs, whose contours are arbitrary.
func StrokeOutline(p Path, width, tolerance float64) Path {
	var out Path
	for _, contour := range p.Flatten(tolerance) {
		contour = distinct(contour)
		n := len(contour)
		if n < 2 {
			continue
		}
		for i, a := range contour {
			b, c := contour[(i+1)%n], contour[(i+2)%n]
			out.Append(StrokeLine(a, b, width))
			out.join(a, b, c, width/2)
		}
	}
	return out
}

// distinct drops points that coincide with their predecessor.
func distinct(points []geom.Point) []geom.Point {
	const near = 1e-6
	var out []geom.Point
	for _, p := range points {
		if len(out) == 0 || p.Sub(out[len(out)-1]).Len() > near {
			out = append(out, p)
		}
	}
	for len(out) > 1 && out[0].Sub(out[len(out)-1]).Len() <= near {
		out = out[:len(out)-1]
	}
	return out
}

// join fills the wedge on the outer side of the corner a-b-c with a miter, or cuts it off.
func (p *Path) join(a, b, c geom.Point, half float64) {
	u, v := b.Sub(a), c.Sub(b)
	u, v = u.Mul(1/u.Len()), v.Mul(1/v.Len())
	cross := u.X*v.Y - u.Y*v.X
	if math.Abs(cross) < 1e-9 {
		return
	}
	side := half // the outer side is on the left of a turn to the right (y down)
	if cross > 0 {
		side = -half
	}
	n1 := geom.Point{X: -u.Y, Y: u.X}.Mul(side)
	n2 := geom.Point{X: -v.Y, Y: v.X}.Mul(side)
	wedge := []geom.Point{b, b.Add(n1), b.Add(n2)}
	// The miter's length over the width is 1/sin(angle/2) = sqrt(2/(1+u.v)).
	if dot := u.X*v.X + u.Y*v.Y; 2 <= MiterLimit*MiterLimit*(1+dot) {
		tip := b.Add(n1.Add(n2).Mul(1 / (1 + dot)))
		wedge = []geom.Point{b, b.Add(n1), tip, b.Add(n2)}
	}
	if side < 0 {
		p.Append(Polygon(wedge...))
		return
	}
	p.Append(Polygon(reversed(wedge)...))
}
