package plan

import (
	"math"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/graphics/colour"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
)

// PlanCreate returns the properties of a new canvas's root object, and the edits that
// give it its title, if it has one. Errors: *document.FieldError by argument.
func PlanCreate(args CreateArgs) (document.Props, []document.Edit, error) {
	c, err := newCanvas(args)
	if err != nil {
		return nil, nil, err
	}
	props, err := c.Props()
	if err != nil || args.Text == nil {
		return props, nil, asArgument("", err)
	}
	title, err := newTitle(c, args)
	if err != nil {
		return nil, nil, err
	}
	order, err := document.OrderBetween("", "")
	if err != nil {
		return nil, nil, err
	}
	edit, err := create(title, order)
	return props, []document.Edit{edit}, err
}

func newCanvas(args CreateArgs) (model.Canvas, error) {
	c := model.Canvas{Width: DefaultWidth, Height: DefaultHeight, Background: colour.White}
	if args.Preset != nil {
		w, h, ok := PresetSize(*args.Preset)
		if !ok {
			return c, wrong("preset", "is not a known format; say a width and a height in pixels")
		}
		c.Width, c.Height = w, h
	}
	if err := setSize(&c, args.Width, args.Height); err != nil {
		return c, err
	}
	switch { // one side alone makes a square: "a 500 pixel canvas"
	case args.Preset != nil:
	case args.Height == nil && args.Width != nil:
		c.Height = c.Width
	case args.Width == nil && args.Height != nil:
		c.Width = c.Height
	}
	if args.Orientation != nil && args.Width == nil && args.Height == nil {
		if (*args.Orientation == "portrait") == (c.Width > c.Height) {
			c.Width, c.Height = c.Height, c.Width
		}
	}
	if args.Name != nil {
		c.Name = *args.Name
	}
	return c, setColour(&c.Background, "background", args.Background)
}

// setSize takes the sides that are said.
func setSize(c *model.Canvas, width, height *float64) error {
	for _, side := range []struct {
		name string
		from *float64
		to   *int
	}{{"width", width, &c.Width}, {"height", height, &c.Height}} {
		if side.from == nil {
			continue
		}
		v := math.Round(*side.from)
		if !(v >= 1 && v <= model.MaxSide) {
			return wrong(side.name, "must be between 1 and %d pixels", model.MaxSide)
		}
		*side.to = int(v)
	}
	return model.CheckSize(c.Width, c.Height)
}

// setColour parses a colour that was said.
func setColour(to *colour.Colour, argument string, said *string) error {
	if said == nil {
		return nil
	}
	c, err := colour.Parse(*said)
	if err != nil {
		return wrong(argument, "must be a colour: a CSS name, #rrggbb, rgb(), hsl() or transparent")
	}
	*to = c
	return nil
}

// The share of the canvas that a title takes.
const (
	titleWidth  = 0.8
	titleHeight = 0.4
)

func newTitle(c model.Canvas, args CreateArgs) (model.Layer, error) {
	l := model.NewLayer(model.Text)
	l.ID, l.Name, l.FontWeight, l.FontSize = args.TitleID, "title", 700, readableSize
	position := "center"
	if args.Position != nil {
		position = *args.Position
	}
	l.Align = column(position)
	style := Style{Text: args.Text, Color: args.Color, Size: args.Size, Font: args.Font}
	if err := apply(&l, style); err != nil {
		return l, err
	}
	if err := fitText(&l, float64(c.Width)*titleWidth, float64(c.Height)*titleHeight, args.Size != nil); err != nil {
		return l, err
	}
	if args.Color == nil {
		l.Fill = colour.TextOn(c.Background)
	}
	err := place(c, &l, position)
	return l, err
}

// create is the edit that adds a layer.
func create(l model.Layer, order string) (document.Edit, error) {
	props, err := l.Props()
	if err != nil {
		return document.Edit{}, asArgument(l.Type, err)
	}
	return document.Edit{
		Op: document.Create, ID: l.ID, Type: string(l.Type), Parent: document.RootID, Order: order, Props: props,
	}, nil
}
