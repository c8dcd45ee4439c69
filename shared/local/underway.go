package local

import (
	"context"
	"sync"
)

// underway counts what runs, bounds it, and lets one wait for its end. Unlike a
// sync.WaitGroup it may grow while somebody waits: a function that is still running may
// call another.
type underway struct {
	most int

	mu      sync.Mutex
	n       int
	stopped bool
	idle    chan struct{} // made by the first waiter, closed when n falls to zero
}

// begin counts one more. Once stopped, only those inside (called by what runs) are let in.
func (u *underway) begin(inside bool) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case u.stopped && !inside:
		return ErrStopped
	case u.n >= u.most:
		return ErrThrottled
	}
	u.n++
	return nil
}

func (u *underway) end() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.n--
	if u.n == 0 && u.idle != nil {
		close(u.idle)
		u.idle = nil
	}
}

// drain lets nobody in any more and waits until nothing runs, or for ctx.
func (u *underway) drain(ctx context.Context) error {
	u.mu.Lock()
	u.stopped = true
	if u.n == 0 {
		u.mu.Unlock()
		return nil
	}
	if u.idle == nil {
		u.idle = make(chan struct{})
	}
	idle := u.idle
	u.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
