package operation

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Request is a request without its transport: REST, a WebSocket frame and a direct call
// all become one.
type Request struct {
	Method string
	Path   map[string]string // path parameters, decoded
	Query  url.Values
	Header http.Header
	Body   []byte
}

// Response is an answer without its transport.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	// Problem is set if the answer is one; it holds the private cause for logs.
	Problem *Problem
}

var errNoForms = errors.New("operation: forms are not supported")

// exchange is huma.Context over a Request and a Response.
type exchange struct {
	ctx context.Context
	op  *huma.Operation
	req *Request
	res *Response
}

var _ huma.Context = (*exchange)(nil)

func (e *exchange) Operation() *huma.Operation { return e.op }
func (e *exchange) Context() context.Context   { return e.ctx }
func (e *exchange) TLS() *tls.ConnectionState  { return nil }
func (e *exchange) Version() huma.ProtoVersion {
	return huma.ProtoVersion{Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
}
func (e *exchange) Method() string     { return e.req.Method }
func (e *exchange) Host() string       { return "" }
func (e *exchange) RemoteAddr() string { return "" }
func (e *exchange) URL() url.URL {
	return url.URL{Path: e.op.Path, RawQuery: e.req.Query.Encode()}
}
func (e *exchange) Param(name string) string  { return e.req.Path[name] }
func (e *exchange) Query(name string) string  { return e.req.Query.Get(name) }
func (e *exchange) Header(name string) string { return e.req.Header.Get(name) }
func (e *exchange) EachHeader(cb func(name, value string)) {
	for name, values := range e.req.Header {
		for _, v := range values {
			cb(name, v)
		}
	}
}
func (e *exchange) BodyReader() io.Reader { return &bodyReader{e.req.Body} }
func (e *exchange) GetMultipartForm() (*multipart.Form, error) {
	return nil, errNoForms
}
func (e *exchange) SetReadDeadline(time.Time) error { return nil }
func (e *exchange) SetStatus(code int)              { e.res.Status = code }
func (e *exchange) Status() int                     { return e.res.Status }
func (e *exchange) SetHeader(name, value string)    { e.res.Header.Set(name, value) }
func (e *exchange) AppendHeader(name, value string) { e.res.Header.Add(name, value) }
func (e *exchange) BodyWriter() io.Writer           { return (*bodyWriter)(e.res) }

type bodyReader struct{ rest []byte }

func (r *bodyReader) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

type bodyWriter Response

func (w *bodyWriter) Write(p []byte) (int, error) {
	w.Body = append(w.Body, p...)
	return len(p), nil
}
