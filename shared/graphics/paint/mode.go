// Package paint composites colours and pictures onto a canvas: source-over with the
// blend modes of W3C Compositing and Blending Level 1, and coverage masks of outlines.
//
// Canvases are image.RGBA: eight bits a channel, alpha premultiplied, in the sRGB
// encoding, which is where browsers blend too.
package paint

import "strings"

// Mode is a blend mode. The zero value is Normal.
type Mode uint8

// The blend modes, in the order of the specification (sections 10.1 and 10.2).
const (
	Normal Mode = iota
	Multiply
	Screen
	Overlay
	Darken
	Lighten
	ColorDodge
	ColorBurn
	HardLight
	SoftLight
	Difference
	Exclusion
	Hue
	Saturation
	Color
	Luminosity
)

// Modes returns the specification's names of all blend modes; a Mode is an index into it.
func Modes() []string {
	return []string{
		"normal", "multiply", "screen", "overlay", "darken", "lighten", "color-dodge",
		"color-burn", "hard-light", "soft-light", "difference", "exclusion", "hue",
		"saturation", "color", "luminosity",
	}
}

// String is the specification's name.
func (m Mode) String() string {
	if names := Modes(); int(m) < len(names) {
		return names[m]
	}
	return "unknown"
}

// ParseMode finds a mode by its exact name.
func ParseMode(name string) (Mode, bool) {
	for i, n := range Modes() {
		if n == name {
			return Mode(i), true
		}
	}
	return Normal, false
}

// CanonicalMode turns what people write ("Color Dodge", "soft_light") into the
// specification's spelling; it does not say whether that mode exists.
func CanonicalMode(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return r == ' ' || r == '_' || r == '-'
	})
	joined := strings.Join(words, "-")
	switch joined {
	case "colour", "colour-dodge", "colour-burn":
		return strings.Replace(joined, "colour", "color", 1)
	case "colordodge", "colorburn", "hardlight", "softlight":
		for _, n := range Modes() {
			if strings.ReplaceAll(n, "-", "") == joined {
				return n
			}
		}
	}
	return joined
}
