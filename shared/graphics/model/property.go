package model

import (
	"encoding/json"

	"github.com/aio-creative-hub/aio/shared/document"
)

// property is one row of the table of an object's properties: its name and the field it
// is decoded into and encoded from.
type property struct {
	name     string
	required bool
	value    value
}

// value is a field of a Canvas or Layer as JSON.
type value interface {
	decode(raw json.RawMessage) error
	encode() any
}

// rootProperties is the table of the root object.
func rootProperties(c *Canvas) []property {
	return []property{
		{"width", true, integer{&c.Width, 1, MaxSide}},
		{"height", true, integer{&c.Height, 1, MaxSide}},
		{"background", true, paintColour{&c.Background}},
		{"name", false, words{&c.Name, MaxNameRunes, true}},
	}
}

// properties is the table of a layer of that type.
func (l *Layer) properties() []property {
	all := []property{
		{"name", true, words{&l.Name, MaxNameRunes, false}},
		{"opacity", false, number{&l.Opacity, 0, 1}},
		{"blend", false, blend{&l.Blend}},
		{"visible", false, flag{&l.Visible}},
		{"strokeWidth", l.Type == Line, number{&l.StrokeWidth, 0, MaxStrokeWidth}},
		{"stroke", l.Type == Line, paintColour{&l.Stroke}},
	}
	if l.Type == Line {
		return append(all, l.ends()...)
	}
	all = append(all,
		property{"x", true, number{&l.X, -MaxCoordinate, MaxCoordinate}},
		property{"y", true, number{&l.Y, -MaxCoordinate, MaxCoordinate}},
		property{"rotation", false, number{&l.Rotation, -MaxRotation, MaxRotation}},
	)
	if l.Type == Text {
		return append(all, l.typography()...)
	}
	all = append(all,
		property{"width", true, number{&l.Width, minSide, MaxLayerSide}},
		property{"height", true, number{&l.Height, minSide, MaxLayerSide}},
	)
	if l.Type == Image {
		all = append(all, property{SourceProperty, true, artifact{&l.Source}})
	} else {
		all = append(all, property{"fill", true, paintColour{&l.Fill}})
	}
	if l.Type == Ellipse {
		return all
	}
	return append(all, property{"radius", false, number{&l.Radius, 0, MaxLayerSide}})
}

// minSide is the least width or height of a layer in pixels: what is thinner cannot be
// seen, and zero cannot be scaled.
const minSide = 0.01

func (l *Layer) ends() []property {
	return []property{
		{"x1", true, number{&l.X1, -MaxCoordinate, MaxCoordinate}},
		{"y1", true, number{&l.Y1, -MaxCoordinate, MaxCoordinate}},
		{"x2", true, number{&l.X2, -MaxCoordinate, MaxCoordinate}},
		{"y2", true, number{&l.Y2, -MaxCoordinate, MaxCoordinate}},
	}
}

// minFontSize and minLineHeight keep text from vanishing: less cannot be read.
const (
	minFontSize   = 1
	minLineHeight = 0.1
)

func (l *Layer) typography() []property {
	return []property{
		{"text", true, words{&l.Text, MaxTextRunes, false}},
		{"fill", true, paintColour{&l.Fill}},
		{"width", false, number{&l.Width, 0, MaxLayerSide}},
		{"fontFamily", false, words{&l.FontFamily, MaxNameRunes, false}},
		{"fontSize", true, number{&l.FontSize, minFontSize, MaxFontSize}},
		{"fontWeight", false, integer{&l.FontWeight, 100, 900}},
		{"italic", false, flag{&l.Italic}},
		{"align", false, alignment{&l.Align}},
		{"lineHeight", false, number{&l.LineHeight, minLineHeight, MaxLineHeight}},
	}
}

// Props encodes all properties of the layer's type. The error is *document.FieldError:
// a value that the Schema would refuse.
func (l Layer) Props() (document.Props, error) {
	props, err := encode(l.properties())
	if err != nil {
		return nil, err
	}
	_, err = DecodeLayer(document.Object{ID: l.ID, Type: string(l.Type), Props: props})
	return props, err
}

// Props encodes the root's properties.
func (c Canvas) Props() (document.Props, error) {
	props, err := encode(rootProperties(&c))
	if err != nil {
		return nil, err
	}
	_, err = decodeRoot(props)
	return props, err
}

func encode(table []property) (document.Props, error) {
	values := make(map[string]any, len(table))
	for _, p := range table {
		v := p.value.encode()
		if f, ok := v.(float64); ok && !finite(f) {
			return nil, wrong(p.name, "must be a finite number")
		}
		if w, ok := p.value.(words); ok && w.empty && v == "" {
			continue
		}
		values[p.name] = v
	}
	return document.NewProps(values)
}
