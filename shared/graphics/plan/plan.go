// Package plan turns requests about a canvas into edits of its document.
//
// A request may be relative ("twice as large", "the red circle", "bottom right"); a plan
// is a pure function of the document's head that makes absolute values of it. So the same
// request planned again on a newer head still does what was asked, and planned twice on
// the same head gives the same edits.
//
// Defaults are chosen to look right without further words: text that can be read on what
// is behind it (WCAG 2.2 contrast), sizes in proportion to the canvas, a margin of 5 %
// (the title-safe area of SMPTE ST 2046-1).
package plan

import "github.com/aio-creative-hub/aio/shared/document"

// Plan computes the edits for a state of the document.
type Plan = func(head document.State) ([]document.Edit, error)

// Style is what a layer looks like. What is nil stays, or takes its default when a layer
// is added. Lengths are canvas pixels, colours any CSS notation.
type Style struct {
	Name        *string
	Text        *string  // text layers; lines separated by newlines
	Color       *string  // the fill; of a line its stroke
	Stroke      *string  // outline
	StrokeWidth *float64 // of the outline, or of a line
	X, Y        *float64 // top left corner of the unrotated box
	Width       *float64 // of a text: where words wrap
	Height      *float64
	Position    *string  // a named place instead of X and Y; see Positions
	Size        *float64 // pixels per em of a text; side or diameter of a new shape
	Font        *string  // family
	Weight      *int     // 100 to 900
	Italic      *bool
	Align       *string  // left, center, right
	LineHeight  *float64 // multiple of a line's own height
	Radius      *float64 // of a rectangle's or image's corners; of an ellipse its own
	Angle       *float64 // degrees clockwise
	Opacity     *float64 // 0 to 1
	Blend       *string  // a blend mode's name
	Visible     *bool
	Order       *string // front, back, forward, backward
	Source      *string // the artifact of an image
}

// empty reports whether nothing is said.
func (s Style) empty() bool { return s == Style{} }

// CreateArgs describes a new canvas and, with Text, its title.
type CreateArgs struct {
	Name          *string
	Width, Height *float64 // pixels; nil: that of Preset, or the other side, or 1200 x 630
	Preset        *string  // a named size; see PresetSize
	Orientation   *string  // portrait or landscape: turns a size whose sides were not said
	Background    *string  // nil: white
	TitleID       string   // id for the title's layer; needed with Text
	Text          *string  // a title
	Color         *string  // of the title; nil: black or white
	Size          *float64 // of the title; nil: so that it fills about 80 % of the width
	Font          *string  // of the title
	Position      *string  // of the title; nil: center
}

// AddLayerArgs describes a new layer.
type AddLayerArgs struct {
	ID    string // id for the layer
	Shape string // rectangle, square, ellipse, circle, line, text, image; "": from the Style
	Style
	ImageWidth, ImageHeight int // pixels of the artifact of an image; 0: unknown
}

// EditLayerArgs changes a layer, or the canvas itself when the target names it.
type EditLayerArgs struct {
	Target
	Style
	Background              *string // of the whole canvas, whatever the target
	ImageWidth, ImageHeight int     // of a new Source, which then keeps its proportions
}

// DeleteLayerArgs removes a layer.
type DeleteLayerArgs struct{ Target }

// TransformArgs moves, scales, turns or reorders a layer. All of it is relative to the
// layer as it is, but Width, Height and Position. Carried out in the order of the fields.
type TransformArgs struct {
	Target
	Factor        *float64 // scale about the centre
	Width, Height *float64 // new size, about the centre; one alone keeps an image's or text's proportions
	Angle         *float64 // degrees clockwise around the centre, added to the present rotation
	Position      *string
	DX, DY        *float64
	Order         *string
}
