package chat

import (
	"encoding/json"
	"errors"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// lastRef is the canonical value of "it", "that", "the last one".
const lastRef = "$last"

// errNoArgument says that a slot's value does not fit an argument; it is left out then.
var errNoArgument = errors.New("chat: does not fit the argument")

// arguments turns slots into the arguments of an operation: the slot's own name or the
// one the declaration gives it, the value converted to what the schema wants. A value
// that does not fit is left out: the operation's default is better than a guess.
func arguments(tl tool, entities map[string]any, state nlp.State) map[string]operation.Raw {
	out := map[string]operation.Raw{}
	byName := map[string]operation.Argument{}
	for _, a := range tl.args {
		byName[a.Name] = a
	}
	for _, slot := range slices.Sorted(maps.Keys(entities)) { // "ref" before "target"
		value := entities[slot]
		name, mapped := tl.spec.Chat.Slots[slot]
		if !mapped {
			name = slot
		}
		a, ok := byName[name]
		if !ok {
			continue
		}
		if _, taken := out[name]; taken && mapped { // the argument's own slot says it better
			continue
		}
		if raw, err := convert(a, value); err == nil {
			out[name] = raw
		}
	}
	_, pointed := entities["ref"]
	fill(tl, out, state, pointed)
	return out
}

// fill adds what the context knows: the active document, the last artifact, and for a
// layer that nobody named the last one. What destroys or shares a file takes the last one
// only if it was pointed at ("it", "that file").
func fill(tl tool, out map[string]operation.Raw, state nlp.State, pointed bool) {
	name, _, _ := strings.Cut(tl.spec.ID, ".")
	if arg := tl.spec.Chat.Document; arg != "" && state.Active[name] != "" {
		out[arg] = quote(state.Active[name])
	}
	if arg := tl.spec.Chat.Artifact; arg != "" && state.LastArtifact != "" && (pointed || !tl.spec.Chat.Careful) {
		if given, ok := out[arg]; !ok || string(given) == string(quote(lastRef)) {
			out[arg] = quote(state.LastArtifact)
		}
	}
	for _, a := range tl.args {
		if _, given := out[a.Name]; a.Name == "layer" && !given {
			out["layer"] = quote(lastRef)
		}
	}
}

func quote(s string) operation.Raw {
	raw, _ := json.Marshal(s) //nolint:errchkjson // a string always encodes
	return raw
}

// firstMissing names the first required argument that is not there, "" if none.
func firstMissing(tl tool, args map[string]operation.Raw) string {
	for _, a := range tl.args {
		if _, ok := args[a.Name]; a.Required && !ok {
			return a.Name
		}
	}
	return ""
}

// slotOf is the slot that fills an argument.
func slotOf(tl tool, argument string) string {
	for _, slot := range slices.Sorted(maps.Keys(tl.spec.Chat.Slots)) {
		if tl.spec.Chat.Slots[slot] == argument && slot != "ref" && slot != "target" {
			return slot
		}
	}
	return argument
}

// convert makes a slot's value one that the argument's schema accepts.
func convert(a operation.Argument, value any) (operation.Raw, error) {
	switch a.Schema.Type {
	case "number":
		n, err := number(value, a.Schema.Format)
		if err != nil || (a.Schema.Maximum != nil && n > *a.Schema.Maximum) || (a.Schema.Minimum != nil && n < *a.Schema.Minimum) {
			return outOfRange(n, err)
		}
		return json.Marshal(n)
	case "integer":
		n, err := number(value, a.Schema.Format)
		if err != nil {
			return nil, err
		}
		return json.Marshal(int64(math.Round(n)))
	case "boolean":
		if b, ok := value.(bool); ok {
			return json.Marshal(b)
		}
	case "array":
		if list := texts(value); len(list) > 0 {
			return json.Marshal(list)
		}
	case "string":
		if list := texts(value); len(list) > 0 {
			return enumerated(a, list[0])
		}
	}
	return nil, errNoArgument
}

// outOfRange passes a number that the schema refuses on, so that the person hears what
// is wrong with it, and drops what is no number.
func outOfRange(n float64, err error) (operation.Raw, error) {
	if err != nil {
		return nil, err
	}
	return json.Marshal(n)
}

func enumerated(a operation.Argument, text string) (operation.Raw, error) {
	if len(a.Schema.Enum) == 0 {
		return quote(text), nil
	}
	for _, allowed := range a.Schema.Enum {
		if s, ok := allowed.(string); ok && strings.EqualFold(s, text) {
			return quote(s), nil
		}
	}
	return nil, errNoArgument
}

func texts(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []string:
		return v
	case []any:
		var out []string
		for _, e := range v {
			if s, ok := e.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

var quantity = regexp.MustCompile(`^([-+]?\d+(?:\.\d+)?)\s*([a-zA-Z%°]*)$`)

// pixels per unit of length, at 96 pixels an inch (CSS Values and Units, section 6.2).
var pixels = map[string]float64{"": 1, "px": 1, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4, "pt": 96.0 / 72, "pc": 16}

// number reads a quantity in the unit that the schema's format names.
func number(value any, format string) (float64, error) {
	if n, ok := value.(float64); ok {
		return n, nil
	}
	list := texts(value)
	if len(list) == 0 {
		return 0, errNoArgument
	}
	m := quantity.FindStringSubmatch(strings.TrimSpace(list[0]))
	if m == nil {
		return 0, errNoArgument
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		return 0, errNoArgument
	}
	return inUnit(n, strings.ToLower(m[2]), format)
}

func inUnit(n float64, unit, format string) (float64, error) {
	switch format {
	case "px":
		factor, ok := pixels[unit]
		if !ok {
			return 0, errNoArgument
		}
		return math.Round(n*factor*1000) / 1000, nil
	case "degrees":
		if unit == "" || unit == "deg" || unit == "°" {
			return n, nil
		}
	case "fraction", "factor":
		if unit == "%" {
			return n / 100, nil
		}
		if unit == "" || unit == "x" {
			return n, nil
		}
	case "percent":
		if unit == "" || unit == "%" {
			return n, nil
		}
	default:
		if unit == "" {
			return n, nil
		}
	}
	return 0, errNoArgument
}
