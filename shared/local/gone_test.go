package local

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// A client that goes away in the middle of a request is no error of the server's; a
// function that fails is.
func TestClientsThatLeaveAreNoErrors(t *testing.T) {
	get := operation.Spec{ID: "thing.get", Method: http.MethodGet, Path: "/api/v1/things", Triggers: []operation.Trigger{{Kind: operation.Rest}}}
	connect := socketSpec("t.connect", "$connect")
	for name, spec := range map[string]operation.Spec{"request": get, "handshake": connect} {
		for _, leaves := range []bool{true, false} {
			var log bytes.Buffer
			f := NewFunctions(FunctionsOptions{})
			ctx, leave := context.WithCancel(t.Context())
			over := make(chan struct{})
			add(f, operation.Spec{ID: "t.authorize", Triggers: []operation.Trigger{{Kind: operation.Authorizer, On: "$connect"}}}, authorizeGood)
			add(f, spec, func(context.Context, []byte) ([]byte, error) {
				if leaves {
					leave()
					<-over // the function goes on; who waited for it does not
				}
				return nil, errors.New("its own mistake")
			})
			logger := slog.New(slog.NewTextHandler(&log, nil))
			var h http.Handler = NewHub(f, HubOptions{Log: logger, NewID: new(counter).id})
			if name == "request" {
				routes, err := newRouter(f.Specs())
				if err != nil {
					t.Fatal(err)
				}
				h = &gateway{edge: edge{newID: new(counter).id}, f: f, routes: routes, log: logger, now: time.Now}
			}
			h.ServeHTTP(httptest.NewRecorder(), visit(ctx, spec))
			close(over)
			leave()
			if got := log.String(); strings.Contains(got, "level=ERROR") == leaves || strings.Contains(got, "level=INFO") != leaves {
				t.Errorf("%s, the client leaves: %v; the log says: %s", name, leaves, got)
			}
		}
	}
}

// visit is a request that reaches the function.
func visit(ctx context.Context, s operation.Spec) *http.Request {
	if s.Method != "" {
		return httptest.NewRequestWithContext(ctx, s.Method, s.Path, nil)
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/ws?ticket=good", nil)
	for name, value := range map[string]string{"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="} {
		r.Header.Set(name, value)
	}
	return r
}
