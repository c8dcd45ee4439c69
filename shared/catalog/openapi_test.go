package catalog_test

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/catalog/contract"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// docs is the folder of the generated documents.
const docs = "../../docs"

// generated makes the documents once for all tests.
var generated = sync.OnceValues(catalog.Documents)

func documents(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := generated()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range files {
		out[f.Path] = f.Data
	}
	return out
}

func load(t *testing.T, file string) *openapi3.T {
	t.Helper()
	doc, err := contract.Load(documents(t)[file])
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestDocumentsAreValidAndUpToDate(t *testing.T) {
	for file, data := range documents(t) {
		if err := load(t, file).Validate(t.Context()); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		onDisk, err := os.ReadFile(filepath.Join(docs, file))
		if err != nil {
			t.Errorf("%v: run go run ./cmd/aio openapi", err)
		} else if !bytes.Equal(onDisk, data) {
			t.Errorf("docs/%s is not what the declarations say: run go run ./cmd/aio openapi, and look at the difference", file)
		}
	}
}

func TestContractIsKept(t *testing.T) {
	released, err := os.ReadFile(filepath.Join(docs, catalog.ReleasedFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := contract.Check(released, documents(t)[catalog.OpenAPIFile]); err != nil {
		t.Errorf("%v\n(catalog.Version is the version; after a release: go run ./cmd/aio openapi --release)", err)
	}
}

// each calls f for every operation of a document.
func each(doc *openapi3.T, f func(where string, op *openapi3.Operation)) {
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			f(method+" "+path, op)
		}
	}
}

func TestPublishedOperationsAreDocumented(t *testing.T) {
	doc := load(t, catalog.OpenAPIFile)
	ids := map[string]bool{}
	each(doc, func(where string, op *openapi3.Operation) {
		ids[op.OperationID] = true
		d, ok := catalog.Find(op.OperationID)
		if !ok {
			t.Fatalf("%s: operationId %q is not in the catalogue", where, op.OperationID)
		}
		s := operation.SpecOf(d)
		if where != s.Method+" "+s.Path || op.Summary != s.Summary || op.Summary == "" || !slices.Equal(op.Tags, []string{s.Area}) {
			t.Errorf("%s (%s): method, path, summary or tag are not the declaration's", where, s.ID)
		}
		needs := s.Auth == operation.User || s.Auth == operation.Admin
		if secured := op.Security != nil && len(*op.Security) > 0; secured != needs {
			t.Errorf("%s: security is %v, auth is %s", s.ID, secured, s.Auth)
		}
		documented(t, s, op)
	})
	for _, d := range catalog.All() {
		if s := operation.SpecOf(d); ids[s.ID] != (s.Has(operation.Rest) && !s.Hidden) {
			t.Errorf("%s: published is %v", s.ID, ids[s.ID])
		}
	}
	for _, tag := range doc.Tags {
		if tag.Description == "" {
			t.Errorf("tag %s has no description", tag.Name)
		}
	}
}

// documented checks an operation's answers: success, and refusals in their own format.
func documented(t *testing.T, s operation.Spec, op *openapi3.Operation) {
	t.Helper()
	want := []string{"400", "422", "429", "500", "503", "504"}
	if s.Auth != operation.Public {
		want = append(want, "401")
	}
	if s.Planned {
		want = append(want, "501")
	}
	for _, status := range want {
		if op.Responses.Value(status) == nil {
			t.Errorf("%s: answer %s is not documented", s.ID, status)
		}
	}
	successes := 0
	for status, res := range op.Responses.Map() {
		if status < "400" {
			successes++
			continue
		}
		media := res.Value.Content["application/problem+json"]
		if media == nil || media.Schema.Ref != "#/components/schemas/Problem" {
			t.Errorf("%s: answer %s is not a problem", s.ID, status)
		}
	}
	if successes != 1 {
		t.Errorf("%s: %d answers of success", s.ID, successes)
	}
}

func TestAPIGatewayRoutesEveryOperation(t *testing.T) {
	data := documents(t)[catalog.APIGatewayFile]
	doc := load(t, catalog.APIGatewayFile)
	if doc.OpenAPI != "3.0.1" {
		t.Errorf("openapi is %s", doc.OpenAPI)
	}
	routes := map[string]bool{}
	each(doc, func(where string, op *openapi3.Operation) {
		routes[op.OperationID] = true
		d, _ := catalog.Find(op.OperationID)
		s := operation.SpecOf(d)
		integration, _ := op.Extensions["x-amazon-apigateway-integration"].(map[string]any)
		switch {
		case s.Planned:
			if integration["type"] != "mock" || op.Responses.Value("501") == nil {
				t.Errorf("%s: a planned operation is answered by %v", where, integration)
			}
		case integration["type"] != "aws_proxy" || integration["uri"] != operation.FunctionURI(s.ID) || integration["httpMethod"] != http.MethodPost:
			t.Errorf("%s: integration is %v", where, integration)
		}
		for _, p := range op.Parameters {
			if p.Value.In == openapi3.ParameterInCookie {
				t.Errorf("%s: API Gateway has no cookie parameters", where)
			}
		}
	})
	for _, d := range catalog.All() {
		if s := operation.SpecOf(d); routes[s.ID] != s.Has(operation.Rest) {
			t.Errorf("%s: routed is %v", s.ID, routes[s.ID])
		}
	}
	for _, never := range []string{"securitySchemes", `"security"`, "exclusiveM", "contentMediaType", `"examples"`, `"const"`, "$schema"} {
		if strings.Contains(string(data), never) {
			t.Errorf("holds %s, which API Gateway does not take", never)
		}
	}
}
