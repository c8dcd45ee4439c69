// Package model is the canvas as the graphics area sees it: a background and a stack of
// typed layers, decoded from and encoded into the objects of a document.
//
// Coordinates are canvas pixels, origin at the top left corner, y down. Property names
// follow Fabric.js and SVG where they agree (x1, strokeWidth, lineHeight), so that the
// editor in the browser needs no translation table.
package model

import (
	"math"

	"github.com/aio-creative-hub/aio/shared/graphics/colour"
	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/paint"
	"github.com/aio-creative-hub/aio/shared/graphics/text"
)

// Kind is the document kind of a canvas.
const Kind = "canvas"

// Limits of a canvas.
const (
	MaxSide        = 16_384      // pixels a side: what browsers and JPEG can still hold
	MaxPixels      = 100_000_000 // pixels of a canvas: 400 MB while it is rendered
	MaxLayers      = 2_000       // layers: beyond, an edit no longer feels immediate
	MaxCoordinate  = 100_000     // pixels from the origin: far outside any canvas, exact in float32
	MaxLayerSide   = 65_536      // pixels: four times the largest canvas
	MaxTextRunes   = 10_000      // characters of a text layer: about four printed pages
	MaxFontSize    = 8_192       // pixels per em: half of the largest canvas
	MaxStrokeWidth = 16_384      // pixels
	MaxNameRunes   = 200         // characters of a layer's name or a font family
	MaxSourceBytes = 64          // an artifact id
	MaxRotation    = 3_600       // degrees either way: ten turns
	MaxLineHeight  = 10          // times a line's own height
)

// Type is the type of a layer, and of the document object that holds it.
type Type string

// The types of layers.
const (
	Rectangle Type = "rectangle"
	Ellipse   Type = "ellipse"
	Line      Type = "line"
	Text      Type = "text"
	Image     Type = "image"
)

// Types returns all types of layers.
func Types() []Type { return []Type{Rectangle, Ellipse, Line, Text, Image} }

// Canvas is a picture in the making.
type Canvas struct {
	Name          string // "" when it has none
	Width, Height int    // pixels
	Background    colour.Colour
	Layers        []Layer // from back to front
}

// Bounds is the canvas's rectangle.
func (c Canvas) Bounds() geom.Rect { return geom.Box(0, 0, float64(c.Width), float64(c.Height)) }

// Layer is one object on a canvas. Which fields count depends on its Type.
type Layer struct {
	ID   string
	Type Type
	Name string

	// The top left corner and size of the unrotated box. A line has end points instead. A
	// text's height follows from its lines, and its width too unless one is set (not 0),
	// at which words then wrap.
	X, Y, Width, Height float64
	X1, Y1, X2, Y2      float64 // a line's ends

	Rotation float64 // degrees clockwise around the box's centre; not for lines
	Opacity  float64 // 0 to 1, of fill and stroke together
	Blend    paint.Mode
	Visible  bool

	Fill        colour.Colour // not for lines and images
	Stroke      colour.Colour
	StrokeWidth float64 // pixels, centred on the outline
	Radius      float64 // of a rectangle's or image's corners, pixels

	Text       string
	FontFamily string
	FontSize   float64 // pixels per em
	FontWeight int     // 100 to 900
	Italic     bool
	Align      text.Align
	LineHeight float64 // multiple of a line's own height (1.13 em)

	Source string // the artifact of an image
}

// SourceProperty is the property of an image that names its artifact.
const SourceProperty = "source"

// NewLayer returns a layer with the defaults of everything that need not be said.
func NewLayer(t Type) Layer {
	l := Layer{Type: t, Opacity: 1, Visible: true}
	if t == Text {
		l.FontFamily, l.FontWeight, l.LineHeight = text.Sans, 400, text.DefaultLineHeight
	}
	return l
}

// TextStyle is how a text layer is set.
func (l Layer) TextStyle() text.Style {
	return text.Style{
		Family: l.FontFamily, Size: l.FontSize, Weight: l.FontWeight, Italic: l.Italic,
		LineHeight: l.LineHeight, Align: l.Align, Width: l.Width,
	}
}

// Box is the layer's unrotated box; a text is measured with the fonts.
func (l Layer) Box(fonts *text.Fonts) (geom.Rect, error) {
	switch l.Type {
	case Line:
		return geom.Around(geom.Point{X: l.X1, Y: l.Y1}, geom.Point{X: l.X2, Y: l.Y2}), nil
	case Text:
		w, h, err := fonts.Measure(l.Text, l.TextStyle())
		return geom.Box(l.X, l.Y, w, h), err
	}
	return geom.Box(l.X, l.Y, l.Width, l.Height), nil
}

// Turn maps the unrotated box to where the layer is on the canvas.
func (l Layer) Turn(box geom.Rect) geom.Matrix {
	if l.Type == Line || math.Mod(l.Rotation, 360) == 0 {
		return geom.Identity()
	}
	return geom.Rotate(l.Rotation, box.Center())
}
