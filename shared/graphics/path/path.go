// Package path builds outlines: rectangles, ellipses, glyphs, and the outlines of
// strokes, as lists of lines and Bezier curves.
//
// Outlines are filled by the non-zero rule. The segment vocabulary is that of SVG 2,
// chapter 9; a circle's quarter is one cubic with the usual constant (error 0.03 % of
// the radius).
package path

import (
	"golang.org/x/image/vector"

	"github.com/aio-creative-hub/aio/shared/graphics/geom"
)

// kappa is the length of a quarter circle's control arms for radius 1: 4/3*(sqrt(2)-1).
const kappa = 0.5522847498307936

// Verb is the kind of a segment.
type Verb uint8

// The verbs, with the number of points each takes.
const (
	Move  Verb = iota // 1: begins a contour
	Line              // 1
	Quad              // 2: control, end
	Cube              // 3: control, control, end
	Close             // 0: a line back to the contour's beginning
)

// points says how many points each verb takes.
func (v Verb) points() int {
	switch v {
	case Move, Line:
		return 1
	case Quad:
		return 2
	case Cube:
		return 3
	}
	return 0
}

// Path is a list of contours. The zero value is an empty path.
type Path struct {
	Verbs  []Verb
	Points []geom.Point
}

// MoveTo begins a contour.
func (p *Path) MoveTo(x, y float64) { p.add(Move, geom.Point{X: x, Y: y}) }

// LineTo adds a straight line.
func (p *Path) LineTo(x, y float64) { p.add(Line, geom.Point{X: x, Y: y}) }

// QuadTo adds a quadratic curve.
func (p *Path) QuadTo(a, b geom.Point) { p.add(Quad, a, b) }

// CubeTo adds a cubic curve.
func (p *Path) CubeTo(a, b, c geom.Point) { p.add(Cube, a, b, c) }

// Close ends a contour with a line to its beginning.
func (p *Path) Close() { p.add(Close) }

func (p *Path) add(v Verb, pts ...geom.Point) {
	p.Verbs = append(p.Verbs, v)
	p.Points = append(p.Points, pts...)
}

// Append adds the contours of q.
func (p *Path) Append(q Path) {
	p.Verbs = append(p.Verbs, q.Verbs...)
	p.Points = append(p.Points, q.Points...)
}

// Empty reports whether there is nothing to fill.
func (p Path) Empty() bool { return len(p.Verbs) == 0 }

// Transform returns p mapped by m.
func (p Path) Transform(m geom.Matrix) Path {
	out := Path{Verbs: p.Verbs, Points: make([]geom.Point, len(p.Points))}
	for i, pt := range p.Points {
		out.Points[i] = m.Apply(pt)
	}
	return out
}

// Bounds returns a rectangle that holds the path: that of its control points.
func (p Path) Bounds() geom.Rect { return geom.Around(p.Points...) }

// Rasterize feeds the path to a rasterizer whose pixel (0, 0) is at the point origin.
func (p Path) Rasterize(z *vector.Rasterizer, origin geom.Point) {
	pts := p.Points
	at := func(i int) (x, y float32) {
		return float32(pts[i].X - origin.X), float32(pts[i].Y - origin.Y)
	}
	for _, v := range p.Verbs {
		switch v {
		case Move:
			z.MoveTo(at(0))
		case Line:
			z.LineTo(at(0))
		case Quad:
			bx, by := at(0)
			cx, cy := at(1)
			z.QuadTo(bx, by, cx, cy)
		case Cube:
			bx, by := at(0)
			cx, cy := at(1)
			dx, dy := at(2)
			z.CubeTo(bx, by, cx, cy, dx, dy)
		case Close:
			z.ClosePath()
		}
		pts = pts[v.points():]
	}
}
