package slots

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// lastRef is the value of "it", "that", "the last one".
const lastRef = "$last"

func sortable(v any) string { return fmt.Sprint(v) }

// labelOf is the label of an annotated piece: the turn that makes its value of the number
// said. learned tells that only memory can make it.
func labelOf(scan *entity.Scan, op string, p *located) (l label, learned bool) {
	l = label{slot: p.Slot}
	for t := range turns {
		l.turn = t
		if v, ok := parsed(scan, op, l, p.units[0], p.units[1]); ok && same(v, p.Value) {
			return l, false
		}
	}
	l.turn = asSaid
	return l, true
}

func same(a, b any) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

// value is the canonical value of tokens [from, to) for a label; not ok if they say none.
func (m *Model) value(scan *entity.Scan, op string, l label, from, to int) (any, bool) {
	phrase := plain(scan.Text(from, to))
	k := kinds[l.slot]
	if k == enumerated {
		if v, ok := m.memory.of(op, l.slot, phrase); ok {
			return v, true
		}
		if v, ok := m.memory.near(op, l.slot, phrase); ok {
			return v, true
		}
		if closed[l.slot] {
			return nil, false
		}
	} else if e, ok := m.memory[memoryKey(op, l.slot, phrase)]; ok {
		return e.value, true
	}
	if v, ok := parsed(scan, op, l, from, to); ok {
		return v, true
	}
	if v, ok := m.memory.of(op, l.slot, phrase); ok && k != asTyped {
		return v, true
	}
	return nil, false
}

// parsed is the value by the slot's grammar.
func parsed(scan *entity.Scan, op string, l label, from, to int) (any, bool) {
	raw := strings.TrimSpace(scan.Text(from, to))
	switch kinds[l.slot] {
	case length:
		return lengthOf(scan, op, l, from, to)
	case number:
		if x, unit, ok := scan.Number(from, to); ok {
			if unit == "%" && l.slot == "factor" {
				x /= percent
			}
			return l.turn.apply(x), true
		}
	case seconds:
		if x, ok := scan.Seconds(from, to); ok {
			return l.turn.apply(x), true
		}
	case share:
		return shareOf(scan, l, from, to)
	case angle:
		if x, _, ok := scan.Number(from, to); ok {
			return entity.FormatNumber(l.turn.apply(x)) + "deg", true
		}
	case colour:
		if v, ok := scan.Color(from, to); ok {
			return v, true
		}
		return strings.ReplaceAll(strings.ReplaceAll(plain(raw), " ", ""), "-", ""), true
	case flag:
		return nil, false
	case enumerated:
		if l.slot == "ref" {
			return lastRef, true
		}
		return snake(raw), true
	case lowered:
		if l.slot == "max_size" {
			return strings.ReplaceAll(plain(raw), " ", ""), true
		}
		return ofPossessive(strings.Join(strings.Fields(raw), " ")), true
	case asTyped:
		return named(op, l.slot, raw), true
	case storage:
		return megabytes(scan, from, to)
	}
	return nil, false
}

// designation is a size by its name: "M8", "DN50", "NEMA 23", "A3".
var designation = regexp.MustCompile(`^(?i)(?:m|dn|nema|unc)\s?\d+(?:\.\d+)?$`)

// lengthOf is a number with its unit; of a picture's, pixels if none is said.
func lengthOf(scan *entity.Scan, op string, l label, from, to int) (any, bool) {
	if raw := strings.TrimSpace(scan.Text(from, to)); designation.MatchString(raw) {
		return strings.ToUpper(strings.ReplaceAll(raw, " ", "")), l.slot == "size" && l.turn == asSaid
	}
	x, unit, ok := scan.Number(from, to)
	if !ok {
		if l.turn == asSaid {
			return strings.ToLower(strings.Join(strings.Fields(scan.Text(from, to)), " ")), l.slot == "size"
		}
		return nil, false
	}
	if unit == "" {
		unit = scan.SharedUnit(to)
	}
	if unit == "" && (strings.HasPrefix(op, "graphics.") || strings.HasPrefix(op, "video.") || strings.HasPrefix(op, "web.")) {
		unit = "px"
	}
	return entity.FormatNumber(l.turn.apply(x)) + unit, true
}

// ofPossessive is "Tom" of "Tom's", when that ends the words.
func ofPossessive(s string) string {
	return strings.TrimSuffix(strings.TrimSuffix(s, "'s"), "’s")
}

const (
	percent = 100
	// perGigabyte is how many megabytes a gigabyte is counted as.
	perGigabyte = 1024
)

// megabytes is an amount of memory: "1 gb" is 1024.
func megabytes(scan *entity.Scan, from, to int) (any, bool) {
	x, unit, ok := scan.Number(from, to)
	low := strings.ToLower(scan.Text(from, to))
	if !ok {
		x, ok = 1, strings.Contains(low, "gig") // "a gigabyte"
	}
	if unit == "gb" || strings.Contains(low, "gig") || strings.Contains(low, "gib") {
		x *= perGigabyte
	}
	return x, ok
}

// shareOf is a part of a whole: of opacity and volume always in percent.
func shareOf(scan *entity.Scan, l label, from, to int) (any, bool) {
	x, unit, ok := scan.Number(from, to)
	if !ok {
		return nil, false
	}
	if unit == "" && (l.slot == "opacity" || l.slot == "volume") {
		if math.Abs(x) <= 1 {
			x *= percent
		}
		unit = "%"
	}
	if unit == "%" { // "30% transparent" is 70% opaque
		return entity.FormatNumber(l.turn.apply(x/percent)*percent) + unit, true
	}
	if x = l.turn.apply(x); unit == "" {
		return x, true
	}
	return entity.FormatNumber(x) + unit, true
}

// snake is a phrase as an enumerated value: lower case, words joined by underscores.
func snake(raw string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(raw), func(r rune) bool { return r == ' ' || r == '-' || r == '_' || r == '\t' }), "_")
}
