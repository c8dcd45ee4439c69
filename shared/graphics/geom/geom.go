// Package geom has the plane geometry of the graphics area: points, rectangles and
// affine maps.
//
// All coordinates are canvas pixels with the origin at the top left corner, x to the
// right and y down, as in SVG and the HTML canvas. Angles are degrees, clockwise as seen
// on the screen. The matrix form is that of CSS Transforms Level 1, section 13.
package geom

import (
	"image"
	"math"
)

// Point is a place or a displacement in pixels.
type Point struct{ X, Y float64 }

// Add returns p displaced by q.
func (p Point) Add(q Point) Point { return Point{p.X + q.X, p.Y + q.Y} }

// Sub returns the displacement from q to p.
func (p Point) Sub(q Point) Point { return Point{p.X - q.X, p.Y - q.Y} }

// Mul returns p scaled by k about the origin.
func (p Point) Mul(k float64) Point { return Point{p.X * k, p.Y * k} }

// Len is the distance of p from the origin.
func (p Point) Len() float64 { return math.Hypot(p.X, p.Y) }

// Rect is an axis-aligned rectangle: Min is its top left corner, Max its bottom right.
type Rect struct{ Min, Max Point }

// Box returns the rectangle with the top left corner x, y and the given size.
func Box(x, y, width, height float64) Rect {
	return Rect{Point{x, y}, Point{x + width, y + height}}
}

// Around returns the smallest rectangle that holds all points; the zero Rect for none.
func Around(points ...Point) Rect {
	if len(points) == 0 {
		return Rect{}
	}
	r := Rect{points[0], points[0]}
	for _, p := range points[1:] {
		r = r.Union(Rect{p, p})
	}
	return r
}

// Width is the horizontal extent.
func (r Rect) Width() float64 { return r.Max.X - r.Min.X }

// Height is the vertical extent.
func (r Rect) Height() float64 { return r.Max.Y - r.Min.Y }

// Center is the middle of r.
func (r Rect) Center() Point {
	return Point{(r.Min.X + r.Max.X) / 2, (r.Min.Y + r.Max.Y) / 2}
}

// Grow returns r with every side moved outwards by d.
func (r Rect) Grow(d float64) Rect {
	return Rect{Point{r.Min.X - d, r.Min.Y - d}, Point{r.Max.X + d, r.Max.Y + d}}
}

// Union returns the smallest rectangle that holds r and s.
func (r Rect) Union(s Rect) Rect {
	return Rect{
		Point{math.Min(r.Min.X, s.Min.X), math.Min(r.Min.Y, s.Min.Y)},
		Point{math.Max(r.Max.X, s.Max.X), math.Max(r.Max.Y, s.Max.Y)},
	}
}

// Overlaps reports whether r and s share a point.
func (r Rect) Overlaps(s Rect) bool {
	return r.Min.X <= s.Max.X && s.Min.X <= r.Max.X && r.Min.Y <= s.Max.Y && s.Min.Y <= r.Max.Y
}

// Everywhere is a rectangle that holds every place a canvas can have.
func Everywhere() Rect { return Rect{Point{-1e9, -1e9}, Point{1e9, 1e9}} }

// Pixels returns the pixels that r touches inside the bounds; empty when there are none.
func (r Rect) Pixels(bounds image.Rectangle) image.Rectangle {
	clamp := func(v float64, lo, hi int) int {
		return int(math.Max(float64(lo), math.Min(float64(hi), v)))
	}
	out := image.Rectangle{
		Min: image.Point{
			X: clamp(math.Floor(r.Min.X), bounds.Min.X, bounds.Max.X),
			Y: clamp(math.Floor(r.Min.Y), bounds.Min.Y, bounds.Max.Y),
		},
		Max: image.Point{
			X: clamp(math.Ceil(r.Max.X), bounds.Min.X, bounds.Max.X),
			Y: clamp(math.Ceil(r.Max.Y), bounds.Min.Y, bounds.Max.Y),
		},
	}
	if out.Empty() {
		return image.Rectangle{}
	}
	return out
}
