package operation_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/aio-creative-hub/aio/shared/operation"
)

func TestCheckJSON(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for in, good := range map[string]bool{
		`{}`: true, ` [1, "a", null, {"a":{"a":1}}] `: true, `"x"`: true, `-1.5e3`: true, `{"a":1,"A":2}`: true, deep(operation.MaxJSONDepth): true,
		``: false, ` `: false, `{`: false, `{"a":1,}`: false, `[1 2]`: false, `{"a" 1}`: false, `[,1]`: false, `{} {}`: false, `1 2`: false, `]`: false,
		`{"a":1,"a":1}`: false, `{"\u0061":1,"a":1}`: false, `[{"b":{"c":1,"c":2}}]`: false, "\"\xff\"": false, `NaN`: false, `01`: false, `'a'`: false,
		`{"a":1}x`: false, deep(operation.MaxJSONDepth + 2): false, strings.Repeat("[", 1<<20): false,
	} {
		if err := operation.CheckJSON([]byte(in)); (err == nil) != good {
			t.Errorf("%.60s: %v", in, err)
		}
	}
}

// What CheckJSON takes is JSON by the standard library's rules, UTF-8, and survives
// being decoded and encoded: with a key twice, a value would be lost.
func FuzzCheckJSON(f *testing.F) {
	for _, seed := range []string{valid, `{"a":1,"a":2}`, `[1,[2,[3]]]`, `"\ud800"`, "\xff", `{"a":{"b":[{"c":null}]}} `, `1e999`, `[`, ``} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		err := operation.CheckJSON(data)
		if err != nil {
			if strings.Contains(err.Error(), "offset") {
				t.Errorf("a decoder's own text: %v", err)
			}
			return
		}
		if !json.Valid(data) || !utf8.Valid(data) {
			t.Fatalf("taken, but not JSON: %q", data)
		}
		if keys := strings.Count(string(data), `:`); keys > 0 {
			var v any
			dec := json.NewDecoder(strings.NewReader(string(data)))
			dec.UseNumber()
			if err := dec.Decode(&v); err != nil {
				t.Fatal(err)
			}
			if count(v) != tokens(t, data) {
				t.Fatalf("decoding loses something of %q", data)
			}
		}
	})
}

// count is the number of scalars and containers in a decoded value.
func count(v any) int {
	n := 1
	switch v := v.(type) {
	case map[string]any:
		for _, element := range v {
			n += count(element)
		}
	case []any:
		for _, element := range v {
			n += count(element)
		}
	}
	return n
}

// tokens is the same number, from the text: commas separate the elements.
func tokens(t *testing.T, data []byte) int {
	t.Helper()
	n, inString, escaped, empty := 1, false, false, false
	for _, c := range data {
		switch {
		case escaped:
			escaped = false
		case inString:
			escaped, inString = c == '\\', c != '"'
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
		case c == '{' || c == '[':
			n, empty = n+1, true
			continue
		case (c == '}' || c == ']') && empty:
			n--
			empty = false
		case c == ',':
			n++
		case c == '"':
			inString, empty = true, false
		default:
			empty = false
		}
	}
	return n
}

// Whatever comes, Serve answers: with success or a refusal of the client, in JSON, and
// never with a 500.
func FuzzServe(f *testing.F) {
	f.Add([]byte(valid), "a", "1", "words=x&count=3", "note")
	f.Add([]byte(`{"text":1}`), "", "x", "ratio=NaN&words=a&words=b", "\xff")
	f.Add([]byte(`{"part":{"at":"2026-01-01T00:00:00Z","name":""},"any":{},"counts":{"a":1e400},"size":1e30}`), "%", "-", "since=0&sizes=1,,2&tags=", "")
	f.Add([]byte(`null`), "\x00", "1", "&&=", "a\r\nb")
	b := sample.Bind(echo(new(SampleInput)))
	f.Fuzz(func(t *testing.T, body []byte, id, row, rawQuery, note string) {
		query, _ := url.ParseQuery(rawQuery) // what can be parsed of it
		res := b.Serve(t.Context(), &operation.Request{Method: http.MethodPut, Body: body, Query: query,
			Path: map[string]string{"id": id, "row": row}, Header: http.Header{"X-Note": {note}}})
		switch res.Status {
		case http.StatusCreated, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		default:
			t.Errorf("%d for %q %q %q %q: %v", res.Status, body, id, rawQuery, note, res.Problem)
		}
		if !json.Valid(res.Body) || !utf8.Valid(res.Body) {
			t.Errorf("the answer is no JSON: %q", res.Body)
		}
	})
}
