package faults

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// rounds bounds what follows from one request: an event that leads to another, and so on.
const rounds = 8

// settle delivers what was published and runs what was started, until nothing is left.
func (r *run) settle() {
	r.t.Helper()
	for range rounds {
		published, starts := r.take()
		if len(published)+len(starts) == 0 {
			return
		}
		for _, e := range published {
			for _, d := range catalog.All() {
				s := operation.SpecOf(d)
				if slices.Contains(s.Triggers, operation.Trigger{Kind: operation.Event, On: e.Type}) {
					r.deliver(s.ID, r.busEvent(e))
				}
			}
		}
		for _, s := range starts {
			r.deliver(s.function, s.payload)
		}
	}
	r.t.Fatal("events without end")
}

func (r *run) busEvent(e bus.Event) []byte {
	return encoded(r.t, events.EventBridgeEvent{Version: "0", ID: e.ID, DetailType: e.Type, Source: "aio", Time: e.Time, Resources: []string{}, Detail: encoded(r.t, e)})
}

// schedule runs an operation as its schedule does, and gives the event of the occasion.
func (r *run) schedule(op string) []byte {
	r.t.Helper()
	e := encoded(r.t, events.EventBridgeEvent{Version: "0", ID: "evt_" + r.name, DetailType: function.ScheduledType, Source: "aio",
		Time: r.now().Truncate(time.Second), Resources: []string{}, Detail: json.RawMessage("{}")})
	r.deliver(op, e)
	return e
}

// deliver hands over an event until the function takes it, and if a call was broken, once
// more: events come at least once.
func (r *run) deliver(op string, payload []byte) {
	r.t.Helper()
	before, _ := r.plan.broken()
	if r.deliverOnce(op, payload); !before {
		if after, _ := r.plan.broken(); after {
			r.deliverOnce(op, payload)
		}
	}
}

func (r *run) deliverOnce(op string, payload []byte) {
	r.t.Helper()
	for range maxTries {
		was, _ := r.plan.broken()
		answer, err := r.invoke(r.t.Context(), op, payload)
		r.tries++
		var called struct{ Status int }
		if err == nil && json.Unmarshal(answer, &called) == nil && called.Status >= http.StatusInternalServerError {
			err = fmt.Errorf("%s", answer)
		}
		if err == nil {
			return
		}
		if hit, _ := r.plan.broken(); !hit || was {
			if op != "identity.send_mail" || !hit { // a mail that may have gone out waits for its claim's end
				r.t.Fatalf("%s: %v", op, err)
			}
		}
		r.advance(time.Minute)
	}
	r.t.Fatalf("%s is never done", op)
}

// openTime is longer than a connection takes to open, and than a session is believed.
const openTime = time.Minute

// connect opens a connection of the person's.
func (r *run) connect(id string) {
	r.t.Helper()
	r.sockets.dial(id)
	r.frame("live.connect", id, "", nil)
}

// frame sends a client's words over a connection; "" as action is the connection's begin or
// end by the operation itself.
func (r *run) frame(op, connection, action string, args any) {
	r.t.Helper()
	kind, route, body := "MESSAGE", action, ""
	switch op {
	case "live.connect":
		kind, route = "CONNECT", "$connect"
	case "live.disconnect":
		kind, route = "DISCONNECT", "$disconnect"
	default:
		body = string(encoded(r.t, map[string]any{"id": "1", "action": action, "args": args}))
	}
	e := events.APIGatewayWebsocketProxyRequest{Body: body, RequestContext: events.APIGatewayWebsocketProxyRequestContext{
		EventType: kind, RouteKey: route, ConnectionID: connection, RequestID: "req", Stage: "ws",
		Authorizer: map[string]any{"userId": r.state["user"], "sessionId": r.state["session"], "roles": "user", "clientIp": viewer}}}
	for range maxTries {
		was, _ := r.plan.broken()
		status, text := r.framed(op, encoded(r.t, e))
		r.tries++
		if status < http.StatusBadRequest {
			return
		}
		if hit, _ := r.plan.broken(); !hit || was || status < http.StatusInternalServerError {
			r.t.Fatalf("%s: %d %s", op, status, text)
		}
		r.advance(time.Second)
	}
	r.t.Fatalf("%s never succeeds", op)
}

// framed gives the status of one frame's answer.
func (r *run) framed(op string, event []byte) (int, string) {
	r.t.Helper()
	data, err := r.invoke(r.t.Context(), op, event)
	if err != nil {
		r.t.Fatalf("%s: fault of the function: %v", op, err)
	}
	var res events.APIGatewayProxyResponse
	if err := json.Unmarshal(data, &res); err != nil {
		r.t.Fatalf("%s: %s: %v", op, data, err)
	}
	var inner function.Answer
	if json.Unmarshal([]byte(res.Body), &inner) == nil && inner.Status != 0 {
		return inner.Status, res.Body
	}
	return res.StatusCode, res.Body
}
