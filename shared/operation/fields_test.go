package operation_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// RowPage is a page of samples.
type RowPage = operation.Page[SampleBody]

// RowsOutput carries a page.
type RowsOutput struct{ Body RowPage }

// RowOutput carries one sample.
type RowOutput struct {
	ETag string `header:"ETag"`
	Body SampleBody
}

var rows = operation.Op[operation.PageInput, RowsOutput]{Spec: operation.Spec{
	ID: "sample.list", Area: "sample", Method: http.MethodGet, Path: "/samples", Summary: "List samples", Auth: operation.Public, Price: operation.PriceFree,
}}

var row = operation.Op[SampleID, RowOutput]{Spec: operation.Spec{
	ID: "sample.get", Area: "sample", Method: http.MethodGet, Path: "/samples/{id}/rows/{row}", Summary: "Get a sample", Auth: operation.Public, Price: operation.PriceFree,
}}

var whole = SampleBody{Text: "t", Size: 7, On: true, List: []string{"a"}, Counts: map[string]int{"x": 1}, Part: &Part{Name: "p"}, Parts: []Part{{Name: "q"}, {Name: "r"}}}

// get asks for fields; query has none if it is nil.
func get(b *operation.Bound, query url.Values) *operation.Response {
	return b.Serve(context.Background(), &operation.Request{Method: http.MethodGet, Path: map[string]string{"id": "a", "row": "1"}, Query: query, Header: http.Header{}})
}

func oneRow() *operation.Bound {
	return row.Bind(func(context.Context, *SampleID) (*RowOutput, error) {
		return &RowOutput{ETag: `"v1"`, Body: whole}, nil
	})
}

func twoRows() *operation.Bound {
	return rows.Bind(func(context.Context, *operation.PageInput) (*RowsOutput, error) {
		return &RowsOutput{Body: RowPage{Items: []SampleBody{whole, {Text: "u"}}, NextCursor: "c"}}, nil
	})
}

func TestFields(t *testing.T) {
	for name, c := range map[string]struct {
		of     *operation.Bound
		fields string
		want   string
	}{
		"one":            {oneRow(), "text", `{"text":"t"}`},
		"some":           {oneRow(), "on, text", `{"on":true,"text":"t"}`},
		"nested":         {oneRow(), "part.name", `{"part":{"name":"p"}}`},
		"whole and part": {oneRow(), "part.name,counts,parts.name", `{"counts":{"x":1},"part":{"name":"p"},"parts":[{"name":"q"},{"name":"r"}]}`},
		"part of whole":  {oneRow(), "part,part.name", `{"part":{"name":"p","at":"0001-01-01T00:00:00Z"}}`},
		"absent":         {oneRow(), "maybe", `{}`},
		"of items":       {twoRows(), "text", `{"items":[{"text":"t"},{"text":"u"}],"nextCursor":"c"}`},
	} {
		t.Run(name, func(t *testing.T) {
			res := get(c.of, url.Values{"fields": {c.fields}})
			if got := strings.TrimSpace(string(res.Body)); res.Status != 200 || got != c.want {
				t.Errorf("%d %s, want %s", res.Status, got, c.want)
			}
		})
	}
	all, some := get(oneRow(), nil), get(oneRow(), url.Values{"fields": {"text"}})
	if all.Header.Get("ETag") == some.Header.Get("ETag") || !strings.HasPrefix(some.Header.Get("ETag"), `"v1-`) {
		t.Errorf("tags %s and %s", all.Header.Get("ETag"), some.Header.Get("ETag"))
	}
}

func TestFieldsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		of     *operation.Bound
		fields string
		code   string
	}{
		"unknown":        {oneRow(), "nothing", "unknown_field"},
		"other case":     {oneRow(), "Text", "unknown_field"},
		"below a leaf":   {oneRow(), "text.a", "unknown_field"},
		"unknown below":  {oneRow(), "part.x", "unknown_field"},
		"empty":          {oneRow(), "", "unknown_field"},
		"empty between":  {oneRow(), "text,,on", "unknown_field"},
		"of the page":    {twoRows(), "items", "unknown_field"},
		"too many":       {oneRow(), strings.Repeat("text,", 60) + "on", "invalid_value"},
		"too long":       {oneRow(), strings.Repeat("x", 2000), "invalid_value"},
		"not of a write": {sample.Bind(echo(new(SampleInput))), "text", "invalid_value"},
	} {
		t.Run(name, func(t *testing.T) {
			res := get(c.of, url.Values{"fields": {c.fields}})
			if p := problemOf(t, res); p.Status != 422 || name != "not of a write" && (p.Code != c.code || p.Field != "query.fields") {
				t.Errorf("%d %s on %s", p.Status, p.Code, p.Field)
			}
		})
	}
}

// TestFieldsCut: an answer to any choice has the chosen fields, as they are, and no others.
func TestFieldsCut(t *testing.T) {
	b := oneRow()
	var all map[string]any
	if err := json.Unmarshal(get(b, nil).Body, &all); err != nil {
		t.Fatal(err)
	}
	names := []string{"text", "email", "link", "size", "small", "scale", "on", "maybe", "kind", "list", "counts", "part", "parts", "any", "unique"}
	rapid.Check(t, func(t *rapid.T) {
		chosen := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, len(names), rapid.ID).Draw(t, "fields")
		var got map[string]any
		if err := json.Unmarshal(get(b, url.Values{"fields": {strings.Join(chosen, ",")}}).Body, &got); err != nil {
			t.Fatal(err)
		}
		want := map[string]any{}
		for name, v := range all {
			if slices.Contains(chosen, name) {
				want[name] = v
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	})
}
