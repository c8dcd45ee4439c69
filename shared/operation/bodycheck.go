package operation

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// checkBody refuses what huma would get wrong in a body that has passed CheckJSON:
//
//   - null where the schema has none. huma takes it for "absent" wherever a field is
//     optional; the published schema does not, and to those who know JSON Merge Patch
//     (RFC 7396) null says "remove". So it is refused, not guessed at.
//   - an object or a list among elements that must differ from each other: huma compares
//     them as keys of a map, which panics.
func (b *Bound) checkBody(body []byte) *Problem {
	media := b.op.RequestBody.Content[jsonType]
	if media == nil || !b.uniqueItems && !bytes.Contains(body, []byte("null")) {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil || value == nil {
		return nil // validation reads it again and says so
	}
	w := bodyWalk{reg: b.api.OpenAPI().Components.Schemas}
	w.walk("body", media.Schema, value)
	if len(w.found) == 0 {
		return nil
	}
	first := w.found[0]
	p := NewProblem(http.StatusUnprocessableEntity, CodeInvalid, sentence(first.Field+": "+first.Message)).On(first.Field)
	p.Errors = w.found
	return p
}

// bodyWalk collects what is wrong, at most maxFieldProblems.
type bodyWalk struct {
	reg   huma.Registry
	found []FieldProblem
}

func (w *bodyWalk) walk(path string, s *huma.Schema, value any) {
	s = resolve(w.reg, s)
	if s == nil || s.Type == "" || len(w.found) == maxFieldProblems { // no type: any value
		return
	}
	switch value := value.(type) {
	case nil:
		if !s.Nullable {
			w.wrong(path, "must not be null; leave it out")
		}
	case map[string]any:
		for _, name := range sortedKeys(value) {
			if field := property(s, name); field != nil { // unknown ones are validation's to refuse
				w.walk(path+"."+shortName(name), field, value[name])
			}
		}
	case []any:
		for i, element := range value {
			at := fmt.Sprintf("%s[%d]", path, i)
			if s.UniqueItems && !scalar(element) {
				w.wrong(at, "not a value that fits here")
				continue
			}
			w.walk(at, s.Items, element)
		}
	}
}

func (w *bodyWalk) wrong(path, message string) {
	if len(w.found) < maxFieldProblems {
		w.found = append(w.found, FieldProblem{Field: path, Code: CodeInvalid, Message: message})
	}
}

func scalar(value any) bool {
	switch value.(type) {
	case map[string]any, []any:
		return false
	}
	return true
}

// property is the schema of an object's property, nil if the schema says nothing of it.
func property(s *huma.Schema, name string) *huma.Schema {
	if p, ok := s.Properties[name]; ok {
		return p
	}
	p, _ := s.AdditionalProperties.(*huma.Schema)
	return p
}

// hasUniqueItems reports whether a schema of the description asks for elements that
// differ. A bound operation's description holds the schemas of that operation alone.
func hasUniqueItems(reg huma.Registry) bool {
	for _, s := range reg.Map() {
		if uniqueItemsIn(s) {
			return true
		}
	}
	return false
}

// uniqueItemsIn looks through a schema as far as its references, which the registry holds.
func uniqueItemsIn(s *huma.Schema) bool {
	if s == nil {
		return false
	}
	if s.UniqueItems || uniqueItemsIn(s.Items) {
		return true
	}
	for _, p := range s.Properties {
		if uniqueItemsIn(p) {
			return true
		}
	}
	p, _ := s.AdditionalProperties.(*huma.Schema)
	return uniqueItemsIn(p)
}
