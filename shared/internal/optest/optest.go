// Package optest sets operations off in tests as they are set off in truth: through
// shared/function, by the events that API Gateway, the bus and other functions send.
package optest

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// Functions are bound operations, each a function of its own.
type Functions struct {
	t        testing.TB
	handlers map[string]lambda.Handler
}

var _ operation.Invoker = (*Functions)(nil)

// Change adapts the runtime to a test.
type Change func(*function.Runtime)

// Bind makes functions of operations, in a runtime without limits in which the token
// "user/session" is that person's.
func Bind(t testing.TB, bounds []*operation.Bound, changes ...Change) *Functions {
	t.Helper()
	r := &function.Runtime{Verify: Tokens{}, Limit: unlimited{}, Limits: function.DefaultLimits(), Log: slog.New(slog.DiscardHandler),
		Now: time.Now, NewID: func(prefix string) string { return prefix + "_00000000" }}
	for _, change := range changes {
		change(r)
	}
	f := &Functions{t: t, handlers: map[string]lambda.Handler{}}
	for _, b := range bounds {
		h, err := r.Handler(b)
		if err != nil {
			t.Fatal(err)
		}
		f.handlers[b.Spec.ID] = h
	}
	return f
}

// Invoke implements call.Invoker.
func (f *Functions) Invoke(ctx context.Context, id string, payload []byte) ([]byte, error) {
	h, ok := f.handlers[id]
	if !ok {
		return nil, fmt.Errorf("%w: %s", call.ErrUnknown, id)
	}
	return h.Invoke(ctx, payload)
}

// Request is a REST request; what is empty is left out.
type Request struct {
	User    string            // signs the request in as this person, in the session "ses_" + User
	Path    map[string]string // parameters
	Query   map[string]string
	Header  map[string]string
	Body    string
	Address string // of the client
}

// Answer is what came back, by REST or over a WebSocket.
type Answer struct {
	Status int
	Header map[string][]string // none over a WebSocket
	Body   string
}

// Decode reads the body as a T.
func Decode[T any](t testing.TB, a Answer) T {
	t.Helper()
	var out T
	if err := json.Unmarshal([]byte(a.Body), &out); err != nil {
		t.Fatalf("status %d, body %q: %v", a.Status, a.Body, err)
	}
	return out
}

// REST sends a proxy event of API Gateway.
func (f *Functions) REST(o operation.Declared, r Request) Answer {
	f.t.Helper()
	s := operation.SpecOf(o)
	e := events.APIGatewayProxyRequest{HTTPMethod: s.Method, Path: s.Path, PathParameters: r.Path, Body: r.Body,
		MultiValueHeaders: map[string][]string{}, MultiValueQueryStringParameters: map[string][]string{}}
	for name, v := range r.Header {
		e.MultiValueHeaders[name] = []string{v}
	}
	if r.User != "" {
		e.MultiValueHeaders["Authorization"] = []string{"Bearer " + Token(r.User)}
	}
	for name, v := range r.Query {
		e.MultiValueQueryStringParameters[name] = []string{v}
	}
	e.RequestContext.Identity.SourceIP = r.Address
	if r.Address == "" {
		e.RequestContext.Identity.SourceIP = "192.0.2.1"
	}
	var out events.APIGatewayProxyResponse
	f.send(s.ID, e, &out)
	return Answer{Status: out.StatusCode, Header: out.MultiValueHeaders, Body: out.Body}
}

// Connection is an open WebSocket and who opened it.
type Connection struct{ ID, User, Session string }

func (c Connection) event(kind, body string) events.APIGatewayWebsocketProxyRequest {
	e := events.APIGatewayWebsocketProxyRequest{Body: body}
	e.RequestContext.EventType, e.RequestContext.ConnectionID = kind, c.ID
	e.RequestContext.Authorizer = map[string]any{"userId": c.User, "sessionId": c.Session}
	return e
}

// Connect sends the event of $connect and gives the status of the answer.
func (f *Functions) Connect(o operation.Declared, c Connection) int { return f.life(o, c, "CONNECT") }

// Disconnect sends the event of $disconnect and gives the status of the answer.
func (f *Functions) Disconnect(o operation.Declared, c Connection) int {
	return f.life(o, c, "DISCONNECT")
}

func (f *Functions) life(o operation.Declared, c Connection, kind string) int {
	f.t.Helper()
	var out events.APIGatewayProxyResponse
	f.send(operation.SpecOf(o).ID, c.event(kind, ""), &out)
	return out.StatusCode
}

// Frame sends the event of a frame with the arguments, and gives the frame's answer.
func (f *Functions) Frame(o operation.Declared, c Connection, args map[string]any) Answer {
	f.t.Helper()
	s := operation.SpecOf(o)
	action, _ := s.On(operation.Socket)
	body, err := json.Marshal(map[string]any{"id": "1", "action": action, "args": args})
	if err != nil {
		f.t.Fatal(err)
	}
	var out events.APIGatewayProxyResponse
	f.send(s.ID, c.event("MESSAGE", string(body)), &out)
	var answer function.Answer
	if err := json.Unmarshal([]byte(out.Body), &answer); err != nil || answer.Re != "1" {
		f.t.Fatalf("%s: answer %q: %v", s.ID, out.Body, err)
	}
	return Answer{Status: answer.Status, Body: string(answer.Body)}
}

// Authorize sends the event of the authorizer of $connect, and gives its verdict. An
// error is a fault of the function.
func (f *Functions) Authorize(o operation.Declared, query, header map[string]string) (events.APIGatewayCustomAuthorizerResponse, error) {
	e := events.APIGatewayCustomAuthorizerRequestTypeRequest{Type: "REQUEST", MethodArn: "arn:test", QueryStringParameters: query, Headers: header,
		MultiValueHeaders: map[string][]string{}, MultiValueQueryStringParameters: map[string][]string{}}
	for name, v := range query {
		e.MultiValueQueryStringParameters[name] = []string{v}
	}
	for name, v := range header {
		e.MultiValueHeaders[name] = []string{v}
	}
	var out events.APIGatewayCustomAuthorizerResponse
	err := f.try(operation.SpecOf(o).ID, e, &out)
	return out, err
}

// Event delivers an event of the bus. An error makes the bus deliver again.
func (f *Functions) Event(o operation.Declared, e bus.Event) error {
	detail, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return f.try(operation.SpecOf(o).ID, events.EventBridgeEvent{DetailType: e.Type, Detail: detail}, nil)
}

// Schedule sends the event of a schedule.
func (f *Functions) Schedule(o operation.Declared) error {
	return f.try(operation.SpecOf(o).ID, events.EventBridgeEvent{DetailType: function.ScheduledType, Detail: []byte("{}")}, nil)
}

func (f *Functions) send(id string, event, out any) {
	f.t.Helper()
	if err := f.try(id, event, out); err != nil {
		f.t.Fatal(err)
	}
}

func (f *Functions) try(id string, event, out any) error {
	payload, err := json.Marshal(event)
	if err != nil {
		return err
	}
	answer, err := f.Invoke(f.t.Context(), id, payload)
	if err != nil || out == nil {
		return err
	}
	return json.Unmarshal(answer, out)
}

// As is the context of a call made on behalf of a person.
func As(ctx context.Context, user string) context.Context {
	return operation.WithMeta(ctx, operation.Meta{Principal: operation.Principal{UserID: user, SessionID: "ses_" + user}})
}

// Token is the token of a person for Tokens.
func Token(user string) string { return user + "/ses_" + user }

// Tokens is a function.Verifier that takes a token at its word: "user/session".
type Tokens struct{}

// Verify implements function.Verifier.
func (Tokens) Verify(_ context.Context, token string) (operation.Principal, error) {
	user, session, ok := strings.Cut(token, "/")
	if !ok {
		return operation.Principal{}, operation.NewProblem(401, operation.CodeUnauthorized, "Sign in first.")
	}
	p := operation.Principal{UserID: user, SessionID: session}
	if user == AdminUser {
		p.Roles = []string{"admin"}
	}
	return p, nil
}

// AdminUser is the person whose token is an administrator's.
const AdminUser = "usr_admin"

// VerifyFresh implements function.Verifier.
func (v Tokens) VerifyFresh(ctx context.Context, token string) (operation.Principal, error) {
	return v.Verify(ctx, token)
}

type unlimited struct{}

func (unlimited) Allow(context.Context, string, limit.Rule) (limit.Decision, error) {
	return limit.Decision{Allowed: true}, nil
}
