package faults

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// request is what a client asks for.
type request struct {
	op     string
	token  string
	path   map[string]string
	query  url.Values
	key    string // the Idempotency-Key
	body   any
	again  []string // codes that say to one who asks again that it was done
	single bool     // whoever got the answer does not ask again
}

// specs are the operations by id.
func specs() map[string]operation.Spec {
	out := map[string]operation.Spec{}
	for _, d := range catalog.All() {
		s := operation.SpecOf(d)
		out[s.ID] = s
	}
	return out
}

const (
	viewer = "203.0.113.7" // the client's address
	host   = "hub.example"
)

// event is the request as the gateway hands it to the function.
func (q request) event(t *testing.T, secret string) []byte {
	t.Helper()
	s, ok := specs()[q.op]
	if !ok {
		t.Fatalf("no operation %s", q.op)
	}
	h := map[string][]string{"Host": {host}, "User-Agent": {"faults/1.0"}, function.HeaderClient: {viewer}, function.HeaderHost: {host}, function.HeaderSecret: {secret}}
	if q.token != "" {
		h["Authorization"] = []string{"Bearer " + q.token}
	}
	if q.key != "" {
		h[function.HeaderIdempotency] = []string{q.key}
	}
	body := ""
	if q.body != nil {
		data, err := json.Marshal(q.body)
		if err != nil {
			t.Fatal(err)
		}
		body, h["Content-Type"] = string(data), []string{"application/json"}
	}
	path := s.Path
	for name, value := range q.path {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
	}
	method := s.Method
	if method == "" {
		method = http.MethodGet
	}
	e := events.APIGatewayProxyRequest{Resource: s.Path, Path: path, HTTPMethod: method, MultiValueHeaders: h, PathParameters: maps.Clone(q.path),
		MultiValueQueryStringParameters: q.query, Body: body,
		RequestContext: events.APIGatewayProxyRequestContext{HTTPMethod: method, ResourcePath: s.Path, Path: path,
			Identity: events.APIGatewayRequestIdentity{SourceIP: viewer}}}
	return encoded(t, e)
}

func encoded(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
