package local

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/coder/websocket"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/operation"
)

func TestHosts(t *testing.T) {
	loop := newHosts(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}, "127.0.0.1", []string{"My.Name"})
	open := newHosts(&net.TCPAddr{IP: net.IPv4zero, Port: 8080}, "0.0.0.0", nil)
	web := newHosts(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80}, "127.0.0.1", nil)
	for _, c := range []struct {
		name  string
		hosts hosts
		host  string
		ok    bool
	}{
		{"address", loop, "127.0.0.1:8080", true},
		{"name", loop, "localhost:8080", true},
		{"name in capitals", loop, "LOCALHOST:8080", true},
		{"IPv6", loop, "[::1]:8080", true},
		{"extra name", loop, "my.name:8080", true},
		{"another port", loop, "localhost:8081", false},
		{"no port", loop, "localhost", false},
		{"another name", loop, "evil.example:8080", false},
		{"a name that begins alike", loop, "localhost.evil.example:8080", false},
		{"a trailing dot", loop, "localhost.:8080", false},
		{"another address", loop, "192.0.2.7:8080", false},
		{"nothing", loop, "", false},
		{"own address, but only the loopback is open", loop, "192.0.2.1:8080", false},
		{"own address", open, "192.0.2.1:8080", true},
		{"another address when open", open, "192.0.2.7:8080", false},
		{"another name when open", open, "evil.example:8080", false},
		{"the scheme's port", web, "localhost", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx := context.WithValue(t.Context(), http.LocalAddrContextKey, &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 8080})
			r, err := http.NewRequestWithContext(ctx, "GET", "/", http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			r.Host = c.host
			if got := c.hosts.allows(r); got != c.ok {
				t.Errorf("%q: %v", c.host, got)
			}
		})
	}
}

func TestBindAddress(t *testing.T) {
	for addr, want := range map[string]string{"": "127.0.0.1:0", ":8080": "127.0.0.1:8080", "0.0.0.0:1": "0.0.0.0:1", "[::]:1": "[::]:1", "name:2": "name:2"} {
		if got, err := bindAddress(addr); err != nil || got != want {
			t.Errorf("%q: %q, %v", addr, got, err)
		}
	}
	if _, err := bindAddress("8080"); err == nil {
		t.Error("a port alone was taken")
	}
}

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

func TestInspectorSecretBecomesACookie(t *testing.T) {
	r, _ := serverOf(t)
	if want := r.url + "/_local/?secret=" + r.secret.secret; r.InspectorURL() != want {
		t.Errorf("%s, want %s", r.InspectorURL(), want)
	}
	res, _ := do(t, "GET", r.InspectorURL(), "")
	cookies := res.Cookies()
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/_local/" || len(cookies) != 1 {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	c := cookies[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/_local/" || strings.Contains(c.Value, r.secret.secret) {
		t.Errorf("cookie %v", c)
	}
	if res, _ := do(t, "GET", r.url+"/_local/events", "", "Cookie", c.Name+"="+c.Value); res.StatusCode != 200 {
		t.Errorf("with the cookie: %d", res.StatusCode)
	}
	if res, _ := do(t, "GET", r.url+"/_local/?secret=wrong", ""); res.StatusCode != 401 {
		t.Errorf("with a wrong secret: %d", res.StatusCode)
	}
	res, _ = do(t, "PUT", r.url+"/_local/faults", `{}`, "Cookie", c.Name+"="+c.Value, "Origin", "http://localhost:1", "Sec-Fetch-Site", "same-site")
	if res.StatusCode != 403 {
		t.Errorf("written from another page of this machine: %d", res.StatusCode)
	}
}

func TestInspectorShowsAndBreaks(t *testing.T) {
	r, _ := serverOf(t)
	bearer := []string{"Authorization", "Bearer " + r.secret.secret}
	do(t, "POST", r.url+"/api/v1/things", `{"id":"hunter2@example.org","name":"shown"}`)
	_, body := do(t, "GET", r.url+"/_local/events?function=thing.create", "", bearer...)
	var list struct{ Items []View }
	if err := json.Unmarshal([]byte(body), &list); err != nil || len(list.Items) != 1 {
		t.Fatalf("%v in %s", err, body)
	}
	if v := list.Items[0]; v.Function != "thing.create" || v.Trigger != "rest" || v.Status != "201" || strings.Contains(body, "hunter2") || !strings.Contains(body, "shown") {
		t.Errorf("%s", body)
	}
	_, page := do(t, "GET", r.url+"/_local/", "", bearer...)
	if strings.Contains(page, "hunter2") || !strings.Contains(page, "thing.create") || strings.Contains(page, "<script") {
		t.Errorf("page: %s", page)
	}
	for _, bad := range []string{`{"a":{"kind":"fire","times":1}}`, `[]`, `{"a":{"kind":"throttle","times":1,"x":1}}`, `{} {}`, `{"a":{"kind":"throttle","times":-1}}`} {
		if res, body := do(t, "PUT", r.url+"/_local/faults", bad, bearer...); res.StatusCode != 400 && res.StatusCode != 422 {
			t.Errorf("%s: %d %s", bad, res.StatusCode, body)
		}
	}
	if res, body := do(t, "PUT", r.url+"/_local/faults", `{"thing.get":{"kind":"throttle","times":1}}`, bearer...); res.StatusCode != 200 {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	if _, body := do(t, "GET", r.url+"/_local/faults", "", bearer...); !strings.Contains(body, `"throttle"`) {
		t.Errorf("faults: %s", body)
	}
	for _, want := range []int{503, 200} {
		if res, _ := do(t, "GET", r.url+"/api/v1/things/7", ""); res.StatusCode != want {
			t.Errorf("%d, want %d", res.StatusCode, want)
		}
	}
}

func TestManagementAPI(t *testing.T) {
	r, s := serverOf(t)
	c, id := s.dial(t)
	bearer := []string{"Authorization", "Bearer " + r.secret.secret}
	at := r.url + managePrefix + id
	for _, x := range []struct {
		method, url, body string
		status            int
	}{
		{"POST", at, "hello", 200},
		{"POST", at, strings.Repeat("x", maxMessage+1), 413},
		{"GET", at, "", 200},
		{"PUT", at, "", 405},
		{"POST", r.url + managePrefix, "x", 404},
		{"POST", r.url + managePrefix + "nobody", "x", 410},
		{"GET", r.url + managePrefix + "nobody", "", 410},
		{"DELETE", r.url + managePrefix + "nobody", "", 410},
		{"DELETE", at, "", 204},
		{"DELETE", at, "", 410},
	} {
		res, body := do(t, x.method, x.url, x.body, bearer...)
		if res.StatusCode != x.status {
			t.Errorf("%s %s: %d %s, want %d", x.method, x.url, res.StatusCode, body, x.status)
		}
		if x.method == "GET" && x.status == 200 && !strings.Contains(body, `"sourceIp": "127.0.0.1"`) {
			t.Errorf("described as %s", body)
		}
	}
	if got := receive(t, c); got != "hello" {
		t.Errorf("received %s", got)
	}
	if code := ending(t, c); code != websocket.StatusNormalClosure {
		t.Errorf("closed with %d", code)
	}
}

func TestSecretFile(t *testing.T) {
	dir := t.TempDir()
	first, err := openSecret(dir)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, SecretFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if again, err := openSecret(dir); err != nil || again != first || len(first) < 16 {
		t.Errorf("%q, then %q, %v", first, again, err)
	}
	if err := os.WriteFile(filepath.Join(dir, SecretFile), []byte("\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openSecret(dir); err == nil {
		t.Error("an empty secret was taken")
	}
}

func TestTLS(t *testing.T) {
	dir := t.TempDir()
	r := startServer(t, ServerOptions{Functions: things(t), TLS: true, DataDir: dir})
	pem, err := os.ReadFile(filepath.Join(dir, CertFile)) //nolint:gosec // of the test
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	get := func(c *tls.Config) (*http.Response, error) {
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: c}}
		defer client.CloseIdleConnections()
		req, err := http.NewRequestWithContext(t.Context(), "GET", r.url+"/nothing", http.NoBody)
		if err != nil {
			return nil, err
		}
		res, err := client.Do(req)
		if err == nil {
			err = res.Body.Close()
		}
		return res, err
	}
	res, err := get(&tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS13})
	if err != nil || res.StatusCode != 404 || res.Header.Get("Strict-Transport-Security") == "" || !strings.HasPrefix(r.url, "https://127.0.0.1:") {
		t.Errorf("%v, %v at %s", res, err, r.url)
	}
	if _, err := get(&tls.Config{RootCAs: roots, MaxVersion: tls.VersionTLS12}); err == nil { //nolint:gosec // it must be refused
		t.Error("TLS 1.2 was taken")
	}
}

func TestCertificateIsKeptAndRenewed(t *testing.T) {
	path, now := filepath.Join(t.TempDir(), CertFile), time.Now()
	names := []string{"localhost", "127.0.0.1", "::1"}
	serial := func(names []string, at time.Time) string {
		t.Helper()
		cert, err := openCert(path, names, at)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if err := cert.Leaf.VerifyHostname(name); err != nil {
				t.Error(err)
			}
		}
		return cert.Leaf.SerialNumber.String()
	}
	first := serial(names, now)
	if serial(names, now.Add(300*24*time.Hour)) != first {
		t.Error("renewed long before its end")
	}
	second := serial(names, now.Add(certLife-certRenew+time.Hour))
	if second == first {
		t.Error("not renewed near its end")
	}
	at := now.Add(certLife)
	third := serial(append(names, "my.name"), at)
	if third == second {
		t.Error("not renewed for a new name")
	}
	if err := os.WriteFile(path, []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if serial(names, at) == third {
		t.Error("not renewed though damaged")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
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
	c, _, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(r.url, "http")+"/ws?ticket=good", nil) //nolint:bodyclose // a WebSocket has none
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

var _ = function.ScheduledType
