package function

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"

	"github.com/aio-creative-hub/aio/shared/csp"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// Headers that the edge sets and functions trust because of the secret.
const (
	HeaderSecret      = "X-Aio-Origin"     //nolint:gosec // the header's name; it proves that a request came through the edge
	HeaderClient      = "X-Aio-Client-Ip"  // the viewer's address, overwritten by the edge
	HeaderHost        = "X-Aio-Host"       // the host that the viewer asked for, overwritten by the edge
	HeaderCorrelation = "X-Correlation-Id" // named by the client or by us, sent back always
	HeaderIdempotency = "Idempotency-Key"  // draft-ietf-httpapi-idempotency-key-header
)

// MaxIdempotencyKey bounds the client's key: it becomes part of store keys.
const MaxIdempotencyKey = 128

// rest answers an API Gateway REST proxy event.
func (f *function) rest(ctx context.Context, payload []byte) ([]byte, error) {
	var e events.APIGatewayProxyRequest
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fmt.Errorf("function %s: proxy event: %w", f.b.Spec.ID, err)
	}
	req, err := restRequest(e)
	ctx, seen := withCount(ctx)
	m := operation.Meta{Correlation: f.correlation(req.Header.Get(HeaderCorrelation)), ClientIP: e.RequestContext.Identity.SourceIP,
		UserAgent: req.Header.Get("User-Agent"), Idempotency: req.Header.Get(HeaderIdempotency)}
	p := f.preflight(ctx, req, &m)
	if p == nil && err != nil {
		p = operation.NewProblem(400, operation.CodeBadRequest, "The body is not valid base64.").On("body")
	}
	if p != nil {
		res := f.transient(ctx, m, p.Response(m.Correlation))
		f.record(ctx, operation.Rest, m, res, 0)
		return f.proxyAnswer(req, m, res, seen)
	}
	return f.proxyAnswer(req, m, f.run(ctx, operation.Rest, m, req), seen)
}

// preflight checks where the request came from and who makes it. The global limit comes
// before the token, so that guessing tokens is limited too.
func (f *function) preflight(ctx context.Context, req *operation.Request, m *operation.Meta) *operation.Problem {
	if p := f.throughEdge(req, m); p != nil {
		return p
	}
	if len(m.Idempotency) > MaxIdempotencyKey || !utf8.ValidString(m.Idempotency) {
		return operation.Invalid("header.Idempotency-Key", operation.CodeInvalid, fmt.Sprintf("The key may have at most %d bytes.", MaxIdempotencyKey))
	}
	if p := f.count(ctx, operation.LimitGlobal, clientNet(m.ClientIP)); p != nil {
		return p
	}
	auth := f.b.Spec.Auth
	if auth != operation.User && auth != operation.Admin {
		return nil
	}
	token, ok := bearer(req.Header.Get("Authorization"))
	if !ok {
		return f.unauthorized(operation.Principal{})
	}
	verify := f.Verify.Verify
	if f.b.Spec.InPerson() {
		verify = f.Verify.VerifyFresh
	}
	principal, err := verify(ctx, token)
	if err != nil {
		return operation.AsProblem(err)
	}
	m.Principal = principal
	return nil
}

// throughEdge refuses what did not come through the edge, and otherwise believes what the
// edge says of the viewer. Without secrets there is no edge.
func (f *function) throughEdge(req *operation.Request, m *operation.Meta) *operation.Problem {
	if len(f.Secrets) == 0 {
		return nil
	}
	if !f.fromEdge(req.Header.Get(HeaderSecret)) {
		return operation.NewProblem(403, operation.CodeForbidden, "This address is not the one to use.")
	}
	m.ClientIP = req.Header.Get(HeaderClient)
	req.Header.Set("Host", req.Header.Get(HeaderHost))
	return nil
}

func (f *function) fromEdge(secret string) bool {
	ok := 0
	for _, s := range f.Secrets {
		ok |= subtle.ConstantTimeCompare([]byte(s), []byte(secret))
	}
	return ok == 1
}

func bearer(header string) (string, bool) {
	scheme, token, ok := strings.Cut(header, " ")
	if !ok || !strings.EqualFold(scheme, "Bearer") || token == "" {
		return "", false
	}
	return token, true
}

func (f *function) correlation(given string) string {
	return CorrelationID(given, f.NewID)
}

func restRequest(e events.APIGatewayProxyRequest) (*operation.Request, error) {
	req := &operation.Request{Method: e.HTTPMethod, Path: map[string]string{}, Query: url.Values{}, Header: http.Header{}}
	for name, v := range e.PathParameters {
		if decoded, err := url.PathUnescape(v); err == nil {
			v = decoded
		}
		req.Path[name] = v
	}
	for name, values := range e.MultiValueQueryStringParameters {
		req.Query[name] = values
	}
	for name, values := range e.MultiValueHeaders {
		for _, v := range values {
			req.Header.Add(name, v)
		}
	}
	if e.IsBase64Encoded {
		body, err := base64.StdEncoding.DecodeString(e.Body)
		if err != nil {
			return req, err
		}
		req.Body = body
	} else {
		req.Body = []byte(e.Body)
	}
	return req, nil
}

// proxyAnswer writes the answer with the headers that every answer carries.
func (f *function) proxyAnswer(req *operation.Request, m operation.Meta, res *operation.Response, seen *counted) ([]byte, error) {
	h := res.Header
	if h == nil {
		h = http.Header{}
	}
	SecurityHeaders(h, f.Secure)
	h.Set(HeaderCorrelation, m.Correlation)
	seen.headers(h)
	if res.Status == http.StatusUnauthorized && h.Get("WWW-Authenticate") == "" {
		h.Set("WWW-Authenticate", challenge(req))
	}
	f.tag(h, req, res)
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", f.cacheControl(h.Get("ETag")))
	}
	status, body := res.Status, res.Body
	if etag := h.Get("ETag"); status == 200 && req.Method == http.MethodGet && matches(req.Header.Get("If-None-Match"), etag) {
		status, body = http.StatusNotModified, nil
		h.Del("Content-Type")
	}
	out := events.APIGatewayProxyResponse{StatusCode: status, MultiValueHeaders: h, Body: string(body)}
	if !utf8.Valid(body) {
		out.Body, out.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	return json.Marshal(out)
}

// realm is what credentials are asked for (RFC 6750 section 3).
const realm = `Bearer realm="aio"`

// challenge is what a 401 asks for: a token, or another than the one that came.
func challenge(req *operation.Request) string {
	if _, ok := bearer(req.Header.Get("Authorization")); ok {
		return realm + `, error="invalid_token"`
	}
	return realm
}

// tag gives a readable answer an entity tag if the operation gave none: a hash of what is
// sent, so that asking again with If-None-Match costs no bytes. Secrets get none.
func (f *function) tag(h http.Header, req *operation.Request, res *operation.Response) {
	if h.Get("ETag") != "" || req.Method != http.MethodGet || res.Status != http.StatusOK || len(res.Body) == 0 || f.b.Spec.Secret {
		return
	}
	sum := sha256.Sum256(res.Body)
	h.Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
}

// cacheControl keeps what is somebody's out of every cache (ASVS 5.0, 14.3.2); a program
// may still ask with the tag that it remembers. What is public may be kept if its tag is
// asked for each time.
func (f *function) cacheControl(etag string) string {
	if etag == "" || f.b.Spec.Auth != operation.Public {
		return "no-store"
	}
	return "no-cache"
}

// matches implements If-None-Match's weak comparison (RFC 9110 section 13.1.2).
func matches(header, etag string) bool {
	if etag == "" || header == "" {
		return false
	}
	want := strings.TrimPrefix(etag, "W/")
	for _, candidate := range strings.Split(header, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == want {
			return true
		}
	}
	return false
}

// SecurityHeaders sets the requirement's security headers, those that an API needs.
// The header X-XSS-Protection is the requirement's; browsers no longer read it.
func SecurityHeaders(h http.Header, secure bool) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-XSS-Protection", "1; mode=block")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if h.Get("Cross-Origin-Resource-Policy") == "" {
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
	}
	if h.Get("Content-Security-Policy") == "" {
		h.Set("Content-Security-Policy", csp.API)
	}
	if secure {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}
