package plan

import (
	"math"
	"slices"

	"github.com/aio-creative-hub/aio/shared/graphics/colour"
	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/text"
)

// The defaults of an added text, in proportion to what is there.
const (
	textShare     = 0.08 // font size as a share of the canvas's smaller side
	subtitleShare = 0.4  // font size as a share of that of the text above, at most
	subtitleLeast = 0.25 // and at least, to come out no wider than that text
	subtitleGap   = 0.35 // distance from the text above, in its font size
	readableSize  = 12   // pixels: not smaller than this unless asked
)

func newText(c model.Canvas, l model.Layer, s Style) (model.Layer, error) {
	if s.Text == nil {
		return l, wrong("text", "is required for a text")
	}
	above, below, err := lowestText(c, s)
	if err != nil {
		return l, err
	}
	l.FontSize = math.Max(readableSize, math.Round(textShare*float64(min(c.Width, c.Height))))
	l.Align = text.Center
	switch {
	case s.Position != nil:
		l.Align = column(*s.Position)
	case s.X != nil:
		l.Align = text.Left
	}
	if err := apply(&l, s); err != nil {
		return l, err
	}
	switch {
	case !below || s.Size != nil:
	case subordinate(c, above): // one more of its kind: the next line of a menu
		l.FontSize = above.FontSize
	default:
		if err := subtitleSize(&l, above); err != nil {
			return l, err
		}
	}
	if s.Width == nil {
		if err := wrapAt(&l, float64(c.Width)-2*margin(c)); err != nil {
			return l, err
		}
	}
	if err := putText(c, &l, s, above, below); err != nil {
		return l, err
	}
	defaultStroke(c, &l, s)
	err = readable(c, &l, s)
	return l, err
}

func putText(c model.Canvas, l *model.Layer, s Style, above model.Layer, below bool) error {
	if err := settle(c, l, s); err != nil {
		return err
	}
	if below {
		return putBelow(c, l, above)
	}
	if s.Position != nil {
		return putInside(c, l)
	}
	return nil
}

// subordinate reports whether there is a text that is clearly larger than this one.
func subordinate(c model.Canvas, l model.Layer) bool {
	const clearly = 1.2
	return slices.ContainsFunc(c.Layers, func(other model.Layer) bool {
		return other.Type == model.Text && other.Visible && other.FontSize > clearly*l.FontSize
	})
}

// subtitleSize chooses the size of a text below another one.
func subtitleSize(l *model.Layer, above model.Layer) error {
	upper, err := above.Box(fonts())
	if err != nil {
		return err
	}
	l.FontSize = above.FontSize * subtitleShare
	box, err := l.Box(fonts())
	if err != nil {
		return err
	}
	k := math.Min(1, upper.Width()/math.Max(1, box.Width()))
	size := math.Max(l.FontSize*k, above.FontSize*subtitleLeast)
	l.FontSize = math.Max(readableSize, math.Round(size))
	return nil
}

// putInside centres a text in the shape that it was put on by a named place, if it fits
// into it: the label of a button.
func putInside(c model.Canvas, l *model.Layer) error {
	const labelShare = 0.5 // a shape that covers more of the canvas is its background
	box, err := visible(*l)
	if err != nil {
		return err
	}
	for i := len(c.Layers) - 1; i >= 0; i-- {
		shape := c.Layers[i]
		if !shape.Visible || !covers(shape, box.Center()) {
			continue
		}
		outer := geom.Box(shape.X, shape.Y, shape.Width, shape.Height)
		if box.Width() > outer.Width() || box.Height() > outer.Height() ||
			outer.Width()*outer.Height() > labelShare*float64(c.Width*c.Height) {
			return nil
		}
		l.Align = text.Center
		return moveTo(l, outer.Center())
	}
	return nil
}

// lowestText finds the text below which a new one goes when nothing is said about where.
func lowestText(c model.Canvas, s Style) (lowest model.Layer, ok bool, err error) {
	if s.Position != nil || s.X != nil || s.Y != nil {
		return model.Layer{}, false, nil
	}
	bottom := math.Inf(-1)
	for _, l := range c.Layers {
		if l.Type != model.Text || !l.Visible {
			continue
		}
		box, err := visible(l)
		if err != nil {
			return model.Layer{}, false, err
		}
		if box.Max.Y > bottom {
			lowest, ok, bottom = l, true, box.Max.Y
		}
	}
	return lowest, ok, nil
}

// putBelow puts the text under another one, aligned with it; if that is off the canvas,
// over it, or else at the bottom.
func putBelow(c model.Canvas, l *model.Layer, above model.Layer) error {
	upper, err := visible(above)
	if err != nil {
		return err
	}
	box, err := l.Box(fonts())
	if err != nil {
		return err
	}
	to := geom.Point{X: upper.Center().X, Y: upper.Max.Y + subtitleGap*above.FontSize + box.Height()/2}
	switch above.Align {
	case text.Left:
		to.X = upper.Min.X + box.Width()/2
	case text.Right:
		to.X = upper.Max.X - box.Width()/2
	case text.Center:
	}
	l.Align = above.Align
	if to.Y+box.Height()/2 > float64(c.Height) {
		to.Y = upper.Min.Y - subtitleGap*above.FontSize - box.Height()/2
	}
	if to.Y-box.Height()/2 < 0 {
		return place(c, l, "bottom")
	}
	return moveTo(l, to)
}

// readable gives a text without a colour black or white, whichever can be read on what is
// behind its middle.
func readable(c model.Canvas, l *model.Layer, s Style) error {
	if s.Color != nil {
		return nil
	}
	box, err := visible(*l)
	if err != nil {
		return err
	}
	l.Fill = colour.TextOn(behind(c, box.Center()))
	return nil
}

// behind is the colour of the canvas at a point: that of the shapes there, on the
// background. What an image shows is not known here: it counts as mid-dark.
func behind(c model.Canvas, at geom.Point) colour.Colour {
	out := c.Background.Over(colour.White)
	for _, l := range c.Layers {
		if !l.Visible || !covers(l, at) {
			continue
		}
		fill := l.Fill
		if l.Type == model.Image {
			fill = colour.Colour{R: 96, G: 96, B: 96, A: 255}
		}
		fill.A = uint8(math.Round(float64(fill.A) * l.Opacity))
		out = fill.Over(out)
	}
	return out
}

// covers reports whether a filled shape lies over a point.
func covers(l model.Layer, at geom.Point) bool {
	if l.Type == model.Line || l.Type == model.Text {
		return false
	}
	box := geom.Box(l.X, l.Y, l.Width, l.Height)
	back, ok := l.Turn(box).Invert()
	if !ok {
		return false
	}
	p := back.Apply(at).Sub(box.Center())
	x, y := 2*p.X/l.Width, 2*p.Y/l.Height
	if l.Type == model.Ellipse {
		return x*x+y*y <= 1
	}
	return math.Abs(x) <= 1 && math.Abs(y) <= 1
}
