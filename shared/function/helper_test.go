package function_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// goodToken signs usr_1 in; canary stands for what must reach no log and no answer.
const (
	goodToken  = "good.token.usr1"
	adminToken = "good.token.admin"
	canary     = "hunter2secret"
)

// tokens is a Verifier of two tokens, or of none if err is set.
type tokens struct{ err error }

func (v tokens) Verify(_ context.Context, token string) (operation.Principal, error) {
	switch {
	case v.err != nil:
		return operation.Principal{}, v.err
	case token == goodToken:
		return operation.Principal{UserID: "usr_1", SessionID: "ses_1"}, nil
	case token == adminToken:
		return operation.Principal{UserID: "usr_2", Roles: []string{"admin"}}, nil
	}
	return operation.Principal{}, operation.NewProblem(401, "token_invalid", "Sign in again.")
}

// limiter writes down what is counted, refuses the subjects in full, and fails with err.
type limiter struct {
	mu    sync.Mutex
	asked []string
	full  map[string]bool
	err   error
}

func (l *limiter) Allow(_ context.Context, subject string, r limit.Rule) (limit.Decision, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked = append(l.asked, subject)
	if l.full[subject] {
		return limit.Decision{Limit: r.Events, Reset: 90 * time.Second, RetryAfter: 2500 * time.Millisecond}, nil
	}
	return limit.Decision{Allowed: true, Limit: r.Events, Remaining: r.Events - 1}, l.err
}

// ItemInput has every kind of input.
type ItemInput struct {
	ID   string `path:"id"`
	More string `query:"more"`
	Body ItemBody
}

// ItemBody is an item.
type ItemBody struct {
	Text string `json:"text,omitempty" maxLength:"100"`
}

// ItemOutput is an item with its headers.
type ItemOutput struct {
	ETag      string        `header:"ETag"`
	Location  string        `header:"Location"`
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      ItemBody
}

type itemHandler = operation.Handler[ItemInput, ItemOutput]

// spec is an operation that a signed-in person reaches every way.
func spec() operation.Spec {
	return operation.Spec{ID: "items.put", Area: "items", Method: http.MethodPut, Path: "/items/{id}", Summary: "Put an item",
		Triggers: []operation.Trigger{{Kind: operation.Rest}, {Kind: operation.Socket, On: "items.put"}, {Kind: operation.Task}},
		Auth:     operation.User, Limit: operation.LimitTools, Price: operation.PriceFree}
}

// world is a runtime with everything observable.
type world struct {
	function.Runtime
	limiter *limiter
	log     *bytes.Buffer
	seen    []function.Observation
}

func newWorld() *world {
	w := &world{limiter: &limiter{full: map[string]bool{}}, log: &bytes.Buffer{}}
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	w.Runtime = function.Runtime{Verify: tokens{}, Limit: w.limiter, Limits: function.DefaultLimits(),
		Log: slog.New(slog.NewJSONHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Now: func() time.Time { return now }, NewID: func(prefix string) string { return prefix + "_made" },
		Observe: func(o function.Observation) { w.seen = append(w.seen, o) }}
	return w
}

// handler binds the code to the spec and makes the function.
func (w *world) handler(t testing.TB, s operation.Spec, code itemHandler) lambda.Handler {
	t.Helper()
	h, err := w.Handler(operation.Op[ItemInput, ItemOutput]{Spec: s}.Bind(code))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// echo answers with the item and an ETag.
func echo(_ context.Context, in *ItemInput) (*ItemOutput, error) {
	return &ItemOutput{ETag: `"` + in.ID + `"`, Body: in.Body}, nil
}

func fails(err error) itemHandler {
	return func(context.Context, *ItemInput) (*ItemOutput, error) { return nil, err }
}

// proxyEvent is a REST request of usr_1.
func proxyEvent(headers ...string) events.APIGatewayProxyRequest {
	e := events.APIGatewayProxyRequest{Resource: "/items/{id}", Path: "/items/a", HTTPMethod: http.MethodPut,
		PathParameters: map[string]string{"id": "a"}, Body: `{"text":"hello"}`,
		MultiValueHeaders: map[string][]string{"authorization": {"Bearer " + goodToken}, "content-type": {"application/json"}}}
	e.RequestContext.Identity.SourceIP = "203.0.113.7"
	for i := 0; i < len(headers); i += 2 {
		e.MultiValueHeaders[headers[i]] = []string{headers[i+1]}
	}
	return e
}

func invoke(t testing.TB, h lambda.Handler, event any) ([]byte, error) {
	t.Helper()
	payload, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	return h.Invoke(context.Background(), payload)
}

// rest sends a proxy event and reads the answer.
func rest(t testing.TB, h lambda.Handler, e events.APIGatewayProxyRequest) (events.APIGatewayProxyResponse, operation.Problem) {
	t.Helper()
	data, err := invoke(t, h, e)
	if err != nil {
		t.Fatal(err)
	}
	var res events.APIGatewayProxyResponse
	if err := json.Unmarshal(data, &res); err != nil {
		t.Fatal(err)
	}
	var p operation.Problem
	if res.StatusCode >= 400 {
		if err := json.Unmarshal([]byte(res.Body), &p); err != nil || p.Status != res.StatusCode {
			t.Fatalf("%d %s is no problem: %v", res.StatusCode, res.Body, err)
		}
	}
	return res, p
}

func get(res events.APIGatewayProxyResponse, name string) string {
	return strings.Join(http.Header(res.MultiValueHeaders).Values(name), "|")
}
