package operation

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Raw is JSON as it came.
type Raw = json.RawMessage

// Argument is one input of an operation, wherever a REST request carries it.
type Argument struct {
	Name     string
	In       string // path, query, header or body
	Required bool
	Schema   *huma.Schema  // resolved: not a reference
	Types    huma.Registry // resolves the references within it
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
			if p.In == in && p.Name != fieldsParam { // of REST only: other callers take what they want
				out = append(out, Argument{Name: p.Name, In: in, Required: p.Required, Schema: resolve(reg, p.Schema), Types: reg})
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
		out = append(out, Argument{Name: name, In: "body", Required: required[name], Schema: resolve(reg, body.Properties[name]), Types: reg})
	}
	return out
}

func resolve(reg huma.Registry, s *huma.Schema) *huma.Schema {
	for s != nil && s.Ref != "" {
		s = reg.SchemaFromRef(s.Ref)
	}
	return s
}

// Args builds the request of a direct call from one flat object of arguments, whatever
// part of a REST request each of them is. A null stands for an argument not given.
func (b *Bound) Args(args map[string]Raw) (*Request, error) {
	req := &Request{Method: b.op.Method, Path: map[string]string{}, Query: url.Values{}, Header: http.Header{}}
	rest := maps.Clone(args)
	for _, a := range b.args {
		v, given := rest[a.Name]
		if !given {
			continue
		}
		if a.In == "body" {
			if string(v) == "null" && a.Schema.Type != "" && !a.Schema.Nullable {
				delete(rest, a.Name)
			}
			continue
		}
		delete(rest, a.Name)
		if string(v) == "null" {
			continue
		}
		text, err := paramText(v, a.Schema)
		if err != nil {
			return nil, Invalid(a.In+"."+a.Name, CodeInvalid, a.Name+" "+err.Error()+".")
		}
		switch a.In {
		case "path":
			req.Path[a.Name] = text
		case "query":
			req.Query.Set(a.Name, text)
		case "header":
			req.Header.Set(a.Name, text)
		}
	}
	return req, b.bodyOf(req, rest)
}

// bodyOf makes the arguments that are no parameters the fields of the body.
func (b *Bound) bodyOf(req *Request, rest map[string]Raw) error {
	if b.op.RequestBody == nil {
		for _, name := range sortedKeys(rest) {
			return unknownArgument(name)
		}
		return nil
	}
	if len(rest) == 0 && !b.op.RequestBody.Required {
		return nil
	}
	if rest == nil {
		rest = map[string]Raw{}
	}
	body, err := json.Marshal(rest)
	if err != nil {
		return NewProblem(http.StatusBadRequest, CodeBadRequest, "The arguments are not valid JSON.")
	}
	req.Body = body
	return nil
}

// flatten is the inverse of Args for a typed input: its tagged fields and its body's
// fields in one object. Zero query and header fields are left out: they were not given.
// A path parameter is always given.
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
			if name == "" || v.IsZero() && f.Tag.Get("path") == "" {
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
