package entity

import "strconv"

// measure is a number with the unit it was said with, "" when none.
type measure struct {
	value float64
	unit  string
	n     int // tokens
}

// String is the canonical form: "1200px", "3.5in", "50%".
func (m measure) String() string { return formatNumber(m.value) + m.unit }

// or is the measure with a unit for one said without.
func (m measure) or(unit string) measure {
	if m.unit == "" {
		m.unit = unit
	}
	return m
}

func formatNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

var units = map[string]string{
	"px": "px", "pixel": "px", "pixels": "px", "pixles": "px", "pix": "px", "pxs": "px",
	"pt": "pt", "pts": "pt", "point": "pt", "points": "pt", "cm": "cm", "cms": "cm", "centimeter": "cm",
	"centimeters": "cm", "centimetre": "cm", "centimetres": "cm", "mm": "mm", "millimeters": "mm",
	"millimetres": "mm", "millimeter": "mm", "millimetre": "mm", "inch": "in", "inches": "in",
	"deg": "deg", "degs": "deg", "degree": "deg", "degrees": "deg", "°": "deg", "º": "deg",
	"%": "%", "percent": "%", "pct": "%", "times": "x", "dpi": "dpi", "kb": "kb", "mb": "mb", "gb": "gb", "em": "em", "rem": "rem", "vw": "vw", "vh": "vh",
	"s": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "min", "mins": "min", "minute": "min", "minutes": "min",
	"ms": "ms", "millisecond": "ms", "milliseconds": "ms", "h": "h", "hr": "h", "hrs": "h", "hour": "h", "hours": "h",
	"fps": "fps", "db": "db", "decibel": "db", "decibels": "db", "frames": "frames", "rpm": "rpm",
	"m": "m", "meter": "m", "meters": "m", "metre": "m", "metres": "m", "ft": "ft", "foot": "ft", "feet": "ft", "thou": "thou", "micron": "um",
	"microns": "um", "kg": "kg", "g": "g", "gram": "g", "grams": "g", "rad": "rad", "hz": "hz", "khz": "khz",
	"centimeter's": "cm", "milimeter": "mm", "milimeters": "mm", "milimetre": "mm", "milimetres": "mm",
}

var numberWords = map[string]float64{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
	"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
	"seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40,
	"fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

// minBareWord is the least number that, spelled out and without a unit, is
// taken as a measure: "one" and "two" are mostly articles and counts.
const minBareWord = 10

// numberAt reads a number in digits or words at token i, n = 0 for none.
func (s *Scan) numberAt(i int) (value float64, n int) {
	if i >= len(s.toks) {
		return 0, 0
	}
	if s.toks[i].kind == number {
		return s.toks[i].num, 1
	}
	return s.spelled(i)
}

// spelled reads "two hundred and fifty", "twelve hundred", "a thousand".
func (s *Scan) spelled(i int) (value float64, n int) {
	total, group := 0.0, 0.0
	j := i
	if s.is(j, "a") && (s.is(j+1, "hundred") || s.is(j+1, "thousand")) {
		j++
	}
	for ; j < len(s.toks); j++ {
		low := s.toks[j].low
		v, small := numberWords[low]
		switch {
		case small:
			group += v
		case low == "hundred":
			group = max(group, 1) * 100
		case low == "thousand":
			total += max(group, 1) * 1000
			group = 0
		case low == "and" && n > 0 && (total > 0 || group >= 100) && s.isNumberWord(j+1),
			low == "-" && n > 0 && s.isNumberWord(j+1):
			continue
		default:
			return total + group, n
		}
		n = j - i + 1
	}
	return total + group, n
}

func (s *Scan) isNumberWord(i int) bool {
	_, ok := numberWords[s.low(i)]
	return ok
}

// measureAt reads a number and its unit at token i, n = 0 for none.
func (s *Scan) measureAt(i int) measure {
	v, n := s.numberAt(i)
	if n == 0 {
		return measure{}
	}
	m := measure{value: v, n: n}
	unit, un := s.unitAt(i + n)
	m.unit = unit
	m.n += un
	spelled := s.toks[i].kind != number
	if spelled && un == 0 && v < minBareWord {
		return measure{}
	}
	return m
}

// isUnit tells a unit of one letter ("5 m", "2s") from the first of "M8" and "14 H7".
func (s *Scan) isUnit(i int) bool {
	return !s.toks[i].upper && (s.kind(i+1) != number || s.toks[i+1].gap || s.kind(i-1) == number && !s.toks[i].gap)
}

func (s *Scan) unitAt(i int) (unit string, n int) {
	if i >= len(s.toks) {
		return "", 0
	}
	t := &s.toks[i]
	if t.low == "-" && !t.gap && units[s.low(i+1)] != "" { // "200-pixel"
		return units[s.low(i+1)], 2
	}
	if u, ok := units[t.low]; ok && (len(t.low) > 1 || s.isUnit(i)) {
		return u, 1
	}
	switch t.low {
	case "x":
		if !t.gap && s.kind(i+1) != number {
			return "x", 1
		}
	case "in":
		if !t.gap || s.is(i+1, "x") && s.kind(i+2) == number || s.is(i+1, "by") || s.is(i+1, "wide") || s.is(i+1, "tall") {
			return "in", 1
		}
	case "per":
		if s.is(i+1, "cent") {
			return "%", 2
		}
	}
	return "", 0
}
