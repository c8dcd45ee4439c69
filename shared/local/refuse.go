package local

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// edge holds what every answer needs that no function made.
type edge struct {
	newID  func(prefix string) string
	secure bool // served over TLS
}

// refuse answers with a problem, as functions do: security headers, correlation id, never cached.
func (e edge) refuse(w http.ResponseWriter, r *http.Request, p *operation.Problem) {
	correlation := e.correlation(r)
	res := p.Response(correlation)
	h := w.Header()
	for name, values := range res.Header {
		h[name] = values
	}
	e.dress(h)
	h.Set(function.HeaderCorrelation, correlation)
	h.Set("Content-Length", strconv.Itoa(len(res.Body)))
	w.WriteHeader(res.Status)
	_, _ = w.Write(res.Body) //nolint:gosec // a problem of ours in JSON, sent as such; a client may be gone, which is nothing to do about
}

// correlation is the client's name for the request if it is a decent one, else a new one.
func (e edge) correlation(r *http.Request) string {
	return function.CorrelationID(r.Header.Get(function.HeaderCorrelation), e.newID)
}

// dress sets the headers of every answer of the server itself.
func (e edge) dress(h http.Header) {
	function.SecurityHeaders(h, e.secure)
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
}

// failureLevel is how loud a request's failure is told: what failed because the client went
// away is nobody's to look into, and a bad network must not look like a bad server.
func failureLevel(r *http.Request) slog.Level {
	if r.Context().Err() != nil {
		return slog.LevelInfo
	}
	return slog.LevelError
}

func notFound() *operation.Problem {
	return operation.NewProblem(http.StatusNotFound, operation.CodeNotFound, "There is nothing at this address.")
}

func methodNotAllowed(allow string) *operation.Problem {
	return operation.NewProblem(http.StatusMethodNotAllowed, operation.CodeMethod, "This address takes "+allow+".").
		WithHeader("Allow", allow)
}

func tooLarge(what string, most int) *operation.Problem {
	return operation.NewProblem(http.StatusRequestEntityTooLarge, operation.CodeTooLarge,
		fmt.Sprintf("%s may have at most %d bytes.", what, most))
}

// integration turns a failed call of a function into the gateway's answer.
func integration(err error) *operation.Problem {
	switch {
	case errors.Is(err, call.ErrTimeout):
		return operation.NewProblem(http.StatusGatewayTimeout, operation.CodeTimeout,
			"This took too long. It may still have been done: look before you try again.").Because(err)
	case errors.Is(err, ErrThrottled), errors.Is(err, ErrStopped):
		return operation.NewProblem(http.StatusServiceUnavailable, operation.CodeUnavailable,
			"The service is busy. Try again in a moment.").RetryAfter(time.Second).Because(err)
	}
	return operation.NewProblem(http.StatusBadGateway, operation.CodeInternal,
		"Something went wrong on our side. Try again; if it stays, send us the correlation id.").Because(err)
}
