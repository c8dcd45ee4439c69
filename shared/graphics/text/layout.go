package text

import (
	"math"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// The metrics of Fabric.js (fabric 6.9, src/shapes/Text): _fontSizeMult and
// _fontSizeFraction, and the default of lineHeight.
const (
	sizeFactor        = 1.13
	baselineFraction  = 1 - 0.222
	DefaultLineHeight = 1.16
)

// Align says how the lines of a text stand in its box.
type Align uint8

// The alignments.
const (
	Left Align = iota
	Center
	Right
)

// String is the name that style sheets use.
func (a Align) String() string {
	switch a {
	case Center:
		return "center"
	case Right:
		return "right"
	}
	return "left"
}

// ParseAlign finds an alignment by its exact name.
func ParseAlign(name string) (Align, bool) {
	for _, a := range []Align{Left, Center, Right} {
		if a.String() == name {
			return a, true
		}
	}
	return Left, false
}

// Style is how text is set.
type Style struct {
	Family     string  // an unknown one falls back to the embedded sans serif
	Size       float64 // pixels per em
	Weight     int     // 100 to 900 as in CSS; 0 is 400
	Italic     bool
	LineHeight float64 // multiple of a line's own height; 0 is DefaultLineHeight
	Align      Align
	Width      float64 // pixels at which words wrap; 0: only explicit newlines break lines
}

func (s Style) lineHeight() float64 {
	if s.LineHeight <= 0 {
		return DefaultLineHeight
	}
	return s.LineHeight
}

// Line is one line of a layout.
type Line struct {
	X        float64 // left end, from the left side of the box
	Baseline float64 // from the top of the box
	Width    float64 // advance without trailing white space
	runs     []shaping.Output
}

// Layout is shaped text: its lines in a box with the origin at its top left corner, in
// pixels.
type Layout struct {
	Width, Height float64 // of the box
	Lines         []Line
	Broken        bool    // a word was wider than the box and had to be broken
	scale         float64 // pixels per pixel of shapeSize
}

// Layout shapes and places text. The box is as wide as the style's Width, or else as the
// longest line.
func (f *Fonts) Layout(text string, style Style) (Layout, error) {
	s, _ := f.shapers.Get().(*shaper)
	defer f.shapers.Put(s)
	faces, err := s.fallback(style)
	if err != nil {
		return Layout{}, err
	}
	out := Layout{scale: style.Size / shapeSize, Width: style.Width}
	for _, paragraph := range strings.Split(normalize(text), "\n") {
		lines, broken := s.lines([]rune(paragraph), faces, style.Width/out.scale)
		out.Broken = out.Broken || broken
		for _, runs := range lines {
			out.Lines = append(out.Lines, out.line(runs))
		}
	}
	height := style.Size * sizeFactor
	for i := range out.Lines {
		out.Lines[i].Baseline = height*style.lineHeight()*float64(i) + height*baselineFraction
		if style.Width <= 0 {
			out.Width = math.Max(out.Width, out.Lines[i].Width)
		}
	}
	out.Height = height * (style.lineHeight()*float64(len(out.Lines)-1) + 1)
	out.align(style.Align)
	return out, nil
}

// Measure returns the size in pixels of the box that the text takes.
func (f *Fonts) Measure(text string, style Style) (width, height float64, err error) {
	l, err := f.Layout(text, style)
	return l.Width, l.Height, err
}

// normalize makes every line break of Unicode (UAX 14: CR, NEL, VT, FF, LS, PS) a newline
// and a tab four spaces, and drops other control characters and what is not UTF-8.
func normalize(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n",
		"\u2028", "\n", "\u2029", "\n", "\t", "    ").Replace(strings.ToValidUTF8(text, ""))
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, text)
}

// line takes the runs of one line in visual order. White space at the end does not count
// for the width, so that it does not move centred text.
func (l *Layout) line(runs []shaping.Output) Line {
	var width, space fixed.Int26_6
	for _, run := range runs {
		for _, g := range run.Glyphs {
			width += g.Advance
			if space += g.Advance; g.Width != 0 {
				space = 0
			}
		}
	}
	return Line{Width: float64(width-space) / 64 * l.scale, runs: runs}
}

func (l *Layout) align(a Align) {
	for i := range l.Lines {
		free := l.Width - l.Lines[i].Width
		switch a {
		case Center:
			l.Lines[i].X = free / 2
		case Right:
			l.Lines[i].X = free
		}
	}
}
