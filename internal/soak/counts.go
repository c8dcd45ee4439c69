package soak

import (
	"fmt"
	"sync/atomic"
)

// Counts is what happened.
type Counts struct {
	Commits  atomic.Int64 // acknowledged
	Refused  atomic.Int64
	Again    atomic.Int64 // commits sent once more, for want of an answer
	Doubted  atomic.Int64 // commits sent once more though they were answered
	Limited  atomic.Int64 // refusals for a time, mostly 429
	Cut      atomic.Int64
	Closed   atomic.Int64
	Down     atomic.Int64
	Replies  atomic.Int64 // lost
	Pushes   atomic.Int64 // lost
	Received atomic.Int64 // commits handed on, to anybody
	FromLog  atomic.Int64 // of those, read from the log
}

// String says it in two lines.
func (c *Counts) String() string {
	return fmt.Sprintf("%d commits acknowledged, %d refused; %d sent again without an answer, %d with one; %d times asked to wait\n"+
		"%d cuts, %d closed, %d times down, %d replies and %d pushes lost; %d commits received, %d of them from the log",
		c.Commits.Load(), c.Refused.Load(), c.Again.Load(), c.Doubted.Load(), c.Limited.Load(),
		c.Cut.Load(), c.Closed.Load(), c.Down.Load(), c.Replies.Load(), c.Pushes.Load(), c.Received.Load(), c.FromLog.Load())
}
