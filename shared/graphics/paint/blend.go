package paint

import "math"

// rgb is a colour with channels from 0 to 1, not premultiplied.
type rgb [3]float64

// blend is B(cb, cs) of section 9: the backdrop's colour mixed with the source's.
func (m Mode) blend(cb, cs rgb) rgb {
	switch m {
	case Hue:
		return setLum(setSat(cs, sat(cb)), lum(cb))
	case Saturation:
		return setLum(setSat(cb, sat(cs)), lum(cb))
	case Color:
		return setLum(cs, lum(cb))
	case Luminosity:
		return setLum(cb, lum(cs))
	}
	return rgb{m.channel(cb[0], cs[0]), m.channel(cb[1], cs[1]), m.channel(cb[2], cs[2])}
}

// channel is B for one channel of a separable mode (section 10.1).
func (m Mode) channel(b, s float64) float64 {
	switch m {
	case Multiply:
		return b * s
	case Screen:
		return b + s - b*s
	case Overlay:
		return hardLight(s, b)
	case Darken:
		return math.Min(b, s)
	case Lighten:
		return math.Max(b, s)
	case ColorDodge:
		return colorDodge(b, s)
	case ColorBurn:
		return colorBurn(b, s)
	case HardLight:
		return hardLight(b, s)
	case SoftLight:
		return softLight(b, s)
	case Difference:
		return math.Abs(b - s)
	case Exclusion:
		return b + s - 2*b*s
	}
	return s
}

func colorDodge(b, s float64) float64 {
	switch {
	case b == 0:
		return 0
	case s == 1:
		return 1
	}
	return math.Min(1, b/(1-s))
}

func colorBurn(b, s float64) float64 {
	switch {
	case b == 1:
		return 1
	case s == 0:
		return 0
	}
	return 1 - math.Min(1, (1-b)/s)
}

func hardLight(b, s float64) float64 {
	if s <= 0.5 {
		return b * 2 * s
	}
	t := 2*s - 1
	return b + t - b*t
}

func softLight(b, s float64) float64 {
	if s <= 0.5 {
		return b - (1-2*s)*b*(1-b)
	}
	d := math.Sqrt(b)
	if b <= 0.25 {
		d = ((16*b-12)*b + 4) * b
	}
	return b + (2*s-1)*(d-b)
}

// lum, clipColor, setLum, sat and setSat are those of section 10.2.
func lum(c rgb) float64 { return 0.3*c[0] + 0.59*c[1] + 0.11*c[2] }

func clipColor(c rgb) rgb {
	l := lum(c)
	lo := math.Min(c[0], math.Min(c[1], c[2]))
	hi := math.Max(c[0], math.Max(c[1], c[2]))
	for i := range c {
		if lo < 0 {
			c[i] = l + (c[i]-l)*l/(l-lo)
		}
	}
	for i := range c {
		if hi > 1 {
			c[i] = l + (c[i]-l)*(1-l)/(hi-l)
		}
	}
	return c
}

func setLum(c rgb, l float64) rgb {
	d := l - lum(c)
	return clipColor(rgb{c[0] + d, c[1] + d, c[2] + d})
}

func sat(c rgb) float64 {
	return math.Max(c[0], math.Max(c[1], c[2])) - math.Min(c[0], math.Min(c[1], c[2]))
}

// setSat stretches the channels so that the lowest becomes 0 and the highest s.
func setSat(c rgb, s float64) rgb {
	lo := math.Min(c[0], math.Min(c[1], c[2]))
	span := sat(c)
	if span == 0 {
		return rgb{}
	}
	return rgb{(c[0] - lo) * s / span, (c[1] - lo) * s / span, (c[2] - lo) * s / span}
}
