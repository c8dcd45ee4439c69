package operation_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// declared is a small API: one operation of each kind that the documents treat apart.
func declared() []operation.Declared {
	kind := func(change func(*operation.Spec)) operation.Declared {
		s := operation.Spec{ID: "sample.other", Area: "video", Method: http.MethodGet, Path: "/samples", Summary: "x", Auth: operation.User}
		change(&s)
		return operation.Op[operation.None, SampleOutput]{Spec: s}
	}
	return []operation.Declared{
		sample,
		kind(func(*operation.Spec) {}),
		kind(func(s *operation.Spec) { s.ID, s.Path, s.Hidden = "sample.hidden", "/hidden", true }),
		kind(func(s *operation.Spec) { s.ID, s.Path, s.Planned = "sample.planned", "/planned", true }),
		kind(func(s *operation.Spec) {
			s.ID, s.Method, s.Path, s.Triggers = "sample.task", "", "", []operation.Trigger{{Kind: operation.Task}}
		}),
	}
}

func yaml(t *testing.T, decls []operation.Declared) string {
	t.Helper()
	data, err := operation.Document("Test", "1.2.3", decls).YAML()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestDocumentHoldsWhatIsPublished(t *testing.T) {
	doc := yaml(t, declared())
	for _, want := range []string{"operationId: sample.put", "operationId: sample.other", "operationId: sample.planned", "x-aio-planned: true", "version: 1.2.3",
		"bearerFormat: JWT", "application/problem+json", "#/components/responses/NotImplemented", "openapi: 3.1.0"} {
		if !strings.Contains(doc, want) {
			t.Errorf("lacks %s", want)
		}
	}
	for _, never := range []string{"sample.hidden", "sample.task", "/-/", "$schema"} {
		if strings.Contains(doc, never) {
			t.Errorf("holds %s", never)
		}
	}
}

func TestDocumentsDoNotDependOnTheOrder(t *testing.T) {
	decls := declared()
	want := yaml(t, decls)
	gateway, err := operation.APIGateway(operation.Document("Test", "1.2.3", decls), decls)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(decls)
	again, err := operation.APIGateway(operation.Document("Test", "1.2.3", decls), decls)
	if err != nil {
		t.Fatal(err)
	}
	if yaml(t, decls) != want || !bytes.Equal(again, gateway) {
		t.Error("the same declarations in another order give another document")
	}
}

func TestAPIGatewayAnswersPlannedOperationsItself(t *testing.T) {
	data, err := operation.APIGateway(operation.Document("Test", "1.2.3", declared()), declared())
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]struct {
			Integration struct {
				Type, URI string
				Responses map[string]struct {
					StatusCode        string
					ResponseTemplates map[string]string
				}
			} `json:"x-amazon-apigateway-integration"`
		}
		Responses map[string]struct{ ResponseTemplates map[string]string } `json:"x-amazon-apigateway-gateway-responses"`
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	if hidden := doc.Paths["/hidden"]["get"].Integration; hidden.Type != "aws_proxy" || hidden.URI != "${Function:sample.hidden}" {
		t.Errorf("hidden operations have routes: %+v", hidden)
	}
	planned := doc.Paths["/planned"]["get"].Integration
	var p operation.Problem
	if err := json.Unmarshal([]byte(planned.Responses["default"].ResponseTemplates["application/json"]), &p); err != nil {
		t.Fatal(err)
	}
	if planned.Type != "mock" || planned.Responses["default"].StatusCode != "501" || p.Code != operation.CodeNotAvailable || p.Status != 501 {
		t.Errorf("%+v", planned)
	}
	for kind, res := range doc.Responses {
		if err := json.Unmarshal([]byte(res.ResponseTemplates["application/json"]), &p); err != nil || p.Code == "" {
			t.Errorf("%s is answered by no problem: %v", kind, err)
		}
	}
}

// A health check that fails answers 503 with what its success answers, and the limiter
// may answer 503 with a problem: both are described.
func TestDocumentDescribesFurtherStatuses(t *testing.T) {
	op := operation.Op[operation.None, SampleOutput]{Spec: operation.Spec{ID: "sample.health", Area: "video", Method: http.MethodGet, Path: "/health",
		Auth: operation.Public, Answers: []int{http.StatusServiceUnavailable}, Refusals: []int{http.StatusForbidden}}}
	for name, decls := range map[string][]operation.Declared{"alone": {op}, "among others": append(declared(), op)} {
		doc := operation.Document("Test", "1", decls)
		answers := doc.Paths["/health"].Get.Responses
		down := answers["503"]
		if down.Ref != "" || down.Content["application/json"].Schema.Ref != answers["200"].Content["application/json"].Schema.Ref ||
			!strings.HasSuffix(down.Content["application/problem+json"].Schema.Ref, "/Problem") || down.Headers["Retry-After"] == nil {
			t.Errorf("%s: 503 is %+v", name, down)
		}
		if answers["403"].Ref != "#/components/responses/Forbidden" || doc.Components.Responses["Forbidden"] == nil {
			t.Errorf("%s: 403 is %+v", name, answers["403"])
		}
		if shared := doc.Components.Responses["ServiceUnavailable"]; shared != nil && len(shared.Content) != 1 {
			t.Errorf("%s: the shared 503 is %+v", name, shared)
		}
	}
}
