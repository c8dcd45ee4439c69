package plan

import (
	"math"
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/text"
)

// Positions returns the named places.
func Positions() []string {
	return []string{
		"top_left", "top", "top_right", "left", "center", "right",
		"bottom_left", "bottom", "bottom_right", "upper_third", "lower_third",
	}
}

// marginShare is the margin that named places keep from the canvas's sides, as a share of
// its smaller side.
const marginShare = 0.05

func margin(c model.Canvas) float64 { return marginShare * float64(min(c.Width, c.Height)) }

// spot returns the centre of a box of that size at a named place.
func spot(c model.Canvas, position string, width, height float64) (geom.Point, error) {
	if !slices.Contains(Positions(), position) {
		return geom.Point{}, wrong("position", "must be one of %s", strings.Join(Positions(), ", "))
	}
	m, w, h := margin(c), float64(c.Width), float64(c.Height)
	at := c.Bounds().Center()
	switch column(position) {
	case text.Left:
		at.X = m + width/2
	case text.Right:
		at.X = w - m - width/2
	case text.Center:
	}
	top, bottom := m+height/2, h-m-height/2
	switch {
	case strings.HasPrefix(position, "top"):
		at.Y = top
	case strings.HasPrefix(position, "bottom"):
		at.Y = bottom
	case position == "upper_third": // the middle of the upper third, inside the margin
		at.Y = math.Max(h/6, top)
	case position == "lower_third":
		at.Y = math.Min(h*5/6, bottom)
	}
	return at, nil
}

// column says at which side a place is; its text is aligned to that side.
func column(position string) text.Align {
	switch {
	case strings.HasSuffix(position, "left"):
		return text.Left
	case strings.HasSuffix(position, "right"):
		return text.Right
	}
	return text.Center
}

// visible is the bounding box of the turned layer.
func visible(l model.Layer) (geom.Rect, error) {
	box, err := l.Box(text.Embedded())
	return l.Turn(box).ApplyRect(box), err
}

// moveTo puts the middle of the layer at a point.
func moveTo(l *model.Layer, to geom.Point) error {
	box, err := l.Box(text.Embedded())
	if err != nil {
		return err
	}
	shift(l, to.Sub(box.Center()))
	return nil
}

// shift moves the layer.
func shift(l *model.Layer, d geom.Point) {
	if l.Type == model.Line {
		l.X1, l.Y1, l.X2, l.Y2 = l.X1+d.X, l.Y1+d.Y, l.X2+d.X, l.Y2+d.Y
		return
	}
	l.X, l.Y = l.X+d.X, l.Y+d.Y
}

// place puts the layer at a named place.
func place(c model.Canvas, l *model.Layer, position string) error {
	box, err := visible(*l)
	if err != nil {
		return err
	}
	at, err := spot(c, position, box.Width(), box.Height())
	if err != nil {
		return err
	}
	return moveTo(l, at)
}
