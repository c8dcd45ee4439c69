package path

import (
	"math"

	"github.com/aio-creative-hub/aio/shared/graphics/geom"
)

// Rect returns the outline of r, clockwise, with corners rounded by radius (clamped to
// half of the shorter side, as CSS does).
func Rect(r geom.Rect, radius float64) Path {
	var p Path
	radius = math.Min(radius, math.Min(r.Width(), r.Height())/2)
	if radius <= 0 {
		p.MoveTo(r.Min.X, r.Min.Y)
		p.LineTo(r.Max.X, r.Min.Y)
		p.LineTo(r.Max.X, r.Max.Y)
		p.LineTo(r.Min.X, r.Max.Y)
		p.Close()
		return p
	}
	x0, y0, x1, y1 := r.Min.X, r.Min.Y, r.Max.X, r.Max.Y
	p.MoveTo(x0+radius, y0)
	p.LineTo(x1-radius, y0)
	p.corner(geom.Point{X: x1, Y: y0}, geom.Point{X: x1, Y: y0 + radius})
	p.LineTo(x1, y1-radius)
	p.corner(geom.Point{X: x1, Y: y1}, geom.Point{X: x1 - radius, Y: y1})
	p.LineTo(x0+radius, y1)
	p.corner(geom.Point{X: x0, Y: y1}, geom.Point{X: x0, Y: y1 - radius})
	p.LineTo(x0, y0+radius)
	p.corner(geom.Point{X: x0, Y: y0}, geom.Point{X: x0 + radius, Y: y0})
	p.Close()
	return p
}

// corner adds a quarter of an ellipse from the current point to end, inside the corner.
func (p *Path) corner(corner, end geom.Point) {
	start := p.Points[len(p.Points)-1]
	a := start.Add(corner.Sub(start).Mul(kappa))
	b := end.Add(corner.Sub(end).Mul(kappa))
	p.CubeTo(a, b, end)
}

// Ellipse returns the ellipse inscribed in r, clockwise.
func Ellipse(r geom.Rect) Path {
	var p Path
	c := r.Center()
	p.MoveTo(c.X, r.Min.Y)
	p.corner(geom.Point{X: r.Max.X, Y: r.Min.Y}, geom.Point{X: r.Max.X, Y: c.Y})
	p.corner(r.Max, geom.Point{X: c.X, Y: r.Max.Y})
	p.corner(geom.Point{X: r.Min.X, Y: r.Max.Y}, geom.Point{X: r.Min.X, Y: c.Y})
	p.corner(r.Min, geom.Point{X: c.X, Y: r.Min.Y})
	p.Close()
	return p
}

// Polygon returns the closed outline through the points; empty for fewer than three.
func Polygon(points ...geom.Point) Path {
	var p Path
	if len(points) < 3 {
		return p
	}
	p.MoveTo(points[0].X, points[0].Y)
	for _, q := range points[1:] {
		p.LineTo(q.X, q.Y)
	}
	p.Close()
	return p
}

// reversed returns the points in the opposite order.
func reversed(points []geom.Point) []geom.Point {
	out := make([]geom.Point, len(points))
	for i, p := range points {
		out[len(points)-1-i] = p
	}
	return out
}
