package operation

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
)

// What API Gateway accepts ("Amazon API Gateway important notes for REST APIs").
var (
	gatewayModelName = regexp.MustCompile(`^[A-Za-z0-9]+$`)
	gatewayPath      = regexp.MustCompile(`^(/([A-Za-z0-9_.,:-]+|\{[A-Za-z0-9_.-]+\}))+$`)
)

// FunctionURI is what stands for the address of an operation's function in the document
// of APIGateway; the infrastructure replaces it.
func FunctionURI(id string) string { return "${Function:" + id + "}" }

// APIGateway writes the description that Amazon API Gateway imports for its REST API:
// OpenAPI 3.0.1, with an integration for each operation of decls that has a REST trigger,
// Hidden ones too, which doc leaves out. Title and version are doc's.
//
// An operation is answered by its function (aws_proxy), whose address is FunctionURI. A
// planned operation has no function, and without a route API Gateway would answer 403
// "Missing Authentication Token", which nobody understands: so a mock integration gives
// the same tool_not_available that the chat knows. It does so before any sign-in, which
// tells nothing that the published description does not.
//
// Tokens are verified in the functions: the document has no security scheme, of which
// API Gateway knows API keys only. It gives an error for what the import would refuse.
func APIGateway(doc *huma.OpenAPI, decls []Declared) ([]byte, error) {
	full, err := generic(describe(doc.Info.Title, doc.Info.Version, decls, func(s Spec) bool { return s.Has(Rest) }))
	if err != nil {
		return nil, fmt.Errorf("operation: api gateway: %w", err)
	}
	specs := map[string]Spec{}
	for _, d := range decls {
		specs[d.spec().ID] = d.spec()
	}
	paths, err1 := gatewayPaths(object(full["paths"]), specs)
	schemas, err2 := gatewaySchemas(object(object(full["components"])["schemas"]))
	if err := errors.Join(err1, err2); err != nil {
		return nil, fmt.Errorf("operation: api gateway: %w", err)
	}
	return indented(map[string]any{
		"openapi":                               "3.0.1",
		"info":                                  map[string]any{"title": doc.Info.Title, "version": doc.Info.Version},
		"paths":                                 paths,
		"components":                            map[string]any{"schemas": schemas},
		"x-amazon-apigateway-gateway-responses": gatewayResponses(),
	})
}

func gatewayPaths(paths map[string]any, specs map[string]Spec) (map[string]any, error) {
	var errs []error
	out := map[string]any{}
	for _, path := range sortedKeys(paths) {
		if !gatewayPath.MatchString(path) {
			errs = append(errs, fmt.Errorf("path %s has characters it does not take", path))
		}
		item := map[string]any{}
		for method, v := range object(paths[path]) {
			op := object(v)
			id, _ := op["operationId"].(string)
			item[method] = gatewayOperation(op, specs[id])
		}
		out[path] = item
	}
	return out, errors.Join(errs...)
}

// gatewayOperation keeps what API Gateway reads of an operation and adds its integration.
// Refusals are left out: a function's answer passes whatever its status is.
func gatewayOperation(op map[string]any, s Spec) map[string]any {
	responses := map[string]any{}
	for status, v := range object(op["responses"]) {
		if res := object(v); res["$ref"] == nil {
			responses[status] = gatewayResponse(res)
		}
	}
	out := map[string]any{"operationId": s.ID, "summary": s.Summary, "tags": []any{s.Area}}
	if s.Planned {
		responses[strconv.Itoa(http.StatusNotImplemented)] = map[string]any{
			"description": http.StatusText(http.StatusNotImplemented),
			"headers":     map[string]any{"Content-Type": map[string]any{"schema": map[string]any{"type": "string"}}},
		}
		out["x-amazon-apigateway-integration"] = mockIntegration()
	} else {
		out["x-amazon-apigateway-integration"] = map[string]any{
			"type": "aws_proxy", "httpMethod": http.MethodPost, "uri": FunctionURI(s.ID), "passthroughBehavior": "when_no_match",
		}
	}
	out["responses"] = responses
	if params := gatewayParameters(list(op["parameters"])); len(params) > 0 {
		out["parameters"] = params
	}
	if body, ok := op["requestBody"].(map[string]any); ok {
		out["requestBody"] = map[string]any{"required": body["required"] == true, "content": gatewayContent(object(body["content"]))}
	}
	return out
}

// mockIntegration answers 501. A request of another media type than JSON gets 415: the
// mock needs its request template to know the status.
func mockIntegration() map[string]any {
	p := NewProblem(http.StatusNotImplemented, CodeNotAvailable, notAvailable)
	return map[string]any{
		"type": "mock", "passthroughBehavior": "never",
		"requestTemplates": map[string]any{"application/json": `{"statusCode": 501}`},
		"responses": map[string]any{"default": map[string]any{
			"statusCode":         strconv.Itoa(p.Status),
			"responseParameters": map[string]any{"method.response.header.Content-Type": "'application/problem+json'"},
			"responseTemplates":  map[string]any{"application/json": problemTemplate(p)},
		}},
	}
}

// gatewayResponses are the refusals of API Gateway itself, in the words of ours. Its own
// "missing authentication token" means that there is no such route.
func gatewayResponses() map[string]any {
	out := map[string]any{}
	for kind, p := range map[string]*Problem{
		"MISSING_AUTHENTICATION_TOKEN": NewProblem(http.StatusNotFound, CodeNotFound, "There is nothing at this address."),
		"REQUEST_TOO_LARGE":            NewProblem(http.StatusRequestEntityTooLarge, CodeTooLarge, "The request body is too large."),
		"UNSUPPORTED_MEDIA_TYPE":       NewProblem(http.StatusUnsupportedMediaType, CodeMediaType, "Send the body as application/json."),
		"THROTTLED":                    NewProblem(http.StatusTooManyRequests, CodeRateLimited, "Too many requests. Try again in a moment."),
		"WAF_FILTERED":                 NewProblem(http.StatusForbidden, CodeForbidden, "This request was refused."),
		"INTEGRATION_TIMEOUT":          NewProblem(http.StatusGatewayTimeout, CodeTimeout, "This took too long and was stopped. Try again."),
		"INTEGRATION_FAILURE":          NewProblem(http.StatusServiceUnavailable, CodeUnavailable, "The service is busy. Try again in a moment."),
		"DEFAULT_4XX":                  NewProblem(http.StatusBadRequest, CodeBadRequest, "The request is not valid."),
		"DEFAULT_5XX":                  NewProblem(http.StatusInternalServerError, CodeInternal, "Something went wrong on our side. Try again."),
	} {
		out[kind] = map[string]any{
			"statusCode":         strconv.Itoa(p.Status),
			"responseTemplates":  map[string]any{"application/json": problemTemplate(p)},
			"responseParameters": map[string]any{"gatewayresponse.header.Content-Type": "'application/problem+json'"},
		}
	}
	return out
}

// problemTemplate is a problem as a mapping template; the gateway's request id serves as
// the correlation id.
func problemTemplate(p *Problem) string {
	return string(p.Response("$context.requestId").Body)
}

// generic is a value as its JSON decodes: maps, lists, strings, json.Number, bool, nil.
func generic(v any) (map[string]any, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var out map[string]any
	if err := dec.Decode(&out); err != nil {
		return nil, err
	}
	return out, nil
}

func indented(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("operation: api gateway: %w", err)
	}
	return buf.Bytes(), nil
}

func object(v any) map[string]any { m, _ := v.(map[string]any); return m }

func list(v any) []any { l, _ := v.([]any); return l }
