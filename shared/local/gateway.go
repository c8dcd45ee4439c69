package local

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// Limits of a REST request: API Gateway's quotas.
const (
	maxBody     = 10 << 20         // bytes of a request body
	maxHeaders  = 10240            // bytes of request line and headers together
	maxURL      = 8192             // bytes of path and query; CloudFront's limit
	bodyTimeout = 30 * time.Second // for a client to send its body (slowloris)
	sendTimeout = 30 * time.Second // for a client to take the answer
)

// gateway serves the operations with a REST trigger over HTTP.
type gateway struct {
	edge
	f      *Functions
	routes *router
	log    *slog.Logger
	now    func() time.Time
}

// match reports whether any method of the path is an operation.
func (g *gateway) match(r *http.Request) (route, bool) { return g.routes.find(r.URL.EscapedPath()) }

// ServeHTTP answers one request with the function of its route.
func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	to, found := g.match(r)
	if !found {
		g.refuse(w, r, notFound())
		return
	}
	id := to.ops[r.Method]
	switch {
	case id != "":
	case r.Method == http.MethodHead:
		id = to.ops[http.MethodGet]
	case r.Method == http.MethodOptions:
		g.options(w, r, to)
		return
	}
	if id == "" {
		g.refuse(w, r, methodNotAllowed(to.allow()))
		return
	}
	payload, problem := g.event(w, r, to)
	if problem != nil {
		g.refuse(w, r, problem)
		return
	}
	g.invoke(w, r, id, payload)
}

// options says which methods there are; with one origin there is no CORS to grant.
func (g *gateway) options(w http.ResponseWriter, r *http.Request, to route) {
	g.dress(w.Header())
	w.Header().Set(function.HeaderCorrelation, g.correlation(r))
	w.Header().Set("Allow", to.allow())
	w.WriteHeader(http.StatusNoContent)
}

// event reads the request into the JSON of its proxy event.
func (g *gateway) event(w http.ResponseWriter, r *http.Request, to route) ([]byte, *operation.Problem) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, operation.NewProblem(http.StatusBadRequest, operation.CodeBadRequest, "The query is not well-formed.")
	}
	body, problem := readBody(w, r)
	if problem != nil {
		return nil, problem
	}
	payload, err := json.Marshal(restEvent(r, to, query, body, g.newID("req"), g.now()))
	if err != nil {
		return nil, operation.AsProblem(fmt.Errorf("local: proxy event: %w", err))
	}
	if len(payload) > call.MaxPayload {
		return nil, tooLarge("The request with its headers", call.MaxPayload)
	}
	return payload, nil
}

// readBody reads a body within API Gateway's limit and a bounded time.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, *operation.Problem) {
	if r.ContentLength > maxBody {
		return nil, tooLarge("A request body", maxBody)
	}
	if r.ContentLength == 0 {
		_ = http.NewResponseController(w).SetReadDeadline(time.Time{}) // as below
		return nil, nil
	}
	// A server without deadlines (in a test) refuses this, and nothing is lost.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTimeout))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	// A deadline that passes while the function runs would look as if the client had gone.
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
	var over *http.MaxBytesError
	switch {
	case err == nil:
		return body, nil
	case errors.As(err, &over):
		return nil, tooLarge("A request body", maxBody)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, operation.NewProblem(http.StatusRequestTimeout, operation.CodeTimeout, "The request body took too long to arrive.")
	}
	return nil, operation.NewProblem(http.StatusBadRequest, operation.CodeBadRequest, "The request body could not be read.")
}

func (g *gateway) invoke(w http.ResponseWriter, r *http.Request, id string, payload []byte) {
	ctx, cancel := context.WithTimeout(r.Context(), operation.MaxTimeout)
	defer cancel()
	answer, err := g.f.Invoke(ctx, id, payload)
	// The answer has its own time, whatever reading the request took.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(sendTimeout))
	if errors.Is(err, errLostConnection) {
		panic(http.ErrAbortHandler) // net/http's way to break a connection; it is not logged
	}
	if err == nil {
		err = g.write(w, r, answer)
	}
	if err != nil {
		g.log.LogAttrs(r.Context(), failureLevel(r), "integration failed", slog.String("op", id), slog.String("error", err.Error()))
		g.refuse(w, r, integration(err))
	}
}

// write sends a function's answer; an error means that it is malformed and nothing was sent.
func (g *gateway) write(w http.ResponseWriter, r *http.Request, answer []byte) error {
	var res events.APIGatewayProxyResponse
	if err := json.Unmarshal(answer, &res); err != nil {
		return fmt.Errorf("local: malformed proxy response: %w", err)
	}
	if res.StatusCode < 200 || res.StatusCode > 599 {
		return fmt.Errorf("local: malformed proxy response: status %d", res.StatusCode)
	}
	body := []byte(res.Body)
	if res.IsBase64Encoded {
		decoded, err := base64.StdEncoding.DecodeString(res.Body)
		if err != nil {
			return fmt.Errorf("local: malformed proxy response: %w", err)
		}
		body = decoded
	}
	copyHeaders(w.Header(), res)
	body = compress(r, res.StatusCode, w.Header(), body)
	if res.StatusCode != http.StatusNoContent && res.StatusCode != http.StatusNotModified {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(res.StatusCode)
	if r.Method != http.MethodHead && len(body) > 0 {
		_, _ = w.Write(body) // the client may be gone: nothing to do about it
	}
	return nil
}

// copyHeaders joins the two forms of headers; what belongs to the connection stays out.
func copyHeaders(h http.Header, res events.APIGatewayProxyResponse) {
	for name, value := range res.Headers {
		h.Set(name, value)
	}
	for name, values := range res.MultiValueHeaders {
		h.Del(name)
		for _, v := range values {
			h.Add(name, v)
		}
	}
	for _, name := range []string{"Connection", "Content-Length", "Keep-Alive", "Trailer", "Transfer-Encoding", "Upgrade"} {
		h.Del(name)
	}
}
