package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"

	"github.com/aio-creative-hub/aio/shared/push"
)

// actionOf reads the route selection key $request.body.action: "" if the message is not a
// JSON object or has no such text.
func actionOf(data []byte) string {
	var fields map[string]json.RawMessage
	if json.Unmarshal(data, &fields) != nil {
		return ""
	}
	var action string
	if json.Unmarshal(fields["action"], &action) != nil {
		return ""
	}
	return action
}

// answer runs the operation of one frame and sends its answer back (route response).
func (c *conn) answer(data []byte) {
	id, routeKey := c.hub.action(actionOf(data))
	if id == "" {
		c.complain("Forbidden")
		return
	}
	e := c.messageEvent(routeKey, data)
	out, err := c.hub.invoke(c.ctx, id, e)
	var body string
	if err == nil {
		body, err = routeResponse(out)
	}
	switch {
	case errors.Is(err, errLostConnection):
		c.shut(closing{code: 1006, reason: "Connection Closed Abnormally", abrupt: true})
		return
	case err != nil && c.ctx.Err() != nil:
		return // nobody is left to hear it
	case err != nil:
		c.hub.o.Log.LogAttrs(c.ctx, slog.LevelError, "integration failed", slog.String("op", id),
			slog.String("connection", c.id), slog.String("request", e.RequestContext.RequestID), slog.String("error", err.Error()))
		c.complain("Internal server error")
		return
	case body == "":
		return
	}
	if err := c.enqueue(c.ctx, []byte(body)); err != nil && !errors.Is(err, push.ErrGone) && c.ctx.Err() == nil {
		c.hub.o.Log.LogAttrs(c.ctx, slog.LevelWarn, "answer not sent", slog.String("connection", c.id), slog.String("error", err.Error()))
	}
}

// routeResponse gives the text that goes back for a frame.
func routeResponse(answer []byte) (string, error) {
	var res events.APIGatewayProxyResponse
	if err := json.Unmarshal(answer, &res); err != nil {
		return "", fmt.Errorf("local: malformed proxy response: %w", err)
	}
	if len(res.Body) > push.MaxMessage {
		return "", fmt.Errorf("local: the answer has %d bytes: %w", len(res.Body), push.ErrTooLarge)
	}
	return res.Body, nil
}

// complaint is what API Gateway itself sends over a connection when a route fails.
type complaint struct {
	Message      string `json:"message"`
	ConnectionID string `json:"connectionId"`
	RequestID    string `json:"requestId"`
}

func (c *conn) complain(message string) {
	body, err := json.Marshal(complaint{Message: message, ConnectionID: c.id, RequestID: c.hub.newID("req")})
	if err != nil {
		return // strings only: cannot happen
	}
	_ = c.enqueue(c.ctx, body) // a client that is gone needs no complaint
}
