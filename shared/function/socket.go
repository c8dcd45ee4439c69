package function

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// Frame is what a client sends over the WebSocket.
type Frame struct {
	ID     string                   `json:"id"`     // the client's, sent back as re
	Action string                   `json:"action"` // an operation's socket trigger
	Args   map[string]operation.Raw `json:"args,omitempty"`
}

// Answer is what comes back for a Frame on the same connection.
type Answer struct {
	Re     string        `json:"re,omitempty"`
	Status int           `json:"status"`
	Body   operation.Raw `json:"body,omitempty"`
}

// MaxFrameID bounds Frame.ID, which is echoed.
const MaxFrameID = 64

// socket answers an API Gateway WebSocket event: $connect, $disconnect or a frame.
func (f *function) socket(ctx context.Context, payload []byte) ([]byte, error) {
	var e events.APIGatewayWebsocketProxyRequest
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fmt.Errorf("function %s: socket event: %w", f.b.Spec.ID, err)
	}
	m := operation.Meta{Correlation: f.NewID("req"), ClientIP: e.RequestContext.Identity.SourceIP,
		Connection: e.RequestContext.ConnectionID, Principal: principalOf(e.RequestContext.Authorizer)}
	if len(f.Secrets) > 0 { // the source is the edge; the authorizer noted whom it spoke for
		m.ClientIP = contextText(e.RequestContext.Authorizer, authClient)
	}
	if e.RequestContext.EventType != "MESSAGE" {
		req := &operation.Request{Method: http.MethodPost, Header: http.Header{}, Path: map[string]string{}, Query: url.Values{}}
		res := f.run(ctx, operation.Socket, m, req)
		return json.Marshal(events.APIGatewayProxyResponse{StatusCode: res.Status, Body: string(res.Body)})
	}
	frame, problem := parseFrame([]byte(e.Body))
	res := f.frame(ctx, m, frame, problem)
	body, err := json.Marshal(Answer{Re: frame.ID, Status: res.Status, Body: jsonOrNil(res.Body)})
	if err != nil {
		return nil, fmt.Errorf("function %s: socket answer: %w", f.b.Spec.ID, err)
	}
	return json.Marshal(events.APIGatewayProxyResponse{StatusCode: http.StatusOK, Body: string(body)})
}

func (f *function) frame(ctx context.Context, m operation.Meta, frame Frame, problem *operation.Problem) *operation.Response {
	if problem != nil {
		if p := f.count(ctx, operation.LimitGlobal, clientNet(m.ClientIP)); p != nil { // nonsense costs, too
			problem = p
		}
		res := problem.Response(m.Correlation)
		f.record(ctx, operation.Socket, m, res, 0)
		return res
	}
	if on, _ := f.b.Spec.On(operation.Socket); on == "$default" {
		frame.Args = nil // the action is not known, so neither are its arguments
	}
	req, err := f.b.Args(frame.Args)
	if err != nil {
		res := operation.AsProblem(err).Response(m.Correlation)
		f.record(ctx, operation.Socket, m, res, 0)
		return res
	}
	return f.run(ctx, operation.Socket, m, req)
}

// parseFrame is strict: json.Unmarshal alone would take "Action" for "action", and a
// gateway that picks the function by "action" would not.
func parseFrame(data []byte) (Frame, *operation.Problem) {
	if err := operation.CheckJSON(data); err != nil {
		return Frame{}, operation.NewProblem(400, operation.CodeBadRequest, "The frame is "+err.Error()+".")
	}
	var fields map[string]operation.Raw
	shape := operation.NewProblem(400, operation.CodeBadRequest, `A frame is {"id","action","args"}.`)
	if err := json.Unmarshal(data, &fields); err != nil {
		return Frame{}, shape
	}
	for name := range fields {
		if name != "id" && name != "action" && name != "args" {
			return Frame{}, shape
		}
	}
	var frame Frame
	if err := json.Unmarshal(data, &frame); err != nil {
		return Frame{}, shape
	}
	if len(frame.ID) > MaxFrameID {
		return Frame{}, operation.Invalid("id", operation.CodeInvalid, fmt.Sprintf("A frame's id may have at most %d bytes.", MaxFrameID))
	}
	return frame, nil
}

func jsonOrNil(body []byte) operation.Raw {
	if len(body) == 0 {
		return nil
	}
	return body
}

// The keys of an authorizer's context; API Gateway carries strings only.
const (
	authUser    = "userId"
	authSession = "sessionId"
	authRoles   = "roles"
	authClient  = "clientIp"
)

// principalOf reads what the $connect authorizer put into the connection's context.
func principalOf(authorizer any) operation.Principal {
	p := operation.Principal{UserID: contextText(authorizer, authUser), SessionID: contextText(authorizer, authSession)}
	if roles := contextText(authorizer, authRoles); roles != "" {
		p.Roles = strings.Split(roles, ",")
	}
	return p
}

// contextText is a value of an authorizer's context, "" if there is none.
func contextText(authorizer any, key string) string {
	values, _ := authorizer.(map[string]any)
	s, _ := values[key].(string)
	return s
}

// authorizer answers a REQUEST authorizer event of the $connect route. The operation
// decides; its answer's body is the principal.
func (f *function) authorizer(ctx context.Context, payload []byte) ([]byte, error) {
	var e events.APIGatewayCustomAuthorizerRequestTypeRequest
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fmt.Errorf("function %s: authorizer event: %w", f.b.Spec.ID, err)
	}
	req := &operation.Request{Method: http.MethodGet, Path: map[string]string{}, Query: url.Values{}, Header: http.Header{}}
	for name, values := range e.MultiValueQueryStringParameters {
		req.Query[name] = values
	}
	for name, values := range e.MultiValueHeaders {
		for _, v := range values {
			req.Header.Add(name, v)
		}
	}
	m := operation.Meta{Correlation: f.NewID("req"), ClientIP: e.RequestContext.Identity.SourceIP}
	if p := f.throughEdge(req, &m); p != nil {
		f.record(ctx, operation.Authorizer, m, p.Response(m.Correlation), 0)
		return json.Marshal(policy("nobody", "Deny", e.MethodArn, nil))
	}
	res := f.run(ctx, operation.Authorizer, m, req)
	switch {
	case res.Status >= http.StatusInternalServerError: // a fault is no verdict: the client may try again
		return nil, fmt.Errorf("function %s: the authorizer failed with status %d", f.b.Spec.ID, res.Status)
	case res.Status != http.StatusOK:
		return json.Marshal(policy("nobody", "Deny", e.MethodArn, nil))
	}
	var p operation.Principal
	if err := json.Unmarshal(res.Body, &p); err != nil || p.UserID == "" {
		return nil, fmt.Errorf("function %s: the authorizer's answer is no person", f.b.Spec.ID)
	}
	return json.Marshal(policy(p.UserID, "Allow", e.MethodArn, map[string]any{
		authUser: p.UserID, authSession: p.SessionID, authRoles: strings.Join(p.Roles, ","), authClient: m.ClientIP,
	}))
}

func policy(principal, effect, arn string, context map[string]any) events.APIGatewayCustomAuthorizerResponse {
	return events.APIGatewayCustomAuthorizerResponse{
		PrincipalID: principal, Context: context,
		PolicyDocument: events.APIGatewayCustomAuthorizerPolicy{Version: "2012-10-17", Statement: []events.IAMPolicyStatement{
			{Action: []string{"execute-api:Invoke"}, Effect: effect, Resource: []string{arn}},
		}},
	}
}
