// Package scripted plays an AWS service's side of the wire to an SDK's client, answer by
// answer: what emulators never do, such as throttling, failing, and losing answers.
package scripted

import (
	"io"
	"net"
	"net/http"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/aio-creative-hub/aio/internal/emulator"
)

// Answer is what comes of one request.
type Answer func(*http.Request) (*http.Response, error)

// Wire gives its answers in their order; the last one is repeated. It implements the
// SDK's HTTP client. Safe for concurrent use.
type Wire struct {
	Answers []Answer

	mu     sync.Mutex
	bodies []string
}

// Do implements aws.HTTPClient.
func (w *Wire) Do(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	w.mu.Lock()
	w.bodies = append(w.bodies, string(body))
	n := len(w.bodies)
	w.mu.Unlock()
	return w.Answers[min(n, len(w.Answers))-1](r)
}

// Sent gives the bodies of the requests so far.
func (w *Wire) Sent() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.bodies...)
}

// Config is how the SDK reaches the wire.
func (w *Wire) Config() aws.Config {
	return aws.Config{Region: emulator.Region, HTTPClient: w, Credentials: credentials.NewStaticCredentialsProvider("test", "test", "")}
}

// Says answers with a status, one header field and a JSON body.
func Says(status int, header, value, body string) Answer {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: http.Header{header: {value}, "Content-Type": {"application/json"}},
			Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: r}, nil
	}
}

// Refuses answers with an error of the service, by its name.
func Refuses(status int, kind string) Answer {
	return Says(status, "X-Amzn-Errortype", kind, `{"__type":"`+kind+`","message":"no"}`)
}

// Breaks is a connection that fails at an operation ("dial", "write" or "read").
func Breaks(op string, err error) Answer {
	return func(*http.Request) (*http.Response, error) {
		return nil, &net.OpError{Op: op, Net: "tcp", Err: err}
	}
}

// Cut is a good answer of which only the beginning arrives.
func Cut(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, ContentLength: 100, Request: r,
		Body: io.NopCloser(io.MultiReader(strings.NewReader(`{"a":`), broken{}))}, nil
}

// Never is an answer that does not come.
func Never(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
