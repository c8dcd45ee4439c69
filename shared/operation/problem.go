package operation

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Problem is how the system refuses: problem details (RFC 9457) with a stable code. A
// problem is shown to people, so it never holds an internal message, nor values sent.
type Problem struct {
	Title       string          `json:"title" doc:"The HTTP status in words" example:"Unprocessable Entity"`
	Status      int             `json:"status" doc:"The HTTP status" example:"422"`
	Code        string          `json:"code" doc:"What went wrong, stable, for programs" example:"invalid_value"`
	Detail      string          `json:"detail" doc:"What went wrong and how to mend it, for people"`
	Field       string          `json:"field,omitempty" doc:"The first field concerned, e.g. body.width"`
	Errors      []FieldProblem  `json:"errors,omitempty" doc:"All fields concerned"`
	Correlation string          `json:"correlationId,omitempty" doc:"Names this request in the logs"`
	Current     json.RawMessage `json:"current,omitempty" doc:"On a conflict: the current state"`
	Retry       int             `json:"retryAfter,omitempty" doc:"Seconds until it is worth trying again; the header of that name where there are headers"`

	retryAfter time.Duration
	header     http.Header
	cause      error
}

// FieldProblem says what is wrong with one field.
type FieldProblem struct {
	Field   string `json:"field" doc:"Where, e.g. body.width"`
	Code    string `json:"code" doc:"What is wrong, stable" example:"invalid_value"`
	Message string `json:"message" doc:"What is wrong, for people"`
}

// Codes that any operation may answer with.
const (
	CodeBadRequest   = "bad_request"        // 400: not JSON, not UTF-8, a key twice
	CodeUnauthorized = "unauthorized"       // 401
	CodeForbidden    = "forbidden"          // 403
	CodeNotFound     = "not_found"          // 404: unknown, or somebody else's
	CodeMethod       = "method_not_allowed" // 405
	CodeConflict     = "conflict"           // 409
	CodeTooLarge     = "too_large"          // 413
	CodeMediaType    = "unsupported_type"   // 415
	CodeInvalid      = "invalid_value"      // 422
	CodeRateLimited  = "rate_limited"       // 429
	CodeInternal     = "internal"           // 500
	CodeNotAvailable = "tool_not_available" // 501: planned
	CodeUnavailable  = "unavailable"        // 503: try again
	CodeTimeout      = "timed_out"          // 504
)

// Codes of fields, beside CodeInvalid.
const (
	codeRequired     = "required"      // missing
	codeUnknownField = "unknown_field" // no such field, query parameter or argument
)

// NewProblem makes a problem. The detail is for people: what to do, no internals.
func NewProblem(status int, code, detail string) *Problem {
	return &Problem{Title: http.StatusText(status), Status: status, Code: code, Detail: detail}
}

// Invalid is a 422 about one field, e.g. Invalid("body.width", "invalid_value", "…").
func Invalid(field, code, message string) *Problem {
	p := NewProblem(http.StatusUnprocessableEntity, code, message)
	p.Field = field
	p.Errors = []FieldProblem{{Field: field, Code: code, Message: message}}
	return p
}

// NotFound is the 404 for a kind of thing, the same whether it is unknown or somebody else's.
func NotFound(what string) *Problem {
	return NewProblem(http.StatusNotFound, CodeNotFound, fmt.Sprintf("There is no such %s.", what))
}

// Because attaches the private cause: logged, never sent.
func (p *Problem) Because(err error) *Problem { p.cause = err; return p }

// On names the field concerned.
func (p *Problem) On(field string) *Problem { p.Field = field; return p }

// RetryAfter says when to try again; sent as the header of that name.
func (p *Problem) RetryAfter(d time.Duration) *Problem { p.retryAfter = d; return p }

// WithHeader adds a response header.
func (p *Problem) WithHeader(name, value string) *Problem {
	if p.header == nil {
		p.header = http.Header{}
	}
	p.header.Set(name, value)
	return p
}

// WithCurrent attaches the current state to a conflict.
func (p *Problem) WithCurrent(state json.RawMessage) *Problem { p.Current = state; return p }

// Error implements error with code and private cause, for logs.
func (p *Problem) Error() string {
	if p.cause != nil {
		return p.Code + ": " + p.cause.Error()
	}
	return p.Code + ": " + p.Detail
}

// Unwrap gives the private cause.
func (p *Problem) Unwrap() error { return p.cause }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders implements huma.HeadersError.
func (p *Problem) GetHeaders() http.Header {
	h := p.header.Clone()
	if h == nil {
		h = http.Header{}
	}
	if s := p.retrySeconds(); s > 0 {
		h.Set("Retry-After", strconv.Itoa(s))
	}
	return h
}

func (p *Problem) retrySeconds() int { return int((p.retryAfter + time.Second - 1) / time.Second) }

// AsProblem gives the problem an error is or wraps; any other error becomes a 500 that
// keeps the error as its private cause.
func AsProblem(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	return NewProblem(http.StatusInternalServerError, CodeInternal,
		"Something went wrong on our side. Try again; if it stays, send us the correlation id.").Because(err)
}

// HasStatus reports whether an error is a Problem with the HTTP status.
func HasStatus(err error, status int) bool {
	var p *Problem
	return errors.As(err, &p) && p.Status == status
}

// Response renders the problem as an answer.
func (p *Problem) Response(correlation string) *Response {
	out := *p
	out.Correlation, out.Retry = correlation, p.retrySeconds()
	body, err := json.Marshal(&out)
	if err != nil { // only a broken Current can do this
		out.Current = nil
		body, _ = json.Marshal(&out) //nolint:errchkjson // strings and ints only
	}
	h := p.GetHeaders()
	h.Set("Content-Type", "application/problem+json")
	return &Response{Status: p.Status, Header: h, Body: body, Problem: p}
}
