package render

import (
	"context"
	"fmt"
	"math"

	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/paint"
	"github.com/aio-creative-hub/aio/shared/graphics/path"
)

// flatness is how far, in output pixels, a polygon that stands for a curve may be from it.
const flatness = 0.05

// finePoints is the number of points up to which glyphs are outlined at full fineness:
// about 2,000 characters.
const finePoints = 80_000

// parts returns what a layer paints, in order: fill, then stroke, as Fabric.js does.
func (r *renderer) parts(ctx context.Context, l model.Layer) ([]part, error) {
	tolerance := flatness / r.view.Factor()
	stroked := l.StrokeWidth > 0 && l.Stroke.A != 0
	switch l.Type {
	case model.Line:
		line := path.StrokeLine(geom.Point{X: l.X1, Y: l.Y1}, geom.Point{X: l.X2, Y: l.Y2}, l.StrokeWidth)
		return r.add(nil, line, r.view, part{colour: l.Stroke}), nil
	case model.Text:
		return r.textParts(l, stroked, tolerance)
	case model.Image:
		return r.imageParts(ctx, l, stroked)
	case model.Rectangle, model.Ellipse:
	default:
		return nil, fmt.Errorf("render: unknown layer type %q", l.Type)
	}
	box := geom.Box(l.X, l.Y, l.Width, l.Height)
	m := r.view.Mul(l.Turn(box))
	fill, stroke := path.Rect(box, l.Radius), path.Path{}
	if l.Type == model.Ellipse {
		fill = path.Ellipse(box)
	}
	switch {
	case !stroked:
	case l.Type == model.Ellipse:
		stroke = path.StrokeEllipse(box, l.StrokeWidth, tolerance)
	default:
		stroke = path.StrokeRect(box, l.Radius, l.StrokeWidth)
	}
	return r.add(r.add(nil, fill, m, part{colour: l.Fill}), stroke, m, part{colour: l.Stroke}), nil
}

func (r *renderer) textParts(l model.Layer, stroked bool, tolerance float64) ([]part, error) {
	layout, err := r.fonts.Layout(l.Text, l.TextStyle())
	if err != nil {
		return nil, fmt.Errorf("render: layer %s: %w", l.ID, err)
	}
	box := geom.Box(l.X, l.Y, layout.Width, layout.Height)
	m := r.view.Mul(l.Turn(box)).Mul(geom.Translate(l.X, l.Y))
	back, ok := m.Invert()
	if !ok {
		return nil, nil
	}
	seen := back.ApplyRect(geom.Box(0, 0, float64(r.dst.Rect.Dx()), float64(r.dst.Rect.Dy())))
	glyphs := layout.Outline(seen.Grow(l.StrokeWidth * path.MiterLimit))
	parts := r.add(nil, glyphs, m, part{colour: l.Fill})
	if stroked {
		// Very long texts are outlined less finely, to bound the memory.
		tolerance *= math.Max(1, float64(len(glyphs.Points))/finePoints)
		outline := path.StrokeOutline(glyphs, l.StrokeWidth, tolerance)
		parts = r.add(parts, outline, m, part{colour: l.Stroke})
	}
	return parts, nil
}

func (r *renderer) imageParts(ctx context.Context, l model.Layer, stroked bool) ([]part, error) {
	box := geom.Box(l.X, l.Y, l.Width, l.Height)
	m := r.view.Mul(l.Turn(box))
	if m.ApplyRect(box.Grow(l.StrokeWidth)).Pixels(r.dst.Rect).Empty() {
		return nil, nil
	}
	img, err := r.asset(ctx, l)
	if err != nil {
		return nil, err
	}
	if m.Upright() {
		box = r.snap(box)
	}
	unit := m.Mul(geom.Translate(box.Min.X, box.Min.Y)).Mul(geom.Scale(box.Width(), box.Height()))
	sampler, ok := paint.NewSampler(img, unit)
	if !ok {
		return nil, nil
	}
	parts := r.add(nil, path.Rect(box, l.Radius), m, part{picture: sampler})
	if stroked {
		parts = r.add(parts, path.StrokeRect(box, l.Radius, l.StrokeWidth), m, part{colour: l.Stroke})
	}
	return parts, nil
}

// snap moves the sides of an upright picture to whole output pixels, so that it is not
// interpolated by a fraction of a pixel, which would only blur it.
func (r *renderer) snap(box geom.Rect) geom.Rect {
	out := r.view.ApplyRect(box)
	x0, y0 := math.Round(out.Min.X), math.Round(out.Min.Y)
	x1, y1 := math.Max(x0+1, math.Round(out.Max.X)), math.Max(y0+1, math.Round(out.Max.Y))
	back, ok := r.view.Invert()
	if !ok {
		return box
	}
	return back.ApplyRect(geom.Rect{Min: geom.Point{X: x0, Y: y0}, Max: geom.Point{X: x1, Y: y1}})
}
