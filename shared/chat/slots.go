package chat

import (
	"encoding/json"
	"errors"
	"maps"
	"math"
	"path"
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
	entities = derived(tl, entities)
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

// derived adds what follows from what was said: the name "first.jpg" of a file to be made
// says its format, and a picture of one size has two equal sides.
func derived(tl tool, entities map[string]any) map[string]any {
	all := maps.Clone(entities)
	switch tl.spec.ID {
	case "graphics.export":
		name, _ := all["file"].(string)
		if ext := strings.ToLower(strings.TrimPrefix(path.Ext(name), ".")); ext != "" && all["format"] == nil {
			if ext == "jpeg" {
				ext = "jpg"
			}
			all["format"] = ext
		}
	case "graphics.create":
		if all["size"] != nil && all["width"] == nil && all["height"] == nil && all["preset"] == nil {
			all["width"], all["height"] = all["size"], all["size"]
			delete(all, "size")
		}
	}
	return all
}

// fill adds what the context knows: the active document, the last artifact, and for a
// layer that nobody named the last one. What destroys or shares a file, and what can do
// without one, takes the last one only if it was pointed at ("it", "that file").
func fill(tl tool, out map[string]operation.Raw, state nlp.State, pointed bool) {
	name, _, _ := strings.Cut(tl.spec.ID, ".")
	if arg := tl.spec.Chat.Document; arg != "" && state.Active[name] != "" {
		out[arg] = quote(state.Active[name])
	}
	if arg := tl.spec.Chat.Artifact; arg != "" && state.LastArtifact != "" && (pointed || (!tl.spec.Chat.Careful && required(tl, arg))) {
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

func required(tl tool, argument string) bool {
	return slices.ContainsFunc(tl.args, func(a operation.Argument) bool { return a.Name == argument && a.Required })
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
		return several(a, texts(value))
	case "string":
		if n, ok := value.(float64); ok { // a version, a size, a rate factor
			return enumerated(a, strconv.FormatFloat(n, 'f', -1, 64))
		}
		if list := texts(value); len(list) > 0 {
			return enumerated(a, list[0])
		}
	}
	return nil, errNoArgument
}

// several makes a list of what was said, each as the schema's allowed values write it.
func several(a operation.Argument, said []string) (operation.Raw, error) {
	var list []operation.Raw
	for _, text := range said {
		one, err := enumerated(a, text)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	if len(list) == 0 {
		return nil, errNoArgument
	}
	return json.Marshal(list)
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
	values := allowedValues(a)
	if len(values) == 0 {
		return quote(text), nil
	}
	for _, s := range values {
		if strings.EqualFold(s, text) || strings.EqualFold(s, strings.ReplaceAll(text, "_", "-")) { // CSS has hyphens in its names
			return quote(s), nil
		}
	}
	return nil, errNoArgument
}

// allowedValues are the values that an argument, or each element of a list, can have; none
// if it can have any.
func allowedValues(a operation.Argument) []string {
	schema := a.Schema
	if schema.Type == "array" && schema.Items != nil {
		schema = schema.Items
	}
	var out []string
	for _, v := range schema.Enum {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
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

// units are what a number with a unit is in the unit that a schema's format names; "" is a
// number without one.
var units = map[string]map[string]float64{
	// CSS Values and Units, section 6.2: 96 pixels an inch.
	"px": {"": 1, "px": 1, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4, "m": 96 / 0.0254, "ft": 96 * 12, "pt": 96.0 / 72, "pc": 16},
	"mm": {"": 1, "mm": 1, "cm": 10, "dm": 100, "m": 1000, "um": 0.001, "in": 25.4, "ft": 304.8, "yd": 914.4},
	"s":  {"": 1, "s": 1, "sec": 1, "ms": 0.001, "min": 60, "h": 3600},
	// A file "below 16 MB" fits whoever counts in thousands, too (IEC 80000-13).
	"bytes":    {"": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30},
	"MB":       {"": 1, "mb": 1, "mib": 1, "gb": 1 << 10, "gib": 1 << 10}, // memory: powers of two
	"dB":       {"": 1, "db": 1},
	"degrees":  {"": 1, "deg": 1, "°": 1},
	"fraction": {"": 1, "x": 1, "%": 0.01},
	"factor":   {"": 1, "x": 1, "%": 0.01},
	"percent":  {"": 1, "%": 1},
	"":         {"": 1},
}

// grades are what words for a quality are in percent.
var grades = map[string]float64{"low": 40, "medium": 70, "high": 95}

// number reads a quantity in the unit that the schema's format names.
func number(value any, format string) (float64, error) {
	if n, ok := value.(float64); ok {
		return n, nil
	}
	list := texts(value)
	if len(list) == 0 {
		return 0, errNoArgument
	}
	if grade, ok := grades[strings.ToLower(list[0])]; ok && format == "percent" {
		return grade, nil
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

// inUnit is a number of a unit in the unit of a format, to a millionth, which hides what
// multiplying adds: 2.2 cm are 22 mm.
func inUnit(n float64, unit, format string) (float64, error) {
	of, ok := units[format]
	if !ok { // of JSON Schema, as int64
		of = units[""]
	}
	factor, ok := of[unit]
	switch {
	case !ok:
		return 0, errNoArgument
	case unit == "%" && format != "percent":
		return n / 100, nil
	case format == "px":
		return math.Round(n*factor*1e3) / 1e3, nil // a thousandth of a pixel is not seen
	case factor == 1:
		return n, nil
	}
	return math.Round(n*factor*1e6) / 1e6, nil
}
