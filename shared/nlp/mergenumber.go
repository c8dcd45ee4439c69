package nlp

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

func isNumeric(family string) bool {
	switch family {
	case "length", "number", "seconds", "share", "angle":
		return true
	}
	return false
}

func hasLetters(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || r == '%' || r == '°' || r == '"' })
}

var measureForm = regexp.MustCompile(`^(-?\d+(?:\.\d+)?)\s*([a-zA-Z%"]*)$`)

// numberOf takes a value apart: "30px", 30, "30".
func numberOf(v any) (x float64, unit string, ok bool) {
	switch y := v.(type) {
	case float64:
		return y, "", true
	case string:
		m := measureForm.FindStringSubmatch(y)
		if m == nil {
			return 0, "", false
		}
		x, err := strconv.ParseFloat(m[1], 64)
		return x, m[2], err == nil
	}
	return 0, "", false
}

// directions tell where to themselves.
var directions = setOf(`left right up down back forward forwards backwards upwards downwards clockwise counterclockwise ccw cw higher lower
 darker brighter lighter until till faster slower from start louder quieter first`)

// likeOld gives a number the form of the one that it corrects: its unit if none is said, its
// direction if none is said.
func (c *correction) likeOld(slot string, value any, raw string) any {
	old, oldUnit, ok := numberOf(c.last[slot])
	x, unit, fits := numberOf(value)
	if !ok || !fits {
		return value
	}
	if (old < 0) != (x < 0) && !directions.any(c.words) && !strings.ContainsAny(c.scan.Source(), "-−") && !slices.Contains(c.words, "minus") {
		x = negative(x)
	}
	if _, text := c.last[slot].(string); !text {
		return x
	}
	if !hasLetters(raw) || unit == "" {
		unit = oldUnit
	}
	return entity.FormatNumber(x) + unit
}

// numberFirst: "95 please, it's for print" is about the number alone.
func (c *correction) numberFirst(said map[string]any) bool {
	for slot := range said {
		if isNumeric(families[slot]) {
			return false
		}
	}
	scan := entity.Parse(core(c.scan))
	toks := scan.Tokens()
	if len(toks) == 0 || len(toks) > 2 || toks[0].Low == "one" {
		return false
	}
	if !toks[0].Number && toks[0].Kind == "" {
		return false
	}
	if _, _, ok := scan.Number(toks[0].From, toks[len(toks)-1].To); !ok || slices.Contains(c.words, "_size") {
		return false
	}
	return c.bareNumber()
}

// bareNumber: a number that filled no slot corrects the only one that there was.
func (c *correction) bareNumber() bool {
	for _, t := range c.scan.Tokens() {
		if t.Mark {
			continue
		}
		x, unit, ok := c.scan.Number(t.From, t.To)
		if !ok || (t.Low == "one" && len(c.words) > 1) {
			continue
		}
		slot := c.only(func(s string) bool { return isNumeric(families[s]) && fitsUnit(c.last[s], unit) })
		if slot == "" {
			continue
		}
		var v any = x
		raw := ""
		if unit != "" {
			v, raw = entity.FormatNumber(x)+unit, unit
		}
		c.out[slot] = c.likeOld(slot, v, raw)
		return true
	}
	return false
}

func fitsUnit(old any, unit string) bool {
	_, oldUnit, ok := numberOf(old)
	if !ok || unit == "" {
		return ok
	}
	if (oldUnit == "%") != (unit == "%") || (oldUnit == "deg") != (unit == "deg") {
		return false
	}
	return true
}
