package paint

import (
	"image"
	"image/draw"
	"math"

	"github.com/disintegration/imaging"

	"github.com/aio-creative-hub/aio/shared/graphics/geom"
)

// Sampler gives the colour of a picture at places of an output grid.
type Sampler struct {
	pix *image.RGBA // premultiplied
	inv geom.Matrix // from output pixels to pixels of pix
}

// NewSampler prepares a picture that the map stretches from the unit square onto the
// output. Where that shrinks it, it is resized first (Lanczos), so that no detail aliases;
// enlarging interpolates bilinearly. False when the map is singular.
func NewSampler(m image.Image, unit geom.Matrix) (*Sampler, bool) {
	b := m.Bounds()
	w := shrunk(b.Dx(), math.Hypot(unit.A, unit.B))
	h := shrunk(b.Dy(), math.Hypot(unit.C, unit.D))
	if w != b.Dx() || h != b.Dy() {
		m = imaging.Resize(m, w, h, imaging.Lanczos)
	}
	inv, ok := unit.Invert()
	if !ok {
		return nil, false
	}
	pix := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(pix, pix.Rect, m, m.Bounds().Min, draw.Src)
	return &Sampler{pix: pix, inv: geom.Scale(float64(w), float64(h)).Mul(inv)}, true
}

// maxSamples bounds the samples along a side: four times the longest side of a picture.
const maxSamples = 4 * 16_384

// shrunk is the number of samples kept of have, for a length of want output pixels.
func shrunk(have int, want float64) int {
	return max(1, min(have, int(math.Round(math.Min(want, maxSamples)))))
}

// Fill writes the picture's premultiplied pixels for every pixel of dst. Outside the
// picture its edge is repeated: a coverage mask cuts it off.
func (s *Sampler) Fill(dst *image.RGBA) {
	for y := dst.Rect.Min.Y; y < dst.Rect.Max.Y; y++ {
		row := dst.Pix[dst.PixOffset(dst.Rect.Min.X, y):][: 4*dst.Rect.Dx() : 4*dst.Rect.Dx()]
		// Samples are at the centres of pixels, in the output and in the picture.
		p := s.inv.Apply(geom.Point{X: float64(dst.Rect.Min.X) + 0.5, Y: float64(y) + 0.5})
		p = p.Sub(geom.Point{X: 0.5, Y: 0.5})
		for i := 0; i < len(row); i += 4 {
			s.at(p, row[i:i+4:i+4])
			p = p.Add(geom.Point{X: s.inv.A, Y: s.inv.B})
		}
	}
}

// grid is the number of steps between two pixels at which colours are interpolated.
const grid = 256

// at interpolates between the four pixels around p.
func (s *Sampler) at(p geom.Point, out []uint8) {
	maxX, maxY := s.pix.Rect.Max.X-1, s.pix.Rect.Max.Y-1
	x := int(math.Round(math.Max(0, math.Min(float64(maxX), p.X)) * grid))
	y := int(math.Round(math.Max(0, math.Min(float64(maxY), p.Y)) * grid))
	x0, y0, fx, fy := x/grid, y/grid, x%grid, y%grid
	top := s.pix.Pix[y0*s.pix.Stride+4*x0:]
	if fx == 0 && fy == 0 {
		copy(out, top[:4])
		return
	}
	right, down := 4*(min(x0+1, maxX)-x0), s.pix.Stride*(min(y0+1, maxY)-y0)
	for i := range out {
		a := int(top[i])*(grid-fx) + int(top[i+right])*fx
		b := int(top[i+down])*(grid-fx) + int(top[i+down+right])*fx
		out[i] = uint8((a*(grid-fy) + b*fy + grid*grid/2) / (grid * grid))
	}
}
