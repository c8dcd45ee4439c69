package soak

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/internal/served"
)

// What is run without flags is short; `make soak` has the whole of it.
var (
	people    = flag.Int("soak.people", 20, "people")
	documents = flag.Int("soak.documents", 5, "documents they work on")
	lasting   = flag.Duration("soak.for", 10*time.Second, "how long they work")
	pace      = flag.Duration("soak.pace", time.Second, "mean time between two edits of a person")
	trouble   = flag.Duration("soak.trouble", 4*time.Second, "mean time between two failures of a person's network")
	seed      = flag.Uint64("soak.seed", 0, "repeats a plan; 0 is another one each time")
	binary    = flag.String("soak.bin", "", "the command that serves; empty builds it")
)

// lastWords is how long before its deadline the test gives up, to say what it found.
const lastWords = 20 * time.Second

// TestSoak has people work on a server of its own while their networks fail.
func TestSoak(t *testing.T) {
	if *seed == 0 {
		*seed = rand.Uint64()
	}
	again := func() {
		if t.Failed() {
			t.Logf("the same plan: go test -race -count=1 -timeout 15m ./internal/soak -run TestSoak -v -soak.people=%d -soak.documents=%d -soak.for=%v -soak.pace=%v -soak.trouble=%v -soak.seed=%d",
				*people, *documents, *lasting, *pace, *trouble, *seed)
		}
	}
	defer again()
	from, flags := addresses(t)
	s, err := served.Start(context.WithoutCancel(t.Context()), served.Command{Bin: server(t), Dir: t.TempDir(), Flags: flags})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Kill)
	ctx, cancel := s.While(t.Context())
	defer cancel()
	if at, ok := t.Deadline(); ok {
		ctx, cancel = context.WithDeadlineCause(ctx, at.Add(-lastWords), errors.New("the test's time is over"))
		defer cancel()
	}
	counts, err := Run(ctx, Config{URL: s.URL, People: *people, Documents: *documents, For: *lasting, Pace: *pace, Trouble: *trouble, Seed: *seed, From: from, Say: timed(t)})
	t.Logf("seed %d: %v", *seed, counts)
	if err != nil {
		t.Error(err)
	}
	if counts.Commits.Load() < int64(*people) || counts.Cut.Load() == 0 || counts.FromLog.Load() == 0 {
		t.Error("too little happened for anything to be shown")
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	if log := unexpected(s.Log()); log != "" {
		t.Errorf("the server met errors:\n%s", log)
	}
}

// unexpected gives the lines of the server's log that say more than that the machine was
// too busy to be in time.
func unexpected(log string) string {
	var out strings.Builder
	for line := range strings.Lines(log) {
		if !strings.Contains(line, "timed_out") && !strings.Contains(line, "call: timed out") {
			out.WriteString(line)
		}
	}
	return out.String()
}

func TestUnexpected(t *testing.T) {
	const late = `{"level":"ERROR","msg":"request","status":504,"code":"timed_out"}` + "\n"
	const bad = `{"level":"ERROR","msg":"request","status":500,"code":"internal"}` + "\n"
	if got := unexpected(late + bad + late); got != bad {
		t.Errorf("%q", got)
	}
}

// timed logs with the seconds since it was made.
func timed(t *testing.T) func(string, ...any) {
	begun := time.Now()
	return func(format string, args ...any) {
		t.Logf("%5.1f s  %s", time.Since(begun).Seconds(), fmt.Sprintf(format, args...))
	}
}

// addresses gives each person an address of the loopback network, so that the server's
// limits are in force as between strangers. Where only 127.0.0.1 can be had (macOS), they
// are lifted.
func addresses(t *testing.T) (from func(int) net.IP, flags []string) {
	t.Helper()
	from = func(person int) net.IP { return net.IPv4(127, 0, byte(1+person/200), byte(1+person%200)) }
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: from(0)})
	if err != nil {
		t.Logf("without the server's limits: %v", err)
		return nil, []string{"--log", "error", "--no-limits"}
	}
	_ = l.Close() // it was only tried
	return from, []string{"--log", "error"}
}

// server is the command, built unless there is one.
func server(t *testing.T) string {
	t.Helper()
	if *binary != "" {
		path, err := filepath.Abs(*binary)
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	bin := filepath.Join(t.TempDir(), "aio")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "./cmd/aio")
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return bin
}
