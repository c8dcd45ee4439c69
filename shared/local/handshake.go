package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/coder/websocket"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// identitySource is the query parameter without which the authorizer is not even asked.
const identitySource = "ticket"

// ServeHTTP is the WebSocket endpoint: it authorizes, connects, serves the connection to
// its end and reports the end. Once $connect has run, $disconnect runs exactly once.
func (h *Hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p := notUpgrade(r); p != nil {
		h.refuse(w, r, p)
		return
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		h.refuse(w, r, operation.NewProblem(http.StatusBadRequest, operation.CodeBadRequest, "The query is not well-formed."))
		return
	}
	c := newConn(h, h.newID("con"))
	c.ip, c.domain, c.userAgent = sourceIP(r), domainOf(r), r.UserAgent()
	e := c.handshakeEvent(r, query)
	if err := h.authorize(r.Context(), c, e); err != nil {
		c.kill()
		h.fail(w, r, err)
		return
	}
	if err := h.enter(c); err != nil {
		c.kill()
		h.fail(w, r, err)
		return
	}
	defer h.served.end()
	defer c.kill()
	if err := h.connect(r.Context(), c, e); err != nil {
		c.shut(closing{abrupt: true})
		h.fail(w, r, err)
		return
	}
	defer h.disconnected(c) //nolint:contextcheck // the request is over by then
	h.accept(w, r, c)
}

// accept completes the handshake and serves the connection.
func (h *Hub) accept(w http.ResponseWriter, r *http.Request, c *conn) {
	h.dress(w.Header())
	// The Origin was the authorizer's to judge.
	ws, err := websocket.Accept(&watchingWriter{ResponseWriter: w}, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		c.shut(closing{code: 1006, reason: "Connection Closed Abnormally", abrupt: true})
		h.o.Log.LogAttrs(r.Context(), slog.LevelWarn, "websocket handshake failed", slog.String("connection", c.id), slog.String("error", err.Error()))
		return
	}
	c.serve(ws)
}

// notUpgrade refuses what is not a WebSocket handshake (RFC 6455 section 4.2.1).
func notUpgrade(r *http.Request) *operation.Problem {
	switch {
	case r.Method != http.MethodGet:
		return methodNotAllowed(http.MethodGet)
	case !strings.EqualFold(r.Header.Get("Upgrade"), "websocket"):
		return operation.NewProblem(http.StatusUpgradeRequired, operation.CodeBadRequest, "This address speaks WebSocket.").
			WithHeader("Upgrade", "websocket").WithHeader("Connection", "Upgrade")
	case r.Header.Get("Sec-WebSocket-Version") != "13":
		return operation.NewProblem(http.StatusBadRequest, operation.CodeBadRequest, "This address speaks version 13 of WebSocket.").
			WithHeader("Sec-WebSocket-Version", "13")
	}
	return nil
}

// authorize asks the authorizer, if there is one.
func (h *Hub) authorize(ctx context.Context, c *conn, e events.APIGatewayWebsocketProxyRequest) error {
	id := h.f.on(operation.Authorizer, connectRoute)
	if id == "" {
		return nil
	}
	if e.QueryStringParameters[identitySource] == "" {
		return operation.NewProblem(http.StatusUnauthorized, operation.CodeUnauthorized, "Connect with a ticket: sign in and make one.")
	}
	answer, err := h.invoke(ctx, id, newAuthorizerEvent(e))
	if err != nil {
		return err
	}
	ok, values, err := allowed(answer)
	if err != nil {
		return err
	}
	if !ok {
		return operation.NewProblem(http.StatusForbidden, operation.CodeForbidden, "The ticket is not valid any more. Make a new one.")
	}
	c.authorizer = values
	return nil
}

// connect runs the operation of $connect, if there is one; its refusal refuses the handshake.
func (h *Hub) connect(ctx context.Context, c *conn, e events.APIGatewayWebsocketProxyRequest) error {
	id := h.f.on(operation.Socket, connectRoute)
	if id == "" {
		return nil
	}
	e.RequestContext.Authorizer = c.authorizerContext()
	answer, err := h.invoke(ctx, id, e)
	if err != nil {
		return err
	}
	var res events.APIGatewayProxyResponse
	if err := json.Unmarshal(answer, &res); err != nil {
		return fmt.Errorf("local: malformed proxy response: %w", err)
	}
	if res.StatusCode >= 200 && res.StatusCode < 300 {
		return nil
	}
	var p operation.Problem
	if err := json.Unmarshal([]byte(res.Body), &p); err != nil || p.Status < 400 {
		return operation.NewProblem(http.StatusForbidden, operation.CodeForbidden, "The connection was refused.")
	}
	return &p
}

// disconnected reports the end of a connection. It runs when the connection and all that
// waited for it are over, so it depends on nobody's context.
func (h *Hub) disconnected(c *conn) {
	id := h.f.on(operation.Socket, "$disconnect")
	if id == "" {
		return
	}
	ctx := context.WithValue(context.Background(), insideKey{}, true) // also while the server stops
	if _, err := h.invoke(ctx, id, c.disconnectEvent()); err != nil {
		h.o.Log.LogAttrs(ctx, slog.LevelError, "disconnect failed", slog.String("connection", c.id), slog.String("error", err.Error()))
	}
}

func (h *Hub) invoke(ctx context.Context, id string, event any) ([]byte, error) {
	payload, err := json.Marshal(event)
	if err != nil {
		return nil, fmt.Errorf("local: event for %s: %w", id, err)
	}
	ctx, cancel := context.WithTimeout(ctx, operation.MaxTimeout)
	defer cancel()
	return h.f.Invoke(ctx, id, payload)
}

// fail refuses a handshake.
func (h *Hub) fail(w http.ResponseWriter, r *http.Request, err error) {
	var p *operation.Problem
	switch {
	case errors.Is(err, errLostConnection):
		panic(http.ErrAbortHandler) // net/http's way to break a connection; it is not logged
	case !errors.As(err, &p):
		h.o.Log.LogAttrs(r.Context(), failureLevel(r), "websocket handshake failed", slog.String("error", err.Error()))
		p = integration(err)
	}
	h.refuse(w, r, p)
}
