package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"slices"
	"sync"
	"time"
)

// nextPath is the call by which a function says that it is ready, and waits for an event
// (AWS Lambda Developer Guide, "Lambda runtime API").
const nextPath = "/2018-06-01/runtime/invocation/next"

// startPatience bounds one start.
const startPatience = 20 * time.Second

// runtimeAPI plays Lambda's runtime API: it notes the first call for an event and never
// gives one.
type runtimeAPI struct {
	addr   string
	server *http.Server

	mu    sync.Mutex
	ready chan time.Time
}

// serveRuntime listens on the loopback interface.
func serveRuntime() (*runtimeAPI, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it ends with the server
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	api := &runtimeAPI{addr: l.Addr().String(), ready: make(chan time.Time, 1)}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+nextPath, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case api.waiting() <- time.Now():
		default:
		}
		<-r.Context().Done() // until the function is ended
	})
	api.server = &http.Server{Handler: mux, ReadHeaderTimeout: startPatience}
	go func() { _ = api.server.Serve(l) }() // ends by close
	return api, nil
}

func (a *runtimeAPI) waiting() chan time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.ready
}

// start runs a program until it is ready, and gives how long that took from its exec.
func (a *runtimeAPI) start(ctx context.Context, program string, env []string) (_ time.Duration, err error) {
	ready := make(chan time.Time, 1)
	a.mu.Lock()
	a.ready = ready
	a.mu.Unlock()
	cmd := exec.CommandContext(ctx, program)
	cmd.Env = slices.Concat(env, []string{"AWS_LAMBDA_RUNTIME_API=" + a.addr})
	var complaints limited
	cmd.Stdout, cmd.Stderr = &complaints, &complaints
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, fmt.Errorf("start %s: %w", program, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }() // waited for below
	defer func() { _ = cmd.Process.Kill() }()
	select {
	case at := <-ready:
		if err := cmd.Process.Kill(); err != nil {
			return 0, fmt.Errorf("end %s: %w", program, err)
		}
		<-ended //nolint:errcheck // its status says that it was killed
		return at.Sub(began), nil
	case err := <-ended:
		return 0, fmt.Errorf("%s ended before it was ready: %w: %s", program, err, complaints.text)
	case <-time.After(startPatience):
		return 0, errors.New(program + " does not become ready")
	}
}

// limited keeps the beginning of what a program says.
type limited struct{ text []byte }

// maxComplaint is how much of it is kept.
const maxComplaint = 2000

func (l *limited) Write(p []byte) (int, error) {
	if room := maxComplaint - len(l.text); room > 0 {
		l.text = append(l.text, p[:min(room, len(p))]...)
	}
	return len(p), nil
}
