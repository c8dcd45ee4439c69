package path

import (
	"math"

	"github.com/aio-creative-hub/aio/shared/graphics/geom"
)

// Strokes are centred on the outline, as in SVG and the HTML canvas: half of the width
// lies inside, half outside.

// StrokeRect outlines the stroke of Rect(r, radius): sharp corners stay sharp (miter
// join), round ones are concentric.
func StrokeRect(r geom.Rect, radius, width float64) Path {
	half := width / 2
	radius = math.Max(0, math.Min(radius, math.Min(r.Width(), r.Height())/2))
	outer := 0.0
	if radius > 0 {
		outer = radius + half
	}
	p := Rect(r.Grow(half), outer)
	inner := r.Grow(-half)
	if inner.Width() > 0 && inner.Height() > 0 {
		p.Append(mirrorWinding(Rect(inner, math.Max(0, radius-half)), inner))
	}
	return p
}

// mirrorWinding returns the same outline in the opposite direction, for an outline that is
// symmetric about the vertical axis of r.
func mirrorWinding(p Path, r geom.Rect) Path {
	return p.Transform(geom.Matrix{A: -1, D: 1, E: r.Min.X + r.Max.X})
}

// ellipseSteps bounds the corners of the polygon that stands for an ellipse's offset.
const (
	minEllipseSteps = 32
	maxEllipseSteps = 2048
)

// StrokeEllipse outlines the stroke of Ellipse(r). Its edges are the true parallel curves
// of the ellipse, which are no ellipses, to within tolerance pixels.
func StrokeEllipse(r geom.Rect, width, tolerance float64) Path {
	a, b, half := r.Width()/2, r.Height()/2, width/2
	steps := ellipseSteps(math.Max(a, b)+half, tolerance)
	c := r.Center()
	offset := func(d float64) []geom.Point {
		out := make([]geom.Point, steps)
		for i := range out {
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(steps))
			// The normal of (a cos t, b sin t) is (b cos t, a sin t).
			n := math.Hypot(b*cos, a*sin)
			out[i] = geom.Point{X: c.X + a*cos + d*b*cos/n, Y: c.Y + b*sin + d*a*sin/n}
		}
		return out
	}
	p := Polygon(offset(half)...)
	if half < math.Min(a, b) { // else every inner point is nearer than half: no hole
		p.Append(Polygon(reversed(offset(-half))...))
	}
	return p
}

// ellipseSteps is the number of corners for which the sagitta of radius stays below
// tolerance.
func ellipseSteps(radius, tolerance float64) int {
	if radius <= tolerance {
		return minEllipseSteps
	}
	n := math.Ceil(math.Pi / math.Acos(1-tolerance/radius))
	return int(math.Max(minEllipseSteps, math.Min(maxEllipseSteps, n*2)))
}

// StrokeLine outlines the stroke of the line from a to b with butt ends; empty when the
// points are the same.
func StrokeLine(a, b geom.Point, width float64) Path {
	d := b.Sub(a)
	length := d.Len()
	if length == 0 {
		return Path{}
	}
	n := geom.Point{X: -d.Y, Y: d.X}.Mul(width / 2 / length)
	return Polygon(a.Sub(n), b.Sub(n), b.Add(n), a.Add(n))
}
