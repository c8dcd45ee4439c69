package local

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/push"
)

// managePrefix is where the management API is served; on AWS a stage stands before it.
const managePrefix = "/@connections/"

// management is API Gateway's @connections API over a hub: POST sends a message, GET
// describes a connection, DELETE closes it ("Use @connections commands in your backend
// service"). AWS signs these requests; here the inspector's secret stands for that.
type management struct {
	edge
	hub *Hub
}

// connectionInfo is the answer of GET, in AWS's spelling.
type connectionInfo struct {
	ConnectedAt  time.Time          `json:"connectedAt"`
	Identity     connectionIdentity `json:"identity"`
	LastActiveAt time.Time          `json:"lastActiveAt"`
}

type connectionIdentity struct {
	SourceIP string `json:"sourceIp"`
}

// ServeHTTP implements http.Handler.
func (m management) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id, err := url.PathUnescape(strings.TrimPrefix(r.URL.EscapedPath(), managePrefix))
	if err != nil || id == "" {
		m.refuse(w, r, notFound())
		return
	}
	switch r.Method {
	case http.MethodPost:
		m.post(w, r, id)
	case http.MethodGet:
		info, err := m.hub.Get(r.Context(), id)
		if err != nil {
			m.fail(w, r, err)
			return
		}
		writeJSON(w, connectionInfo{ConnectedAt: info.ConnectedAt, LastActiveAt: info.LastActiveAt,
			Identity: connectionIdentity{SourceIP: info.SourceIP}})
	case http.MethodDelete:
		if err := m.hub.Disconnect(r.Context(), id); err != nil {
			m.fail(w, r, err)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	default:
		m.refuse(w, r, methodNotAllowed("DELETE, GET, POST"))
	}
}

func (m management) post(w http.ResponseWriter, r *http.Request, id string) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, push.MaxMessage))
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		m.fail(w, r, push.ErrTooLarge)
		return
	case err != nil:
		m.refuse(w, r, operation.NewProblem(http.StatusBadRequest, operation.CodeBadRequest, "The request body could not be read."))
		return
	}
	if err := m.hub.Post(r.Context(), id, data); err != nil {
		m.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusOK)
}

func (m management) fail(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case errors.Is(err, push.ErrGone):
		m.refuse(w, r, operation.NewProblem(http.StatusGone, "gone", "The connection is closed."))
	case errors.Is(err, push.ErrTooLarge):
		m.refuse(w, r, tooLarge("A message", push.MaxMessage))
	default:
		m.refuse(w, r, operation.AsProblem(err))
	}
}

// writeJSON answers with 200 and a value.
func writeJSON(w http.ResponseWriter, v any) {
	body, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		http.Error(w, "internal", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(append(body, '\n')) // the client may be gone: nothing to do about it
}
