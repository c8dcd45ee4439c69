package colour

import "math"

// ReadableContrast is the least contrast of text with its background that WCAG 2.2 asks
// for (success criterion 1.4.3, level AA).
const ReadableContrast = 4.5

// Luminance is the relative luminance of WCAG 2.2, 0 for black to 1 for white; alpha is
// ignored.
func (c Colour) Luminance() float64 {
	linear := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// Contrast is WCAG's contrast ratio of two opaque colours, 1 to 21.
func Contrast(a, b Colour) float64 {
	la, lb := a.Luminance(), b.Luminance()
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

// TextOn returns black or white, whichever stands out more from the background; one of
// them always reaches ReadableContrast. A transparent background counts as white paper.
func TextOn(background Colour) Colour {
	paper := background.Over(White)
	if Contrast(White, paper) > Contrast(Black, paper) {
		return White
	}
	return Black
}

// Family names the everyday colour that c belongs to: red, orange, yellow, green, blue,
// purple, pink, brown, black, white or gray; "" for a fully transparent colour.
func (c Colour) Family() string {
	if c.A == 0 {
		return ""
	}
	h, s, l := c.HSL()
	switch {
	case l <= 0.08:
		return "black"
	case l >= 0.95:
		return "white"
	case s < 0.12:
		return "gray"
	}
	return hueFamily(h, s, l)
}

func hueFamily(h, s, l float64) string {
	switch {
	case h < 15 || h >= 345:
		if l > 0.75 {
			return "pink"
		}
		return "red"
	case h < 45:
		if l < 0.4 || s < 0.5 && l < 0.65 {
			return "brown"
		}
		return "orange"
	case h < 70:
		return "yellow"
	case h < 170:
		return "green"
	case h < 255:
		return "blue"
	case h < 305:
		return "purple"
	case l < 0.35:
		return "purple"
	}
	return "pink"
}
