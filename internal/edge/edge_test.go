package edge_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/aio-creative-hub/aio/internal/edge"
)

// TestHeaders: what the viewer says of itself passes, what only the edge may say does not.
func TestHeaders(t *testing.T) {
	var got *http.Request
	var body []byte
	behind := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
		w.Header().Add("Set-Cookie", "a=1")
		w.Header().Add("Set-Cookie", "b=2")
		w.WriteHeader(http.StatusTeapot)
	}))
	t.Cleanup(behind.Close)
	h, err := edge.New(edge.Options{Rest: behind.URL + "/stage", Socket: behind.URL + "/socket", Secret: "s3cret"})
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(h)
	t.Cleanup(front.Close)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, front.URL+"/api/v1/a%2Fb?q=1", strings.NewReader("hello"))
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "hub.example"
	for name, value := range map[string]string{"X-Aio-Client-Ip": "6.6.6.6", "X-Aio-Origin": "guess", "X-Aio-Host": "evil.example", "X-Forwarded-For": "6.6.6.6",
		"Forwarded": "for=6.6.6.6", "Authorization": "Bearer x", "Accept-Encoding": "br"} {
		req.Header.Set(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusTeapot || len(res.Header.Values("Set-Cookie")) != 2 || string(body) != "hello" {
		t.Errorf("%d %v %q", res.StatusCode, res.Header, body)
	}
	for name, want := range map[string]string{"X-Aio-Client-Ip": "127.0.0.1", "X-Aio-Origin": "s3cret", "X-Aio-Host": "hub.example", "X-Forwarded-For": "",
		"Forwarded": "", "Authorization": "Bearer x", "Accept-Encoding": "br"} {
		if v := got.Header.Get(name); v != want || len(got.Header.Values(name)) > 1 {
			t.Errorf("%s is %q, want %q", name, got.Header.Values(name), want)
		}
	}
	if got.URL.EscapedPath() != "/stage/api/v1/a%2Fb" || got.URL.RawQuery != "q=1" || got.Host == "hub.example" {
		t.Errorf("%s %s", got.Host, got.URL)
	}
}

// TestSocket: a WebSocket passes in both directions, with its query.
func TestSocket(t *testing.T) {
	behind := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/socket" || r.URL.RawQuery != "ticket=t" || r.Header.Get("X-Aio-Origin") != "s3cret" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer func() { _ = c.CloseNow() }()
		kind, data, err := c.Read(r.Context())
		if err == nil {
			_ = c.Write(r.Context(), kind, append([]byte("echo "), data...))
		}
	}))
	t.Cleanup(behind.Close)
	h, err := edge.New(edge.Options{Rest: behind.URL, Socket: behind.URL + "/socket", Secret: "s3cret"})
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(h)
	t.Cleanup(front.Close)
	c, _, err := websocket.Dial(t.Context(), front.URL+edge.SocketPath+"?ticket=t", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.CloseNow() }()
	if err := c.Write(context.WithoutCancel(t.Context()), websocket.MessageText, []byte("hi")); err != nil {
		t.Fatal(err)
	}
	if _, data, err := c.Read(t.Context()); err != nil || string(data) != "echo hi" {
		t.Errorf("%s, %v", data, err)
	}
}
