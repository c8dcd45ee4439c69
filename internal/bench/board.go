package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// errIncomplete says that a commit did not reach everybody in time.
var errIncomplete = errors.New("a commit did not reach everybody")

// board notes which follower got which commit when. Safe for concurrent use.
type board struct {
	base      int64 // the sequence number before the first commit
	followers int

	mu      sync.Mutex
	commits []arrival
	doubled int // commits handed on more than once
	fromLog int // commits read from the log instead of pushed
}

// arrival is one commit's way to everybody.
type arrival struct {
	at   []time.Time // by follower; zero: not yet
	left int
	full chan struct{} // closed when everybody has it
}

func newBoard(base int64, commits, followers int) *board {
	b := &board{base: base, followers: followers, commits: make([]arrival, commits)}
	for i := range b.commits {
		b.commits[i] = arrival{at: make([]time.Time, followers), left: followers, full: make(chan struct{})}
	}
	return b
}

// note takes a commit that a follower got.
func (b *board) note(follower int, seq int64, fromLog bool, at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	i := seq - b.base - 1
	if i < 0 || i >= int64(len(b.commits)) || !b.commits[i].at[follower].IsZero() {
		b.doubled++ // or one that it had before it asked
		return
	}
	if fromLog {
		b.fromLog++
	}
	c := &b.commits[i]
	c.at[follower] = at
	if c.left--; c.left == 0 {
		close(c.full)
	}
}

// wait waits until everybody has a commit.
func (b *board) wait(ctx context.Context, seq int64, patience time.Duration) error {
	i := seq - b.base - 1
	if i < 0 || i >= int64(len(b.commits)) {
		return fmt.Errorf("commit %d is none of those planned after %d", seq, b.base)
	}
	t := time.NewTimer(patience)
	defer t.Stop()
	select {
	case <-b.commits[i].full:
		return nil
	case <-t.C:
		return fmt.Errorf("%w within %v", errIncomplete, patience)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// arrivals gives when each follower got a commit.
func (b *board) arrivals(seq int64) []time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []time.Time
	for _, at := range b.commits[seq-b.base-1].at {
		if !at.IsZero() {
			out = append(out, at)
		}
	}
	return out
}

// count gives what did not come, what came twice, and what came from the log.
func (b *board) count() (missed, doubled, fromLog int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.commits {
		missed += c.left
	}
	return missed, b.doubled, b.fromLog
}
