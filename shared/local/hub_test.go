package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/coder/websocket"

	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/push"
	"github.com/aio-creative-hub/aio/shared/push/pushtest"
)

// sockets is a hub with functions that note their events.
type sockets struct {
	f   *Functions
	hub *Hub
	srv *httptest.Server

	mu     sync.Mutex
	events map[string][]json.RawMessage // by operation
}

func socketSpec(id, on string) operation.Spec {
	return operation.Spec{ID: id, Triggers: []operation.Trigger{{Kind: operation.Socket, On: on}}}
}

// newSockets makes a hub whose routes are $connect, $disconnect, echo and $default, with
// an authorizer that knows the ticket "good".
func newSockets(t *testing.T, o HubOptions) *sockets {
	t.Helper()
	s := &sockets{f: NewFunctions(FunctionsOptions{}), events: map[string][]json.RawMessage{}}
	if o.NewID == nil {
		o.NewID = new(counter).id
	}
	s.hub = NewHub(s.f, o)
	s.add(operation.Spec{ID: "t.authorize", Triggers: []operation.Trigger{{Kind: operation.Authorizer, On: "$connect"}}}, authorizeGood)
	s.add(socketSpec("t.connect", "$connect"), answerWith(``))
	s.add(socketSpec("t.disconnect", "$disconnect"), answerWith(``))
	s.add(socketSpec("t.echo", "echo"), func(_ context.Context, p []byte) ([]byte, error) {
		var e events.APIGatewayWebsocketProxyRequest
		if err := json.Unmarshal(p, &e); err != nil {
			return nil, err
		}
		return json.Marshal(events.APIGatewayProxyResponse{StatusCode: 200, Body: e.Body})
	})
	s.add(socketSpec("t.default", "$default"), answerWith(`"default"`))
	s.srv = httptest.NewServer(s.hub)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.hub.Close(ctx); err != nil {
			t.Errorf("Close: %v", err)
		}
		s.srv.Close()
	})
	return s
}

func authorizeGood(_ context.Context, p []byte) ([]byte, error) {
	var e authorizerEvent
	if err := json.Unmarshal(p, &e); err != nil {
		return nil, err
	}
	effect := "Deny"
	if e.QueryStringParameters["ticket"] == "good" {
		effect = "Allow"
	}
	return json.Marshal(events.APIGatewayCustomAuthorizerResponse{PrincipalID: "usr_1", Context: map[string]any{"userId": "usr_1"},
		PolicyDocument: events.APIGatewayCustomAuthorizerPolicy{Version: "2012-10-17", Statement: []events.IAMPolicyStatement{
			{Action: []string{"execute-api:Invoke"}, Effect: effect, Resource: []string{e.MethodArn}}}}})
}

func answerWith(body string) raw {
	return func(context.Context, []byte) ([]byte, error) {
		return json.Marshal(events.APIGatewayProxyResponse{StatusCode: 200, Body: body})
	}
}

func (s *sockets) add(spec operation.Spec, h raw) {
	add(s.f, spec, func(ctx context.Context, p []byte) ([]byte, error) {
		s.mu.Lock()
		s.events[spec.ID] = append(s.events[spec.ID], p)
		s.mu.Unlock()
		return h(ctx, p)
	})
}

// seen gives the events an operation got.
func (s *sockets) seen(id string) []json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]json.RawMessage(nil), s.events[id]...)
}

func (s *sockets) url(ticket string) string {
	return "ws" + strings.TrimPrefix(s.srv.URL, "http") + "/ws?ticket=" + ticket
}

// dial opens a connection and gives its id, which the $connect event tells.
func (s *sockets) dial(t *testing.T) (*websocket.Conn, string) {
	t.Helper()
	s.mu.Lock()
	n := len(s.events["t.connect"])
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	c, res, err := websocket.Dial(ctx, s.url("good"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if res.Body != nil {
		_ = res.Body.Close()
	}
	c.SetReadLimit(1 << 20)
	t.Cleanup(func() { _ = c.CloseNow() })
	var e events.APIGatewayWebsocketProxyRequest
	if err := json.Unmarshal(s.seen("t.connect")[n], &e); err != nil {
		t.Fatal(err)
	}
	return c, e.RequestContext.ConnectionID
}

func send(t *testing.T, c *websocket.Conn, text string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := c.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
		t.Errorf("write: %v", err)
	}
}

func receive(t *testing.T, c *websocket.Conn) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	_, data, err := c.Read(ctx)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return string(data)
}

// ending waits for the server to close a connection and gives the close code.
func ending(t *testing.T, c *websocket.Conn) websocket.StatusCode {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for {
		if _, _, err := c.Read(ctx); err != nil {
			if ctx.Err() != nil {
				t.Fatal("the server does not close")
			}
			return websocket.CloseStatus(err)
		}
	}
}

func TestPushContract(t *testing.T) {
	pushtest.Run(t, func(t *testing.T) pushtest.Harness {
		s := newSockets(t, HubOptions{})
		return pushtest.Harness{Pusher: s.hub, Connect: s.client}
	})
}

// client opens a connection as the suite of the push port wants it.
func (s *sockets) client(t *testing.T) pushtest.Client {
	t.Helper()
	c, id := s.dial(t)
	return pushtest.Client{ID: id, Close: func() error { return c.Close(websocket.StatusNormalClosure, "") },
		Receive: func(ctx context.Context) ([]byte, error) { _, data, err := c.Read(ctx); return data, err }}
}

func TestHandshakeRefusals(t *testing.T) {
	s := newSockets(t, HubOptions{MaxConnections: 1})
	upgrade := []string{"Connection", "Upgrade", "Upgrade", "websocket", "Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}
	for _, c := range []struct {
		name, query string
		header      []string
		method      string
		status      int
	}{
		{"no upgrade", "?ticket=good", nil, "GET", 426},
		{"another version", "?ticket=good", upgrade[:4], "GET", 400},
		{"not GET", "?ticket=good", upgrade, "POST", 405},
		{"no ticket", "", upgrade, "GET", 401},
		{"wrong ticket", "?ticket=bad", upgrade, "GET", 403},
		{"bad query", "?ticket=%zz", upgrade, "GET", 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			res, body := do(t, c.method, s.srv.URL+"/ws"+c.query, "", c.header...)
			if res.StatusCode != c.status || res.Header.Get("Content-Type") != "application/problem+json" || res.Header.Get("X-Content-Type-Options") == "" {
				t.Errorf("%d %s %v, want %d", res.StatusCode, body, res.Header, c.status)
			}
		})
	}
	if len(s.seen("t.connect")) != 0 || s.hub.Open() != 0 {
		t.Error("a refused handshake got through")
	}
	s.dial(t)
	if res, body := do(t, "GET", s.srv.URL+"/ws?ticket=good", "", upgrade...); res.StatusCode != 503 {
		t.Errorf("above the most connections: %d %s", res.StatusCode, body)
	}
}

func TestConnectRefuses(t *testing.T) {
	s := newSockets(t, HubOptions{})
	problem, err := json.Marshal(operation.NewProblem(http.StatusTooManyRequests, operation.CodeRateLimited, "Too many."))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		h      raw
		status int
	}{
		{"with a problem", func(context.Context, []byte) ([]byte, error) {
			return json.Marshal(events.APIGatewayProxyResponse{StatusCode: 429, Body: string(problem)})
		}, 429},
		{"without one", func(context.Context, []byte) ([]byte, error) {
			return json.Marshal(events.APIGatewayProxyResponse{StatusCode: 500})
		}, 403},
		{"by failing", func(context.Context, []byte) ([]byte, error) { return nil, errors.New("x") }, 502},
		{"with nonsense", func(context.Context, []byte) ([]byte, error) { return []byte("x"), nil }, 502},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.add(socketSpec("t.connect", "$connect"), c.h)
			_, res, err := websocket.Dial(t.Context(), s.url("good"), nil)
			if err == nil || res == nil || res.StatusCode != c.status {
				t.Errorf("%v, %v; want %d", res, err, c.status)
			}
			if res != nil && res.Body != nil {
				_ = res.Body.Close()
			}
		})
	}
	if s.hub.Open() != 0 || len(s.seen("t.disconnect")) != 0 {
		t.Errorf("%d open; a connection that never was got a $disconnect", s.hub.Open())
	}
}

func TestFramesAreRouted(t *testing.T) {
	s := newSockets(t, HubOptions{})
	c, _ := s.dial(t)
	for _, x := range []struct{ sent, want string }{
		{`{"action":"echo","id":"1"}`, `{"action":"echo","id":"1"}`},
		{`{"action":"unknown"}`, `"default"`},
		{`{"action":"$connect"}`, `"default"`},
		{`{"action":"$disconnect"}`, `"default"`},
		{`{"action":7}`, `"default"`},
		{`{"Action":"echo"}`, `"default"`},
		{`[1]`, `"default"`},
		{`not JSON`, `"default"`},
		{``, `"default"`},
	} {
		send(t, c, x.sent)
		if got := receive(t, c); got != x.want {
			t.Errorf("%s: %s, want %s", x.sent, got, x.want)
		}
	}
	if n := len(s.seen("t.connect")); n != 1 {
		t.Errorf("$connect ran %d times", n)
	}
}

// A quick frame is not held up by slow ones before it.
func TestFramesRunConcurrently(t *testing.T) {
	s := newSockets(t, HubOptions{})
	release := make(chan struct{})
	s.add(socketSpec("t.slow", "slow"), func(ctx context.Context, p []byte) ([]byte, error) { <-release; return answerWith(`"slow"`)(ctx, p) })
	c, _ := s.dial(t)
	for range framesAtOnce - 1 {
		send(t, c, `{"action":"slow"}`)
	}
	send(t, c, `{"action":"echo"}`)
	if got := receive(t, c); got != `{"action":"echo"}` {
		t.Errorf("first came %s", got)
	}
	close(release)
	for range framesAtOnce - 1 {
		if got := receive(t, c); got != `"slow"` {
			t.Errorf("then came %s", got)
		}
	}
}

func TestFailedFrames(t *testing.T) {
	s := newSockets(t, HubOptions{})
	s.add(socketSpec("t.fail", "fail"), func(context.Context, []byte) ([]byte, error) { return nil, errors.New("private detail") })
	s.add(socketSpec("t.huge", "huge"), answerWith(strings.Repeat("x", push.MaxMessage+1)))
	s.add(socketSpec("t.silent", "silent"), answerWith(""))
	c, id := s.dial(t)
	for _, action := range []string{"fail", "huge"} {
		send(t, c, `{"action":"`+action+`"}`)
		got := receive(t, c)
		if !strings.Contains(got, `{"message":"Internal server error","connectionId":"`+id+`","requestId":"`) {
			t.Errorf("%s: %s", action, got)
		}
	}
	send(t, c, `{"action":"silent"}`)
	eventually(t, "the silent frame is answered", func() bool { return len(s.seen("t.silent")) == 1 })
	send(t, c, `{"action":"echo"}`)
	if got := receive(t, c); got != `{"action":"echo"}` {
		t.Errorf("after a frame without an answer came %s", got)
	}
}

func TestLostConnection(t *testing.T) {
	s := newSockets(t, HubOptions{})
	c, id := s.dial(t)
	if err := s.f.o.Faults.Set("t.echo", Fault{FaultLostConnection, 1}); err != nil {
		t.Fatal(err)
	}
	send(t, c, `{"action":"echo"}`)
	if code := ending(t, c); code != -1 {
		t.Errorf("closed with %d, not broken", code)
	}
	if err := s.hub.Post(t.Context(), id, []byte("x")); !errors.Is(err, push.ErrGone) {
		t.Errorf("Post: %v", err)
	}
	if len(s.seen("t.echo")) != 1 {
		t.Error("the frame was not run")
	}
}

// 1,000 posts arrive in their order, while answers go out in between.
func TestPostsAreOrdered(t *testing.T) {
	s := newSockets(t, HubOptions{})
	c, id := s.dial(t)
	const posts = 1000
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() {
		for i := range posts {
			if err := s.hub.Post(context.Background(), id, fmt.Append(nil, i)); err != nil {
				t.Errorf("Post %d: %v", i, err)
				return
			}
		}
	})
	for range 20 {
		send(t, c, `{"action":"echo"}`)
	}
	next, answers := 0, 0
	for next < posts || answers < 20 {
		got := receive(t, c)
		if got == `{"action":"echo"}` {
			answers++
			continue
		}
		if got != fmt.Sprint(next) {
			t.Fatalf("received %s, want %d", got, next)
		}
		next++
	}
}

// What is posted between $connect and the handshake's end is not lost.
func TestPostDuringConnect(t *testing.T) {
	s := newSockets(t, HubOptions{})
	s.add(socketSpec("t.connect", "$connect"), func(ctx context.Context, p []byte) ([]byte, error) {
		var e events.APIGatewayWebsocketProxyRequest
		if err := errors.Join(json.Unmarshal(p, &e), s.hub.Post(ctx, e.RequestContext.ConnectionID, []byte("early"))); err != nil {
			return nil, err
		}
		return answerWith("")(ctx, p)
	})
	c, _ := s.dial(t)
	if got := receive(t, c); got != "early" {
		t.Errorf("received %s", got)
	}
}

func TestClockOfConnections(t *testing.T) {
	clock := newClock()
	s := newSockets(t, HubOptions{Now: clock.Now})
	c, id := s.dial(t)
	clock.Advance(time.Minute)
	send(t, c, `{"action":"echo"}`)
	receive(t, c)
	info, err := s.hub.Get(t.Context(), id)
	if err != nil || info.SourceIP != "127.0.0.1" || info.LastActiveAt.Sub(info.ConnectedAt) != time.Minute {
		t.Errorf("%+v, %v", info, err)
	}
}
