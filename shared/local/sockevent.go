package local

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/aws/aws-lambda-go/events"
)

// The event types of a WebSocket API.
const (
	typeConnect    = "CONNECT"
	typeMessage    = "MESSAGE"
	typeDisconnect = "DISCONNECT"
)

// connectRoute is the route key of the handshake; the authorizer's event has it, too.
const connectRoute = "$connect"

// socketContext is what every event of a connection says about it ("Working with
// WebSocket API routes: $context variables").
func (c *conn) socketContext(eventType, routeKey string) events.APIGatewayWebsocketProxyRequestContext {
	id, now := c.hub.newID("req"), c.hub.o.Now()
	return events.APIGatewayWebsocketProxyRequestContext{
		APIID: apiID, Stage: stage, DomainName: c.domain, RouteKey: routeKey, EventType: eventType, MessageDirection: "IN",
		ConnectionID: c.id, ConnectedAt: c.connectedAt.UnixMilli(), RequestID: id, ExtendedRequestID: id,
		RequestTime: now.UTC().Format(requestTimeLayout), RequestTimeEpoch: now.UnixMilli(),
		Identity: events.APIGatewayRequestIdentity{SourceIP: c.ip, UserAgent: c.userAgent},
	}
}

// handshakeEvent is the event of $connect, without what the authorizer says.
func (c *conn) handshakeEvent(r *http.Request, query url.Values) events.APIGatewayWebsocketProxyRequest {
	headers := eventHeaders(r, c.ip)
	return events.APIGatewayWebsocketProxyRequest{
		Headers: lastOf(headers), MultiValueHeaders: headers,
		QueryStringParameters: lastOf(query), MultiValueQueryStringParameters: nilIfEmpty(query),
		RequestContext: c.socketContext(typeConnect, connectRoute),
	}
}

// authorizerEvent is what a REQUEST authorizer of a WebSocket API gets.
type authorizerEvent struct {
	Type      string `json:"type"`
	MethodArn string `json:"methodArn"`
	events.APIGatewayWebsocketProxyRequest
}

func newAuthorizerEvent(e events.APIGatewayWebsocketProxyRequest) authorizerEvent {
	return authorizerEvent{Type: "REQUEST", APIGatewayWebsocketProxyRequest: e,
		MethodArn: fmt.Sprintf("arn:aws:execute-api:local:%s:%s/%s/%s", accountID, apiID, stage, connectRoute)}
}

// messageEvent is the event of one frame.
func (c *conn) messageEvent(routeKey string, data []byte) events.APIGatewayWebsocketProxyRequest {
	ctx := c.socketContext(typeMessage, routeKey)
	ctx.MessageID = ctx.RequestID
	ctx.Authorizer = c.authorizerContext()
	return events.APIGatewayWebsocketProxyRequest{RequestContext: ctx, Body: string(data)}
}

// disconnectEvent is the event of the connection's end.
func (c *conn) disconnectEvent() events.APIGatewayWebsocketProxyRequest {
	how := c.ending()
	ctx := c.socketContext(typeDisconnect, "$disconnect")
	ctx.Authorizer = c.authorizerContext()
	ctx.DisconnectStatusCode, ctx.DisconnectReason = int64(how.code), &how.reason
	return events.APIGatewayWebsocketProxyRequest{RequestContext: ctx}
}

// authorizerContext keeps a nil map out of the interface, so that it is left out of the JSON.
func (c *conn) authorizerContext() any {
	if c.authorizer == nil {
		return nil
	}
	return c.authorizer
}

// allowed reads an authorizer's answer: whether it allows the connection, and the
// context that events carry from then on.
func allowed(answer []byte) (bool, map[string]any, error) {
	var res events.APIGatewayCustomAuthorizerResponse
	if err := json.Unmarshal(answer, &res); err != nil {
		return false, nil, fmt.Errorf("local: malformed authorizer response: %w", err)
	}
	allow := false
	for _, s := range res.PolicyDocument.Statement {
		if s.Effect != "Allow" {
			return false, nil, nil
		}
		allow = true
	}
	values := map[string]any{"principalId": res.PrincipalID}
	for name, v := range res.Context {
		values[name] = v
	}
	return allow, values, nil
}
