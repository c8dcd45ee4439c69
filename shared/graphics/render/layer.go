package render

import (
	"context"
	"image"

	"github.com/aio-creative-hub/aio/shared/graphics/colour"
	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/paint"
	"github.com/aio-creative-hub/aio/shared/graphics/path"
)

// part is one thing that a layer paints: an outline in output pixels, filled with a
// colour or with a picture.
type part struct {
	outline path.Path
	bounds  image.Rectangle
	colour  colour.Colour
	picture *paint.Sampler
}

// maxBand is the number of pixels of a layer that are worked on at a time: about 9 MB of
// scratch memory, which a core's cache still serves well.
const maxBand = 1 << 20

// layer composites one layer.
func (r *renderer) layer(ctx context.Context, l model.Layer) error {
	if err := alive(ctx); err != nil {
		return err
	}
	if !l.Visible || l.Opacity <= 0 {
		return nil
	}
	parts, err := r.parts(ctx, l)
	if err != nil {
		return err
	}
	var bounds image.Rectangle
	for _, p := range parts {
		bounds = bounds.Union(p.bounds)
	}
	if bounds.Empty() {
		return nil
	}
	rows := max(1, maxBand/bounds.Dx())
	for y := bounds.Min.Y; y < bounds.Max.Y; y += rows {
		if err := alive(ctx); err != nil {
			return err
		}
		band := image.Rect(bounds.Min.X, y, bounds.Max.X, min(y+rows, bounds.Max.Y))
		r.band(parts, band, l.Opacity, l.Blend)
	}
	return nil
}

// band composites the rows of a layer inside band. Several parts are drawn on their own
// first when they must act as one: opacity and blending are a layer's, not a part's.
func (r *renderer) band(parts []part, band image.Rectangle, opacity float64, mode paint.Mode) {
	if len(parts) == 1 || opacity == 1 && mode == paint.Normal {
		for _, p := range parts {
			r.part(r.dst, p, band, opacity, mode)
		}
		return
	}
	resize(&r.group, band)
	clear(r.group.Pix)
	for _, p := range parts {
		r.part(&r.group, p, band, 1, paint.Normal)
	}
	paint.Draw(r.dst, &r.group, nil, opacity, mode)
}

func (r *renderer) part(dst *image.RGBA, p part, band image.Rectangle, opacity float64, mode paint.Mode) {
	area := p.bounds.Intersect(band)
	if area.Empty() {
		return
	}
	mask := r.coverage.Mask(p.outline, area)
	if p.picture == nil {
		paint.Fill(dst, mask, p.colour.NRGBA(), opacity, mode)
		return
	}
	resize(&r.texture, area)
	p.picture.Fill(&r.texture)
	paint.Draw(dst, &r.texture, mask, opacity, mode)
}

// resize gives a scratch picture new bounds; its pixels are undefined.
func resize(m *image.RGBA, bounds image.Rectangle) {
	n := 4 * bounds.Dx() * bounds.Dy()
	if cap(m.Pix) < n {
		m.Pix = make([]uint8, n)
	}
	m.Pix, m.Stride, m.Rect = m.Pix[:n], 4*bounds.Dx(), bounds
}

// add appends a part unless it paints nothing.
func (r *renderer) add(parts []part, outline path.Path, m geom.Matrix, p part) []part {
	if outline.Empty() || p.picture == nil && p.colour.A == 0 {
		return parts
	}
	p.outline = outline.Transform(m)
	p.bounds = p.outline.Bounds().Pixels(r.dst.Rect)
	if p.bounds.Empty() {
		return parts
	}
	return append(parts, p)
}
