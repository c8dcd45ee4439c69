package local

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/coder/websocket"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/operation"
)

func text(s string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, s) })
}

// serverOf starts a server with everything that needs no store.
func serverOf(t *testing.T) (*running, *sockets) {
	t.Helper()
	s := newSockets(t, HubOptions{})
	inspector := NewInspector(time.Now)
	s.f.o.Inspector = inspector
	if err := s.f.Register(testRuntime(new(counter)), thingOperations()...); err != nil {
		t.Fatal(err)
	}
	return startServer(t, ServerOptions{Functions: s.f, Hub: s.hub, Metrics: NewMetrics(), Inspector: inspector, Faults: s.f.o.Faults,
		Blob: text("blob"), Extra: map[string]http.Handler{"/": text("web"), "/exact": text("exact"), "/_local/mail": text("mails")}}), s
}

func TestServerRoutes(t *testing.T) {
	r, _ := serverOf(t)
	bearer := "Bearer " + r.secret.secret
	for _, c := range []struct {
		method, path, auth string
		status             int
		want               string
	}{
		{"GET", "/api/v1/things/7", "", 200, `"id":"7"`},
		{"PUT", "/api/v1/things/7", "", 405, "method_not_allowed"},
		{"GET", "/blob/x/y", "", 200, "blob"},
		{"GET", "/exact", "", 200, "exact"},
		{"GET", "/exact/more", "", 200, "web"},
		{"GET", "/", "", 200, "web"},
		{"GET", "/ws", "", 426, "WebSocket"},
		{"GET", "/metrics", "", 200, "aio_connections 0"},
		{"GET", "/_local/", "", 401, SecretFile},
		{"GET", "/_local/mail", "", 401, SecretFile},
		{"GET", "/_local/mail", bearer, 200, "mails"},
		{"GET", "/_local/", bearer, 200, "<title>AIO inspector</title>"},
		{"GET", "/_local/inspector.css", bearer, 200, "summary"},
		{"GET", "/_local/nothing", bearer, 404, "not_found"},
		{"GET", "/_local/", bearer + "x", 401, SecretFile},
		{"GET", "/@connections/x", "", 401, SecretFile},
		{"GET", "/" + strings.Repeat("x", maxURL), "", 414, "too_large"},
	} {
		header := []string{}
		if c.auth != "" {
			header = append(header, "Authorization", c.auth)
		}
		res, body := do(t, c.method, r.url+c.path, "", header...)
		if res.StatusCode != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s %.40s: %d %.200s, want %d with %s", c.method, c.path, res.StatusCode, body, c.status, c.want)
		}
	}
	if res, body := do(t, "GET", r.url+"/", "", "X-Long", strings.Repeat("x", maxHeaders)); res.StatusCode != 431 || !strings.Contains(body, "too_large") {
		t.Errorf("long headers: %d %s", res.StatusCode, body)
	}
	if res, body := do(t, "GET", r.url+"/api/v1/things/7", "", "Host", "evil.example"); res.StatusCode != 421 || !strings.Contains(body, `"code":"forbidden"`) {
		t.Errorf("rebound name: %d %s", res.StatusCode, body)
	}
	if res, _ := do(t, "GET", r.url+"/metrics", "", "X-Forwarded-For", "203.0.113.9"); res.StatusCode != 401 {
		t.Errorf("metrics through a proxy: %d", res.StatusCode)
	}
}

// Events of the bus and metrics of their delivery.
func TestBusDelivery(t *testing.T) {
	f, b, m := NewFunctions(FunctionsOptions{}), newFakeBus(), NewMetrics()
	b.dead = make([]bus.DeadLetter, 3)
	var got []byte
	fail := true
	add(f, operation.Spec{ID: "live.fanout", Triggers: []operation.Trigger{{Kind: operation.Event, On: "document.committed"}, {Kind: operation.Event, On: "document.deleted"}}},
		func(_ context.Context, p []byte) ([]byte, error) {
			if got = p; fail {
				return nil, errors.New("not now")
			}
			return nil, nil
		})
	r := startServer(t, ServerOptions{Functions: f, Bus: b, Metrics: m})
	if types := strings.Join(b.types["live.fanout"], " "); types != "document.committed document.deleted" {
		t.Errorf("subscribed to %s", types)
	}
	e := bus.Event{ID: "evt_1", Type: "document.committed", Subject: "doc_1", Time: newClock().Now(), Correlation: "req_1", Data: json.RawMessage(`{"doc":"doc_1","seq":7}`)}
	if err := b.handlers["live.fanout"](t.Context(), e); err == nil {
		t.Error("a failed delivery was taken for a success")
	}
	fail = false
	stopped, cancel := context.WithCancel(t.Context())
	cancel() // a delivery that the end of the bus interrupts is finished all the same
	if err := b.handlers["live.fanout"](stopped, e); err != nil {
		t.Error(err)
	}
	golden(t, "event.json", got)
	_, body := do(t, "GET", r.url+"/metrics", "")
	for _, want := range []string{`aio_events_total{consumer="live.fanout",result="failed"} 1`, `aio_events_total{consumer="live.fanout",result="ok"} 1`, "aio_dead_letters 3", "go_goroutines"} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not in the metrics", want)
		}
	}
}

func TestMetricsOfRequests(t *testing.T) {
	f, m := NewFunctions(FunctionsOptions{}), NewMetrics()
	rt := testRuntime(new(counter))
	rt.Observe = m.Observe
	if err := f.Register(rt, thingOperations()...); err != nil {
		t.Fatal(err)
	}
	r := startServer(t, ServerOptions{Functions: f, Metrics: m})
	do(t, "GET", r.url+"/api/v1/things/7", "")
	do(t, "POST", r.url+"/api/v1/things", `{`)
	_, body := do(t, "GET", r.url+"/metrics", "")
	for _, want := range []string{`aio_requests_total{class="2xx",operation="thing.get",trigger="rest"} 1`,
		`aio_requests_total{class="4xx",operation="thing.create",trigger="rest"} 1`, `aio_request_seconds_count{operation="thing.get",trigger="rest"} 1`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not in the metrics", want)
		}
	}
}

// At the end a request under way is answered, sockets are told, and everything returns.
func TestGracefulEnd(t *testing.T) {
	s := newSockets(t, HubOptions{})
	running, release := make(chan struct{}), make(chan struct{})
	add(s.f, operation.Spec{ID: "a.slow", Method: "GET", Path: "/slow"}, func(context.Context, []byte) ([]byte, error) {
		close(running)
		<-release
		return json.Marshal(events.APIGatewayProxyResponse{StatusCode: 200, Body: "done"})
	})
	ticked := make(chan struct{}, 1)
	ticker := Ticker{Name: "t", Every: time.Millisecond, Do: func(context.Context) error { signal(ticked); return nil }}
	r := startServer(t, ServerOptions{Functions: s.f, Hub: s.hub, Bus: newFakeBus(), Tickers: []Ticker{ticker}})
	<-ticked
	c, _, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(r.url, "http")+"/ws?ticket=good", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer := make(chan string, 1)
	go func() {
		res, body := do(t, "GET", r.url+"/slow", "")
		answer <- fmt.Sprint(res.StatusCode, body)
	}()
	<-running
	ended := make(chan error, 1)
	go func() { ended <- r.stop() }()
	if code := ending(t, c); code != websocket.StatusGoingAway {
		t.Errorf("socket closed with %d", code)
	}
	select {
	case err := <-ended:
		t.Errorf("ended while a request runs: %v", err)
	default:
	}
	close(release)
	if got := <-answer; got != "200done" {
		t.Errorf("the last request: %s", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if len(s.seen("t.disconnect")) != 1 {
		t.Errorf("$disconnect ran %d times", len(s.seen("t.disconnect")))
	}
}

func TestServerRefusesBadOptions(t *testing.T) {
	f := things(t)
	id := new(counter).id
	clash := NewFunctions(FunctionsOptions{})
	add(clash, operation.Spec{ID: "a.a", Method: "GET", Path: "/x"}, nil)
	add(clash, operation.Spec{ID: "a.b", Method: "GET", Path: "/x"}, nil)
	rate := NewFunctions(FunctionsOptions{})
	add(rate, operation.Spec{ID: "a.a", Triggers: []operation.Trigger{{Kind: operation.Schedule, On: "cron(* * * * *)"}}}, nil)
	for name, o := range map[string]ServerOptions{
		"nothing":         {},
		"no directory":    {Functions: f, NewID: id},
		"routes clash":    {Functions: clash, NewID: id, DataDir: t.TempDir()},
		"bad schedule":    {Functions: rate, NewID: id, DataDir: t.TempDir()},
		"ticker at rest":  {Functions: f, NewID: id, DataDir: t.TempDir(), Tickers: []Ticker{{Name: "x"}}},
		"directory is no": {Functions: f, NewID: id, DataDir: filepath.Join(t.TempDir(), "absent")},
	} {
		if _, err := NewServer(o); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	s, err := NewServer(ServerOptions{Functions: f, NewID: id, DataDir: t.TempDir(), Addr: "nonsense"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Start(t.Context()); err == nil {
		t.Error("nonsense is an address")
	}
}

// A client that sends nothing, or a broken request, gets no function to run.
func TestBrokenRequests(t *testing.T) {
	r, _ := serverOf(t)
	for _, request := range []string{"GET / HTTP/1.1\r\n\r\n", "GET  / HTTP/9\r\n\r\n", "NONSENSE\r\n\r\n", "GET /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, request); err != nil {
			t.Fatal(err)
		}
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || res.StatusCode < 400 || res.StatusCode >= 500 && res.StatusCode != 505 {
			t.Errorf("%q: %v, %v", request, res, err)
		}
		if err == nil {
			_ = res.Body.Close()
		}
		_ = conn.Close()
	}
}
