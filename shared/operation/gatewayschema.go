package operation

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
)

// The part of the dialect that concerns schemas. API Gateway validates nothing of ours
// (the functions do), so its models are documentation: what they cannot say is left out,
// never said wrongly. They are JSON Schema draft 4 in OpenAPI 3.0 clothes; huma's own
// downgrade leaves 3.1 keywords in and takes properties named "examples" for keywords.

// gatewayDropped are keywords that OpenAPI 3.0 or API Gateway's models do not know.
// format is among them because int32 and int64 are refused and our units are not theirs;
// additionalProperties, example and readOnly because models do not support them.
var gatewayDropped = []string{
	"$schema", "additionalProperties", "contentEncoding", "contentMediaType", "dependentRequired", "deprecated",
	"discriminator", "example", "examples", "format", "patternDescription", "readOnly", "writeOnly",
}

func gatewaySchemas(schemas map[string]any) (map[string]any, error) {
	var errs []error
	out := map[string]any{}
	for _, name := range sortedKeys(schemas) {
		if !gatewayModelName.MatchString(name) {
			errs = append(errs, fmt.Errorf("schema name %s is not alphanumeric", name))
		}
		s, err := gatewaySchema(object(schemas[name]))
		if err != nil {
			errs = append(errs, fmt.Errorf("schema %s: %w", name, err))
		}
		out[name] = s
	}
	return out, errors.Join(errs...)
}

// gatewaySchema converts one schema and all inside it. The argument stays as it is.
func gatewaySchema(s map[string]any) (map[string]any, error) {
	if ref, ok := s["$ref"]; ok { // 3.0: nothing stands beside a reference
		return map[string]any{"$ref": ref}, nil
	}
	out := maps.Clone(s)
	for _, keyword := range gatewayDropped {
		delete(out, keyword)
	}
	if v, ok := out["const"]; ok {
		delete(out, "const")
		out["enum"] = []any{v}
	}
	exclusiveBound(out, "exclusiveMinimum", "minimum")
	exclusiveBound(out, "exclusiveMaximum", "maximum")
	return out, errors.Join(singleType(out), gatewayInner(out))
}

// exclusiveBound turns 3.1's exclusive number into an inclusive limit: models have no
// exclusive one. It is the looser of both readings.
func exclusiveBound(s map[string]any, exclusive, inclusive string) {
	if n, ok := s[exclusive].(json.Number); ok {
		s[inclusive] = n
	}
	delete(s, exclusive)
}

// singleType turns 3.1's list of types into one type and nullable.
func singleType(s map[string]any) error {
	types, ok := s["type"].([]any)
	if !ok {
		return nil
	}
	delete(s, "type")
	for _, t := range types {
		switch {
		case t == "null":
			s["nullable"] = true
		case s["type"] != nil:
			return fmt.Errorf("has the types %v and %v, and a model has one", s["type"], t)
		default:
			s["type"] = t
		}
	}
	return nil
}

// gatewayInner converts the schemas inside a schema, in place. A list of alternatives is
// dropped: models know none of them reliably.
func gatewayInner(s map[string]any) error {
	for _, keyword := range []string{"oneOf", "anyOf", "allOf", "not"} {
		delete(s, keyword)
	}
	var errs []error
	convert := func(v any) any {
		inner, err := gatewaySchema(object(v))
		errs = append(errs, err)
		return inner
	}
	if items, ok := s["items"]; ok {
		s["items"] = convert(items)
	}
	if props := object(s["properties"]); props != nil {
		converted := make(map[string]any, len(props))
		for name, v := range props {
			converted[name] = convert(v)
		}
		s["properties"] = converted
	}
	return errors.Join(errs...)
}

// gatewayParameters keeps name, place and type, which is all that API Gateway reads.
// Cookies are no parameters to it; the function reads them from the header.
func gatewayParameters(params []any) []any {
	var out []any
	for _, v := range params {
		p := object(v)
		if p["in"] == "cookie" {
			continue
		}
		schema := map[string]any{}
		if t, ok := object(p["schema"])["type"].(string); ok {
			schema["type"] = t
			if t == "array" {
				schema["items"] = map[string]any{"type": "string"}
			}
		}
		kept := map[string]any{"name": p["name"], "in": p["in"], "schema": schema}
		if p["required"] == true {
			kept["required"] = true
		}
		out = append(out, kept)
	}
	return out
}

func gatewayContent(content map[string]any) map[string]any {
	out := map[string]any{}
	for mediaType, v := range content {
		schema, _ := gatewaySchema(object(object(v)["schema"])) // a reference: no error possible
		out[mediaType] = map[string]any{"schema": schema}
	}
	return out
}

func gatewayResponse(r map[string]any) map[string]any {
	out := map[string]any{"description": r["description"]}
	if content := object(r["content"]); content != nil {
		out["content"] = gatewayContent(content)
	}
	headers := map[string]any{}
	for name, v := range object(r["headers"]) {
		if t, ok := object(object(v)["schema"])["type"].(string); ok && t != "array" {
			headers[name] = map[string]any{"schema": map[string]any{"type": t}}
		}
	}
	if len(headers) > 0 {
		out["headers"] = headers
	}
	return out
}
