package paint

import (
	"image"
	"image/color"
	"math"
)

// Fill paints one colour through a coverage mask onto dst. Opacity (0 to 1) scales the
// colour's alpha. Only pixels inside both rectangles change.
func Fill(dst *image.RGBA, mask *image.Alpha, c color.NRGBA, opacity float64, mode Mode) {
	r := dst.Rect.Intersect(mask.Rect)
	alpha := alphaTable(float64(c.A) / 255 * opacity)
	if r.Empty() || alpha[255] == 0 {
		return
	}
	var memo blended
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := dst.Pix[dst.PixOffset(r.Min.X, y) : dst.PixOffset(r.Max.X-1, y)+4]
		cover := mask.Pix[mask.PixOffset(r.Min.X, y):][:r.Dx()]
		if mode == Normal {
			fillRow(row, cover, c, &alpha)
			continue
		}
		for i, m := range cover {
			if a := alpha[m]; a != 0 {
				memo.pixel(row[4*i:4*i+4:4*i+4], c, a, mode)
			}
		}
	}
}

// blended remembers the last pixel that was blended: drawings have large even areas, and
// blending takes some fifty times as long as comparing.
type blended struct {
	from, to [4]uint8
	alpha    uint8 // 0: nothing is remembered
}

func (b *blended) pixel(px []uint8, c color.NRGBA, alpha uint8, mode Mode) {
	if from := [4]uint8(px); alpha != b.alpha || from != b.from {
		b.alpha, b.from = alpha, from
		blendPixel(px, c.R, c.G, c.B, alpha, mode)
		b.to = [4]uint8(px)
		return
	}
	copy(px, b.to[:])
}

// alphaTable maps a coverage of 0 to 255 to the alpha of a source with that opacity.
func alphaTable(opacity float64) (table [256]uint8) {
	opacity = math.Max(0, math.Min(1, opacity))
	for i := range table {
		table[i] = uint8(math.Round(float64(i) * opacity))
	}
	return table
}

// fillRow is source-over for one colour.
func fillRow(row, cover []uint8, c color.NRGBA, alpha *[256]uint8) {
	for i, m := range cover {
		if m == 0 {
			continue
		}
		a := uint32(alpha[m])
		px := row[4*i : 4*i+4 : 4*i+4]
		if a == 255 {
			px[0], px[1], px[2], px[3] = c.R, c.G, c.B, 255
			continue
		}
		rest := 255 - a
		px[0] = div255(uint32(c.R)*a + uint32(px[0])*rest)
		px[1] = div255(uint32(c.G)*a + uint32(px[1])*rest)
		px[2] = div255(uint32(c.B)*a + uint32(px[2])*rest)
		px[3] = div255(255*a + uint32(px[3])*rest)
	}
}

// div255 is x/255 rounded, for x up to 255*255.
func div255(x uint32) uint8 {
	x += 128
	return uint8((x + x>>8) >> 8)
}

// Draw composites a premultiplied picture onto dst, pixel for pixel by coordinates,
// through an optional coverage mask (nil: everywhere).
func Draw(dst, src *image.RGBA, mask *image.Alpha, opacity float64, mode Mode) {
	r := dst.Rect.Intersect(src.Rect)
	if mask != nil {
		r = r.Intersect(mask.Rect)
	}
	alpha := alphaTable(opacity)
	if r.Empty() || alpha[255] == 0 {
		return
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		to := dst.Pix[dst.PixOffset(r.Min.X, y) : dst.PixOffset(r.Max.X-1, y)+4]
		from := src.Pix[src.PixOffset(r.Min.X, y) : src.PixOffset(r.Max.X-1, y)+4]
		var cover []uint8
		if mask != nil {
			cover = mask.Pix[mask.PixOffset(r.Min.X, y):][:r.Dx()]
		}
		drawRow(to, from, cover, &alpha, mode)
	}
}

func drawRow(to, from, cover []uint8, alpha *[256]uint8, mode Mode) {
	for i := 0; i < len(to); i += 4 {
		k := uint32(alpha[255])
		if cover != nil {
			k = uint32(alpha[cover[i/4]])
		}
		s, d := from[i:i+4:i+4], to[i:i+4:i+4]
		if k == 0 || s[3] == 0 {
			continue
		}
		if mode != Normal {
			r, g, b := unpremultiply(s)
			blendPixel(d, r, g, b, div255(uint32(s[3])*k), mode)
			continue
		}
		rest := 255 - uint32(div255(uint32(s[3])*k))
		for j := range d {
			d[j] = div255(uint32(s[j])*k + uint32(d[j])*rest)
		}
	}
}

func unpremultiply(p []uint8) (r, g, b uint8) {
	a := uint32(p[3])
	if a == 255 {
		return p[0], p[1], p[2]
	}
	up := func(v uint8) uint8 { return uint8(min(255, (uint32(v)*255+a/2)/a)) }
	return up(p[0]), up(p[1]), up(p[2])
}

// blendPixel is section 9.1.4: the blended colour where the backdrop is, the source's
// where it is not, composited source-over.
func blendPixel(d []uint8, r, g, b, a uint8, mode Mode) {
	as, ab := float64(a)/255, float64(d[3])/255
	cs := rgb{float64(r) / 255, float64(g) / 255, float64(b) / 255}
	var cb rgb
	if d[3] != 0 {
		for i := range cb {
			cb[i] = math.Min(1, float64(d[i])/float64(d[3]))
		}
	}
	mixed := mode.blend(cb, cs)
	ao := as + ab*(1-as)
	for i := range cb {
		co := as*(1-ab)*cs[i] + as*ab*mixed[i] + (1-as)*ab*cb[i]
		d[i] = uint8(math.Round(255 * math.Max(0, math.Min(co, ao))))
	}
	d[3] = uint8(math.Round(255 * ao))
}
