package colour

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// parseFunction reads rgb(), rgba(), hsl() and hsla(), already in lower case.
func parseFunction(text string) (Colour, error) {
	name, rest, ok := strings.Cut(strings.TrimSuffix(text, ")"), "(")
	if !ok {
		return Colour{}, fmt.Errorf("%w: unknown notation", ErrSyntax)
	}
	args := strings.FieldsFunc(rest, func(r rune) bool { return r == ',' || r == '/' || r == ' ' || r == '\t' })
	if len(args) != 3 && len(args) != 4 {
		return Colour{}, fmt.Errorf("%w: want 3 or 4 values", ErrSyntax)
	}
	var c Colour
	var err error
	switch strings.TrimSpace(name) {
	case "rgb", "rgba":
		c, err = parseRGB(args)
	case "hsl", "hsla":
		c, err = parseHSL(args)
	default:
		err = fmt.Errorf("%w: unknown notation", ErrSyntax)
	}
	if err != nil {
		return Colour{}, err
	}
	c.A = 255
	if len(args) == 4 {
		a, err := number(args[3], 1)
		if err != nil {
			return Colour{}, err
		}
		c.A = byteOf(a)
	}
	return c, nil
}

// number reads a finite number, or a percentage of full.
func number(s string, full float64) (float64, error) {
	digits, percent := strings.CutSuffix(s, "%")
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("%w: want a number", ErrSyntax)
	}
	if percent {
		return v / 100 * full, nil
	}
	return v, nil
}

// byteOf maps 0..1 to 0..255, clamped as CSS does.
func byteOf(v float64) uint8 { return uint8(math.Round(255 * math.Max(0, math.Min(1, v)))) }

func parseRGB(args []string) (Colour, error) {
	var v [3]float64
	for i := range v {
		n, err := number(args[i], 255)
		if err != nil {
			return Colour{}, err
		}
		v[i] = n / 255
	}
	return Colour{byteOf(v[0]), byteOf(v[1]), byteOf(v[2]), 255}, nil
}

func parseHSL(args []string) (Colour, error) {
	hue, err := number(strings.TrimSuffix(args[0], "deg"), 360)
	if err != nil {
		return Colour{}, err
	}
	var v [2]float64
	for i := range v {
		if !strings.HasSuffix(args[i+1], "%") {
			return Colour{}, fmt.Errorf("%w: hsl wants percentages", ErrSyntax)
		}
		n, err := number(args[i+1], 1)
		if err != nil {
			return Colour{}, err
		}
		v[i] = math.Max(0, math.Min(1, n))
	}
	return FromHSL(hue, v[0], v[1]), nil
}

// FromHSL makes an opaque colour of a hue in degrees and a saturation and lightness from
// 0 to 1 (CSS Color 4, section 7.1).
func FromHSL(hue, saturation, lightness float64) Colour {
	hue = math.Mod(math.Mod(hue, 360)+360, 360)
	channel := func(n float64) uint8 {
		k := math.Mod(n+hue/30, 12)
		a := saturation * math.Min(lightness, 1-lightness)
		return byteOf(lightness - a*math.Max(-1, math.Min(k-3, math.Min(9-k, 1))))
	}
	return Colour{channel(0), channel(8), channel(4), 255}
}

// HSL returns the hue in degrees (0 for grays) and the saturation and lightness from 0 to
// 1.
func (c Colour) HSL() (hue, saturation, lightness float64) {
	r, g, b := float64(c.R)/255, float64(c.G)/255, float64(c.B)/255
	hi, lo := math.Max(r, math.Max(g, b)), math.Min(r, math.Min(g, b))
	lightness = (hi + lo) / 2
	d := hi - lo
	if d == 0 {
		return 0, 0, lightness
	}
	saturation = d / (1 - math.Abs(2*lightness-1))
	switch hi {
	case r:
		hue = math.Mod((g-b)/d+6, 6)
	case g:
		hue = (b-r)/d + 2
	default:
		hue = (r-g)/d + 4
	}
	return hue * 60, saturation, lightness
}
