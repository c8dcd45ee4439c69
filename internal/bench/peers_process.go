package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"

	"github.com/aio-creative-hub/aio/internal/install"
	"github.com/aio-creative-hub/aio/shared/nlp/evaluate"
)

// answer is one line of a contender's: that of `aio nlp predict`, and of a peer also how
// long it took.
type answer struct {
	evaluate.Prediction
	Ms *float64 `json:"ms"`
}

// maxAnswer bounds a line, in bytes: the entities of a long message fit.
const maxAnswer = 1 << 20

// converse has a contender answer the rows, one after the other, in one process, and gives
// the memory that it holds (MiB) after the last.
func converse(ctx context.Context, one *contender, rows []evaluate.Row) (answers []answer, resident float64, err error) {
	cmd := exec.CommandContext(ctx, one.answer[0], one.answer[1:]...) //nolint:gosec // flags of ours
	cmd.Env = one.env
	var said bytes.Buffer
	cmd.Stderr = &said
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, 0, fmt.Errorf("answer: %w", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, 0, fmt.Errorf("answer: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, 0, fmt.Errorf("answer: %w", err)
	}
	defer func() {
		if err = errors.Join(err, in.Close(), cmd.Wait()); err != nil {
			err = fmt.Errorf("answer: %w\n%s", err, install.Tail(said.Bytes()))
		}
	}()
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, maxAnswer)
	enc := json.NewEncoder(in)
	for _, row := range rows {
		if err := enc.Encode(row); err != nil {
			return nil, 0, fmt.Errorf("ask: %w", err)
		}
		if !lines.Scan() {
			return nil, 0, errors.Join(fmt.Errorf("no answer to %s", row.ID), lines.Err())
		}
		var a answer
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			return nil, 0, fmt.Errorf("answer to %s: %w", row.ID, err)
		}
		answers = append(answers, a)
	}
	resident, err = residentMiB(cmd.Process.Pid)
	return answers, resident, err
}

// firstAnswer is the time from starting a process to the first it says about a message, and
// the processor time that it used until its end.
func firstAnswer(ctx context.Context, one *contender, message string) (took, used time.Duration, err error) {
	cmd := exec.CommandContext(ctx, one.start[0], append(one.start[1:len(one.start):len(one.start)], message)...) //nolint:gosec // flags of ours
	cmd.Env = one.env
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, 0, fmt.Errorf("start: %w", err)
	}
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, 0, fmt.Errorf("start: %w", err)
	}
	_, err = io.ReadFull(out, make([]byte, 1))
	took = time.Since(begun)
	_, rest := io.Copy(io.Discard, out)
	if err := errors.Join(err, rest, cmd.Wait()); err != nil {
		return 0, 0, fmt.Errorf("start: %w\n%s", err, install.Tail(said.Bytes()))
	}
	return took, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
}

// ownTimes gives how long the answers took by the contender's own clock, if it says so.
func ownTimes(answers []answer) (took []float64, ok bool) {
	for _, a := range answers {
		if a.Ms == nil {
			return nil, false
		}
		took = append(took, *a.Ms)
	}
	return took, true
}
