package operation

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestGatewaySchema(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"exclusive limits", `{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":9.5}`, `{"maximum":9.5,"minimum":0,"type":"number"}`},
		{"null", `{"type":["string","null"]}`, `{"nullable":true,"type":"string"}`},
		{"const", `{"const":"a"}`, `{"enum":["a"]}`},
		{"content", `{"type":"string","contentMediaType":"image/png","contentEncoding":"base64"}`, `{"type":"string"}`},
		{"examples and units", `{"type":"number","examples":[1],"format":"px"}`, `{"type":"number"}`},
		{"reference stands alone", `{"$ref":"#/x","description":"d"}`, `{"$ref":"#/x"}`},
		{"alternatives", `{"anyOf":[{"type":"string"}],"description":"d"}`, `{"description":"d"}`},
		{"map", `{"type":"object","additionalProperties":{"type":"string"}}`, `{"type":"object"}`},
		{"items", `{"type":"array","items":{"type":["integer","null"]}}`, `{"items":{"nullable":true,"type":"integer"},"type":"array"}`},
		{"properties called like keywords", `{"properties":{"examples":{"type":"string","format":"x"},"const":{},"format":{"const":1},"type":{"type":"string"}}}`,
			`{"properties":{"const":{},"examples":{"type":"string"},"format":{"enum":[1]},"type":{"type":"string"}}}`},
	}
	for _, tt := range tests {
		in, err := generic(json.RawMessage(tt.in))
		if err != nil {
			t.Fatal(err)
		}
		out, err := gatewaySchema(in)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		got, err := json.Marshal(out)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		if again, _ := json.Marshal(in); string(again) != canonical(t, tt.in) {
			t.Errorf("%s: the schema converted was changed", tt.name)
		}
	}
}

func canonical(t *testing.T, text string) string {
	t.Helper()
	v, err := generic(json.RawMessage(text))
	if err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestGatewaySchemasRefusesWhatItCannotSay(t *testing.T) {
	for in, want := range map[string]string{
		`{"A_b":{"type":"string"}}`:                                 "not alphanumeric",
		`{"Ab":{"properties":{"x":{"type":["string","integer"]}}}}`: "a model has one",
	} {
		schemas, err := generic(json.RawMessage(in))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := gatewaySchemas(schemas); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", in, err, want)
		}
	}
	if _, err := gatewayPaths(map[string]any{"/a b": map[string]any{}}, nil); err == nil {
		t.Error("a path with a blank was taken")
	}
}
