package plan

import (
	"bytes"
	"encoding/json"
	"maps"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/text"
)

// PlanEditLayer changes a layer, or with the target "root", "canvas" or "background" the
// canvas: its background (Background or Color), Width, Height and Name. A request that
// changes nothing gives no edits. Errors: *Error, *document.FieldError by argument.
func PlanEditLayer(args EditLayerArgs) Plan {
	return func(head document.State) ([]document.Edit, error) {
		if args.empty() && args.Background == nil {
			return nil, wrong("layer", "say what to change")
		}
		c, err := model.FromState(head)
		if err != nil {
			return nil, err
		}
		if args.isCanvas(c.Layers) {
			return editCanvas(head, c, args)
		}
		if args.empty() {
			return editCanvas(head, c, EditLayerArgs{Background: args.Background})
		}
		l, err := args.resolve(c.Layers)
		if err != nil {
			return nil, err
		}
		edits, err := editLayer(head, c, l, args)
		if err != nil || args.Background == nil {
			return edits, err
		}
		more, err := editCanvas(head, c, EditLayerArgs{Background: args.Background})
		return append(edits, more...), err
	}
}

// editCanvas sets properties of the root.
func editCanvas(head document.State, c model.Canvas, args EditLayerArgs) ([]document.Edit, error) {
	rest := args.Style
	rest.Name, rest.Width, rest.Height, rest.Color = nil, nil, nil, nil
	if !rest.empty() {
		return nil, wrong("layer", "the canvas itself has only a background, a width, a height and a name")
	}
	if err := setSize(&c, args.Width, args.Height); err != nil {
		return nil, err
	}
	setString(&c.Name, args.Name)
	if err := setColour(&c.Background, "color", args.Color); err != nil {
		return nil, err
	}
	if err := setColour(&c.Background, "background", args.Background); err != nil {
		return nil, err
	}
	props, err := c.Props()
	if err != nil {
		return nil, asArgument("", err)
	}
	return set(head.Root(), props), nil
}

// editLayer applies a style to an existing layer.
func editLayer(head document.State, c model.Canvas, l model.Layer, args EditLayerArgs) ([]document.Edit, error) {
	before, err := l.Box(fonts())
	if err != nil {
		return nil, err
	}
	old := l
	if err := apply(&l, args.Style); err != nil {
		return nil, err
	}
	if args.Source != nil && args.Width == nil && args.Height == nil && args.ImageWidth > 0 && args.ImageHeight > 0 {
		l.Height = l.Width * float64(args.ImageHeight) / float64(args.ImageWidth)
	}
	if l.Type == model.Text {
		if err := refit(c, &l, old, before, args.Style); err != nil {
			return nil, err
		}
	}
	if l.Type == model.Text && args.X == nil {
		if err := anchor(&l, old, before); err != nil {
			return nil, err
		}
	}
	defaultStroke(c, &l, args.Style)
	if args.Position != nil {
		if l.Type == model.Text && args.Align == nil {
			l.Align = column(*args.Position)
		}
		if err := place(c, &l, *args.Position); err != nil {
			return nil, err
		}
	}
	return change(head, c, l, args.Order)
}

// anchor keeps a text that has become wider or narrower where it was: centred text its
// middle, right-aligned text its right end.
func anchor(l *model.Layer, old model.Layer, before geom.Rect) error {
	if old.Width > 0 && l.Width == old.Width {
		return nil // it wraps in the same box
	}
	after, err := l.Box(fonts())
	if err != nil {
		return err
	}
	grown := after.Width() - before.Width()
	switch old.Align {
	case text.Center:
		l.X -= grown / 2
	case text.Right:
		l.X -= grown
	case text.Left:
	}
	return nil
}

// change is the edits that make an existing layer what l says, and reorder it.
func change(head document.State, c model.Canvas, l model.Layer, order *string) ([]document.Edit, error) {
	props, err := l.Props()
	if err != nil {
		return nil, asArgument(l.Type, err)
	}
	o, _ := head.Object(l.ID)
	edits := set(o, props)
	if order == nil {
		return edits, nil
	}
	move, err := reorder(head, c, l.ID, *order)
	return append(edits, move...), err
}

// set is the edit that gives an object these properties: only those that differ.
func set(o document.Object, props document.Props) []document.Edit {
	changed := maps.Clone(props)
	maps.DeleteFunc(changed, func(name string, v json.RawMessage) bool {
		return bytes.Equal(o.Props[name], v)
	})
	if len(changed) == 0 {
		return nil
	}
	return []document.Edit{{Op: document.Set, ID: o.ID, Props: changed}}
}

// PlanDeleteLayer removes a layer. Errors: *Error.
func PlanDeleteLayer(args DeleteLayerArgs) Plan {
	return func(head document.State) ([]document.Edit, error) {
		l, err := args.Resolve(head)
		if err != nil {
			return nil, err
		}
		return []document.Edit{{Op: document.Delete, ID: l.ID}}, nil
	}
}
