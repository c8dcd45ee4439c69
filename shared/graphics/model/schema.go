package model

import (
	"errors"
	"fmt"
	"slices"

	"github.com/aio-creative-hub/aio/shared/document"
)

// Schema is the rules of a canvas document: what its root and its layers may be. All
// layers are children of the root.
type Schema struct{}

var _ document.Schema = Schema{}

// Kind implements document.Schema.
func (Schema) Kind() string { return Kind }

// Check implements document.Schema. Its errors are *document.FieldError.
func (Schema) Check(o, parent document.Object) error {
	if o.ID == document.RootID {
		if o.Type != Kind {
			return wrong("type", "the root of a canvas has the type %q", Kind)
		}
		_, err := decodeRoot(o.Props)
		return err
	}
	if parent.ID != document.RootID {
		return wrong("parent", "a layer belongs directly to the canvas")
	}
	_, err := DecodeLayer(o)
	return err
}

// FromState decodes a whole canvas. Errors are *document.FieldError with the object's id
// before the property, such as lay_1.fontSize.
func FromState(s document.State) (Canvas, error) {
	c, err := decodeRoot(s.Root().Props)
	if err != nil {
		return Canvas{}, err
	}
	children := s.Children(document.RootID)
	if len(children) > MaxLayers {
		return Canvas{}, wrong("layers", "at most %d layers", MaxLayers)
	}
	c.Layers = make([]Layer, 0, len(children))
	for _, o := range children {
		l, err := DecodeLayer(o)
		if err != nil {
			return Canvas{}, within(o.ID, err)
		}
		c.Layers = append(c.Layers, l)
	}
	return c, nil
}

// within puts an object's id before the property of a field error.
func within(id string, err error) error {
	var f *document.FieldError
	if errors.As(err, &f) {
		return &document.FieldError{Field: id + "." + f.Field, Message: f.Message}
	}
	return err
}

func wrong(field, format string, args ...any) error {
	return &document.FieldError{Field: field, Message: fmt.Sprintf(format, args...)}
}

func decodeRoot(props document.Props) (Canvas, error) {
	var c Canvas
	if err := decode(props, rootProperties(&c), Kind); err != nil {
		return Canvas{}, err
	}
	return c, CheckSize(c.Width, c.Height)
}

// CheckSize refuses a canvas that is too small or too large.
func CheckSize(width, height int) error {
	switch {
	case width < 1 || width > MaxSide:
		return wrong("width", "must be between 1 and %d pixels", MaxSide)
	case height < 1 || height > MaxSide:
		return wrong("height", "must be between 1 and %d pixels", MaxSide)
	case width*height > MaxPixels:
		return wrong("height", "a canvas has at most %d megapixels", MaxPixels/1_000_000)
	}
	return nil
}

// DecodeLayer decodes one object. Errors are *document.FieldError.
func DecodeLayer(o document.Object) (Layer, error) {
	l := NewLayer(Type(o.Type))
	if !slices.Contains(Types(), l.Type) {
		return Layer{}, wrong("type", "must be one of %v", Types())
	}
	l.ID = o.ID
	if err := decode(o.Props, l.properties(), o.Type); err != nil {
		return Layer{}, err
	}
	if l.Type == Line && l.X1 == l.X2 && l.Y1 == l.Y2 {
		return Layer{}, wrong("x2", "a line's ends must differ")
	}
	return l, nil
}

// decode reads properties into the fields of a table: all of them known, all required
// ones there. Of several errors the alphabetically first is reported, so that it is
// always the same one.
func decode(props document.Props, table []property, what string) error {
	known := 0
	for _, p := range table {
		raw, there := props[p.name]
		if !there {
			if p.required {
				return wrong(p.name, "is required for a %s", what)
			}
			continue
		}
		known++
		if err := p.value.decode(raw); err != nil {
			return wrong(p.name, "%s", err.Error())
		}
	}
	if known == len(props) {
		return nil
	}
	var unknown []string
	for name := range props {
		if !slices.ContainsFunc(table, func(p property) bool { return p.name == name }) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	return wrong(unknown[0], "is not a property of a %s", what)
}
