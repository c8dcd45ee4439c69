package main

import (
	"context"
	"encoding/json"
	"errors"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
)

// terminal runs `aio chat` against a server, with an account file of its own.
type terminal struct {
	t           *testing.T
	url         string
	config, dir string
}

// run gives standard output, standard error and the exit status.
func (c terminal) run(stdin string, args ...string) (string, string, int) {
	c.t.Helper()
	cmd := c.command(context.Background(), args...)
	cmd.Stdin = strings.NewReader(stdin)
	out, errOut := &syncBuffer{}, &syncBuffer{}
	cmd.Stdout, cmd.Stderr = out, errOut
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		c.t.Fatal(err)
	}
	return out.String(), errOut.String(), cmd.ProcessState.ExitCode()
}

func (c terminal) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := aioCommand(ctx, append([]string{"chat", "--server", c.url, "--out", c.dir}, args...)...)
	cmd.Env = append(cmd.Env, "AIO_CONFIG="+c.config, "AIO_EMAIL=", "AIO_PASSWORD=")
	return cmd
}

// The command against the real server: first use, files, questions, a server that was
// reset, and one that is not there.
func TestChatCommand(t *testing.T) {
	s := serveIn(t, t.TempDir(), "--no-limits")
	c := terminal{t: t, url: s.url, config: t.TempDir(), dir: t.TempDir()}
	out, notes, code := c.run("", "Create a 640x360 banner with a navy background and the title Spring Fair in white")
	if code != 0 || !strings.Contains(out, "640×360") || !strings.Contains(notes, "Made an account") || !strings.Contains(notes, "understood as graphics.create") {
		t.Fatalf("exit %d\n%s\n%s", code, out, notes)
	}
	files, err := filepath.Glob(filepath.Join(c.dir, "*.png"))
	if err != nil || len(files) != 1 {
		t.Fatalf("files %v, %v", files, err)
	}
	size(t, files[0], 640, 360)

	out, notes, code = c.run("", "--json", "add a red circle")
	var reply chatops.Reply
	if err := json.Unmarshal([]byte(out), &reply); err != nil || code != 0 || reply.Message.Status != "done" || strings.Contains(notes, "Made an account") {
		t.Errorf("exit %d, %v\n%s\n%s", code, err, out, notes)
	}
	if files, err := filepath.Glob(filepath.Join(c.dir, "*.png")); err != nil || len(files) != 2 {
		t.Errorf("files %v, %v", files, err)
	}
	if out, notes, code = c.run("", "--new", "add a red circle"); code != exitAsked || !strings.Contains(out, "\n  1  ") {
		t.Errorf("a question: exit %d\n%s\n%s", code, out, notes)
	}
	if out, notes, code = c.run("add a red circle\n1\n", "--new"); code != 0 || !strings.Contains(out, "saved") {
		t.Errorf("a number chooses: exit %d\n%s\n%s", code, out, notes)
	}
	if _, notes, code = c.run("", "--session", "cnv_unknown", "hello"); code != 1 || !strings.Contains(notes, "no such conversation") {
		t.Errorf("exit %d\n%s", code, notes)
	}
	if _, notes, code = c.run("", " "); code != 1 || !strings.Contains(notes, "empty") {
		t.Errorf("exit %d\n%s", code, notes)
	}
	interrupted(t, c)

	s.stop()
	if _, notes, code = c.run("", "hello"); code != 1 || !strings.Contains(notes, "make run") {
		t.Errorf("no server: exit %d\n%s", code, notes)
	}
	other := serveIn(t, t.TempDir(), "--no-limits", "--addr", strings.TrimPrefix(s.url, "http://"))
	if _, notes, code = c.run("", "hello"); code != 1 || !strings.Contains(notes, "--new-account") {
		t.Errorf("a reset server: exit %d\n%s", code, notes)
	}
	if out, notes, code = c.run("", "--new-account", "hello"); code != 0 {
		t.Errorf("a new account: exit %d\n%s\n%s", code, out, notes)
	}
	other.stop()
}

// chatPatience bounds a conversation on a busy machine, under the race detector.
const chatPatience = 90 * time.Second

// interrupted ends an interactive conversation by Ctrl-C.
func interrupted(t *testing.T, c terminal) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), chatPatience)
	defer cancel()
	cmd := c.command(ctx)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out := &syncBuffer{}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(in, "hello\n"); err != nil {
		t.Error(err)
	}
	for !strings.Contains(out.String(), "Hello") && ctx.Err() == nil {
		time.Sleep(5 * time.Millisecond)
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Error(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("Ctrl-C: %v\n%s", err, out.String())
	}
}

func size(t *testing.T, path string, w, h int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	conf, err := png.DecodeConfig(f)
	if err != nil || conf.Width != w || conf.Height != h {
		t.Errorf("%s is %dx%d, %v; want %dx%d", path, conf.Width, conf.Height, err, w, h)
	}
}
