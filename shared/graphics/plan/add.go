package plan

import (
	"math"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/graphics/colour"
	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
)

// PlanAddLayer adds a layer in front of the others, or where Order says (back; forward and
// backward count from the front). What is not said is chosen: a visible colour, a sensible
// share of the canvas, the middle. Text goes below the text that is there already.
// Errors: *document.FieldError by argument.
func PlanAddLayer(args AddLayerArgs) Plan {
	return func(head document.State) ([]document.Edit, error) {
		c, err := model.FromState(head)
		if err != nil {
			return nil, err
		}
		if len(c.Layers) >= model.MaxLayers {
			return nil, wrong("shape", "a canvas has at most %d layers", model.MaxLayers)
		}
		l, err := newLayer(c, args)
		if err != nil {
			return nil, err
		}
		order, err := addOrder(head, c, args.Order)
		if err != nil {
			return nil, err
		}
		edit, err := create(l, order)
		return []document.Edit{edit}, err
	}
}

func addOrder(head document.State, c model.Canvas, said *string) (string, error) {
	if said == nil {
		return document.OrderLast(head, document.RootID)
	}
	at, err := newIndex(*said, len(c.Layers), len(c.Layers))
	if err != nil {
		return "", err
	}
	return document.OrderAt(head, document.RootID, at)
}

// shapeType maps what can be asked for to the type of layer.
func shapeType(shape string) (model.Type, bool) {
	switch shape {
	case "rectangle", "square":
		return model.Rectangle, true
	case "ellipse", "circle":
		return model.Ellipse, true
	case "line", "text", "image":
		return model.Type(shape), true
	}
	return "", false
}

func newLayer(c model.Canvas, args AddLayerArgs) (model.Layer, error) {
	shape := args.Shape
	switch {
	case shape != "":
	case args.Source != nil:
		shape = "image"
	case args.Text != nil:
		shape = "text"
	default:
		return model.Layer{}, wrong("shape", "say what to add: rectangle, square, ellipse, circle, line, text or image")
	}
	t, ok := shapeType(shape)
	if !ok {
		return model.Layer{}, wrong("shape", "must be rectangle, square, ellipse, circle, line, text or image")
	}
	l := model.NewLayer(t)
	l.ID, l.Name = args.ID, uniqueName(shape, c.Layers)
	switch t {
	case model.Text:
		return newText(c, l, args.Style)
	case model.Line:
		return newLine(c, l, args.Style)
	}
	return newBox(c, l, shape, args)
}

func newLine(c model.Canvas, l model.Layer, s Style) (model.Layer, error) {
	const lengthShare, widthShare = 0.6, 0.006
	if s.Width == nil && s.Height == nil {
		l.X2 = math.Round(lengthShare * float64(c.Width))
	}
	l.StrokeWidth = math.Max(2, math.Round(widthShare*float64(min(c.Width, c.Height))))
	l.Stroke = colour.TextOn(c.Background)
	if err := apply(&l, s); err != nil {
		return l, err
	}
	err := settle(c, &l, s)
	return l, err
}

// boxSize is the default size of a shape: a share of the canvas.
func boxSize(c model.Canvas, shape string, args AddLayerArgs) (width, height float64) {
	w, h := float64(c.Width), float64(c.Height)
	share := 0.4
	if args.Position != nil && *args.Position != "center" {
		share = 0.25 // at a border it is an accent and leaves the middle free
	}
	side := math.Round(share * math.Min(w, h))
	switch {
	case shape == "square" || shape == "circle":
		return side, side
	case shape == "image" && args.ImageWidth > 0 && args.ImageHeight > 0:
		iw, ih := float64(args.ImageWidth), float64(args.ImageHeight)
		k := math.Min(1, math.Min(0.8*w/iw, 0.8*h/ih))
		return math.Max(1, math.Round(iw*k)), math.Max(1, math.Round(ih*k))
	case shape == "image":
		return side, side
	}
	width = math.Round(share * w)
	return width, math.Round(math.Min(0.75*share*h, width*0.75))
}

func newBox(c model.Canvas, l model.Layer, shape string, args AddLayerArgs) (model.Layer, error) {
	if l.Type == model.Image && args.Source == nil {
		return l, wrong("artifactId", "is required for an image")
	}
	l.Width, l.Height = boxSize(c, shape, args)
	ratio := l.Height / l.Width
	if l.Type != model.Image {
		l.Fill = freshColour(c)
		if args.Stroke != nil && args.Color == nil {
			l.Fill = colour.Transparent // an outline was asked for
		}
	}
	if err := apply(&l, args.Style); err != nil {
		return l, err
	}
	switch {
	case args.Width != nil && args.Height == nil && args.Size == nil:
		l.Height = math.Max(1, math.Round(l.Width*ratio))
	case args.Height != nil && args.Width == nil && args.Size == nil:
		l.Width = math.Max(1, math.Round(l.Height/ratio))
	}
	defaultStroke(c, &l, args.Style)
	err := settle(c, &l, args.Style)
	return l, err
}

// settle puts a new layer where it was said, or in the middle. A position that is only
// half said by X or Y keeps the middle in the other direction.
func settle(c model.Canvas, l *model.Layer, s Style) error {
	position := "center"
	if s.Position != nil {
		position = *s.Position
	}
	if s.X != nil && s.Y != nil && s.Position == nil {
		return nil
	}
	before, err := l.Box(fonts())
	if err != nil {
		return err
	}
	if err := place(c, l, position); err != nil {
		return err
	}
	after, err := l.Box(fonts())
	if err != nil {
		return err
	}
	var back geom.Point
	if s.X != nil && s.Position == nil {
		back.X = before.Min.X - after.Min.X
	}
	if s.Y != nil && s.Position == nil {
		back.Y = before.Min.Y - after.Min.Y
	}
	shift(l, back)
	return nil
}

// freshColour is a colour for a shape that stands out from the background (WCAG 2.2 asks
// 3:1 of graphics) and, if possible, is not on the canvas yet.
func freshColour(c model.Canvas) colour.Colour {
	const visible = 3
	paper := c.Background.Over(colour.White)
	var candidates []colour.Colour
	for _, candidate := range palette() {
		if colour.Contrast(candidate, paper) >= visible {
			candidates = append(candidates, candidate)
		}
	}
	for _, candidate := range candidates {
		if !used(c, candidate) {
			return candidate
		}
	}
	return append(candidates, colour.TextOn(c.Background))[0]
}

func used(c model.Canvas, want colour.Colour) bool {
	for _, l := range c.Layers {
		if l.Fill == want {
			return true
		}
	}
	return false
}

// palette holds colours that go together, from mid-tones to light ones for dark
// backgrounds.
func palette() []colour.Colour {
	codes := []uint32{0x2563eb, 0xf59e0b, 0xdc2626, 0x16a34a, 0x9333ea, 0x0d9488, 0xec4899, 0x38bdf8, 0xfacc15, 0x4ade80}
	out := make([]colour.Colour, len(codes))
	for i, v := range codes {
		out[i] = colour.Colour{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
	}
	return out
}
