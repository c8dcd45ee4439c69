// Package served runs `aio serve` as a process of its own, for programs that measure and
// try it from outside: on a data directory of its own, on the loopback interface, on a
// port that was free.
package served

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	startPatience = 30 * time.Second // for the line that names the address
	stopPatience  = 15 * time.Second // after SIGTERM; then the process is killed
	keptOutput    = 16 << 10         // bytes of a stream kept to explain a failure
)

// Server is a running process.
type Server struct {
	URL  string
	Dir  string        // of its data
	Took time.Duration // from exec to the line that names the address
	cmd  *exec.Cmd
	log  *output
}

// Start starts the command bin with a data directory and further flags of `aio serve`; it
// ends with Stop, or with ctx.
func Start(ctx context.Context, bin, dir string, flags ...string) (*Server, error) {
	args := append([]string{"serve", "--addr", "127.0.0.1:0", "--data", dir}, flags...)
	s := &Server{Dir: dir, cmd: exec.CommandContext(ctx, bin, args...), log: newOutput()} //nolint:gosec // the command that was just built
	s.cmd.WaitDelay = stopPatience
	out := newOutput()
	s.cmd.Stdout, s.cmd.Stderr = out, s.log
	begun := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the server (make build makes it): %w", err)
	}
	late := time.NewTimer(startPatience)
	defer late.Stop()
	select {
	case s.URL = <-out.serving:
		s.Took = time.Since(begun)
		return s, nil
	case <-late.C:
	case <-ctx.Done():
	}
	_ = s.cmd.Process.Kill() // it may be gone already
	_ = s.cmd.Wait()         // its status says that it was killed
	return nil, fmt.Errorf("the server did not start; its log:\n%s", s.log)
}

// Stop ends the server as an operator would.
func (s *Server) Stop() error {
	_ = s.cmd.Process.Signal(syscall.SIGTERM)                                 // if it is gone already, Wait tells why
	late := time.AfterFunc(stopPatience, func() { _ = s.cmd.Process.Kill() }) // Wait tells
	defer late.Stop()
	if err := s.cmd.Wait(); err != nil {
		return fmt.Errorf("the server did not end cleanly: %w; its log:\n%s", err, s.log)
	}
	return nil
}

// PID is the process's.
func (s *Server) PID() int { return s.cmd.Process.Pid }

// Log is the beginning of what the server wrote to its standard error.
func (s *Server) Log() string { return s.log.String() }

// output keeps the begin of what a process writes, and looks for its address in it.
type output struct {
	serving chan string // takes the address

	mu    sync.Mutex
	text  bytes.Buffer
	found bool
}

func newOutput() *output { return &output{serving: make(chan string, 1)} }

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if room := keptOutput - o.text.Len(); room > 0 {
		o.text.Write(p[:min(room, len(p))])
	}
	if _, rest, ok := strings.Cut(o.text.String(), "serving"); ok && !o.found {
		if url, _, whole := strings.Cut(rest, "\n"); whole {
			o.found = true
			o.serving <- strings.TrimSpace(url)
		}
	}
	return len(p), nil
}

// String gives what was kept.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
