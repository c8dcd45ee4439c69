// Package apart trains in a process of its own, of low priority and with half of the
// processors, so that a server that also answers people is not slower for it, has its
// memory back afterwards, and can end what takes too long: a trainer cannot be
// interrupted from within.
package apart

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"

	"github.com/aio-creative-hub/aio/shared/nlp/custom/lesson"
)

const (
	// niceness is how much the process gives way to others: half of what there is.
	niceness = 10
	// maxOutcome bounds what is read of it, in bytes: models of three times their size, as
	// JSON.
	maxOutcome = 64 << 20
	// exitExamples is the process's status if the examples cannot be learned.
	exitExamples = 3
)

// Learner trains by running a program whose main calls Serve.
func Learner(program string, args ...string) lesson.Learner {
	return func(ctx context.Context, examples []lesson.Example) (*lesson.Outcome, error) {
		in, err := json.Marshal(examples)
		if err != nil {
			return nil, fmt.Errorf("apart: encode: %w", err)
		}
		name, all := program, args
		if nice, err := exec.LookPath("nice"); err == nil { // POSIX has it; without it the processors are still but half
			name, all = nice, append([]string{"-n", strconv.Itoa(niceness), program}, args...)
		}
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		cmd := exec.CommandContext(ctx, name, all...) //nolint:gosec // our own program
		cmd.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(max(1, runtime.NumCPU()/2)))
		out := &bounded{most: maxOutcome, cancel: cancel}
		cmd.Stdout = out
		stdin, err := cmd.StdinPipe()
		if err != nil {
			return nil, fmt.Errorf("apart: %w", err)
		}
		if err := cmd.Start(); err != nil {
			return nil, fmt.Errorf("apart: %w", err)
		}
		_, sent := stdin.Write(append(in, '\n')) // it stays open: at its end the process ends, too
		err = cmd.Wait()
		var exit *exec.ExitError
		switch {
		case errors.As(err, &exit) && exit.ExitCode() == exitExamples:
			return nil, lesson.ErrExamples
		case err != nil:
			return nil, fmt.Errorf("apart: %w", errors.Join(ctx.Err(), err, sent))
		}
		var outcome lesson.Outcome
		if err := json.Unmarshal(out.got.Bytes(), &outcome); err != nil {
			return nil, errors.New("apart: the process did not answer")
		}
		return &outcome, nil
	}
}

// bounded keeps what is written, and ends the process that writes too much.
type bounded struct {
	got    bytes.Buffer // not embedded: its ReadFrom would read without a bound
	most   int
	cancel func()
}

// Write implements io.Writer.
func (b *bounded) Write(p []byte) (int, error) {
	if b.got.Len()+len(p) > b.most {
		b.cancel()
		return 0, errors.New("apart: too large an answer")
	}
	return b.got.Write(p)
}

// Serve is the process: it reads examples, trains by learn, and writes the outcome. Its
// result is the status to exit with. It ends the program when in ends, which it does with
// the process that holds the other end.
func Serve(in io.Reader, out io.Writer, learn lesson.Learner) int {
	dec := json.NewDecoder(in)
	var examples []lesson.Example
	if err := dec.Decode(&examples); err != nil {
		return 1
	}
	go func() { // ends with the program
		_, _ = io.Copy(io.Discard, in)
		os.Exit(1)
	}()
	outcome, err := learn(context.Background(), examples)
	if errors.Is(err, lesson.ErrExamples) {
		return exitExamples
	}
	if err != nil || json.NewEncoder(out).Encode(outcome) != nil {
		return 1
	}
	return 0
}
