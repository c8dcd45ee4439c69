package plan

import (
	"math"
	"slices"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
)

// PlanTransform moves, scales, turns or reorders a layer. Scaling is about the centre and
// takes strokes, corners and font sizes with it. The target "root", "canvas" or "picture" is
// the canvas itself, which can only get another size: by a factor with all that is on it.
// Errors: *Error, *document.FieldError by argument.
func PlanTransform(args TransformArgs) Plan {
	return func(head document.State) ([]document.Edit, error) {
		if err := args.check(); err != nil {
			return nil, err
		}
		c, err := model.FromState(head)
		if err != nil {
			return nil, err
		}
		l, err := args.resolve(c.Layers)
		switch {
		case err != nil && args.isCanvas(c.Layers): // "the picture" is rather an image on it
			return args.resizeCanvas(head, c)
		case err != nil:
			return nil, err
		}
		if err := args.apply(c, &l); err != nil {
			return nil, err
		}
		return change(head, c, l, args.Order)
	}
}

// check refuses numbers that mean nothing.
func (t TransformArgs) check() error {
	if t.Factor == nil && t.Width == nil && t.Height == nil && t.Angle == nil && t.Position == nil &&
		t.DX == nil && t.DY == nil && t.Order == nil {
		return wrong("layer", "say how to move, scale, turn or reorder it")
	}
	for _, a := range []struct {
		name     string
		v        *float64
		positive bool
	}{
		{"factor", t.Factor, true},
		{"width", t.Width, true},
		{"height", t.Height, true},
		{"angle", t.Angle, false},
		{"dx", t.DX, false},
		{"dy", t.DY, false},
	} {
		switch {
		case a.v == nil:
		case math.IsNaN(*a.v) || math.IsInf(*a.v, 0):
			return wrong(a.name, "must be a number")
		case a.positive && *a.v <= 0:
			return wrong(a.name, "must be greater than 0")
		}
	}
	return nil
}

// apply carries out the steps in order.
func (t TransformArgs) apply(c model.Canvas, l *model.Layer) error {
	if t.Factor != nil {
		if err := scale(l, *t.Factor); err != nil {
			return err
		}
	}
	if err := t.resize(l); err != nil {
		return err
	}
	if t.Angle != nil {
		if l.Type == model.Line {
			rotateLine(l, *t.Angle)
		} else {
			l.Rotation = turn(l.Rotation + *t.Angle)
		}
	}
	if t.Position != nil {
		if err := place(c, l, *t.Position); err != nil {
			return err
		}
	}
	var d geom.Point
	setNumber(&d.X, t.DX)
	setNumber(&d.Y, t.DY)
	shift(l, d)
	return nil
}

// scale scales a layer about its centre.
func scale(l *model.Layer, k float64) error {
	box, err := l.Box(fonts())
	if err != nil {
		return err
	}
	l.Width, l.Height = l.Width*k, l.Height*k
	l.Radius, l.StrokeWidth, l.FontSize = l.Radius*k, l.StrokeWidth*k, l.FontSize*k
	if l.Type == model.Line {
		resizeLine(l, k, k)
		return nil
	}
	return moveTo(l, box.Center())
}

func resizeLine(l *model.Layer, kx, ky float64) {
	a, b := geom.Point{X: l.X1, Y: l.Y1}, geom.Point{X: l.X2, Y: l.Y2}
	mid := geom.Around(a, b).Center()
	a, b = a.Sub(mid), b.Sub(mid)
	l.X1, l.Y1, l.X2, l.Y2 = mid.X+a.X*kx, mid.Y+a.Y*ky, mid.X+b.X*kx, mid.Y+b.Y*ky
}

// resize gives a layer a new width, height or both, about its centre.
func (t TransformArgs) resize(l *model.Layer) error {
	if t.Width == nil && t.Height == nil {
		return nil
	}
	box, err := l.Box(fonts())
	if err != nil {
		return err
	}
	kx, ky := ratio(t.Width, box.Width()), ratio(t.Height, box.Height())
	if l.Type == model.Text {
		if t.Width == nil || t.Height != nil && ky < kx {
			kx = ky
		}
		return scale(l, kx) // the larger size that fits both
	}
	if l.Type == model.Image && (t.Width == nil || t.Height == nil) {
		kx *= ky
		ky = kx
	}
	if l.Type == model.Line {
		resizeLine(l, kx, ky)
		return nil
	}
	l.Width, l.Height = l.Width*kx, l.Height*ky
	return moveTo(l, box.Center())
}

// ratio is how many times as long have becomes; 1 when nothing is wanted, or when there
// is no length to stretch.
func ratio(want *float64, have float64) float64 {
	if want == nil || have == 0 {
		return 1
	}
	return *want / have
}

// newIndex is the place in the stack of a layer at index from among count others.
func newIndex(order string, from, count int) (int, error) {
	switch order {
	case "front":
		return count, nil
	case "back":
		return 0, nil
	case "forward":
		return min(count, from+1), nil
	case "backward":
		return max(0, from-1), nil
	}
	return 0, wrong("order", "must be front, back, forward or backward")
}

// reorder moves a layer in the stack; no edit when it is there already.
func reorder(head document.State, c model.Canvas, id, order string) ([]document.Edit, error) {
	from := slices.IndexFunc(c.Layers, func(l model.Layer) bool { return l.ID == id })
	to, err := newIndex(order, from, len(c.Layers)-1)
	if err != nil || to == from {
		return nil, err
	}
	key, err := document.OrderAt(head, document.RootID, to, id)
	if err != nil {
		return nil, err
	}
	return []document.Edit{{Op: document.Move, ID: id, Parent: document.RootID, Order: key}}, nil
}
