package functions

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// What stands in sample events. The token is none: whoever invokes a function that asks
// for one puts a real one in its place.
const (
	SampleToken  = "ACCESS_TOKEN"
	SampleSecret = "ORIGIN_SECRET"
	sampleHost   = "hub.example"
	sampleIP     = "203.0.113.7"
	account      = "123456789012"
)

var sampleTime = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// Event is a sample of the event that sets an operation's function off, by its first
// trigger, as indented JSON.
func Event(d operation.Declared) ([]byte, error) {
	s := operation.SpecOf(d)
	kind, on := operation.Rest, ""
	if len(s.Triggers) > 0 {
		kind, on = s.Triggers[0].Kind, s.Triggers[0].On
	}
	in := inputsOf(d)
	var event any
	var err error
	switch kind {
	case operation.Rest:
		event = restEvent(s, in)
	case operation.Socket:
		event = socketEvent(on, in)
	case operation.Authorizer:
		event = authorizerEvent(in)
	case operation.Task:
		event, err = callEvent(in)
	case operation.Event:
		event = busEvent(on)
	case operation.Schedule:
		event = envelope(function.ScheduledType, json.RawMessage(`{}`))
	default:
		return nil, fmt.Errorf("functions: no sample of trigger %s of %s", kind, s.ID)
	}
	data, bad := json.MarshalIndent(event, "", "  ")
	if err := errors.Join(err, bad); err != nil {
		return nil, fmt.Errorf("functions: event of %s: %w", s.ID, err)
	}
	return append(data, '\n'), nil
}

// inputs are sample values of an operation's arguments, by where a request carries them.
type inputs struct {
	path, query, header map[string]string
	body                map[string]any
	hasBody             bool
}

func inputsOf(d operation.Declared) inputs {
	in := inputs{path: map[string]string{}, query: map[string]string{}, header: map[string]string{}, body: map[string]any{}}
	for _, a := range operation.Arguments(d) {
		in.hasBody = in.hasBody || a.In == "body"
		if !a.Required && a.In != "path" {
			continue
		}
		v := sample(a.Types, a.Name, a.Schema)
		switch a.In {
		case "body":
			in.body[a.Name] = v
		case "path":
			in.path[a.Name] = fmt.Sprint(v)
		case "query":
			in.query[a.Name] = fmt.Sprint(v)
		case "header":
			in.header[a.Name] = fmt.Sprint(v)
		}
	}
	return in
}

// flat is all of them in one object: a task's input.
func (in inputs) flat() map[string]any {
	out := map[string]any{}
	for _, part := range []map[string]string{in.path, in.query, in.header} {
		for name, v := range part {
			out[name] = v
		}
	}
	for name, v := range in.body {
		out[name] = v
	}
	return out
}

func restEvent(s operation.Spec, in inputs) events.APIGatewayProxyRequest {
	path := s.Path
	for name, v := range in.path {
		path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(v))
	}
	header := edgeHeaders(in.header)
	body := ""
	if in.hasBody {
		data, _ := json.Marshal(in.body) //nolint:errchkjson // texts, numbers, lists and maps of them
		body, header["Content-Type"] = string(data), []string{"application/json"}
	}
	if s.Auth == operation.User || s.Auth == operation.Admin {
		header["Authorization"] = []string{"Bearer " + SampleToken}
	}
	return events.APIGatewayProxyRequest{
		Resource: s.Path, Path: path, HTTPMethod: s.Method, Headers: single(header), MultiValueHeaders: header,
		QueryStringParameters: in.query, MultiValueQueryStringParameters: multi(in.query), PathParameters: in.path, Body: body,
		RequestContext: events.APIGatewayProxyRequestContext{AccountID: account, APIID: "sample", Stage: cloud.RestStage, RequestID: "sample",
			ResourcePath: s.Path, Path: path, HTTPMethod: s.Method, Protocol: "HTTP/1.1",
			Identity: events.APIGatewayRequestIdentity{SourceIP: sampleIP, UserAgent: "sample/1.0"}},
	}
}

// callEvent is a call by another function, on behalf of a person.
func callEvent(in inputs) (operation.Envelope, error) {
	e := operation.Envelope{AIO: operation.EnvelopeVersion, Correlation: "sample", Args: map[string]operation.Raw{},
		Principal: operation.Principal{UserID: "usr" + sampleID, Service: "function"}}
	for name, v := range in.flat() {
		data, err := json.Marshal(v)
		if err != nil {
			return e, err
		}
		e.Args[name] = data
	}
	return e, nil
}

// edgeHeaders are what every request has that came through the edge.
func edgeHeaders(more map[string]string) map[string][]string {
	h := map[string][]string{"Host": {"sample.execute-api"}, "User-Agent": {"sample/1.0"},
		function.HeaderSecret: {SampleSecret}, function.HeaderClient: {sampleIP}, function.HeaderHost: {sampleHost}}
	for name, v := range more {
		h[name] = []string{v}
	}
	return h
}

func single(h map[string][]string) map[string]string {
	out := map[string]string{}
	for name, values := range h {
		out[name] = values[0]
	}
	return out
}

func multi(h map[string]string) map[string][]string {
	out := map[string][]string{}
	for name, v := range h {
		out[name] = []string{v}
	}
	return out
}

// socketEvent is the event of a connection, or of a frame with an action.
func socketEvent(on string, in inputs) events.APIGatewayWebsocketProxyRequest {
	e := events.APIGatewayWebsocketProxyRequest{RequestContext: events.APIGatewayWebsocketProxyRequestContext{
		APIID: "sample", Stage: cloud.SocketStage, RouteKey: on, EventType: "MESSAGE", MessageDirection: "IN", ConnectionID: "sample=",
		RequestID: "sample", Identity: events.APIGatewayRequestIdentity{SourceIP: sampleIP},
		Authorizer: map[string]any{"userId": "usr" + sampleID, "sessionId": "ses" + sampleID, "roles": "", "clientIp": sampleIP}}}
	switch on {
	case "$connect":
		e.RequestContext.EventType = "CONNECT"
	case "$disconnect":
		e.RequestContext.EventType = "DISCONNECT"
	default:
		frame := map[string]any{"id": "1", "action": on, "args": in.flat()}
		if on == "$default" {
			frame["action"] = "unknown"
		}
		data, _ := json.Marshal(frame) //nolint:errchkjson // texts, numbers, lists and maps of them
		e.Body = string(data)
	}
	return e
}

func authorizerEvent(in inputs) events.APIGatewayCustomAuthorizerRequestTypeRequest {
	header := edgeHeaders(in.header)
	header["Origin"] = []string{"https://" + sampleHost}
	return events.APIGatewayCustomAuthorizerRequestTypeRequest{
		Type: "REQUEST", MethodArn: "arn:aws:execute-api:us-east-1:" + account + ":sample/" + cloud.SocketStage + "/$connect",
		Headers: single(header), MultiValueHeaders: header, QueryStringParameters: in.query, MultiValueQueryStringParameters: multi(in.query),
		RequestContext: events.APIGatewayCustomAuthorizerRequestTypeRequestContext{APIID: "sample", Stage: cloud.SocketStage,
			Identity: events.APIGatewayCustomAuthorizerRequestTypeRequestIdentity{SourceIP: sampleIP}},
	}
}

// facts are, of the events that operations consume, what they are about and their data,
// both without the ids' ends.
var facts = map[string]struct{ subject, data string }{
	"document.committed":        {"doc", `{"doc":"doc*","seq":7}`},
	"document.deleted":          {"doc", `{"doc":"doc*"}`},
	"document.access_ended":     {"doc", `{}`},
	"document.invited":          {"doc", `{"share":"shr*"}`},
	"document.noted":            {"doc", `{"doc":"doc*","by":"usr*","kind":"commented"}`},
	"identity.account_deleted":  {"usr", `{"userId":"usr*"}`},
	"identity.session_ended":    {"ses", `{"userId":"usr*","sessionId":"ses*"}`},
	"identity.address_verified": {"usr", `{"userId":"usr*"}`},
	"identity.mail_due":         {"usr", `{"userId":"usr*","kind":"verify"}`},
}

func busEvent(kind string) events.EventBridgeEvent {
	f := facts[kind]
	detail, _ := json.Marshal(bus.Event{ID: "evt" + sampleID, Type: kind, Subject: f.subject + sampleID, Time: sampleTime, //nolint:errchkjson // its data is JSON
		Correlation: "req" + sampleID, Data: json.RawMessage(strings.ReplaceAll(f.data, "*", sampleID))})
	return envelope(kind, detail)
}

func envelope(kind string, detail json.RawMessage) events.EventBridgeEvent {
	return events.EventBridgeEvent{Version: "0", ID: "sample", DetailType: kind, Source: cloud.EventSource, AccountID: account,
		Region: "us-east-1", Time: sampleTime, Resources: []string{}, Detail: detail}
}
