package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// Problem is a refusal by the server (RFC 9457). Code is stable and for programs, Detail
// is for people.
type Problem struct {
	Title       string                   `json:"title"`
	Status      int                      `json:"status"`
	Code        string                   `json:"code"`
	Detail      string                   `json:"detail"`
	Field       string                   `json:"field,omitempty"`
	Errors      []operation.FieldProblem `json:"errors,omitempty"`
	Correlation string                   `json:"correlationId,omitempty"`
	Current     json.RawMessage          `json:"current,omitempty"`
	Retry       int                      `json:"retryAfter,omitempty"`
	RetryAfter  time.Duration            `json:"-"` // of Retry or the header; 0 means that the server did not say
}

// CodeUnexpected is the code of an answer that is an error but no problem document, e.g.
// of a proxy on the way.
const CodeUnexpected = "unexpected_answer"

// Error implements error with the detail and the code.
func (p *Problem) Error() string { return fmt.Sprintf("%s (%s, %d)", p.Detail, p.Code, p.Status) }

// Temporary reports whether the same request may succeed later.
func (p *Problem) Temporary() bool {
	return p.Status >= http.StatusInternalServerError && p.Status != http.StatusNotImplemented ||
		p.Status == http.StatusTooManyRequests || p.Status == http.StatusRequestTimeout
}

// AsProblem gives the Problem that an error is or wraps, nil if there is none.
func AsProblem(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	return nil
}

// HasStatus reports whether an error is a Problem with the HTTP status.
func HasStatus(err error, status int) bool {
	p := AsProblem(err)
	return p != nil && p.Status == status
}

// decodeProblem reads a refusal; a body that is none still gives a Problem.
func decodeProblem(status int, h http.Header, body []byte) *Problem {
	var p Problem
	if err := json.Unmarshal(body, &p); err != nil || p.Code == "" {
		p = Problem{Title: http.StatusText(status), Code: CodeUnexpected,
			Detail: fmt.Sprintf("The server answered %d %s.", status, http.StatusText(status))}
	}
	p.Status = status
	if p.Correlation == "" {
		p.Correlation = h.Get("X-Correlation-Id")
	}
	p.RetryAfter = time.Duration(p.Retry) * time.Second
	if s, err := strconv.Atoi(h.Get("Retry-After")); err == nil && s > 0 {
		p.RetryAfter = time.Duration(s) * time.Second
	}
	return &p
}
