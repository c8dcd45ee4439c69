// Package colour reads the colours that people and style sheets write, and knows which
// colours can be read on which.
//
// The notations are those of CSS Color Level 4 (names, hex, rgb(), hsl(),
// "transparent"), contrast is that of WCAG 2.2. Colours are sRGB with eight bits a channel
// and an alpha that is not premultiplied.
package colour

import (
	"errors"
	"fmt"
	"image/color"
	"strings"
)

// maxLength bounds a colour's notation in bytes: the longest sensible one,
// "rgba(100.123%, 100.123%, 100.123%, 0.12345)", is far shorter.
const maxLength = 64

// ErrSyntax is wrapped by every error of Parse.
var ErrSyntax = errors.New("colour: not a colour")

// Colour is an sRGB colour with alpha.
type Colour color.NRGBA

// Some colours that need no parsing.
var (
	Transparent = Colour{}
	Black       = Colour{A: 255}
	White       = Colour{R: 255, G: 255, B: 255, A: 255}
)

// String is the canonical notation: #rrggbb when opaque, else #rrggbbaa.
func (c Colour) String() string {
	if c.A == 255 {
		return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
	}
	return fmt.Sprintf("#%02x%02x%02x%02x", c.R, c.G, c.B, c.A)
}

// NRGBA is the colour for the image packages.
func (c Colour) NRGBA() color.NRGBA { return color.NRGBA(c) }

// Over returns c composited over an opaque or transparent backdrop, source-over.
func (c Colour) Over(backdrop Colour) Colour {
	as, ab := float64(c.A)/255, float64(backdrop.A)/255
	ao := as + ab*(1-as)
	if ao == 0 {
		return Transparent
	}
	mix := func(s, b uint8) uint8 {
		return uint8((float64(s)*as+float64(b)*ab*(1-as))/ao + 0.5)
	}
	return Colour{mix(c.R, backdrop.R), mix(c.G, backdrop.G), mix(c.B, backdrop.B), uint8(ao*255 + 0.5)}
}

// Parse reads a CSS colour: a name, #rgb, #rgba, #rrggbb, #rrggbbaa, rgb(), rgba(),
// hsl(), hsla() with commas or spaces, "transparent" or "none". Letter case and
// surrounding space do not matter, nor do spaces inside a name ("light blue").
func Parse(s string) (Colour, error) {
	if len(s) > maxLength {
		return Colour{}, fmt.Errorf("%w: too long", ErrSyntax)
	}
	text := strings.ToLower(strings.TrimSpace(s))
	switch {
	case text == "transparent" || text == "none":
		return Transparent, nil
	case strings.HasPrefix(text, "#"):
		return parseHex(text[1:])
	case strings.HasSuffix(text, ")"):
		return parseFunction(text)
	}
	code, ok := named(strings.NewReplacer(" ", "", "-", "", "_", "").Replace(text))
	if !ok {
		return Colour{}, fmt.Errorf("%w: unknown name", ErrSyntax)
	}
	return Colour{uint8(code >> 16), uint8(code >> 8), uint8(code), 255}, nil
}

// Canonical reports whether s is written as String writes it, which is how documents
// store colours.
func Canonical(s string) bool {
	c, err := Parse(s)
	return err == nil && c.String() == s
}

func nibble(c byte) (uint8, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	}
	return 0, false
}

func parseHex(digits string) (Colour, error) {
	var v [8]uint8
	n := len(digits)
	if n != 3 && n != 4 && n != 6 && n != 8 {
		return Colour{}, fmt.Errorf("%w: want 3, 4, 6 or 8 hex digits", ErrSyntax)
	}
	for i := range n {
		d, ok := nibble(digits[i])
		if !ok {
			return Colour{}, fmt.Errorf("%w: want hex digits after #", ErrSyntax)
		}
		v[i] = d
	}
	if n <= 4 {
		c := Colour{v[0] * 17, v[1] * 17, v[2] * 17, 255}
		if n == 4 {
			c.A = v[3] * 17
		}
		return c, nil
	}
	c := Colour{v[0]<<4 | v[1], v[2]<<4 | v[3], v[4]<<4 | v[5], 255}
	if n == 8 {
		c.A = v[6]<<4 | v[7]
	}
	return c, nil
}
