package contract_test

import (
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/catalog/contract"
)

// base is a small API with a request and an answer of every kind of value.
const base = `
openapi: 3.1.0
info: {title: Test, version: 0.3.1}
paths:
  /notes/{noteId}:
    post:
      operationId: notes.write
      x-aio-auth: public
      parameters:
        - {name: noteId, in: path, required: true, schema: {type: string, maxLength: 64}}
        - {name: dry, in: query, schema: {type: boolean}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [text]
              properties:
                text: {type: string, minLength: 1, maxLength: 100, pattern: '^a'}
                size: {type: integer, minimum: 1, maximum: 9, default: 5}
                scale: {type: number, exclusiveMinimum: 0}
                kind: {type: string, enum: [plain, rich]}
                tags: {type: array, maxItems: 8, items: {type: string, format: tag}}
                extra: {type: object, additionalProperties: {type: number}}
                maybe: {type: [string, "null"]}
      responses:
        "201":
          description: Created
          headers: {ETag: {schema: {type: string}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
        "422": {description: Refused}
  /notes:
    get:
      operationId: notes.list
      responses:
        "200":
          description: OK
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Note'}}}}
components:
  schemas:
    Note:
      type: object
      required: [id, state]
      properties:
        id: {type: string}
        state: {type: string, enum: [open, closed]}
        mass: {type: number}
        parent: {$ref: '#/components/schemas/Note'}
`

func TestBreaking(t *testing.T) {
	tests := []struct {
		name     string
		old, new string   // replaced in base, once
		want     []string // findings hold these, in order; empty means nothing breaks
	}{
		{"nothing", "", "", nil},
		{"description", "description: Created", "description: Made", nil},

		{"path renamed", "  /notes:", "  /memos:", []string{"/notes: removed"}},
		{"method changed", "    get:", "    put:", []string{"GET /notes: removed"}},
		{"operation renamed", "notes.list", "notes.all", []string{"operationId notes.list became notes.all"}},
		{"sign-in asked for", "x-aio-auth: public", "x-aio-auth: user", []string{"stricter"}},
		{"security added", "operationId: notes.list", "operationId: notes.list\n      security: [{bearer: []}]", []string{"stricter"}},
		{"success status changed", `"201":`, `"202":`, []string{"POST /notes/{noteId} 201: removed; the answer of success is now 202"}},
		{"refusal removed", `"422": {description: Refused}`, `"409": {description: Refused}`, nil},
		{"response header removed", "headers: {ETag:", "headers: {Etag2:", []string{"header.ETag: removed"}},
		{"media type changed", "{application/json: {schema: {$ref", "{text/json: {schema: {$ref", []string{"media type application/json removed"}},

		{"query parameter removed", "{name: dry,", "{name: wet,", []string{"query.dry: removed"}},
		{"query parameter required", "{name: dry, in: query,", "{name: dry, in: query, required: true,", []string{"query.dry: became required"}},
		{"query parameter added", "        - {name: dry,", "        - {name: x, in: query, schema: {type: string}}\n        - {name: dry,", nil},
		{"required parameter added", "        - {name: dry,", "        - {name: x, in: header, required: true, schema: {type: string}}\n        - {name: dry,", []string{"header.x: new and required"}},
		{"parameter narrowed", "maxLength: 64", "maxLength: 32", []string{"path.noteId: maxLength lowered"}},

		{"body required", "      requestBody:", "      requestBody:\n        required: true", []string{"body: became required"}},
		{"request field removed", "scale: {", "zoom: {", []string{"body.scale: removed"}},
		{"request field added", "                kind:", "                more: {type: string}\n                kind:", nil},
		{"required request field added", "              required: [text]", "              required: [text, more]", []string{"body.more: new and required"}},
		{"request field required", "required: [text]", "required: [text, kind]", []string{"body.kind: became required"}},
		{"request field optional", "required: [text]", "required: []", nil},
		{"request type changed", "size: {type: integer, minimum: 1, maximum: 9, default: 5}", "size: {type: string}", []string{`body.size: default`, `body.size: type changed from "integer" to "string"`}},
		{"request type widened", "size: {type: integer", "size: {type: number", nil},
		{"request type narrowed", "scale: {type: number", "scale: {type: integer", []string{`"number" to "integer"`}},
		{"request takes null no more", `type: [string, "null"]`, "type: string", []string{"body.maybe: null is no longer taken"}},
		{"request minimum raised", "minimum: 1,", "minimum: 2,", []string{"body.size: minimum raised"}},
		{"request minimum excluded", "minimum: 1,", "exclusiveMinimum: 1,", []string{"minimum raised"}},
		{"request maximum lowered", "maximum: 9", "maximum: 8", []string{"maximum lowered"}},
		{"request maximum excluded", "maximum: 9", "exclusiveMaximum: 9", []string{"maximum lowered"}},
		{"request limits widened", "minimum: 1, maximum: 9", "minimum: 0, maximum: 10", nil},
		{"request minLength raised", "minLength: 1", "minLength: 2", []string{"minLength raised"}},
		{"request maxItems lowered", "maxItems: 8", "maxItems: 7", []string{"body.tags: maxItems lowered"}},
		{"request pattern changed", "pattern: '^a'", "pattern: '^b'", []string{"pattern changed"}},
		{"request pattern dropped", ", pattern: '^a'", "", nil},
		{"request items unique", "maxItems: 8", "maxItems: 8, uniqueItems: true", []string{"unique"}},
		{"request multipleOf", "maximum: 9", "maximum: 9, multipleOf: 3", []string{"multipleOf"}},
		{"request default changed", "default: 5", "default: 6", []string{"default changed from 5 to 6"}},
		{"request enum value removed", "[plain, rich]", "[plain]", []string{`body.kind: enum value "rich" removed`}},
		{"request enum value added", "[plain, rich]", "[plain, rich, wild]", nil},
		{"request enum added", "text: {type: string", "text: {enum: [a], type: string", []string{"body.text: enum added"}},
		{"request element changed", "format: tag", "format: word", []string{"body.tags[]: format"}},
		{"request map narrowed", "additionalProperties: {type: number}", "additionalProperties: {type: integer}", []string{"body.extra{}: type changed"}},
		{"request map closed", "additionalProperties: {type: number}", "additionalProperties: false", []string{"body.extra: takes no keys"}},
		{"request alternatives", "size: {type: integer", "size: {oneOf: [{type: integer}], type: integer", []string{"oneOf changed"}},

		{"response field removed", "mass: {", "weight: {", []string{"GET /notes 200[].mass: removed", "POST /notes/{noteId} 201.mass: removed"}},
		{"response field added", "mass: {", "more: {type: string}\n        mass: {", nil},
		{"response field optional", "required: [id, state]", "required: [id]", []string{"state: may now be absent"}},
		{"response field required", "required: [id, state]", "required: [id, state, mass]", nil},
		{"response type widened", "id: {type: string}", "id: {}", []string{".id: type changed"}},
		{"response type narrowed", "mass: {type: number}", "mass: {type: integer}", nil},
		{"response null", "id: {type: string}", `id: {type: [string, "null"]}`, []string{".id: may now be null"}},
		{"response enum value added", "[open, closed]", "[open, closed, lost]", []string{`.state: enum value "lost" added`}},
		{"response enum value removed", "[open, closed]", "[open]", nil},
		{"response enum removed", ", enum: [open, closed]", "", []string{".state: enum removed"}},
		{"response limit", "mass: {type: number}", "mass: {type: number, maximum: 3}", nil},
	}
	before, err := contract.Load([]byte(base))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.old != "" && strings.Count(base, tt.old) == 0 {
				t.Fatalf("base holds no %q", tt.old)
			}
			after, err := contract.Load([]byte(strings.Replace(base, tt.old, tt.new, 1)))
			if err != nil {
				t.Fatal(err)
			}
			got := contract.Breaking(before, after)
			if len(tt.want) == 0 && len(got) > 0 {
				t.Fatalf("breaks: %q", got)
			}
			for _, want := range tt.want {
				if !strings.Contains(strings.Join(got, "\n"), want) {
					t.Errorf("found %q, want %q", got, want)
				}
			}
		})
	}
}

func TestCheckWantsAVersionThatSaysSo(t *testing.T) {
	const breaking = "[open, closed, lost]"
	tests := []struct {
		from, to string
		breaks   bool
		want     string // of the error; empty for none
	}{
		{"0.3.1", "0.3.1", false, ""},
		{"0.3.1", "0.3.2", false, ""},
		{"0.3.1", "0.3.1", true, "at least 0.4.0"},
		{"0.3.1", "0.3.2", true, "at least 0.4.0"},
		{"0.3.1", "0.4.0", true, ""},
		{"0.3.1", "1.0.0", true, ""},
		{"1.3.1", "1.4.0", false, ""},
		{"1.3.1", "1.4.0", true, "at least 2.0.0"},
		{"1.3.1", "2.0.0", true, ""},
		{"0.3.1", "0.3.0", false, "comes before"},
		{"0.3.1", "0.2.9", true, "comes before"},
		{"1.0.0", "0.9.9", false, "comes before"},
		{"0.3.1", "0.4.x", true, "MAJOR.MINOR.PATCH"},
		{"0.3.01", "0.4.0", true, "MAJOR.MINOR.PATCH"},
		{"v1.0.0", "2.0.0", true, "MAJOR.MINOR.PATCH"},
	}
	for _, tt := range tests {
		released := strings.Replace(base, "0.3.1", tt.from, 1)
		present := strings.Replace(base, "0.3.1", tt.to, 1)
		if tt.breaks {
			present = strings.Replace(present, "[open, closed]", breaking, 1)
		}
		err := contract.Check([]byte(released), []byte(present))
		switch {
		case tt.want == "" && err != nil:
			t.Errorf("%s to %s: %v", tt.from, tt.to, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
			t.Errorf("%s to %s (breaks: %v): %v, want %q", tt.from, tt.to, tt.breaks, err, tt.want)
		}
	}
}

func TestLoadRefusesWhatIsNoDocument(t *testing.T) {
	for _, bad := range []string{"", "{", "openapi: 3.1.0\npaths: {}", "openapi: [", "[]"} {
		if _, err := contract.Load([]byte(bad)); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
