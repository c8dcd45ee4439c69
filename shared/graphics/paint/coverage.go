package paint

import (
	"image"
	"image/draw"

	"golang.org/x/image/vector"

	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/path"
)

// Coverage turns outlines into anti-aliased masks. It keeps its buffers between calls: a
// mask is valid until the next call. Not safe for concurrent use; the zero value is ready.
type Coverage struct {
	raster vector.Rasterizer
	mask   image.Alpha
}

// Mask returns how much of each pixel of bounds the path covers (0 to 255), by the
// non-zero rule.
func (c *Coverage) Mask(p path.Path, bounds image.Rectangle) *image.Alpha {
	w, h := bounds.Dx(), bounds.Dy()
	if n := w * h; cap(c.mask.Pix) < n {
		c.mask.Pix = make([]uint8, n)
	} else {
		c.mask.Pix = c.mask.Pix[:n]
	}
	c.mask.Stride = w
	c.mask.Rect = image.Rect(0, 0, w, h)
	c.raster.Reset(w, h)
	c.raster.DrawOp = draw.Src
	p.Rasterize(&c.raster, geom.Point{X: float64(bounds.Min.X), Y: float64(bounds.Min.Y)})
	c.raster.Draw(&c.mask, c.mask.Rect, image.Opaque, image.Point{})
	c.mask.Rect = bounds
	return &c.mask
}
