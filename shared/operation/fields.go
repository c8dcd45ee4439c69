package operation

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// fieldsParam is the query parameter by which every answer to a GET can be cut down to
// some of its fields.
const fieldsParam = "fields"

// The limits of ?fields=. No answer has more names worth choosing, nor deeper ones.
const (
	maxFields     = 50
	maxFieldsText = 1000 // bytes
)

const fieldsDoc = "The fields wanted, separated by commas, a.b for those within a; on a page those of its items. Absent: all"

// selection is a tree of the names wanted; an empty one wants all of what is there.
type selection map[string]selection

// withFields adds the parameter to the description of an operation whose answer has fields.
func withFields(api huma.API, s Spec) {
	item := api.OpenAPI().Paths[s.Path]
	if item == nil || item.Get == nil || item.Get.OperationID != s.ID {
		return
	}
	if of, _ := choosable(api, item.Get); of == nil {
		return
	}
	length := maxFieldsText
	item.Get.Parameters = append(item.Get.Parameters, &huma.Param{Name: fieldsParam, In: "query", Description: fieldsDoc,
		Schema: &huma.Schema{Type: huma.TypeString, MaxLength: &length, Pattern: "^[A-Za-z0-9_., ]*$"}, Example: "id"})
}

// choosable gives the schema that fields are chosen of: the answer's, or of a page that of
// its items; nil if there is nothing to choose.
func choosable(api huma.API, op *huma.Operation) (of *huma.Schema, page bool) {
	if op.Method != http.MethodGet {
		return nil, false
	}
	reg := api.OpenAPI().Components.Schemas
	res := op.Responses[strconv.Itoa(op.DefaultStatus)]
	if res == nil || res.Content[jsonType] == nil {
		return nil, false
	}
	s := resolve(reg, res.Content[jsonType].Schema)
	if page = isPage(s); page {
		s = resolve(reg, s.Properties["items"].Items)
	}
	if s == nil || len(s.Properties) == 0 {
		return nil, false
	}
	return s, page
}

func isPage(s *huma.Schema) bool {
	items := s.Properties["items"]
	return items != nil && items.Type == huma.TypeArray && s.Properties["nextCursor"] != nil
}

// choice is what a request wants of an answer.
type choice struct {
	fields selection // nil: all of it
	page   bool      // of a page's items
}

// chosen takes ?fields= out of a request, and checks it against what the answer can have.
func (b *Bound) chosen(req *Request) (choice, *Problem) {
	if !req.Query.Has(fieldsParam) {
		return choice{}, nil
	}
	schema, page := choosable(b.api, b.op)
	if schema == nil {
		return choice{}, nil // huma refuses it as an unknown parameter
	}
	text := req.Query.Get(fieldsParam)
	req.Query = maps.Clone(req.Query)
	req.Query.Del(fieldsParam)
	names := strings.Split(text, ",")
	if len(text) > maxFieldsText || len(names) > maxFields {
		return choice{}, Invalid("query."+fieldsParam, CodeInvalid, fmt.Sprintf("At most %d names and %d bytes.", maxFields, maxFieldsText))
	}
	out := selection{}
	for _, name := range names {
		if p := b.choose(out, schema, strings.TrimSpace(name)); p != nil {
			return choice{}, p
		}
	}
	return choice{out, page}, nil
}

// choose adds one dotted name.
func (b *Bound) choose(to selection, s *huma.Schema, name string) *Problem {
	reg := b.api.OpenAPI().Components.Schemas
	whole := false // a name before chose all of it
	for part := range strings.SplitSeq(name, ".") {
		s = resolve(reg, s)
		if s != nil && s.Type == huma.TypeArray {
			s = resolve(reg, s.Items)
		}
		if s == nil || s.Properties[part] == nil {
			return Invalid("query."+fieldsParam, codeUnknownField, fmt.Sprintf("There is no field %q.", shortName(name)))
		}
		s = s.Properties[part]
		next, known := to[part]
		if whole = whole || known && len(next) == 0; whole {
			continue
		}
		if !known {
			next = selection{}
			to[part] = next
		}
		to = next
	}
	if !whole {
		clear(to)
	}
	return nil
}

// cut leaves of an answer what was chosen. Its tag is then another: it is of these bytes.
func (c choice) cut(res *Response) error {
	want := c.fields
	if c.page {
		want = selection{"items": want, "nextCursor": nil}
	}
	body, err := want.of(res.Body)
	if err != nil {
		return fmt.Errorf("operation: choose fields: %w", err)
	}
	res.Body = body
	if tag, ok := strings.CutSuffix(res.Header.Get("ETag"), `"`); ok {
		sum := sha256.Sum256(body)
		res.Header.Set("ETag", tag+"-"+hex.EncodeToString(sum[:8])+`"`)
	}
	return nil
}

// of gives the chosen part of a JSON value; of lists that of their elements.
func (want selection) of(value Raw) (Raw, error) {
	value = bytes.TrimSpace(value)
	if len(want) == 0 || len(value) == 0 {
		return value, nil
	}
	switch value[0] {
	case '[':
		var list []Raw
		if err := json.Unmarshal(value, &list); err != nil {
			return nil, err
		}
		for i := range list {
			var err error
			if list[i], err = want.of(list[i]); err != nil {
				return nil, err
			}
		}
		return json.Marshal(list)
	case '{':
		var object map[string]Raw
		if err := json.Unmarshal(value, &object); err != nil {
			return nil, err
		}
		return want.object(object)
	}
	return value, nil
}

func (want selection) object(object map[string]Raw) (Raw, error) {
	for name, value := range object {
		next, ok := want[name]
		if !ok {
			delete(object, name)
			continue
		}
		var err error
		if object[name], err = next.of(value); err != nil {
			return nil, err
		}
	}
	return json.Marshal(object)
}
