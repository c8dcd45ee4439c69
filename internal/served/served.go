// Package served runs `aio serve` as a process of its own, for programs that measure and
// try it from outside: on a data directory of its own, on the loopback interface, on a
// port that was free. On Linux it never outlives who started it.
package served

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

const (
	// startPatience is for the line that names the address: making the keys of a new data
	// directory is slow under the race detector and on a busy machine.
	startPatience = 90 * time.Second
	stopPatience  = 15 * time.Second // after SIGTERM; then the process is killed
	shownLog      = 16 << 10         // bytes of the log's end that explain a failure
)

// ErrEnded says that the server ended though nobody asked it to.
var ErrEnded = errors.New("the server ended by itself")

// Command is what is run.
type Command struct {
	Bin   string   // the command `aio`, or a test binary that is it
	Dir   string   // of its data; its log is a file beside it
	Flags []string // further ones of `aio serve`
	Env   []string // beside this process's own
}

// Server is a running process.
type Server struct {
	URL  string
	Dir  string        // of its data
	Took time.Duration // from exec to the line that names the address
	cmd  *exec.Cmd
	log  *os.File
	done chan struct{}
	err  error // how it ended; to be read when done is closed
}

// Start starts a command and waits until it serves. It ends with Stop or Kill, with ctx,
// or with this process.
func Start(ctx context.Context, c Command) (*Server, error) {
	log, err := os.CreateTemp(filepath.Dir(c.Dir), filepath.Base(c.Dir)+"-*.log")
	if err != nil {
		return nil, fmt.Errorf("the server's log: %w", err)
	}
	args := append([]string{"serve", "--addr", "127.0.0.1:0", "--data", c.Dir}, c.Flags...)
	s := &Server{Dir: c.Dir, cmd: exec.CommandContext(ctx, c.Bin, args...), log: log, done: make(chan struct{})} //nolint:gosec // the command that was just built
	out := newOutput()
	s.cmd.Stdout, s.cmd.Stderr = out, log
	s.cmd.Env, s.cmd.WaitDelay = append(os.Environ(), c.Env...), stopPatience
	endWithUs(s.cmd)
	begun, started := time.Now(), make(chan error, 1)
	go s.run(started) // ends with the process; Stop and Kill wait for it
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start the server (make build makes it): %w", err)
	}
	late := time.NewTimer(startPatience)
	defer late.Stop()
	select {
	case s.URL = <-out.serving:
		s.Took = time.Since(begun)
		return s, nil
	case <-s.done:
	case <-late.C:
	case <-ctx.Done():
	}
	s.Kill()
	return nil, fmt.Errorf("the server did not start: %w; its log:\n%s", errors.Join(s.err, ctx.Err()), s.lastLog())
}

// run starts the process and waits for its end. It keeps its thread: on Linux the process
// is killed when the thread that started it ends.
func (s *Server) run(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := s.cmd.Start()
	started <- err
	if err == nil {
		s.err = s.cmd.Wait()
	}
	_ = s.log.Close() // the process wrote to it, not we
	close(s.done)
}

// Stop ends the server as an operator would. That it had ended before is an error, too.
func (s *Server) Stop() error {
	select {
	case <-s.done:
		return fmt.Errorf("%w; its log:\n%s", s.ended(), s.lastLog())
	default:
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // if it is gone meanwhile, its status tells
	late := time.AfterFunc(stopPatience, func() { _ = s.cmd.Process.Kill() })
	defer late.Stop()
	<-s.done
	if s.err != nil {
		return fmt.Errorf("the server did not end cleanly: %w; its log:\n%s", s.err, s.lastLog())
	}
	return nil
}

// Kill ends the server at once, as a power cut would, if it has not ended yet.
func (s *Server) Kill() {
	_ = s.cmd.Process.Kill() // it may be gone already
	<-s.done
}

// Done is closed when the process has ended.
func (s *Server) Done() <-chan struct{} { return s.done }

// While gives a context that ends with ctx, and when the server does; its cause then is
// ErrEnded.
func (s *Server) While(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	go func() { // ends with the server or the context
		select {
		case <-s.done:
			cancel(s.ended())
		case <-ctx.Done():
		}
	}()
	return ctx, func() { cancel(nil) }
}

// ended says how the process ended without being asked to.
func (s *Server) ended() error {
	return fmt.Errorf("%w: %s", ErrEnded, s.cmd.ProcessState)
}

// PID is the process's.
func (s *Server) PID() int { return s.cmd.Process.Pid }
