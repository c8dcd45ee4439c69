package text

import (
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"

	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/path"
)

// Outline returns the filled outline of all glyphs that reach into clip, in the layout's
// coordinates. So a text of which little is seen takes little memory.
func (l Layout) Outline(clip geom.Rect) path.Path {
	var out path.Path
	for _, line := range l.Lines {
		pen := line.X
		for _, run := range line.runs {
			em := float64(run.Face.Upem())
			perUnit := l.scale * shapeSize / em
			for _, g := range run.Glyphs {
				x := pen + float64(g.XOffset)/64*l.scale
				y := line.Baseline - float64(g.YOffset)/64*l.scale
				at := geom.Matrix{A: perUnit, D: -perUnit, E: x, F: y}
				if glyph := outline(run.Face, g.GlyphID, at); !glyph.Empty() && glyph.Bounds().Overlaps(clip) {
					out.Append(glyph)
				}
				pen += float64(g.Advance) / 64 * l.scale
			}
		}
	}
	return out
}

// outline is a glyph's contours, mapped from font units (y up) by m. A missing character
// (glyph 0) whose font draws nothing for it becomes a box.
func outline(face *font.Face, id font.GID, m geom.Matrix) path.Path {
	var out path.Path
	glyph, _ := face.GlyphDataOutline(id)
	if id == 0 && len(glyph.Segments) == 0 {
		em := float64(face.Upem())
		return path.StrokeRect(geom.Box(em*0.06, 0, em*0.38, em*0.7), 0, em*0.05).Transform(m)
	}
	for i, s := range glyph.Segments {
		pt := func(k int) geom.Point {
			return m.Apply(geom.Point{X: float64(s.Args[k].X), Y: float64(s.Args[k].Y)})
		}
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			if i > 0 {
				out.Close()
			}
			p := pt(0)
			out.MoveTo(p.X, p.Y)
		case opentype.SegmentOpLineTo:
			p := pt(0)
			out.LineTo(p.X, p.Y)
		case opentype.SegmentOpQuadTo:
			out.QuadTo(pt(0), pt(1))
		case opentype.SegmentOpCubeTo:
			out.CubeTo(pt(0), pt(1), pt(2))
		}
	}
	if !out.Empty() {
		out.Close()
	}
	return out
}
