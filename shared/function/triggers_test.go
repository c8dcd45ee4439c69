package function_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda/messages"

	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/operation"
)

func frameEvent(body string) events.APIGatewayWebsocketProxyRequest {
	e := events.APIGatewayWebsocketProxyRequest{Body: body}
	e.RequestContext.EventType, e.RequestContext.ConnectionID = "MESSAGE", "con_1"
	e.RequestContext.Identity.SourceIP = "203.0.113.7"
	e.RequestContext.Authorizer = map[string]any{"userId": "usr_1", "sessionId": "ses_1", "roles": "editor,admin"}
	return e
}

func TestFrames(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		re         string
		status     int
		code       string
	}{
		{"whole", `{"id":"f1","action":"items.put","args":{"id":"a","text":"hi"}}`, "f1", 200, ""},
		{"no id", `{"action":"items.put","args":{"id":"a"}}`, "", 200, ""},
		{"refused by validation", `{"id":"f1","action":"items.put","args":{"id":"a","text":7}}`, "f1", 422, "invalid_value"},
		{"unknown argument", `{"id":"f1","action":"items.put","args":{"id":"a","x":"` + canary + `"}}`, "f1", 422, "invalid_value"},
		{"argument of the wrong type", `{"id":"f1","action":"items.put","args":{"id":7}}`, "f1", 422, "invalid_value"},
		{"not JSON", canary, "", 400, "bad_request"},
		{"a list", `[]`, "", 400, "bad_request"},
		{"key twice", `{"id":"a","id":"b","action":"items.put"}`, "", 400, "bad_request"},
		{"other case", `{"ID":"f1","action":"items.put"}`, "", 400, "bad_request"},
		{"unknown field", `{"id":"f1","action":"items.put","token":"` + canary + `"}`, "", 400, "bad_request"},
		{"id is a number", `{"id":1,"action":"items.put"}`, "", 400, "bad_request"},
		{"long id", `{"id":"` + strings.Repeat("x", 65) + `","action":"items.put"}`, "", 422, "invalid_value"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld()
			var meta operation.Meta
			data, err := invoke(t, w.handler(t, spec(), func(ctx context.Context, in *ItemInput) (*ItemOutput, error) {
				meta = operation.MetaFrom(ctx)
				return echo(ctx, in)
			}), frameEvent(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			var res events.APIGatewayProxyResponse
			var answer function.Answer
			var p operation.Problem
			if err := errors.Join(json.Unmarshal(data, &res), json.Unmarshal([]byte(res.Body), &answer), json.Unmarshal(answer.Body, &p)); err != nil {
				t.Fatal(err)
			}
			if res.StatusCode != 200 || answer.Re != tt.re || answer.Status != tt.status || p.Code != tt.code || strings.Contains(res.Body, canary) {
				t.Errorf("%d %s", res.StatusCode, res.Body)
			}
			if tt.status == 200 && (meta.Connection != "con_1" || meta.Principal.UserID != "usr_1" || !meta.Principal.Is("admin") || meta.Correlation != "req_made") {
				t.Errorf("meta %+v", meta)
			}
			if len(w.seen) != 1 || w.seen[0].Trigger != operation.Socket || w.seen[0].Status != tt.status {
				t.Errorf("observed %+v", w.seen)
			}
		})
	}
}

// Whoever answers unknown actions is not disturbed by their arguments.
func TestFrameOfUnknownAction(t *testing.T) {
	unknown := operation.Op[operation.None, operation.None]{Spec: operation.Spec{ID: "items.unknown", Area: "items", Auth: operation.User, Limit: operation.LimitEdit,
		Triggers: []operation.Trigger{{Kind: operation.Socket, On: "$default"}}}}
	h, err := newWorld().Handler(unknown.Bind(func(context.Context, *operation.None) (*operation.None, error) {
		return nil, operation.NewProblem(404, "unknown_action", "No.")
	}))
	if err != nil {
		t.Fatal(err)
	}
	data, err := invoke(t, h, frameEvent(`{"id":"f1","action":"nobodys","args":{"whatever":[1]}}`))
	if err != nil || !strings.Contains(string(data), `unknown_action`) {
		t.Errorf("%s %v", data, err)
	}
}

func TestFrameOfNobody(t *testing.T) {
	for name, authorizer := range map[string]any{"none": nil, "text": "usr_1", "number": map[string]any{"userId": 7}} {
		e := frameEvent(`{"id":"f1","action":"items.put","args":{"id":"a"}}`)
		e.RequestContext.Authorizer = authorizer
		data, err := invoke(t, newWorld().handler(t, spec(), echo), e)
		if err != nil || !strings.Contains(string(data), `\"status\":401`) {
			t.Errorf("%s: %s %v", name, data, err)
		}
	}
}

func TestConnections(t *testing.T) {
	s := operation.Spec{ID: "live.connect", Area: "live", Auth: operation.User, Triggers: []operation.Trigger{{Kind: operation.Socket, On: "$connect"}}}
	w := newWorld()
	var connection string
	h, err := w.Handler(operation.Op[operation.None, operation.None]{Spec: s}.Bind(func(ctx context.Context, _ *operation.None) (*operation.None, error) {
		connection = operation.MetaFrom(ctx).Connection
		return &operation.None{}, nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	e := frameEvent("")
	e.RequestContext.EventType = "CONNECT"
	data, err := invoke(t, h, e)
	if err != nil || !strings.Contains(string(data), `"statusCode":204`) || connection != "con_1" {
		t.Errorf("%s %v, connection %q", data, err, connection)
	}
	e.RequestContext.Authorizer = nil
	if data, err := invoke(t, h, e); err != nil || !strings.Contains(string(data), `"statusCode":401`) {
		t.Errorf("%s %v", data, err)
	}
}

func TestDirectCalls(t *testing.T) {
	args := map[string]operation.Raw{"id": operation.Raw(`"a"`), "text": operation.Raw(`"hi"`)}
	user := operation.Principal{UserID: "usr_1"}
	for _, tt := range []struct {
		name     string
		auth     operation.Auth
		envelope operation.Envelope
		status   int
		counts   string
	}{
		{"for a person", operation.User, operation.Envelope{AIO: 1, Principal: user, Args: args}, 200, "tools#usr_1"},
		{"for nobody", operation.User, operation.Envelope{AIO: 1, Args: args}, 401, ""},
		{"by a function", operation.Service, operation.Envelope{AIO: 1, Args: args}, 200, ""},
		{"role missing", operation.Admin, operation.Envelope{AIO: 1, Principal: user, Args: args}, 403, ""},
		{"unknown argument", operation.User, operation.Envelope{AIO: 1, Principal: user, Args: map[string]operation.Raw{"x": operation.Raw("1")}}, 422, "tools#usr_1"},
		{"wrong type", operation.User, operation.Envelope{AIO: 1, Principal: user, Args: map[string]operation.Raw{"id": operation.Raw("1")}}, 422, ""},
		{"too late", operation.User, operation.Envelope{AIO: 1, Principal: user, Args: args, Deadline: time.Unix(1, 0)}, 504, "tools#usr_1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w, s := newWorld(), spec()
			s.Auth = tt.auth
			data, err := invoke(t, w.handler(t, s, func(ctx context.Context, in *ItemInput) (*ItemOutput, error) {
				if err := ctx.Err(); err != nil {
					return nil, err
				}
				return echo(ctx, in)
			}), tt.envelope)
			var reply operation.Reply
			if err := errors.Join(err, json.Unmarshal(data, &reply)); err != nil {
				t.Fatal(err)
			}
			if reply.Status != tt.status || strings.Join(w.limiter.asked, " ") != tt.counts {
				t.Errorf("%d %s, counted %v", reply.Status, reply.Body, w.limiter.asked)
			}
			if tt.status == 200 && (string(reply.Body) != `{"text":"hi"}` || reply.Header.Get("ETag") != `"a"`) {
				t.Errorf("%+v", reply)
			}
		})
	}
	if _, err := invoke(t, newWorld().handler(t, spec(), echo), operation.Envelope{AIO: 2, Args: args}); err == nil {
		t.Error("an envelope of another version was taken")
	}
}

func TestTasks(t *testing.T) {
	s := spec()
	s.Auth = operation.Service
	h := newWorld().handler(t, s, func(ctx context.Context, in *ItemInput) (*ItemOutput, error) {
		if in.ID == "gone" {
			return nil, operation.NotFound("item")
		}
		if operation.MetaFrom(ctx).Principal.Service != "workflow" {
			t.Error("a task runs as the workflow")
		}
		return echo(ctx, in)
	})
	if data, err := invoke(t, h, map[string]any{"id": "a", "text": "hi"}); err != nil || strings.TrimSpace(string(data)) != `{"text":"hi"}` {
		t.Errorf("%s %v", data, err)
	}
	for code, input := range map[string]any{"not_found": map[string]any{"id": "gone"}, "invalid_value": map[string]any{"id": "a", "x": 1}} {
		_, err := invoke(t, h, input)
		var fault messages.InvokeResponse_Error
		if !errors.As(err, &fault) || fault.Type != code {
			t.Errorf("%v, want a fault of type %s", err, code)
		}
	}
}

func TestEventsAndSchedules(t *testing.T) {
	var got operation.FactBody
	s := operation.Spec{ID: "items.count", Area: "items", Auth: operation.Service, Triggers: []operation.Trigger{{Kind: operation.Event, On: "items.made"}}}
	code := func(ctx context.Context, in *operation.Fact) (*operation.None, error) {
		got = in.Body
		if m := operation.MetaFrom(ctx); m.Correlation != "req-12345678" || m.Principal.Service != "bus" {
			t.Errorf("meta %+v", m)
		}
		if in.Body.Subject == "bad" {
			return nil, operation.NewProblem(503, "unavailable", "later")
		}
		return &operation.None{}, nil
	}
	h, err := newWorld().Handler(operation.Op[operation.Fact, operation.None]{Spec: s}.Bind(code))
	if err != nil {
		t.Fatal(err)
	}
	event := func(subject string) events.EventBridgeEvent {
		return events.EventBridgeEvent{DetailType: "items.made", Source: "aio", Detail: json.RawMessage(
			`{"id":"evt_1","type":"items.made","subject":"` + subject + `","time":"2026-01-02T03:04:05Z","correlation":"req-12345678","data":{"doc":"d1","seq":3,"newer":true}}`)}
	}
	if _, err := invoke(t, h, event("itm_1")); err != nil || got.ID != "evt_1" || got.Data.Doc != "d1" || got.Data.Seq != 3 {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := invoke(t, h, event("bad")); err == nil {
		t.Error("a failed delivery must be an error, or it is not delivered again")
	}

	ran := 0
	s.Triggers = []operation.Trigger{{Kind: operation.Schedule, On: "rate(1 day)"}}
	h, err = newWorld().Handler(operation.Op[operation.None, operation.None]{Spec: s}.Bind(func(context.Context, *operation.None) (*operation.None, error) {
		ran++
		return &operation.None{}, nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := invoke(t, h, events.EventBridgeEvent{DetailType: function.ScheduledType, Source: "aws.events"}); err != nil || ran != 1 {
		t.Errorf("ran %d times, %v", ran, err)
	}
	if _, err := invoke(t, h, event("itm_1")); err == nil || ran != 1 {
		t.Error("a schedule took an event")
	}
}

// A function is set off by what its declaration names and by direct calls, by nothing else.
func TestOtherEventsAreRefused(t *testing.T) {
	s := operation.Spec{ID: "items.hidden", Area: "items", Auth: operation.Public, Triggers: []operation.Trigger{{Kind: operation.Task}}}
	h := newWorld().handler(t, s, func(context.Context, *ItemInput) (*ItemOutput, error) {
		t.Error("the code was run")
		return &ItemOutput{}, nil
	})
	for name, event := range map[string]any{
		"rest": proxyEvent(), "socket": frameEvent(`{"action":"x"}`), "event": events.EventBridgeEvent{DetailType: "a.b", Detail: json.RawMessage("{}")},
		"authorizer": events.APIGatewayCustomAuthorizerRequestTypeRequest{Type: "REQUEST"}, "text": "x", "list": []int{1},
	} {
		if data, err := invoke(t, h, event); err == nil {
			t.Errorf("%s was answered: %s", name, data)
		}
	}
	if _, err := newWorld().handler(t, s, echo).Invoke(t.Context(), []byte("{")); err == nil {
		t.Error("broken JSON was answered")
	}
}

// TicketInput is the authorizer's.
type TicketInput struct {
	Ticket string `query:"ticket" required:"true"`
	Origin string `header:"Origin"`
}

// WhoOutput is the authorizer's answer.
type WhoOutput struct{ Body operation.Principal }

// TestSocketThroughEdge: the authorizer takes what came through the edge only, counts the
// viewer and not the edge, and tells the frames after it who that is.
func TestSocketThroughEdge(t *testing.T) {
	s := operation.Spec{ID: "identity.authorize", Area: "identity", Auth: operation.Public, Limit: operation.LimitGlobal,
		Triggers: []operation.Trigger{{Kind: operation.Authorizer, On: "$connect"}}}
	for name, tt := range map[string]struct{ secret, effect, counts string }{
		"through the edge": {"current", "Allow", "global#198.51.100.9"},
		"previous secret":  {"previous", "Allow", "global#198.51.100.9"},
		"around the edge":  {"", "Deny", ""},
		"wrong secret":     {canary, "Deny", ""},
	} {
		w, host := newWorld(), ""
		secrets(w)
		h, err := w.Handler(operation.Op[HostInput, WhoOutput]{Spec: s}.Bind(func(_ context.Context, in *HostInput) (*WhoOutput, error) {
			host = in.Host
			return &WhoOutput{Body: operation.Principal{UserID: "usr_1"}}, nil
		}))
		if err != nil {
			t.Fatal(err)
		}
		e := events.APIGatewayCustomAuthorizerRequestTypeRequest{Type: "REQUEST", MethodArn: "arn:x", MultiValueHeaders: http.Header{
			"Host": {"abc.execute-api"}, "x-aio-host": {"hub.example"}, "x-aio-origin": {tt.secret}, "X-Aio-Client-Ip": {"198.51.100.9"}}}
		e.RequestContext.Identity.SourceIP = "203.0.113.7"
		data, err := invoke(t, h, e)
		var res events.APIGatewayCustomAuthorizerResponse
		if err := errors.Join(err, json.Unmarshal(data, &res)); err != nil {
			t.Fatal(err)
		}
		if got := res.PolicyDocument.Statement[0].Effect; got != tt.effect || strings.Join(w.limiter.asked, " ") != tt.counts {
			t.Errorf("%s: %s, counted %v", name, data, w.limiter.asked)
		}
		if tt.effect == "Allow" && (host != "hub.example" || res.Context["clientIp"] != "198.51.100.9") {
			t.Errorf("%s: host %q, %s", name, host, data)
		}
	}
}

// HostInput is the input of an authorizer that looks at the host.
type HostInput struct {
	Host string `header:"Host"`
}

func TestAuthorizer(t *testing.T) {
	s := operation.Spec{ID: "identity.authorize", Area: "identity", Auth: operation.Public, Limit: operation.LimitGlobal,
		Triggers: []operation.Trigger{{Kind: operation.Authorizer, On: "$connect"}}}
	code := func(_ context.Context, in *TicketInput) (*WhoOutput, error) {
		switch in.Ticket {
		case "good":
			return &WhoOutput{Body: operation.Principal{UserID: "usr_1", SessionID: "ses_1", Roles: []string{"a", "b"}}}, nil
		case "nobody":
			return &WhoOutput{}, nil
		case "broken":
			return nil, errors.New("store down")
		}
		return nil, operation.NewProblem(401, "ticket_invalid", "Ask for a new ticket.")
	}
	for ticket, want := range map[string]string{"good": "Allow", canary: "Deny", "": "Deny", "broken": "", "nobody": ""} {
		w := newWorld()
		h, err := w.Handler(operation.Op[TicketInput, WhoOutput]{Spec: s}.Bind(code))
		if err != nil {
			t.Fatal(err)
		}
		e := events.APIGatewayCustomAuthorizerRequestTypeRequest{Type: "REQUEST", MethodArn: "arn:x",
			MultiValueQueryStringParameters: map[string][]string{"ticket": {ticket}}, MultiValueHeaders: http.Header{"Origin": {"https://a"}}}
		e.RequestContext.Identity.SourceIP = "203.0.113.7"
		data, err := invoke(t, h, e)
		if want == "" {
			if err == nil {
				t.Errorf("%s: %s", ticket, data)
			}
			continue
		}
		var res events.APIGatewayCustomAuthorizerResponse
		if err := errors.Join(err, json.Unmarshal(data, &res)); err != nil {
			t.Fatal(err)
		}
		statement := res.PolicyDocument.Statement[0]
		if statement.Effect != want || statement.Resource[0] != "arn:x" || len(w.limiter.asked) != 1 {
			t.Errorf("%s: %s, counted %v", ticket, data, w.limiter.asked)
		}
		if want == "Allow" && (res.PrincipalID != "usr_1" || res.Context["sessionId"] != "ses_1" || res.Context["roles"] != "a,b") {
			t.Errorf("%s", data)
		}
	}
}
