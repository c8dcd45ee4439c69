package operation

import (
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// Raw is JSON as it came.
type Raw = json.RawMessage

// Argument is one input of an operation, wherever a REST request carries it.
type Argument struct {
	Name     string
	In       string // path, query, header or body
	Required bool
	Schema   *huma.Schema // resolved: not a reference
}

// Arguments lists the inputs of a declaration: the flat object of a direct call, and the
// chat's tool schema. Path parameters come first, then query and header, then the body's
// fields by name.
func Arguments(d Declared) []Argument {
	adapter := &solo{}
	api := huma.NewAPI(humaConfig("", "1"), adapter)
	d.Describe(api)
	return arguments(api, adapter.op)
}

func arguments(api huma.API, op *huma.Operation) []Argument {
	reg := api.OpenAPI().Components.Schemas
	var out []Argument
	for _, in := range []string{"path", "query", "header"} {
		for _, p := range op.Parameters {
			if p.In == in {
				out = append(out, Argument{Name: p.Name, In: in, Required: p.Required, Schema: resolve(reg, p.Schema)})
			}
		}
	}
	if op.RequestBody == nil {
		return out
	}
	media := op.RequestBody.Content["application/json"]
	if media == nil {
		return out
	}
	body := resolve(reg, media.Schema)
	required := map[string]bool{}
	for _, name := range body.Required {
		required[name] = true
	}
	for _, name := range sortedKeys(body.Properties) {
		out = append(out, Argument{Name: name, In: "body", Required: required[name], Schema: resolve(reg, body.Properties[name])})
	}
	return out
}

func resolve(reg huma.Registry, s *huma.Schema) *huma.Schema {
	for s != nil && s.Ref != "" {
		s = reg.SchemaFromRef(s.Ref)
	}
	return s
}

// paramText writes a JSON scalar, or a list of them, as the text of a parameter.
func paramText(v Raw) (string, error) {
	var value any
	if err := json.Unmarshal(v, &value); err != nil {
		return "", err
	}
	switch value := value.(type) {
	case string:
		return value, nil
	case float64, bool:
		return string(v), nil
	case []any:
		parts := make([]string, len(value))
		for i, element := range value {
			s, ok := element.(string)
			if !ok {
				return "", errors.New("not a list of strings")
			}
			parts[i] = s
		}
		return strings.Join(parts, ","), nil
	}
	return "", errors.New("not a scalar")
}

func marshalArgs(args map[string]Raw) ([]byte, error) { return json.Marshal(args) }

func validText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }

// quoteName shows an unknown name to a person, shortened: it is theirs, not ours.
func quoteName(name string) string {
	const most = 40
	if len(name) > most {
		name = strings.ToValidUTF8(name[:most], "") + "…"
	}
	return strconv.Quote(name)
}

// flatten is the inverse of Args for a typed input: its tagged fields and its body's
// fields in one object. Zero query and header fields are left out: they were not given.
func flatten(in reflect.Value, out map[string]Raw) error {
	t := in.Type()
	for i := range t.NumField() {
		f, v := t.Field(i), in.Field(i)
		switch {
		case f.Anonymous && v.Kind() == reflect.Struct:
			if err := flatten(v, out); err != nil {
				return err
			}
		case f.Name == "Body":
			if err := flattenBody(v, out); err != nil {
				return err
			}
		default:
			name := paramName(f)
			if name == "" || v.IsZero() {
				continue
			}
			raw, err := json.Marshal(v.Interface())
			if err != nil {
				return err
			}
			out[name] = raw
		}
	}
	return nil
}

func flattenBody(v reflect.Value, out map[string]Raw) error {
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return nil
	}
	raw, err := json.Marshal(v.Interface())
	if err != nil {
		return err
	}
	fields := map[string]Raw{}
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	for name, value := range fields {
		out[name] = value
	}
	return nil
}

func paramName(f reflect.StructField) string {
	for _, tag := range []string{"path", "query", "header"} {
		if name, _, _ := strings.Cut(f.Tag.Get(tag), ","); name != "" {
			return name
		}
	}
	return ""
}
