package local

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/coder/websocket"
)

// disconnectOf waits for the only $disconnect event of a hub and checks that no other follows.
func disconnectOf(t *testing.T, s *sockets) events.APIGatewayWebsocketProxyRequestContext {
	t.Helper()
	eventually(t, "$disconnect runs", func() bool { return len(s.seen("t.disconnect")) > 0 })
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := s.hub.Close(ctx); err != nil {
		t.Errorf("Close: %v", err)
	}
	all := s.seen("t.disconnect")
	if len(all) != 1 {
		t.Fatalf("$disconnect ran %d times", len(all))
	}
	var e events.APIGatewayWebsocketProxyRequest
	if err := json.Unmarshal(all[0], &e); err != nil {
		t.Fatal(err)
	}
	if e.RequestContext.EventType != "DISCONNECT" || e.RequestContext.RouteKey != "$disconnect" || e.RequestContext.DisconnectReason == nil {
		t.Errorf("event %s", all[0])
	}
	return e.RequestContext
}

// However a connection ends, its end is told exactly once, and it is gone at once.
func TestEnds(t *testing.T) {
	frame := strings.Repeat("x", maxFrame+1)
	for _, c := range []struct {
		name string
		o    HubOptions
		do   func(t *testing.T, s *sockets, c *websocket.Conn, id string)
		code int64                // in the $disconnect event
		seen websocket.StatusCode // by the client; 0 is not looked at
	}{
		{name: "client closes", do: func(t *testing.T, _ *sockets, c *websocket.Conn, _ string) {
			if err := c.Close(websocket.StatusNormalClosure, "bye"); err != nil {
				t.Error(err)
			}
		}, code: 1000},
		{name: "client closes with its own code", do: func(t *testing.T, _ *sockets, c *websocket.Conn, _ string) {
			if err := c.Close(4001, "mine"); err != nil {
				t.Error(err)
			}
		}, code: 4001},
		{name: "client closes without a code", do: func(t *testing.T, _ *sockets, c *websocket.Conn, _ string) {
			_ = c.Close(websocket.StatusNoStatusRcvd, "") // the library reports the missing code as an error
		}, code: 1005},
		{name: "client vanishes", do: func(_ *testing.T, _ *sockets, c *websocket.Conn, _ string) { _ = c.CloseNow() }, code: 1006},
		{name: "idle", o: HubOptions{IdleTimeout: 5 * time.Millisecond}, code: 1001, seen: 1001},
		{name: "old", o: HubOptions{MaxAge: 5 * time.Millisecond}, code: 1001, seen: 1001},
		{name: "disconnected", do: func(t *testing.T, s *sockets, _ *websocket.Conn, id string) {
			if err := s.hub.Disconnect(t.Context(), id); err != nil {
				t.Error(err)
			}
		}, code: 1000, seen: 1000},
		{name: "server stops", do: func(t *testing.T, s *sockets, _ *websocket.Conn, _ string) {
			go func() { _ = s.hub.Close(context.Background()) }() // disconnectOf waits for it
		}, code: 1001, seen: 1001},
		{name: "binary", do: func(t *testing.T, _ *sockets, c *websocket.Conn, _ string) {
			if err := c.Write(t.Context(), websocket.MessageBinary, []byte("x")); err != nil {
				t.Error(err)
			}
		}, code: 1003, seen: 1003},
		{name: "not UTF-8", do: func(t *testing.T, _ *sockets, c *websocket.Conn, _ string) { send(t, c, "\xff") }, code: 1007, seen: 1007},
		{name: "large frame", do: func(t *testing.T, _ *sockets, c *websocket.Conn, _ string) { send(t, c, frame) }, code: 1009, seen: 1009},
		{name: "large message", do: func(t *testing.T, _ *sockets, c *websocket.Conn, _ string) {
			w, err := c.Writer(t.Context(), websocket.MessageText)
			if err != nil {
				t.Fatal(err)
			}
			for range maxMessage/maxFrame + 1 {
				if _, err := w.Write([]byte(frame[:maxFrame])); err != nil {
					break // the server has closed already
				}
			}
			_ = w.Close() // likewise
		}, code: 1009, seen: 1009},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSockets(t, c.o)
			conn, id := s.dial(t)
			if c.do != nil {
				c.do(t, s, conn, id)
			}
			if c.seen != 0 {
				if got := ending(t, conn); got != c.seen {
					t.Errorf("the client saw %d, want %d", got, c.seen)
				}
			}
			if got := disconnectOf(t, s); got.DisconnectStatusCode != c.code || got.ConnectionID != id {
				t.Errorf("told of %d for %s, want %d for %s", got.DisconnectStatusCode, got.ConnectionID, c.code, id)
			}
			if s.hub.Open() != 0 {
				t.Error("it is still open")
			}
		})
	}
}

// The largest frames and messages get through.
func TestLargestMessage(t *testing.T) {
	s := newSockets(t, HubOptions{})
	c, _ := s.dial(t)
	message := `{"action":"echo","fill":"` + strings.Repeat("x", maxMessage-27) + `"}`
	if len(message) != maxMessage {
		t.Fatalf("%d bytes", len(message))
	}
	w, err := c.Writer(t.Context(), websocket.MessageText)
	if err != nil {
		t.Fatal(err)
	}
	for rest := message; rest != ""; rest = rest[min(len(rest), maxFrame):] {
		if _, err := w.Write([]byte(rest[:min(len(rest), maxFrame)])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, c); got != message {
		t.Errorf("%d bytes came back as %d", len(message), len(got))
	}
}

// Messages in either direction keep a connection from being idle.
func TestActivityIsNotIdle(t *testing.T) {
	clock := newClock()
	s := newSockets(t, HubOptions{Now: clock.Now, IdleTimeout: time.Minute})
	c, id := s.dial(t)
	for range 3 {
		clock.Advance(50 * time.Second)
		if err := s.hub.Post(t.Context(), id, []byte("x")); err != nil {
			t.Fatal(err)
		}
		receive(t, c)
		info, err := s.hub.Get(t.Context(), id)
		if err != nil || clock.Now().Sub(info.LastActiveAt) != 0 {
			t.Fatalf("%+v, %v", info, err)
		}
	}
}

// A client that does not read is closed, and told of once.
func TestSlowReader(t *testing.T) {
	s := newSockets(t, HubOptions{WriteTimeout: 50 * time.Millisecond})
	_, id := s.dial(t)
	big := make([]byte, maxMessage)
	for i := range big {
		big[i] = 'x'
	}
	eventually(t, "the slow reader is gone", func() bool { return s.hub.Post(t.Context(), id, big) != nil })
	if got := disconnectOf(t, s); got.DisconnectStatusCode != 1006 && got.DisconnectStatusCode != 1008 {
		t.Errorf("told of %d", got.DisconnectStatusCode)
	}
}

// A handshake that breaks after $connect ends with $disconnect all the same.
func TestHandshakeBreaksAfterConnect(t *testing.T) {
	s := newSockets(t, HubOptions{})
	res, _ := do(t, "GET", s.srv.URL+"/ws?ticket=good", "", "Connection", "Upgrade", "Upgrade", "websocket", "Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "short")
	if res.StatusCode != http.StatusBadRequest {
		t.Errorf("%d", res.StatusCode)
	}
	disconnectOf(t, s)
}

// Frames that arrive in one packet with the handshake are watched, too.
func TestFramesBeforeTheHandshakeEnds(t *testing.T) {
	s := newSockets(t, HubOptions{})
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.srv.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	request := "GET /ws?ticket=good HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
	tooLarge := "\x81\xff\x00\x00\x00\x00\x00\x01\x00\x00mask" // text, 64 KB
	if _, err := conn.Write([]byte(request + tooLarge)); err != nil {
		t.Fatal(err)
	}
	if got := disconnectOf(t, s); got.DisconnectStatusCode != 1009 {
		t.Errorf("told of %d", got.DisconnectStatusCode)
	}
}

// Events of a connection are API Gateway's, to the letter.
func TestSocketEvents(t *testing.T) {
	clock, ids := newClock(), new(counter)
	s := newSockets(t, HubOptions{Now: clock.Now, NewID: ids.id})
	u, err := url.Parse(s.url("good"))
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{"Origin": {"https://hub.example"}, "User-Agent": {"sample/1.0"}, "Accept-Encoding": {"identity"}}
	c, res, err := websocket.Dial(t.Context(), u.String(), &websocket.DialOptions{Host: "hub.example", HTTPHeader: header})
	if err != nil {
		t.Fatal(err)
	}
	if res.Body != nil {
		_ = res.Body.Close()
	}
	clock.Advance(time.Second)
	send(t, c, `{"id":"1","action":"echo","args":{}}`)
	receive(t, c)
	if err := c.Close(websocket.StatusNormalClosure, "bye"); err != nil {
		t.Error(err)
	}
	disconnectOf(t, s)
	for id, name := range map[string]string{"t.authorize": "ws-authorize.json", "t.connect": "ws-connect.json", "t.echo": "ws-message.json", "t.disconnect": "ws-disconnect.json"} {
		golden(t, name, fixedKey(t, s.seen(id)[0]))
	}
}

// fixedKey replaces the handshake's random key by the example of RFC 6455.
func fixedKey(t *testing.T, event []byte) []byte {
	t.Helper()
	var e struct {
		Headers map[string]string `json:"headers"`
	}
	if err := json.Unmarshal(event, &e); err != nil {
		t.Fatal(err)
	}
	key := e.Headers["Sec-Websocket-Key"]
	if key == "" {
		return event
	}
	return []byte(strings.ReplaceAll(string(event), key, "dGhlIHNhbXBsZSBub25jZQ=="))
}
