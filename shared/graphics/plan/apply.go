package plan

import (
	"math"
	"strings"

	"github.com/aio-creative-hub/aio/shared/graphics/colour"
	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/paint"
	"github.com/aio-creative-hub/aio/shared/graphics/text"
)

// apply writes what a style says into a layer, all but Position and Order, which need the
// canvas. What the layer's type does not have is refused.
func apply(l *model.Layer, s Style) error {
	if err := applicable(l.Type, s); err != nil {
		return err
	}
	setString(&l.Name, s.Name)
	setNumber(&l.StrokeWidth, s.StrokeWidth)
	setNumber(&l.Opacity, s.Opacity)
	if s.Visible != nil {
		l.Visible = *s.Visible
	}
	if err := applyColours(l, s); err != nil {
		return err
	}
	if s.Blend != nil {
		mode, ok := paint.ParseMode(paint.CanonicalMode(*s.Blend))
		if !ok {
			return wrong("blend", "must be one of %s", strings.Join(paint.Modes(), ", "))
		}
		l.Blend = mode
	}
	if err := applyText(l, s); err != nil {
		return err
	}
	setString(&l.Source, s.Source)
	if err := applyGeometry(l, s); err != nil {
		return err
	}
	_, err := l.Props() // names the argument before anything is computed from it
	return asArgument(l.Type, err)
}

// applicable refuses arguments that a type of layer has no use for.
func applicable(t model.Type, s Style) error {
	isText, isBox := t == model.Text, t == model.Rectangle || t == model.Ellipse || t == model.Image
	for _, a := range []struct {
		name       string
		said, fits bool
	}{
		{"text", s.Text != nil, isText},
		{"color", s.Color != nil, t != model.Image},
		{"size", s.Size != nil, isText || isBox},
		{"font", s.Font != nil, isText},
		{"weight", s.Weight != nil, isText},
		{"italic", s.Italic != nil, isText},
		{"align", s.Align != nil, isText},
		{"lineHeight", s.LineHeight != nil, isText},
		{"height", s.Height != nil, !isText},
		{"radius", s.Radius != nil, isBox},
		{"artifactId", s.Source != nil, t == model.Image},
	} {
		if a.said && !a.fits {
			return wrong(a.name, "does not apply to a layer of type %s", t)
		}
	}
	return nil
}

func setString(to *string, said *string) {
	if said != nil {
		*to = *said
	}
}

func setNumber(to *float64, said *float64) {
	if said != nil {
		*to = *said
	}
}

func applyColours(l *model.Layer, s Style) error {
	if l.Type == model.Line {
		if err := setColour(&l.Stroke, "stroke", s.Stroke); err != nil {
			return err
		}
		return setColour(&l.Stroke, "color", s.Color)
	}
	if err := setColour(&l.Fill, "color", s.Color); err != nil {
		return err
	}
	return setColour(&l.Stroke, "stroke", s.Stroke)
}

func applyText(l *model.Layer, s Style) error {
	setString(&l.Text, s.Text)
	setFont(l, s.Font)
	setNumber(&l.LineHeight, s.LineHeight)
	if l.Type == model.Text {
		setNumber(&l.FontSize, s.Size)
	}
	if s.Weight != nil {
		l.FontWeight = *s.Weight
	}
	if s.Italic != nil {
		l.Italic = *s.Italic
	}
	if s.Align != nil {
		align, ok := text.ParseAlign(*s.Align)
		if !ok {
			return wrong("align", "must be left, center or right")
		}
		l.Align = align
	}
	return nil
}

// setFont sets the family, or the style if that is what was said: "bold" is no family.
func setFont(l *model.Layer, said *string) {
	if said == nil {
		return
	}
	switch strings.ToLower(strings.Join(strings.Fields(*said), " ")) {
	case "bold":
		l.FontWeight = boldWeight
	case "italic":
		l.Italic = true
	case "bold italic", "italic bold":
		l.FontWeight, l.Italic = boldWeight, true
	default:
		l.FontFamily = *said
	}
}

// boldWeight is the weight that "bold" means (CSS Fonts 4, section 2.2).
const boldWeight = 700

// applyGeometry sets the box, or a line's ends so that they span it.
func applyGeometry(l *model.Layer, s Style) error {
	for name, v := range map[string]*float64{"angle": s.Angle, "x": s.X, "y": s.Y} {
		if v != nil && (math.IsNaN(*v) || math.IsInf(*v, 0)) {
			return wrong(name, "must be a number")
		}
	}
	if l.Type == model.Line {
		applyLine(l, s)
		return nil
	}
	setNumber(&l.X, s.X)
	setNumber(&l.Y, s.Y)
	if s.Angle != nil {
		l.Rotation = turn(*s.Angle)
	}
	if l.Type != model.Text && s.Size != nil {
		l.Width, l.Height = *s.Size, *s.Size
	}
	if s.Radius != nil && l.Type == model.Ellipse {
		l.Width, l.Height = 2**s.Radius, 2**s.Radius
	} else {
		setNumber(&l.Radius, s.Radius)
	}
	setNumber(&l.Width, s.Width)
	setNumber(&l.Height, s.Height)
	return nil
}

// applyLine keeps the direction in which a line rises or falls.
func applyLine(l *model.Layer, s Style) {
	d := geom.Point{X: l.X2 - l.X1, Y: l.Y2 - l.Y1}
	if s.Width != nil {
		d.X = math.Copysign(*s.Width, d.X)
	}
	if s.Height != nil {
		d.Y = math.Copysign(*s.Height, d.Y)
	}
	l.X2, l.Y2 = l.X1+d.X, l.Y1+d.Y
	if s.Angle != nil {
		rotateLine(l, *s.Angle-math.Atan2(d.Y, d.X)*180/math.Pi)
	}
	var by geom.Point
	if s.X != nil {
		by.X = *s.X - math.Min(l.X1, l.X2)
	}
	if s.Y != nil {
		by.Y = *s.Y - math.Min(l.Y1, l.Y2)
	}
	shift(l, by)
}

// rotateLine turns a line around its middle.
func rotateLine(l *model.Layer, degrees float64) {
	a, b := geom.Point{X: l.X1, Y: l.Y1}, geom.Point{X: l.X2, Y: l.Y2}
	m := geom.Rotate(degrees, geom.Around(a, b).Center())
	a, b = m.Apply(a), m.Apply(b)
	l.X1, l.Y1, l.X2, l.Y2 = a.X, a.Y, b.X, b.Y
}

// turn brings an angle into [0, 360).
func turn(degrees float64) float64 {
	degrees = math.Mod(degrees, 360)
	if degrees < 0 {
		degrees += 360
	}
	return degrees
}

// defaultStroke gives an outline that was only half described its other half.
func defaultStroke(c model.Canvas, l *model.Layer, s Style) {
	if s.Stroke != nil && s.StrokeWidth == nil && l.StrokeWidth == 0 {
		l.StrokeWidth = math.Max(2, math.Round(0.01*float64(min(c.Width, c.Height))))
	}
	if s.StrokeWidth != nil && s.Stroke == nil && l.Stroke == colour.Transparent {
		l.Stroke = colour.TextOn(c.Background)
	}
}
