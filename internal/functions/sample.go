package functions

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// sample gives a value that a schema accepts: its example, else the least that it takes.
func sample(reg huma.Registry, name string, s *huma.Schema) any {
	for s.Ref != "" {
		s = reg.SchemaFromRef(s.Ref)
	}
	switch {
	case len(s.Examples) > 0:
		return s.Examples[0]
	case len(s.Enum) > 0:
		return s.Enum[0]
	case len(s.OneOf) > 0:
		return sample(reg, name, s.OneOf[0])
	case s.Default != nil:
		return s.Default
	}
	switch s.Type {
	case huma.TypeObject:
		return sampleObject(reg, s)
	case huma.TypeArray:
		out := []any{}
		for range value(s.MinItems, 0) {
			out = append(out, sample(reg, name, s.Items))
		}
		return out
	case huma.TypeInteger, huma.TypeNumber:
		return json.Number(fmt.Sprint(max(value(s.Minimum, 0), value(s.ExclusiveMinimum, 0))))
	case huma.TypeBoolean:
		return true
	}
	return sampleText(name, s)
}

func sampleObject(reg huma.Registry, s *huma.Schema) map[string]any {
	out := map[string]any{}
	for _, name := range s.Required {
		out[name] = sample(reg, name, s.Properties[name])
	}
	return out
}

// sampleTexts are texts for what a schema says by its format or only by its name.
var sampleTexts = map[string]string{ //nolint:gosec // samples
	"email":    "ada@example.org",
	"password": "a sample of a password",
	"sha256":   strings.Repeat("0", 64),
	"date":     "2026-03-01",
	"time":     "2026-03-01T12:00:00Z",
	"text":     "Create a 1200x630 banner with a navy background and the title Launch Day",
	"color":    "#336699",
	"type":     "image/png",
	"month":    "2026-03",
}

// sampleID is a ULID after a prefix.
const sampleID = "_01J8Z3KQ5V6W7X8Y9Z0ABCDEFG"

// idPattern finds the prefix in the pattern of an id.
var idPattern = regexp.MustCompile(`^\^([a-z]+)_`)

func sampleText(name string, s *huma.Schema) string {
	if m := idPattern.FindStringSubmatch(s.Pattern); m != nil {
		return m[1] + sampleID
	}
	if strings.HasSuffix(name, "Id") {
		return strings.ToLower(name[:3]) + sampleID
	}
	lower := strings.ToLower(name)
	for _, key := range slices.Sorted(maps.Keys(sampleTexts)) {
		if s.Format == key || strings.HasSuffix(lower, key) {
			return sampleTexts[key]
		}
	}
	return fit("sample", value(s.MinLength, 0), value(s.MaxLength, 1<<10))
}

// fit makes a text that is at least and at most so long.
func fit(text string, least, most int) string {
	for len(text) < least {
		text += text
	}
	return text[:max(least, min(len(text), most))]
}

func value[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}
