// Package testclock is the clock of tests: time that stands still until the test moves
// it, so that nothing waits and nothing depends on the speed of the machine.
package testclock

import (
	"sync"
	"time"
)

// Clock shows the time it was set to. It is safe for concurrent use.
type Clock struct {
	mu      sync.Mutex
	now     time.Time
	waiters map[chan time.Time]time.Time
}

// New makes a clock that shows the given time.
func New(now time.Time) *Clock { return &Clock{now: now} }

// Now gives the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock, back if d is negative.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	for ch, at := range c.waiters {
		if !c.now.Before(at) {
			ch <- c.now
			delete(c.waiters, ch)
		}
	}
}

// After is time.After on this clock: the channel receives once the clock has moved by d.
func (c *Clock) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	ch := make(chan time.Time, 1)
	if d <= 0 {
		ch <- c.now
		return ch
	}
	if c.waiters == nil {
		c.waiters = map[chan time.Time]time.Time{}
	}
	c.waiters[ch] = c.now.Add(d)
	return ch
}
