// Package faulty breaks requests to AWS on purpose: it stands between an adapter and a
// service, or an emulator of it, and makes calls fail in the ways in which they do.
package faulty

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/aio-creative-hub/aio/internal/awsclient"
)

// Kind is a way in which a call goes wrong.
type Kind string

// The kinds.
const (
	Error    Kind = "error"      // the service answers 500 and did nothing
	Throttle Kind = "throttle"   // the service answers 400 or 429: too many requests; it did nothing
	Timeout  Kind = "time-out"   // there is no answer, and nothing was done
	Lost     Kind = "lost reply" // it was done, and there is no answer
)

// Kinds lists them.
func Kinds() []Kind { return []Kind{Error, Throttle, Timeout, Lost} }

// ErrNoAnswer is what a call without an answer fails with.
var ErrNoAnswer = errors.New("faulty: the connection broke")

// Client is an aws.HTTPClient that breaks calls. Safe for concurrent use.
type Client struct {
	Base aws.HTTPClient // nil is one that keeps no connections

	mu    sync.Mutex
	calls []string
	fail  map[string]fault
}

type fault struct {
	kind  Kind
	times int
}

// Set makes the next times calls of an operation go wrong; "*" is every operation. See Name.
func (c *Client) Set(operation string, k Kind, times int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fail == nil {
		c.fail = map[string]fault{}
	}
	c.fail[operation] = fault{k, times}
}

// Calls gives the operations called since the last time.
func (c *Client) Calls() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := c.calls
	c.calls = nil
	return out
}

// Name is the operation of a request: of the JSON protocols the target's last part, of the
// others method and last segment of the path, e.g. "PUT invocations".
func Name(r *http.Request) string {
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		return target[strings.LastIndex(target, ".")+1:]
	}
	return r.Method + " " + path.Base(r.URL.Path)
}

func (c *Client) take(name string) Kind {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, name)
	for _, key := range []string{name, "*"} {
		if f := c.fail[key]; f.times > 0 {
			f.times--
			c.fail[key] = f
			return f.kind
		}
	}
	return ""
}

// Do implements aws.HTTPClient.
func (c *Client) Do(r *http.Request) (*http.Response, error) {
	base := c.Base
	if base == nil {
		base = awsclient.New(func(t *http.Transport) { t.DisableKeepAlives = true })
	}
	switch c.take(Name(r)) {
	case Error:
		return answer(r, http.StatusInternalServerError, "InternalServerError"), nil
	case Throttle:
		return answer(r, http.StatusBadRequest, "ThrottlingException"), nil
	case Timeout:
		return nil, broken(r)
	case Lost:
		res, err := base.Do(r)
		if err == nil {
			_, _ = io.Copy(io.Discard, res.Body) // it was done
			_ = res.Body.Close()
		}
		return nil, broken(r)
	}
	return base.Do(r)
}

// broken is the error of a connection that ended without an answer.
func broken(r *http.Request) error {
	if err := r.Context().Err(); err != nil {
		return err
	}
	return &url.Error{Op: r.Method, URL: r.URL.Host, Err: errors.Join(ErrNoAnswer, io.ErrUnexpectedEOF)}
}

// answer is a refusal as the services write it, in JSON or XML.
func answer(r *http.Request, status int, code string) *http.Response {
	body, kind := `{"__type":"com.amazonaws#`+code+`","message":"on purpose"}`, "application/x-amz-json-1.0"
	if r.Header.Get("X-Amz-Content-Sha256") != "" { // S3
		body, kind = "<Error><Code>"+code+"</Code><Message>on purpose</Message></Error>", "application/xml"
	}
	h := http.Header{"Content-Type": {kind}, "X-Amzn-Errortype": {code}}
	return &http.Response{Status: http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: h,
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: r.WithContext(context.WithoutCancel(r.Context()))}
}
