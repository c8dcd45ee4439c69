package entity

import "math"

// fractions are parts in words.
var fractions = map[string]float64{"half": 0.5, "halves": 0.5, "quarter": 0.25, "quarters": 0.25, "third": 1.0 / 3, "thirds": 1.0 / 3,
	"fifth": 0.2, "eighth": 0.125, "eighths": 0.125, "tenth": 0.1, "sixteenth": 1.0 / 16, "sixteenths": 1.0 / 16}

// multiples are factors in words.
var multiples = map[string]float64{"double": 2, "doubled": 2, "twice": 2, "triple": 3, "tripled": 3, "thrice": 3, "quadruple": 4, "quadrupled": 4,
	"halve": 0.5, "halved": 0.5, "couple": 2, "dozen": 12, "once": 1, "single": 1, "pair": 2, "both": 2}

// Number is the number that tokens [from, to) say, with its unit: "12 mm", "half an inch",
// "two and a half minutes", "-20%", "1/4 in", "a dozen".
func (s *Scan) Number(from, to int) (value float64, unit string, ok bool) {
	sign := 1.0
	if s.minusBefore(from) {
		sign = -1
	}
	for i := from; i < min(to, len(s.toks)); i++ {
		if s.is(i, "-") || s.is(i, "minus") || s.is(i, "−") || s.is(i, "–") {
			sign = -1
			continue
		}
		v, n := s.quantityAt(i)
		if n == 0 || i+n > to {
			continue
		}
		if m := s.unitAfter(i+n, to); m != "" {
			unit = m
		}
		return sign * v, unit, true
	}
	return 0, "", false
}

// minusBefore tells "-5 wide" from "5-10".
func (s *Scan) minusBefore(i int) bool {
	return s.is(i-1, "minus") || (s.is(i-1, "-") || s.is(i-1, "−")) && s.toks[i-1].gap && !s.toks[i].gap
}

// quantityAt reads a number, a fraction or a multiple in digits or words.
func (s *Scan) quantityAt(i int) (value float64, n int) {
	if v, ok := multiples[s.low(i)]; ok {
		return v, 1
	}
	if v, ok := fractions[s.low(i)]; ok {
		return v, 1
	}
	v, n := s.numberAt(i)
	if n == 0 {
		return 0, 0
	}
	if s.is(i+n, "/") && s.kind(i+n+1) == number && s.toks[i+n+1].num != 0 { // "1/4"
		return v / s.toks[i+n+1].num, n + 2
	}
	if s.kind(i+n) == number && s.is(i+n+1, "/") && s.kind(i+n+2) == number && s.toks[i+n+2].num != 0 { // "1 1/2"
		return v + s.toks[i+n].num/s.toks[i+n+2].num, n + 3
	}
	if f, ok := fractions[s.low(i+n)]; ok && v < minBareWord { // "three quarters"
		return v * f, n + 1
	}
	return s.andFraction(i, v, n)
}

// andFraction reads "two and a half", "two point five".
func (s *Scan) andFraction(i int, v float64, n int) (value float64, tokens int) {
	j := i + n
	if s.is(j, "point") {
		if d, dn := s.numberAt(j + 1); dn > 0 && d >= 0 && d < 10 {
			return v + d/10, n + 1 + dn
		}
	}
	if s.is(j, "and") {
		k := j + 1
		if s.is(k, "a") || s.is(k, "one") {
			k++
		}
		if f, ok := fractions[s.low(k)]; ok {
			return v + f, k + 1 - i
		}
	}
	return v, n
}

// unitAfter is the unit in tokens [i, to) after a number, with "a", "of an" between.
func (s *Scan) unitAfter(i, to int) string {
	for k := i; k < to && k < i+3; k++ {
		if u, n := s.unitAt(k); n > 0 {
			return u
		}
		switch s.low(k) {
		case "in":
			if k == to-1 {
				return "in"
			}
			return ""
		case "a", "an", "of", "-", "the":
		case `"`, "”", "″":
			return "in"
		default:
			return ""
		}
	}
	return ""
}

// SharedUnit is the unit that the numbers after token i say for a number before it: in
// "120 by 80 mm" the 120 is in mm.
func (s *Scan) SharedUnit(i int) string {
	for k := 0; k < 4; k++ {
		switch s.low(i) {
		case "x", "×", "by", "*", "х", "-", "to", "and", ",":
		default:
			return ""
		}
		joined := s.is(i, "x") || s.is(i, "×") || s.is(i, "by") || s.is(i, "*") || s.is(i, "х")
		v, n := s.numberAt(i + 1)
		if n == 0 || v < 0 || !joined {
			return ""
		}
		if u, un := s.unitAt(i + 1 + n); un > 0 && u != "x" {
			return u
		}
		i += 1 + n
	}
	return ""
}

const (
	secondsPerMinute = 60
	secondsPerHour   = 3600
)

// Seconds is the time that tokens [from, to) say: "1:45", "1m30s", "two minutes and ten
// seconds", "a minute and a half", "500 ms", "90".
func (s *Scan) Seconds(from, to int) (float64, bool) {
	to = min(to, len(s.toks))
	for i := from; i < to; i++ {
		if v, ok := s.clockAt(i, to); ok {
			return v, true
		}
	}
	return s.spokenTime(from, to)
}

// clockAt reads "1:45", "00:01:30.5".
func (s *Scan) clockAt(i, to int) (float64, bool) {
	if s.kind(i) != number || i+2 >= to || !s.is(i+1, ":") && !s.is(i+1, ".") || s.kind(i+2) != number || s.is(i+1, ".") {
		return 0, false
	}
	total := s.toks[i].num
	for k := i + 1; k+1 < to && s.is(k, ":") && s.kind(k+1) == number; k += 2 {
		total = total*secondsPerMinute + s.toks[k+1].num
	}
	return total, true
}

var timeUnits = map[string]float64{"s": 1, "min": secondsPerMinute, "m": secondsPerMinute, "h": secondsPerHour, "ms": 0.001}

// spokenTime adds up numbers with units of time; a number without one is of seconds.
func (s *Scan) spokenTime(from, to int) (float64, bool) {
	total, last, found := 0.0, 1.0, false
	if u, ok := orderedUnits[s.low(from)]; ok && u != "frames" {
		if v, _, ok := s.Number(from+1, to); ok {
			return v * timeUnits[u], true
		}
	}
	for i := from; i < to; {
		v, n := s.timeAt(i)
		if n == 0 || i+n > to {
			i++
			continue
		}
		unit, un := s.timeUnit(i + n)
		switch {
		case un > 0:
			last = timeUnits[unit]
		case found && v >= 1: // "2 minutes 10"
			last = 1
		case !found:
			last = 1
		}
		if f, ok := fractions[s.low(i)]; ok && found && un == 0 { // "a minute and a half"
			total += f * max(last, s.lastUnit(from, i))
		} else {
			total += v * last
		}
		found = true
		i += n + un
	}
	return math.Round(total*1000) / 1000, found
}

// timeAt is a quantity, or "a" before a unit of time.
func (s *Scan) timeAt(i int) (float64, int) {
	if s.is(i, "a") || s.is(i, "an") || s.is(i, "one") {
		if _, n := s.timeUnit(i + 1); n > 0 {
			return 1, 1
		}
		if s.is(i, "a") || s.is(i, "an") {
			return 0, 0
		}
	}
	return s.quantityAt(i)
}

func (s *Scan) timeUnit(i int) (string, int) {
	for k := i; k < i+3; k++ {
		if u, n := s.unitAt(k); n > 0 && timeUnits[u] > 0 {
			return u, k - i + n
		}
		if !s.is(k, "a") && !s.is(k, "an") && !s.is(k, "-") && !s.is(k, "of") {
			return "", 0
		}
	}
	return "", 0
}

// lastUnit is the unit of time said last before token i, in seconds.
func (s *Scan) lastUnit(from, i int) float64 {
	for k := i - 1; k >= from; k-- {
		if u, n := s.unitAt(k); n > 0 && timeUnits[u] > 0 {
			return timeUnits[u]
		}
	}
	return 1
}
