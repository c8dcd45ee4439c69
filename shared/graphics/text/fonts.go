// Package text measures and outlines text for the renderer and for laying out a canvas.
//
// Shaping (kerning, ligatures, bidirectional order, line breaks) is done by
// go-text/typesetting, a port of HarfBuzz. Vertical metrics are those of Fabric.js, so
// that the editor in the browser and the renderer here place the same text at the same
// pixels: a line is 1.13 times the font size high, its baseline 0.222 of that above its
// bottom, and lines are lineHeight times that apart (fabric 6.9, Text.ts).
package text

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gobolditalic"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/gomediumitalic"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/gofont/gomonobolditalic"
	"golang.org/x/image/font/gofont/gomonoitalic"
	"golang.org/x/image/font/gofont/goregular"
)

// The families that are always there.
const (
	Sans = "Go"
	Mono = "Go Mono"
)

// The weights from which the medium and the bold faces are used (CSS Fonts 4, 5.2).
const (
	mediumFrom = 500
	boldFrom   = 600
)

// Fonts is a set of fonts. Faces are parsed when they are first needed. Safe for
// concurrent use.
type Fonts struct {
	faces   map[variant]*lazyFont
	shapers sync.Pool // of *shaper: faces and shapers must not be shared
}

// variant names one face of a family.
type variant struct {
	mono   bool
	weight int // 400, 500 or 700
	italic bool
}

type lazyFont struct {
	once sync.Once
	data []byte
	font *font.Font
	err  error
}

func (l *lazyFont) load() (*font.Font, error) {
	l.once.Do(func() {
		face, err := font.ParseTTF(bytes.NewReader(l.data))
		if err != nil {
			l.err = fmt.Errorf("text: parse an embedded font: %w", err)
			return
		}
		l.font = face.Font
	})
	return l.font, l.err
}

// Embedded returns the fonts that are compiled in, the Go fonts. There is one set for the
// whole process: it is a constant that is parsed when it is first needed.
func Embedded() *Fonts { return embedded() }

var embedded = sync.OnceValue(newFonts)

func newFonts() *Fonts {
	f := &Fonts{faces: map[variant]*lazyFont{
		{weight: 400}:                           {data: goregular.TTF},
		{weight: 400, italic: true}:             {data: goitalic.TTF},
		{weight: 500}:                           {data: gomedium.TTF},
		{weight: 500, italic: true}:             {data: gomediumitalic.TTF},
		{weight: 700}:                           {data: gobold.TTF},
		{weight: 700, italic: true}:             {data: gobolditalic.TTF},
		{weight: 400, mono: true}:               {data: gomono.TTF},
		{weight: 400, mono: true, italic: true}: {data: gomonoitalic.TTF},
		{weight: 700, mono: true}:               {data: gomonobold.TTF},
		{weight: 700, mono: true, italic: true}: {data: gomonobolditalic.TTF},
	}}
	f.shapers.New = func() any {
		return &shaper{fonts: f, faces: map[variant]*font.Face{}}
	}
	return f
}

// Face is one font file of a family, for those who set text elsewhere (the editor in the
// browser): a TrueType font, used for weights From to To.
type Face struct {
	Family   string
	From, To int // 100 to 900 as in CSS
	Italic   bool
	TTF      []byte
}

// Faces lists all faces, by the names of their files.
func (f *Fonts) Faces() []Face {
	var out []Face
	for v, l := range f.faces {
		face := Face{Family: Sans, From: 100, To: mediumFrom - 1, Italic: v.italic, TTF: l.data}
		if v.mono {
			face.Family, face.To = Mono, boldFrom-1 // it has no medium
		}
		switch v.weight {
		case 500:
			face.From, face.To = mediumFrom, boldFrom-1
		case 700:
			face.From, face.To = boldFrom, 900
		}
		out = append(out, face)
	}
	slices.SortFunc(out, func(a, b Face) int { return strings.Compare(a.FileName(), b.FileName()) })
	return out
}

// FileName is a name for the face's file, e.g. Go-600-Italic.ttf.
func (f Face) FileName() string {
	name := strings.ReplaceAll(f.Family, " ", "") + "-" + strconv.Itoa(f.From)
	if f.Italic {
		name += "-Italic"
	}
	return name + ".ttf"
}

// variant picks the face that comes nearest to a style. A family that is not in the set
// becomes the fixed-width one if its name says so, else the sans serif.
func (s Style) variant() variant {
	v := variant{weight: 400, italic: s.Italic}
	family := strings.ToLower(s.Family)
	for _, word := range []string{"mono", "courier", "consolas", "menlo", "code", "typewriter"} {
		v.mono = v.mono || strings.Contains(family, word)
	}
	switch {
	case s.Weight >= boldFrom:
		v.weight = 700
	case s.Weight >= mediumFrom && !v.mono:
		v.weight = 500
	}
	return v
}

// shaper holds what shaping needs and what must not be shared between goroutines.
type shaper struct {
	fonts   *Fonts
	faces   map[variant]*font.Face
	engine  shaping.HarfbuzzShaper
	wrapper shaping.LineWrapper
	split   shaping.Segmenter
}

func (s *shaper) face(v variant) (*font.Face, error) {
	if face := s.faces[v]; face != nil {
		return face, nil
	}
	loaded, err := s.fonts.faces[v].load()
	if err != nil {
		return nil, err
	}
	s.faces[v] = font.NewFace(loaded)
	return s.faces[v], nil
}

// fallback resolves each rune to the first face that has it: the style's own, then the
// upright sans serif, then the fixed-width one; else the style's own, whose glyph for
// missing characters is a visible box.
type fallback []*font.Face

// ResolveFace implements shaping.Fontmap.
func (f fallback) ResolveFace(r rune) *font.Face {
	for _, face := range f {
		if _, ok := face.NominalGlyph(r); ok {
			return face
		}
	}
	return f[0]
}

// Complete reports whether there is a glyph for every character of a text; others are shown
// as boxes. White space, control and format characters need none.
func (f *Fonts) Complete(text string, style Style) (bool, error) {
	s, _ := f.shapers.Get().(*shaper)
	defer f.shapers.Put(s)
	faces, err := s.fallback(style)
	if err != nil {
		return false, err
	}
	for _, r := range text {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Variation_Selector) {
			continue
		}
		if _, has := faces.ResolveFace(r).NominalGlyph(r); !has {
			return false, nil
		}
	}
	return true, nil
}

// Has reports whether a family is here, rather than replaced by one that is.
func (f *Fonts) Has(family string) bool {
	return strings.EqualFold(family, Sans) || strings.EqualFold(family, Mono)
}

func (s *shaper) fallback(style Style) (fallback, error) {
	var out fallback
	for _, v := range []variant{style.variant(), {weight: 400}, {weight: 400, mono: true}} {
		face, err := s.face(v)
		if err != nil {
			return nil, err
		}
		out = append(out, face)
	}
	return out, nil
}
