package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// killPatience bounds the test: a round takes about a second. It is less than what
// `go test` allows.
const killPatience = 9 * time.Minute

// killWait is how long its servers may take to end with it.
const killWait = 15 * time.Second

// errNoSummary says that the test passed without doing what was asked for.
var errNoSummary = errors.New("no count of the writes")

// kill runs the test that kills the server at random moments while people write, and
// checks that everything acknowledged is there afterwards, exactly once.
func (b *bench) kill(ctx context.Context) error {
	for range b.n.runs {
		out, err := b.killTest(ctx)
		writes, lost, ok := parseKills(out, b.n.kills)
		if err == nil && !ok {
			err = errNoSummary
		}
		if err != nil && lost == 0 {
			return fmt.Errorf("the test did not come to its end: %w; it wrote:\n%s", err, out)
		}
		b.table.add(killLost, float64(lost))
		b.table.add(killWrites, float64(writes))
	}
	return nil
}

// killTest runs the test and gives what it wrote. The test and its servers are a process
// group, so that all of them end with ctx.
func (b *bench) killTest(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, killPatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "test", "./cmd/aio", "-run", "^TestKilledWhileWriting$", "-count=1", "-v")
	cmd.Env = append(os.Environ(), "AIO_KILLS="+strconv.Itoa(b.n.kills), "TMPDIR="+b.dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = killWait
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// parseKills reads the test's output: how many writes were acknowledged, and how many of
// them it complains about.
func parseKills(out string, kills int) (writes, lost int, ok bool) {
	summary := regexp.MustCompile(`(\d+) kills; (\d+) commits, (\d+) messages, (\d+) artifacts acknowledged`)
	m := summary.FindStringSubmatch(out)
	if len(m) == 0 || m[1] != strconv.Itoa(kills) {
		return 0, 0, false
	}
	for _, digits := range m[2:] {
		n, err := strconv.Atoi(digits)
		if err != nil {
			return 0, 0, false
		}
		writes += n
	}
	for line := range strings.Lines(out) {
		if strings.Contains(line, ": acknowledged ") || strings.Contains(line, "bytes of ") {
			lost++
		}
	}
	return writes, lost, true
}
