package plan

import (
	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
)

// resizeCanvas gives the canvas itself another size. Of a new width and height what is on
// it takes no notice; a factor scales it all.
func (t TransformArgs) resizeCanvas(head document.State, c model.Canvas) ([]document.Edit, error) {
	if t.Angle != nil || t.Position != nil || t.DX != nil || t.DY != nil || t.Order != nil {
		return nil, wrong("layer", "the canvas itself can only get another size")
	}
	size := Style{Width: t.Width, Height: t.Height}
	var edits []document.Edit
	if t.Factor != nil {
		w, h := float64(c.Width)**t.Factor, float64(c.Height)**t.Factor
		if size.Width == nil && size.Height == nil {
			size.Width, size.Height = &w, &h
		}
		var err error
		if edits, err = scaleAll(head, c, *t.Factor); err != nil {
			return nil, err
		}
	}
	root, err := editCanvas(head, c, EditLayerArgs{Style: size})
	return append(root, edits...), err
}

// scaleAll scales every layer about the canvas's origin.
func scaleAll(head document.State, c model.Canvas, k float64) ([]document.Edit, error) {
	var edits []document.Edit
	for _, l := range c.Layers {
		before, err := l.Box(fonts())
		if err != nil {
			return nil, err
		}
		if err := scale(&l, k); err != nil {
			return nil, err
		}
		at := before.Center()
		shift(&l, geom.Point{X: at.X*k - at.X, Y: at.Y*k - at.Y})
		more, err := change(head, c, l, nil)
		if err != nil {
			return nil, err
		}
		edits = append(edits, more...)
	}
	return edits, nil
}
