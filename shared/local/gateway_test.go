package local

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// gatewayOf serves what f has registered, without the checks around it.
func gatewayOf(t *testing.T, f *Functions, now func() time.Time) *httptest.Server {
	t.Helper()
	routes, err := newRouter(f.Specs())
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(&gateway{edge: edge{newID: new(counter).id}, f: f, routes: routes, log: quiet(), now: now})
	t.Cleanup(srv.Close)
	return srv
}

func things(t *testing.T) *Functions {
	t.Helper()
	f := NewFunctions(FunctionsOptions{})
	if err := f.Register(testRuntime(new(counter)), thingOperations()...); err != nil {
		t.Fatal(err)
	}
	return f
}

// reply is an answer without its body, which was read.
type reply struct {
	StatusCode int
	Header     http.Header
}

// do sends a request with pairs of header names and values, and reads the whole answer.
func do(t *testing.T, method, url, body string, header ...string) (reply, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for pair := range slices.Chunk(header, 2) {
		name, value := pair[0], pair[len(pair)-1]
		if req.Header.Set(name, value); name == "Host" {
			req.Host = value
		}
	}
	noRedirect := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := noRedirect.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	data, err := io.ReadAll(res.Body)
	if err := errors.Join(err, res.Body.Close()); err != nil {
		t.Fatalf("%s %s: %v", method, url, err)
	}
	return reply{res.StatusCode, res.Header}, string(data)
}

func TestGateway(t *testing.T) {
	srv := gatewayOf(t, things(t), time.Now)
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		want                     string // in the body
		header                   string // Name: value
	}{
		{name: "get", method: "GET", path: "/api/v1/things/7?q=x", status: 200, want: `{"id":"7","name":"x"}`, header: `Etag: "1"`},
		{name: "encoded", method: "GET", path: "/api/v1/things/a%2Fb%20%C3%BC", status: 200, want: `"id":"a/b ü"`},
		{name: "static goes first", method: "GET", path: "/api/v1/things/special", status: 200, want: "the special one"},
		{name: "create", method: "POST", path: "/api/v1/things", body: `{"id":"1","name":"n"}`, status: 201, want: `"name":"n"`, header: "Content-Type: application/json"},
		{name: "refused by the operation", method: "POST", path: "/api/v1/things", body: `{"id":"1"}`, status: 422, want: `"code":"required"`, header: "Content-Type: application/problem+json"},
		{name: "body is not UTF-8", method: "POST", path: "/api/v1/things", body: "{\"id\":\"\xff\"}", status: 400, want: "UTF-8"},
		{name: "unknown path", method: "GET", path: "/api/v1/nothing", status: 404, want: `"code":"not_found"`, header: "Content-Type: application/problem+json"},
		{name: "trailing slash", method: "GET", path: "/api/v1/things/7/", status: 404, want: `"code":"not_found"`},
		{name: "no cleaning", method: "GET", path: "/api//v1/things/7", status: 404, want: `"code":"not_found"`},
		{name: "unknown method", method: "DELETE", path: "/api/v1/things/7", status: 405, want: `"code":"method_not_allowed"`, header: "Allow: GET, HEAD, OPTIONS"},
		{name: "head", method: "HEAD", path: "/api/v1/things/7", status: 200, header: "Content-Length: 21"},
		{name: "head of what cannot be got", method: "HEAD", path: "/api/v1/things", status: 405, header: "Allow: OPTIONS, POST"},
		{name: "options", method: "OPTIONS", path: "/api/v1/things", status: 204, header: "Allow: OPTIONS, POST"},
		{name: "options of nothing", method: "OPTIONS", path: "/nothing", status: 404, want: `"code":"not_found"`},
		{name: "bad query", method: "GET", path: "/api/v1/things/7?q=%zz", status: 400, want: `"code":"bad_request"`},
		{name: "not modified", method: "GET", path: "/api/v1/things/7", status: 304},
	} {
		t.Run(c.name, func(t *testing.T) {
			header := []string{"X-Correlation-Id", "test-correlation"}
			if c.status == http.StatusNotModified {
				header = append(header, "If-None-Match", `"1"`)
			}
			res, body := do(t, c.method, srv.URL+c.path, c.body, header...)
			if res.StatusCode != c.status || !strings.Contains(body, c.want) {
				t.Errorf("%d %s, want %d with %s", res.StatusCode, body, c.status, c.want)
			}
			if name, value, ok := strings.Cut(c.header, ": "); ok && res.Header.Get(name) != value {
				t.Errorf("%s is %q, want %q", name, res.Header.Get(name), value)
			}
			checkEdge(t, res)
		})
	}
}

// checkEdge looks for what every answer carries.
func checkEdge(t *testing.T, res reply) {
	t.Helper()
	if res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("Content-Security-Policy") == "" || res.Header.Get("Cache-Control") == "" {
		t.Errorf("security headers are missing: %v", res.Header)
	}
	if res.Header.Get("X-Correlation-Id") != "test-correlation" {
		t.Errorf("correlation id: %q", res.Header.Get("X-Correlation-Id"))
	}
	for name := range res.Header {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("a CORS header: %s", name)
		}
	}
}

func TestCorrelationIsMadeIfItIsMissingOrWild(t *testing.T) {
	srv := gatewayOf(t, things(t), time.Now)
	for _, given := range []string{"", "short", "with space in it", strings.Repeat("x", 65)} {
		res, body := do(t, "GET", srv.URL+"/nothing", "", "X-Correlation-Id", given)
		id := res.Header.Get("X-Correlation-Id")
		if !strings.HasPrefix(id, "req_") || !strings.Contains(body, `"correlationId":"`+id+`"`) {
			t.Errorf("%q became %q in %s", given, id, body)
		}
	}
}

// The event is API Gateway's, to the letter.
func TestRestEvent(t *testing.T) {
	f := NewFunctions(FunctionsOptions{})
	var event []byte
	add(f, operation.Spec{ID: "thing.rename", Method: "POST", Path: "/api/v1/things/{id}/name"}, func(_ context.Context, p []byte) ([]byte, error) {
		event = p
		return json.Marshal(events.APIGatewayProxyResponse{StatusCode: 200})
	})
	srv := gatewayOf(t, f, newClock().Now)
	req, err := http.NewRequestWithContext(t.Context(), "POST", srv.URL+"/api/v1/things/a%2Fb%20c/name?tag=one&tag=two&q=%C3%BC+x&empty=", strings.NewReader(`{"name":"n"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "hub.example"
	req.Header = http.Header{"Content-Type": {"application/json"}, "Accept": {"text/plain", "application/json"}, "User-Agent": {"sample/1.0"},
		"Accept-Encoding": {"identity"}, "X-Forwarded-For": {"203.0.113.9"}, "Authorization": {"Bearer sample"}}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	golden(t, "rest.json", event)
}

// echoBytes answers with the body it got, as bytes.
func echoBytes(_ context.Context, p []byte) ([]byte, error) {
	var e events.APIGatewayProxyRequest
	if err := json.Unmarshal(p, &e); err != nil {
		return nil, err
	}
	body := []byte(e.Body)
	if e.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(e.Body); err != nil {
			return nil, err
		}
	}
	return json.Marshal(events.APIGatewayProxyResponse{StatusCode: 200, Body: base64.StdEncoding.EncodeToString(body), IsBase64Encoded: true})
}

func TestGatewayBodySizes(t *testing.T) {
	f := NewFunctions(FunctionsOptions{})
	add(f, operation.Spec{ID: "a.echo", Method: "POST", Path: "/echo"}, echoBytes)
	srv := gatewayOf(t, f, time.Now)
	for _, c := range []struct {
		name   string
		body   string
		status int
	}{
		{"nothing", "", 200},
		{"bytes", "\x00\xff\x7f", 200},
		{"large text", strings.Repeat("x", 1<<20), 200},
		{"above the event's limit as text", strings.Repeat("x", call.MaxPayload), 413},
		{"above the event's limit in base64", strings.Repeat("\xff", 5<<20), 413},
		{"above the body's limit", strings.Repeat("x", maxBody+1), 413},
	} {
		t.Run(c.name, func(t *testing.T) {
			res, body := do(t, "POST", srv.URL+"/echo", c.body)
			if res.StatusCode != c.status {
				t.Fatalf("%d, want %d", res.StatusCode, c.status)
			}
			if c.status == 200 && body != c.body {
				t.Errorf("%d bytes came back as %d", len(c.body), len(body))
			}
			if c.status != 200 && !strings.Contains(body, `"code":"too_large"`) {
				t.Errorf("refused with %s", body)
			}
		})
	}
	t.Run("above the body's limit without a length", func(t *testing.T) {
		req, err := http.NewRequestWithContext(t.Context(), "POST", srv.URL+"/echo", io.MultiReader(bytes.NewReader(make([]byte, maxBody)), strings.NewReader("x")))
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		if res.StatusCode != 413 {
			t.Errorf("%d", res.StatusCode)
		}
	})
}

func TestGatewayAnswers(t *testing.T) {
	answer := func(body string) raw {
		return func(context.Context, []byte) ([]byte, error) { return []byte(body), nil }
	}
	for _, c := range []struct {
		name   string
		h      raw
		fault  FaultKind
		status int
		code   string
	}{
		{name: "not JSON", h: answer(`nonsense`), status: 502, code: operation.CodeInternal},
		{name: "no status", h: answer(`{}`), status: 502, code: operation.CodeInternal},
		{name: "informational status", h: answer(`{"statusCode":101}`), status: 502, code: operation.CodeInternal},
		{name: "broken base64", h: answer(`{"statusCode":200,"body":"%%","isBase64Encoded":true}`), status: 502, code: operation.CodeInternal},
		{name: "error", h: func(context.Context, []byte) ([]byte, error) { return nil, errors.New("private detail") }, status: 502, code: operation.CodeInternal},
		{name: "panic", h: func(context.Context, []byte) ([]byte, error) { panic("private detail") }, status: 502, code: operation.CodeInternal},
		{name: "time-out", h: func(ctx context.Context, _ []byte) ([]byte, error) { <-ctx.Done(); return nil, ctx.Err() }, status: 504, code: operation.CodeTimeout},
		{name: "too large", h: func(context.Context, []byte) ([]byte, error) { return make([]byte, call.MaxPayload+1), nil }, status: 502, code: operation.CodeInternal},
		{name: "throttled", h: answer(`{"statusCode":200}`), fault: FaultThrottle, status: 503, code: operation.CodeUnavailable},
		{name: "lost reply", h: answer(`{"statusCode":200}`), fault: FaultLostReply, status: 504, code: operation.CodeTimeout},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := NewFunctions(FunctionsOptions{})
			add(f, operation.Spec{ID: "a.b", Method: "GET", Path: "/x", Timeout: time.Millisecond}, c.h)
			if c.fault != "" {
				if err := f.o.Faults.Set("a.b", Fault{c.fault, 1}); err != nil {
					t.Fatal(err)
				}
			}
			res, body := do(t, "GET", gatewayOf(t, f, time.Now).URL+"/x", "")
			if res.StatusCode != c.status || !strings.Contains(body, `"code":"`+c.code+`"`) {
				t.Errorf("%d %s, want %d %s", res.StatusCode, body, c.status, c.code)
			}
			if strings.Contains(body, "private") {
				t.Errorf("the cause left the server: %s", body)
			}
			if retry, err := strconv.Atoi(res.Header.Get("Retry-After")); c.status == 503 && (err != nil || retry < 1) {
				t.Errorf("Retry-After: %v", res.Header)
			}
		})
	}
}

func TestGatewayLosesTheConnection(t *testing.T) {
	f := NewFunctions(FunctionsOptions{})
	add(f, operation.Spec{ID: "a.b", Method: "POST", Path: "/x"}, func(context.Context, []byte) ([]byte, error) { return []byte(`{"statusCode":200}`), nil })
	if err := f.o.Faults.Set(AnyFunction, Fault{FaultLostConnection, 1}); err != nil {
		t.Fatal(err)
	}
	srv := gatewayOf(t, f, time.Now)
	req, err := http.NewRequestWithContext(t.Context(), "POST", srv.URL+"/x", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err == nil {
		_ = res.Body.Close()
		t.Fatalf("answered with %d", res.StatusCode)
	}
	if res, _ := do(t, "POST", srv.URL+"/x", "{}"); res.StatusCode != 200 {
		t.Errorf("afterwards: %d", res.StatusCode)
	}
}

func TestGatewayJoinsHeaders(t *testing.T) {
	f := NewFunctions(FunctionsOptions{})
	add(f, operation.Spec{ID: "a.b", Method: "GET", Path: "/x"}, func(context.Context, []byte) ([]byte, error) {
		return json.Marshal(events.APIGatewayProxyResponse{StatusCode: 200, Body: "text",
			Headers:           map[string]string{"X-One": "1", "Set-Cookie": "lost=1", "Content-Length": "99", "Connection": "close"},
			MultiValueHeaders: map[string][]string{"Set-Cookie": {"a=1", "b=2"}}})
	})
	res, body := do(t, "GET", gatewayOf(t, f, time.Now).URL+"/x", "")
	if got := strings.Join(res.Header.Values("Set-Cookie"), ";"); body != "text" || got != "a=1;b=2" || res.Header.Get("X-One") != "1" {
		t.Errorf("%q with %v", body, res.Header)
	}
}
