package served

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The address is found however the line arrives.
func TestOutput(t *testing.T) {
	o := newOutput()
	for _, part := range []string{"AIO Creative Hub dev\n  ser", "ving    http://127.0.0.1:4", "242\n  data  /x\n", "serving http://elsewhere\n"} {
		if n, err := o.Write([]byte(part)); err != nil || n != len(part) {
			t.Fatalf("%d, %v", n, err)
		}
	}
	select {
	case url := <-o.serving:
		if url != "http://127.0.0.1:4242" {
			t.Errorf("address %q", url)
		}
	default:
		t.Error("no address")
	}
	o = newOutput()
	if _, err := o.Write(make([]byte, 2*mostOutput)); err != nil || o.text.Len() != mostOutput {
		t.Errorf("%d bytes kept, %v", o.text.Len(), err)
	}
}

// start starts this test binary as a server that does what it is told.
func start(t *testing.T, as string) (*Server, error) {
	t.Helper()
	s, err := Start(t.Context(), Command{Bin: os.Args[0], Dir: t.TempDir(), Env: []string{be + "=" + as}})
	if err == nil {
		t.Cleanup(s.Kill)
	}
	return s, err
}

func mustStart(t *testing.T, as string) *Server {
	t.Helper()
	s, err := start(t, as)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A server that does not come up is told at once, with its log.
func TestDoesNotStart(t *testing.T) {
	begun := time.Now()
	_, err := start(t, "broken")
	if err == nil || !strings.Contains(err.Error(), lastWords) || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("%v", err)
	}
	if took := time.Since(begun); took > startPatience/2 {
		t.Errorf("it took %v to notice", took)
	}
	if _, err := Start(t.Context(), Command{Bin: filepath.Join(t.TempDir(), "none"), Dir: t.TempDir()}); err == nil {
		t.Error("a command that is not there was started")
	}
}

// The log is whole however much there is of it, and an end that was asked for is clean.
func TestLogIsWhole(t *testing.T) {
	s := mustStart(t, "loud")
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	if log := s.Log(); len(log) < 4*shownLog || !strings.HasSuffix(log, lastWords+"\n") {
		t.Errorf("%d bytes, the last of them %q", len(log), log[max(0, len(log)-100):])
	}
	if n := len(s.lastLog()); n > shownLog+100 {
		t.Errorf("%d bytes are shown", n)
	}
}

// An end that nobody asked for is noticed, by who waits and by who stops it.
func TestEndsByItself(t *testing.T) {
	s := mustStart(t, "loud")
	ctx, cancel := s.While(t.Context())
	defer cancel()
	if ctx.Err() != nil {
		t.Fatal("it has not ended yet")
	}
	p, err := os.FindProcess(s.PID())
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Kill(); err != nil {
		t.Fatal(err)
	}
	<-ctx.Done()
	<-s.Done()
	if err := context.Cause(ctx); !errors.Is(err, ErrEnded) || !strings.Contains(err.Error(), "killed") {
		t.Errorf("the cause is %v", err)
	}
	if err := s.Stop(); !errors.Is(err, ErrEnded) || !strings.Contains(err.Error(), lastWords) {
		t.Errorf("stopped: %v", err)
	}
	s.Kill()
}

// A server ends with who started it, who may have no time to say so.
func TestEndsWithItsOwner(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("Linux's alone")
	}
	owner := exec.CommandContext(t.Context(), os.Args[0])
	owner.Env = append(os.Environ(), be+"=owner", "AIO_SERVED_DIR="+t.TempDir())
	out, err := owner.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := owner.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = owner.Wait() }()
	defer func() { _ = owner.Process.Kill() }()
	var pid int
	var address string
	if _, err := fmt.Fscan(out, &pid, &address); err != nil {
		t.Fatal(err)
	}
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if _, err := io.ReadFull(c, make([]byte, len(greeting))); err != nil {
		t.Fatal(err)
	}
	if err := owner.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := c.SetReadDeadline(time.Now().Add(stopPatience)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(make([]byte, 1)); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the server is still there: %v", err)
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}
