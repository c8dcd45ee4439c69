package operation

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// jsonType is the media type of requests and answers.
const jsonType = "application/json"

// bearerScheme is the name of the security scheme that operations refer to.
const bearerScheme = "bearer"

// apiNotes is what holds for every operation of the published API.
const apiNotes = "Requests and answers are JSON (RFC 8259, UTF-8). Unknown fields, unknown query parameters, names " +
	"in another case and null in place of a field left out are refused; ignore fields of an answer that you do not know.\n\n" +
	"A refusal is application/problem+json (RFC 9457) with a stable code; docs/errors.md lists the codes. " +
	"Every answer carries X-Correlation-Id, which names the request in the logs; send your own to choose it.\n\n" +
	"Lists are pages {items, nextCursor}: pass nextCursor as ?cursor= for the page after. " +
	"Times are UTC (RFC 3339). A schema's format says the unit of a number: px, mm, degrees, s (seconds), fraction (0 to 1), factor, percent, dB, MB, bytes."

// Document describes the published API in OpenAPI 3.1: every operation of decls with a
// REST trigger that is not Hidden, planned ones too (they carry x-aio-planned and answer
// 501). The same declarations give the same bytes, in whatever order they come.
func Document(title, version string, decls []Declared) *huma.OpenAPI {
	return describe(title, version, decls, func(s Spec) bool { return s.Has(Rest) && !s.Hidden })
}

// describe collects the operations that keep wants into one description.
func describe(title, version string, decls []Declared, keep func(Spec) bool) *huma.OpenAPI {
	api := huma.NewAPI(humaConfig(title, version), &solo{})
	areas := map[string]bool{}
	for _, d := range decls {
		if s := d.spec(); keep(s) {
			d.Describe(api)
			describeAnswers(api.OpenAPI(), s)
			areas[s.Area] = true
		}
	}
	doc := api.OpenAPI()
	doc.Info.Description = apiNotes
	doc.Info.License = &huma.License{Name: "Apache-2.0", URL: "https://www.apache.org/licenses/LICENSE-2.0"}
	doc.Servers = []*huma.Server{{URL: "/"}}
	for _, area := range sortedKeys(areas) {
		doc.Tags = append(doc.Tags, &huma.Tag{Name: area, Description: areaText(area)})
	}
	doc.Components.SecuritySchemes = map[string]*huma.SecurityScheme{bearerScheme: {
		Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "The accessToken of register, login or refresh.",
	}}
	shareRefusals(doc)
	return doc
}

// describeAnswers adds the output's body to the statuses that carry it beside success.
// Such a status may be a refusal too: then the media type tells which.
func describeAnswers(doc *huma.OpenAPI, s Spec) {
	for _, op := range operations(doc.Paths[s.Path]) {
		if op == nil || op.OperationID != s.ID {
			continue
		}
		for _, status := range s.Answers {
			to, from := op.Responses[strconv.Itoa(status)], op.Responses[strconv.Itoa(op.DefaultStatus)]
			to.Content[jsonType] = from.Content[jsonType]
		}
	}
}

// operations lists a path's operations, nil where there is none.
func operations(item *huma.PathItem) []*huma.Operation {
	return []*huma.Operation{item.Get, item.Put, item.Post, item.Delete, item.Patch}
}

// shareRefusals writes each kind of refusal once, under components, instead of in every
// operation: they differ by status alone.
func shareRefusals(doc *huma.OpenAPI) {
	doc.Components.Responses = map[string]*huma.Response{}
	for _, item := range doc.Paths {
		for _, op := range operations(item) {
			if op == nil {
				continue
			}
			for status, res := range op.Responses {
				if code, err := strconv.Atoi(status); err != nil || code < http.StatusBadRequest {
					continue
				}
				if res.Content[jsonType] != nil { // not a refusal alone
					op.Responses[status] = refusal(status, res)
					continue
				}
				name := strings.ReplaceAll(res.Description, " ", "")
				doc.Components.Responses[name] = refusal(status, res)
				op.Responses[status] = &huma.Response{Ref: "#/components/responses/" + name}
			}
		}
	}
}

func refusal(status string, res *huma.Response) *huma.Response {
	out := *res
	switch status {
	case strconv.Itoa(http.StatusTooManyRequests), strconv.Itoa(http.StatusServiceUnavailable):
		out.Headers = map[string]*huma.Param{"Retry-After": {
			Description: "Seconds to wait", Schema: &huma.Schema{Type: huma.TypeInteger},
		}}
	}
	return &out
}

// areaText says what an area is, for readers of the API description.
func areaText(area string) string {
	switch area {
	case "identity":
		return "Accounts, sessions and tokens."
	case "chat":
		return "Conversations: say what you want and get it done."
	case "nlp":
		return "Understanding a message without acting on it."
	case "document":
		return "What every tool's documents have in common: state, history, commits."
	case "artifact":
		return "Files made by tools."
	case "graphics":
		return "Pictures: canvases with layers. Coordinates are pixels, x to the right, y down, from the top left."
	case "webdesign":
		return "Web pages and sites."
	case "ide":
		return "Code projects."
	case "cad":
		return "3D models. Lengths are millimetres."
	case "video":
		return "Video timelines. Times are seconds."
	case "drive":
		return "Files that go to and come from storage services outside."
	case "usage":
		return "What was used and what it cost."
	case "live":
		return "WebSocket connections."
	case "system":
		return "Whether the system works."
	}
	return ""
}
