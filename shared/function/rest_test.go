package function_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"github.com/aio-creative-hub/aio/shared/operation"
)

func TestRestAnswers(t *testing.T) {
	w := newWorld()
	w.Secure = true
	var meta operation.Meta
	h := w.handler(t, spec(), func(ctx context.Context, in *ItemInput) (*ItemOutput, error) {
		meta = operation.MetaFrom(ctx)
		out, err := echo(ctx, in)
		out.SetCookie = []http.Cookie{{Name: "a", Value: "1"}, {Name: "b", Value: "2"}}
		return out, err
	})
	e := proxyEvent("user-agent", "test/1", "idempotency-key", "key-1", "x-correlation-id", "client-id-42")
	e.PathParameters["id"] = "a%20b%2Fc"
	res, _ := rest(t, h, e)
	if res.StatusCode != 200 || res.Body != `{"text":"hello"}`+"\n" || res.IsBase64Encoded {
		t.Errorf("%+v", res)
	}
	for name, want := range map[string]string{
		"X-Correlation-Id": "client-id-42", "Etag": `"a b/c"`, "Set-Cookie": "a=1|b=2", "Cache-Control": "no-store",
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
		"Strict-Transport-Security": "max-age=31536000; includeSubDomains", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
	} {
		if got := get(res, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	want := operation.Meta{Principal: operation.Principal{UserID: "usr_1", SessionID: "ses_1"}, Correlation: "client-id-42",
		Idempotency: "key-1", ClientIP: "203.0.113.7", UserAgent: "test/1"}
	if meta.Principal.UserID != "usr_1" || meta.Correlation != want.Correlation || meta.Idempotency != want.Idempotency ||
		meta.ClientIP != want.ClientIP || meta.UserAgent != want.UserAgent || meta.Connection != "" {
		t.Errorf("meta %+v, want %+v", meta, want)
	}
}

// restScenario is a request and the whole of what is to be seen of it.
type restScenario struct {
	name   string
	spec   func(*operation.Spec)
	world  func(*world)
	event  events.APIGatewayProxyRequest
	status int
	code   string
	counts string // what is counted, in order
}

func auth(a operation.Auth) func(*operation.Spec) { return func(s *operation.Spec) { s.Auth = a } }

func secrets(w *world) { w.Secrets = []string{"current", "previous"} }

func encoded(body string) events.APIGatewayProxyRequest {
	e := proxyEvent()
	e.Body, e.IsBase64Encoded = body, true
	return e
}

const both = "global#203.0.113.7 tools#usr_1"

var restScenarios = []restScenario{
	{"signed in", nil, nil, proxyEvent(), 200, "", both},
	{"scheme in lower case", nil, nil, proxyEvent("authorization", "bearer "+goodToken), 200, "", both},
	{"no token", nil, nil, proxyEvent("authorization", ""), 401, "unauthorized", "global#203.0.113.7"},
	{"other scheme", nil, nil, proxyEvent("authorization", "Basic "+goodToken), 401, "unauthorized", "global#203.0.113.7"},
	{"scheme alone", nil, nil, proxyEvent("authorization", "Bearer "), 401, "unauthorized", "global#203.0.113.7"},
	{"bad token", nil, nil, proxyEvent("authorization", "Bearer "+canary), 401, "token_invalid", "global#203.0.113.7"},
	{"bad token and too many", nil, func(w *world) { w.limiter.full["global#203.0.113.7"] = true }, proxyEvent("authorization", "Bearer x"), 429, "rate_limited", "global#203.0.113.7"},
	{"public", auth(operation.Public), nil, proxyEvent("authorization", ""), 200, "", "global#203.0.113.7 tools#203.0.113.7"},
	{"public takes no token", auth(operation.Public), nil, proxyEvent(), 200, "", "global#203.0.113.7 tools#203.0.113.7"},
	{"admin", auth(operation.Admin), nil, proxyEvent("authorization", "Bearer "+adminToken), 200, "", "global#203.0.113.7 tools#usr_2"},
	{"not admin", auth(operation.Admin), nil, proxyEvent(), 403, "forbidden", "global#203.0.113.7"},
	{"service by REST", auth(operation.Service), nil, proxyEvent(), 401, "unauthorized", "global#203.0.113.7"},

	{"through the edge", nil, secrets, proxyEvent("x-aio-origin", "current", "x-aio-client-ip", "198.51.100.9"), 200, "", "global#198.51.100.9 tools#usr_1"},
	{"edge with the previous secret", nil, secrets, proxyEvent("x-aio-origin", "previous", "x-aio-client-ip", "198.51.100.9"), 200, "", "global#198.51.100.9 tools#usr_1"},
	{"around the edge", nil, secrets, proxyEvent(), 403, "forbidden", ""},
	{"wrong secret", nil, secrets, proxyEvent("x-aio-origin", "currentx"), 403, "forbidden", ""},
	{"around the edge with a broken body", nil, secrets, encoded("%"), 403, "forbidden", ""},
	{"edge that forgot the address", nil, secrets, proxyEvent("x-aio-origin", "current"), 200, "", "global#unknown tools#usr_1"},
	{"edge that counts", nil, func(w *world) { secrets(w); delete(w.Limits, operation.LimitGlobal) }, proxyEvent("x-aio-origin", "current", "x-aio-client-ip", "198.51.100.9"), 200, "", "tools#usr_1"},
	{"address header without an edge", nil, nil, proxyEvent("x-aio-client-ip", "198.51.100.9"), 200, "", both},

	{"long idempotency key", nil, nil, proxyEvent("idempotency-key", strings.Repeat("k", 129)), 422, "invalid_value", ""},
	{"base64", nil, nil, encoded(base64.StdEncoding.EncodeToString([]byte(`{"text":"a"}`))), 200, "", both},
	{"bad base64", nil, nil, encoded("%%%"), 400, "bad_request", "global#203.0.113.7"},
	{"bytes that are no text", nil, nil, encoded(base64.StdEncoding.EncodeToString([]byte("{\"text\":\"\xff\"}"))), 400, "bad_request", both},
	{"unknown field", nil, nil, func() events.APIGatewayProxyRequest { e := proxyEvent(); e.Body = `{"a":1}`; return e }(), 422, "invalid_value", both},

	{"too many of the class", nil, func(w *world) { w.limiter.full["tools#usr_1"] = true }, proxyEvent(), 429, "rate_limited", both},
	{"global class is counted once", func(s *operation.Spec) { s.Limit = operation.LimitGlobal }, nil, proxyEvent(), 200, "", "global#203.0.113.7"},
	{"auth class counts addresses", func(s *operation.Spec) { s.Limit = operation.LimitAuth }, nil, proxyEvent(), 200, "", "global#203.0.113.7 auth#203.0.113.7"},
}

func TestRestScenarios(t *testing.T) {
	for _, tt := range restScenarios {
		t.Run(tt.name, func(t *testing.T) {
			w, s, called := newWorld(), spec(), false
			if tt.spec != nil {
				tt.spec(&s)
			}
			if tt.world != nil {
				tt.world(w)
			}
			h := w.handler(t, s, func(ctx context.Context, in *ItemInput) (*ItemOutput, error) {
				called = true
				return echo(ctx, in)
			})
			res, p := rest(t, h, tt.event)
			if res.StatusCode != tt.status || p.Code != tt.code || called != (tt.status == 200) {
				t.Errorf("%d %s, called %v: %s", res.StatusCode, p.Code, called, res.Body)
			}
			if got := strings.Join(w.limiter.asked, " "); got != tt.counts {
				t.Errorf("counted %q, want %q", got, tt.counts)
			}
			if len(w.seen) != 1 || w.seen[0].Status != tt.status || w.seen[0].Code != tt.code || w.seen[0].Trigger != operation.Rest {
				t.Errorf("observed %+v", w.seen)
			}
			if get(res, "X-Content-Type-Options") != "nosniff" || get(res, "X-Correlation-Id") != "req_made" {
				t.Errorf("headers %v", res.MultiValueHeaders)
			}
			if tt.status == 401 && p.Code == "unauthorized" && !strings.HasPrefix(get(res, "Www-Authenticate"), "Bearer") {
				t.Error("a 401 says how to sign in")
			}
		})
	}
}

func TestTooManyRequestsSaysWhen(t *testing.T) {
	w := newWorld()
	w.limiter.full["tools#usr_1"] = true
	res, p := rest(t, w.handler(t, spec(), echo), proxyEvent())
	if get(res, "Retry-After") != "3" || get(res, "Ratelimit") != `"tools";r=0;t=90` || get(res, "Ratelimit-Policy") != `"tools";q=60;w=60` {
		t.Errorf("%v", res.MultiValueHeaders)
	}
	if !strings.Contains(p.Detail, "60 in a minute") {
		t.Error(p.Detail)
	}
}

// People behind one IPv6 network count as one; IPv4 addresses count each.
func TestLimitsCountNetworks(t *testing.T) {
	for ip, want := range map[string]string{
		"203.0.113.7": "203.0.113.7", "::ffff:203.0.113.7": "203.0.113.7",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::", "2001:db8:1:2:ffff::1": "2001:db8:1:2::", "2001:db8:1:3::1": "2001:db8:1:3::",
		"fe80::1%eth0": "fe80::", "": "unknown", "not an address": "unknown",
	} {
		w := newWorld()
		e := proxyEvent()
		e.RequestContext.Identity.SourceIP = ip
		rest(t, w.handler(t, spec(), echo), e)
		if w.limiter.asked[0] != "global#"+want {
			t.Errorf("%s is counted as %s, want %s", ip, w.limiter.asked[0], want)
		}
	}
}

func TestCorrelationIDs(t *testing.T) {
	for given, want := range map[string]string{
		"abcdefgh": "abcdefgh", "a.b_c-D9": "a.b_c-D9", strings.Repeat("a", 64): strings.Repeat("a", 64),
		"": "req_made", "short": "req_made", strings.Repeat("a", 65): "req_made", "with space": "req_made", "line\nbreak": "req_made", "ünïcödé1": "req_made",
	} {
		w := newWorld()
		res, _ := rest(t, w.handler(t, spec(), echo), proxyEvent("x-correlation-id", given))
		if get(res, "X-Correlation-Id") != want || !strings.Contains(w.log.String(), `"correlation":"`+want+`"`) {
			t.Errorf("%q became %q; log %s", given, get(res, "X-Correlation-Id"), w.log)
		}
	}
}

func TestConditionalRequests(t *testing.T) {
	s := spec()
	s.Method = http.MethodGet
	for _, tt := range []struct {
		method, match string
		status        int
	}{
		{"GET", `"a"`, 304}, {"GET", `W/"a"`, 304}, {"GET", `"x", "a"`, 304}, {"GET", "*", 304},
		{"GET", `"b"`, 200}, {"GET", "", 200}, {"GET", "a", 200}, {"PUT", `"a"`, 200},
	} {
		w := newWorld()
		e := proxyEvent("if-none-match", tt.match)
		e.HTTPMethod = tt.method
		res, _ := rest(t, w.handler(t, s, echo), e)
		if res.StatusCode != tt.status || (res.Body == "") != (tt.status == 304) || get(res, "Etag") != `"a"` {
			t.Errorf("%s %s: %d %q, ETag %s", tt.method, tt.match, res.StatusCode, res.Body, get(res, "Etag"))
		}
	}
}
