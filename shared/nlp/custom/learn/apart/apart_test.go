package apart_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/nlp/custom/learn/apart"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/lesson"
)

// The test's own program is the process that trains, if it is called so.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "child" {
		os.Exit(apart.Serve(os.Stdin, os.Stdout, pupil))
	}
	os.Exit(m.Run())
}

// pupil learns what the first example's text says.
func pupil(_ context.Context, examples []lesson.Example) (*lesson.Outcome, error) {
	switch text, _, _ := strings.Cut(examples[0].Text, " "); text {
	case "refuse":
		return nil, lesson.ErrExamples
	case "die":
		os.Exit(7)
	case "sleep":
		time.Sleep(time.Minute)
	case "flood":
		for range 70 {
			_, _ = os.Stdout.Write(make([]byte, 1<<20))
		}
	}
	priority, err := syscall.Getpriority(syscall.PRIO_PROCESS, 0)
	return &lesson.Outcome{Model: []byte{1, 2, 3}, Learned: len(examples), Slots: []byte{byte(20 - priority)}}, err
}

func learner(t *testing.T) lesson.Learner {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return apart.Learner(exe, "child")
}

func TestApart(t *testing.T) {
	learn := learner(t)
	say := func(text string) []lesson.Example { return []lesson.Example{{Text: text}, {Text: "b"}} }
	out, err := learn(t.Context(), say("hello"))
	if err != nil || out.Learned != 2 || len(out.Model) != 3 {
		t.Fatalf("%+v, %v", out, err)
	}
	if mine, err := syscall.Getpriority(syscall.PRIO_PROCESS, 0); err == nil && int(out.Slots[0]) <= 20-mine && mine > 1 {
		t.Errorf("niceness %d beside %d", int(out.Slots[0]), 20-mine)
	}
	if _, err := learn(t.Context(), say("refuse")); !errors.Is(err, lesson.ErrExamples) {
		t.Errorf("%v", err)
	}
	for _, text := range []string{"die", "flood"} {
		if _, err := learn(t.Context(), say(text)); err == nil || errors.Is(err, lesson.ErrExamples) {
			t.Errorf("%s: %v", text, err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	begun := time.Now()
	if _, err := learn(ctx, say("sleep")); !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) > 30*time.Second {
		t.Errorf("%v after %v", err, time.Since(begun))
	}
	if _, err := apart.Learner("/no/such/program")(t.Context(), say("hello")); err == nil {
		t.Error("no program, no error")
	}
}

// TestEndsWithItsParent: the end of its input, which a process that dies leaves, ends it.
func TestEndsWithItsParent(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p, err := os.StartProcess(exe, []string{exe, "child"}, &os.ProcAttr{Files: []*os.File{r, os.Stderr, os.Stderr}})
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Close()
	if _, err := w.WriteString(`[{"text":"sleep"}]` + "\n"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond)
	_ = w.Close()
	done := make(chan error, 1)
	go func() { _, err := p.Wait(); done <- err }()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		_ = p.Kill()
		t.Error("it goes on")
	}
}
