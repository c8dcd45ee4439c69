package geom

import "math"

// Matrix is an affine map: (x, y) goes to (A*x + C*y + E, B*x + D*y + F).
type Matrix struct{ A, B, C, D, E, F float64 }

// Identity is the map that changes nothing.
func Identity() Matrix { return Matrix{A: 1, D: 1} }

// Translate moves by dx, dy.
func Translate(dx, dy float64) Matrix { return Matrix{A: 1, D: 1, E: dx, F: dy} }

// Scale scales about the origin.
func Scale(sx, sy float64) Matrix { return Matrix{A: sx, D: sy} }

// Rotate turns clockwise by degrees around the point about. Multiples of 90 degrees are
// exact, so that a rectangle turned by a right angle keeps its crisp edges.
func Rotate(degrees float64, about Point) Matrix {
	sin, cos := sinCos(degrees)
	turn := Matrix{A: cos, B: sin, C: -sin, D: cos}
	return Translate(about.X, about.Y).Mul(turn).Mul(Translate(-about.X, -about.Y))
}

func sinCos(degrees float64) (sin, cos float64) {
	turn := math.Mod(degrees, 360)
	if turn < 0 {
		turn += 360
	}
	switch turn {
	case 0:
		return 0, 1
	case 90:
		return 1, 0
	case 180:
		return 0, -1
	case 270:
		return -1, 0
	}
	return math.Sincos(turn * math.Pi / 180)
}

// Mul returns the map that applies n first and m after it.
func (m Matrix) Mul(n Matrix) Matrix {
	return Matrix{
		A: m.A*n.A + m.C*n.B,
		B: m.B*n.A + m.D*n.B,
		C: m.A*n.C + m.C*n.D,
		D: m.B*n.C + m.D*n.D,
		E: m.A*n.E + m.C*n.F + m.E,
		F: m.B*n.E + m.D*n.F + m.F,
	}
}

// Apply maps a point.
func (m Matrix) Apply(p Point) Point {
	return Point{m.A*p.X + m.C*p.Y + m.E, m.B*p.X + m.D*p.Y + m.F}
}

// ApplyRect returns the bounding rectangle of the mapped r.
func (m Matrix) ApplyRect(r Rect) Rect {
	return Around(
		m.Apply(r.Min), m.Apply(Point{r.Max.X, r.Min.Y}),
		m.Apply(r.Max), m.Apply(Point{r.Min.X, r.Max.Y}),
	)
}

// Det is the factor by which m changes areas; negative when it mirrors.
func (m Matrix) Det() float64 { return m.A*m.D - m.B*m.C }

// Factor is the mean factor by which m changes lengths.
func (m Matrix) Factor() float64 { return math.Sqrt(math.Abs(m.Det())) }

// Upright reports whether m maps axis-aligned rectangles onto axis-aligned rectangles
// without turning or mirroring them.
func (m Matrix) Upright() bool { return m.B == 0 && m.C == 0 && m.A > 0 && m.D > 0 }

// Invert returns the inverse map; false when m is singular.
func (m Matrix) Invert() (Matrix, bool) {
	det := m.Det()
	if det == 0 || math.IsNaN(det) || math.IsInf(det, 0) {
		return Matrix{}, false
	}
	inv := Matrix{A: m.D / det, B: -m.B / det, C: -m.C / det, D: m.A / det}
	inv.E = -(inv.A*m.E + inv.C*m.F)
	inv.F = -(inv.B*m.E + inv.D*m.F)
	return inv, true
}
