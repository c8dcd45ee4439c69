// Package lambdatest lets tests write the functions that an emulator's Lambda runs as Go
// closures. What the emulator runs is a real bootstrap in a process of its own (package
// bootstrap beside this one); it passes each event over HTTP to the test's process, where
// the closure is, and ends as that ended: with its answer, its error, its panic, or by
// the time-out that Lambda sets it.
package lambdatest

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda/messages"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/internal/lambdatest/forward"
)

// Function is a function of a test.
type Function struct {
	Timeout time.Duration // Lambda's, which has whole seconds: rounded up
	Handle  func(ctx context.Context, payload []byte) ([]byte, error)
}

// Host is an emulator's Lambda with functions that run in the test's process.
type Host struct {
	Client *lambda.Client

	address string // of the server that bootstraps call
	zip     []byte

	mu      sync.Mutex
	handles map[string]func(context.Context, []byte) ([]byte, error)
}

// Open makes a host, without functions. It ends with the test.
func Open(t *testing.T, target emulator.Target) *Host {
	t.Helper()
	h := &Host{
		Client: lambda.NewFromConfig(target.Config()), zip: build(t),
		handles: map[string]func(context.Context, []byte) ([]byte, error){},
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.address = "http://" + listener.Addr().String()
	server := &http.Server{Handler: http.HandlerFunc(h.serve), ReadHeaderTimeout: patience}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = server.Serve(listener) }() // ended by Close below
	t.Cleanup(func() { _ = server.Close(); <-ended })
	return h
}

// Set says how a function is carried out from now on, deployed or not.
func (h *Host) Set(name string, handle func(context.Context, []byte) ([]byte, error)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.handles[name] = handle
}

// serve carries out one event for a bootstrap. The context ends when that is killed.
func (h *Host) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	handle := h.handles[path.Base(r.URL.Path)]
	h.mu.Unlock()
	payload, err := io.ReadAll(r.Body)
	if err != nil || handle == nil {
		http.Error(w, "no such function in the test", http.StatusNotFound)
		return
	}
	defer func() {
		if p := recover(); p != nil {
			w.WriteHeader(forward.StatusPanic)
			_, _ = fmt.Fprint(w, p)
		}
	}()
	answer, err := handle(r.Context(), payload)
	if err != nil {
		w.Header().Set(forward.HeaderType, typeOf(err))
		w.WriteHeader(forward.StatusError)
		answer = []byte(err.Error())
	}
	_, _ = w.Write(answer)
}

// typeOf names an error as Lambda does.
func typeOf(err error) string {
	if own, ok := err.(messages.InvokeResponse_Error); ok { //nolint:errorlint // only what a function returns itself
		return own.Type
	}
	t := reflect.TypeOf(err)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Name()
}
