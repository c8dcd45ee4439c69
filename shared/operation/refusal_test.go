package operation_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// canary stands for a value that must never come back.
const canary = "hunter2secret"

type refusal struct {
	name   string
	change func(*operation.Request)
	status int
	code   string
	field  string
}

func body(s string) func(*operation.Request) {
	return func(r *operation.Request) { r.Body = []byte(s) }
}

// with puts fields at the front of the valid body.
func with(fields string) func(*operation.Request) { return body(`{` + fields + `,` + valid[1:]) }

func without(field string) func(*operation.Request) {
	return body(strings.Replace(valid, field, "", 1))
}

func query(name string, values ...string) func(*operation.Request) {
	return func(r *operation.Request) { r.Query[name] = values }
}

func header(name, value string) func(*operation.Request) {
	return func(r *operation.Request) { r.Header.Set(name, value) }
}

func path(name, value string) func(*operation.Request) {
	return func(r *operation.Request) { r.Path[name] = value }
}

const (
	bad, invalid, unknown, missing = "bad_request", "invalid_value", "unknown_field", "required"
)

var refusals = []refusal{
	{"no body", body(""), 400, bad, "body"},
	{"not JSON", body(canary), 400, bad, "body"},
	{"cut off", body(`{"text":"` + canary), 400, bad, "body"},
	{"trailing data", body(valid + ` "` + canary + `"`), 400, bad, "body"},
	{"two values", body(valid + valid), 400, bad, "body"},
	{"duplicate key", with(`"text":"` + canary + `"`), 400, bad, "body"},
	{"duplicate key inside", with(`"any":{"a":1,"a":"` + canary + `"}`), 400, bad, "body"},
	{"bad UTF-8", with(`"email":"` + canary + "\xff\"\n"), 400, bad, "body"},
	{"NaN", with(`"scale":NaN`), 400, bad, "body"},
	{"infinity", with(`"scale":-Infinity`), 400, bad, "body"},
	{"number too large for any type", with(`"scale":1e999`), 400, invalid, "body"},
	{"nested too deep", with(`"any":` + strings.Repeat("[", 70) + strings.Repeat("]", 70)), 400, bad, "body"},
	{"nested beyond recursion", body(strings.Repeat("[", 19_000)), 400, bad, "body"},
	{"body over the limit", with(`"any":"` + strings.Repeat("x", 20_000) + `"`), 413, "too_large", "body"},
	{"other media type", header("Content-Type", "text/xml"), 415, "unsupported_type", "body"},
	{"a form", header("Content-Type", "application/x-www-form-urlencoded"), 415, "unsupported_type", "body"},

	{"a list for an object", body(`["` + canary + `"]`), 422, invalid, "body"},
	{"null for an object", body(`null`), 422, invalid, "body"},
	{"unknown field", with(`"wide":"` + canary + `"`), 422, unknown, "body.wide"},
	{"wrong casing", with(`"Maybe":"` + canary + `"`), 422, unknown, "body.Maybe"},
	{"wrong casing instead", body(strings.Replace(valid, "text", "Text", 1)), 422, unknown, "body.Text"},
	{"unknown field inside", with(`"part":{"name":"a","at":"2026-01-02T03:04:05Z","x":"` + canary + `"}`), 422, unknown, "body.part.x"},
	{"field missing", without(`"size":1,`), 422, missing, "body.size"},
	{"null for a required field", body(strings.Replace(valid, `"t"`, "null", 1)), 422, invalid, "body.text"},
	{"null for a field that may be absent", with(`"maybe":null`), 422, invalid, "body.maybe"},
	{"null for an object that may be absent", with(`"part":null`), 422, invalid, "body.part"},
	{"null inside an object", with(`"part":{"name":null,"at":"2026-01-02T03:04:05Z"}`), 422, invalid, "body.part.name"},
	{"null inside a list", with(`"parts":[{"name":"a","at":"2026-01-02T03:04:05Z"},null]`), 422, invalid, "body.parts[1]"},
	{"null inside a map", with(`"counts":{"a":null}`), 422, invalid, "body.counts.a"},
	{"an object among elements that differ", with(`"unique":[{}]`), 422, invalid, "body.unique[0]"},
	{"a list among elements that differ", with(`"unique":["a",[]]`), 422, invalid, "body.unique[1]"},
	{"the same element twice", with(`"unique":["a","a"]`), 422, invalid, "body.unique"},
	{"number for text", with(`"email":` + "99999"), 422, invalid, "body.email"},
	{"text for a number", with(`"scale":"` + canary + `"`), 422, invalid, "body.scale"},
	{"text for a truth value", body(strings.Replace(valid, "true", `"`+canary+`"`, 1)), 422, invalid, "body.on"},
	{"fraction for an integer", with(`"small":1.5`), 422, invalid, "body.small"},
	{"beyond the maximum", with(`"small":6`), 422, invalid, "body.small"},
	{"below the minimum", with(`"small":-6`), 422, invalid, "body.small"},
	{"integer too large", body(strings.Replace(valid, `"size":1`, `"size":98765432109876543210`, 1)), 422, invalid, "body"},
	{"too long", body(strings.Replace(valid, `"t"`, `"`+strings.Repeat(canary, 100)+`"`, 1)), 422, invalid, "body.text"},
	{"not in the enum", with(`"kind":"` + canary + `"`), 422, invalid, "body.kind"},
	{"no e-mail", with(`"email":"` + canary + `"`), 422, invalid, "body.email"},
	{"no URI", with(`"link":"%zz` + canary + `"`), 422, invalid, "body.link"},
	{"no time", with(`"part":{"name":"a","at":"` + canary + `"}`), 422, invalid, "body.part.at"},
	{"wrong element", body(strings.Replace(valid, "[]", `["a",{"b":"`+canary+`"}]`, 1)), 422, invalid, "body.list[1]"},
	{"too many elements", body(strings.Replace(valid, "[]", "["+strings.Repeat(`"a",`, 50)+`"a"]`, 1)), 422, invalid, "body.list"},
	{"wrong value of a map", with(`"counts":{"a":"` + canary + `"}`), 422, invalid, "body.counts.a"},

	{"unknown query parameter", query("wide", canary), 422, unknown, "query.wide"},
	{"query parameter in another case", query("Words", canary), 422, unknown, "query.Words"},
	{"query parameter twice", query("words", canary, canary), 400, bad, "query.words"},
	{"query with bad UTF-8", query("words", canary+"\xff"), 400, bad, "query.words"},
	{"query with NUL", query("words", canary+"\x00"), 400, bad, "query.words"},
	{"query name with bad UTF-8", query("w\xff", canary), 400, bad, "query.w?"},
	{"query too long", query("words", strings.Repeat(canary, 10)), 422, invalid, "query.words"},
	{"text for an integer in the query", query("count", canary), 422, invalid, "query.count"},
	{"empty integer in the query", query("count", ""), 422, invalid, "query.count"},
	{"empty truth value in the query", query("deep", ""), 422, invalid, "query.deep"},
	{"empty time in the query", query("since", ""), 422, invalid, "query.since"},
	{"NaN in the query", query("ratio", "NaN"), 422, invalid, "query.ratio"},
	{"infinity in the query", query("ratio", "-inf"), 422, invalid, "query.ratio"},
	{"hexadecimal in the query", query("ratio", "0x1p-2"), 422, invalid, "query.ratio"},
	{"too large in the query", query("ratio", "1e999"), 422, invalid, "query.ratio"},
	{"too large an integer in the query", query("count", "98765432109876543210"), 422, invalid, "query.count"},
	{"text for a truth value in the query", query("deep", canary), 422, invalid, "query.deep"},
	{"no time in the query", query("since", canary), 422, invalid, "query.since"},
	{"wrong element in the query", query("sizes", "1,"+canary), 422, invalid, "query.sizes"},

	{"path with bad UTF-8", path("id", canary+"\xff"), 400, bad, "path.id"},
	{"path too long", path("id", strings.Repeat(canary, 10)), 422, invalid, "path.id"},
	{"path empty", path("id", ""), 422, missing, "path.id"},
	{"text for an integer in the path", path("row", canary), 422, invalid, "path.row"},
	{"header with bad UTF-8", header("X-Note", canary+"\xff"), 400, bad, "header.X-Note"},
	{"text for an integer in a header", header("X-Level", canary), 422, invalid, "header.X-Level"},
}

func TestRefusals(t *testing.T) {
	for _, tt := range refusals {
		t.Run(tt.name, func(t *testing.T) {
			called := false
			b := sample.Bind(func(context.Context, *SampleInput) (*SampleOutput, error) {
				called = true
				return &SampleOutput{}, nil
			})
			req := request(valid)
			tt.change(req)
			res := b.Serve(operation.WithMeta(t.Context(), operation.Meta{Correlation: "req-1"}), req)
			p := problemOf(t, res)
			if called {
				t.Error("the code was run")
			}
			code := p.Code
			if len(p.Errors) > 0 {
				code = p.Errors[0].Code
			}
			if p.Status != tt.status || code != tt.code || p.Field != tt.field {
				t.Errorf("%d %s %s, want %d %s %s: %s", p.Status, code, p.Field, tt.status, tt.code, tt.field, res.Body)
			}
			for _, secret := range []string{canary, "98765432109876543210", "Go struct", "json:"} {
				if strings.Contains(string(res.Body), secret) {
					t.Errorf("holds %q: %s", secret, res.Body)
				}
			}
			if p.Correlation != "req-1" || p.Detail == "" {
				t.Errorf("correlation id or detail missing: %s", res.Body)
			}
		})
	}
}

func TestArgumentsRefused(t *testing.T) {
	tests := []struct{ name, args, code, field string }{
		{"unknown argument", `{"wide":"` + canary + `"}`, unknown, "body.wide"},
		{"number for text", `{"id":7}`, invalid, "path.id"},
		{"text for a number", `{"count":"7"}`, invalid, "query.count"},
		{"text for a truth value", `{"deep":"true"}`, invalid, "query.deep"},
		{"object for text", `{"words":{"a":"` + canary + `"}}`, invalid, "query.words"},
		{"text for a list", `{"tags":"` + canary + `"}`, invalid, "query.tags"},
		{"wrong element", `{"sizes":[1,"` + canary + `"]}`, invalid, "query.sizes"},
		{"comma in an element", `{"tags":["a,` + canary + `"]}`, invalid, "query.tags"},
		{"fraction for an integer", `{"count":1.5}`, invalid, "query.count"},
		{"path parameter missing", `{"id":null}`, missing, "path.id"},
		{"body field missing", `{"text":null,"maybe":null,"any":null}`, missing, "body.text"},
		{"null inside an argument", `{"part":{"name":null,"at":"2026-01-02T03:04:05Z"}}`, invalid, "body.part.name"},
	}
	b := sample.Bind(echo(new(SampleInput)))
	for _, tt := range tests {
		args := map[string]operation.Raw{"id": operation.Raw(`"a"`), "row": operation.Raw("1"), "text": operation.Raw(`"t"`),
			"size": operation.Raw("1"), "on": operation.Raw("true"), "list": operation.Raw("[]")}
		if err := json.Unmarshal([]byte(tt.args), &args); err != nil {
			t.Fatal(err)
		}
		_, err := operation.CallArgs(t.Context(), inProcess{b}, sample.Spec.ID, args)
		var p *operation.Problem
		if !errors.As(err, &p) {
			t.Errorf("%s: %v is no problem", tt.name, err)
			continue
		}
		if p.Status != 422 || p.Errors[0].Code != tt.code || p.Field != tt.field || strings.Contains(fmt.Sprint(p.Detail, p.Errors), canary) {
			t.Errorf("%s: %+v", tt.name, p)
		}
	}
}

// A refusal stays small whatever is wrong.
func TestRefusalsAreBounded(t *testing.T) {
	var many strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&many, `"k%d":1,`, i)
	}
	long := strings.Repeat("n", 15_000)
	for name, req := range map[string]*operation.Request{
		"many fields": request(`{` + many.String() + valid[1:]), "long field": request(`{"` + long + `":1,` + valid[1:]),
	} {
		res := sample.Bind(echo(new(SampleInput))).Serve(t.Context(), req)
		if p := problemOf(t, res); p.Status != 422 || len(p.Errors) > 20 || len(res.Body) > 4096 {
			t.Errorf("%s: %d fields, %d bytes", name, len(p.Errors), len(res.Body))
		}
	}
	req := request(valid)
	req.Query.Set(long, "1")
	if res := sample.Bind(echo(new(SampleInput))).Serve(t.Context(), req); res.Status != 422 || len(res.Body) > 1024 {
		t.Errorf("long query parameter: %d, %d bytes", res.Status, len(res.Body))
	}
}

func TestNoBodyWhereNoneIsTaken(t *testing.T) {
	bare := operation.Op[operation.None, operation.None]{Spec: operation.Spec{ID: "sample.ping", Method: http.MethodGet, Path: "/ping", Area: "sample"}}
	b := bare.Bind(func(context.Context, *operation.None) (*operation.None, error) { return &operation.None{}, nil })
	if res := b.Serve(t.Context(), &operation.Request{Method: http.MethodGet}); res.Status != http.StatusNoContent || len(res.Body) > 0 {
		t.Errorf("%d %s", res.Status, res.Body)
	}
	if p := problemOf(t, b.Serve(t.Context(), &operation.Request{Body: []byte(`{}`)})); p.Status != 400 || p.Field != "body" {
		t.Errorf("%+v", p)
	}
	if _, err := b.Args(map[string]operation.Raw{"x": operation.Raw("1")}); operation.AsProblem(err).Code != unknown {
		t.Errorf("unknown argument: %v", err)
	}
}
