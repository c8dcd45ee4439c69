package fetch

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"time"
)

// idle reads, and stops the request when nothing comes for a while.
type idle struct {
	r     io.Reader
	wait  time.Duration
	timer *time.Timer
	ended atomic.Bool
}

func newIdle(r io.Reader, wait time.Duration, stop context.CancelFunc) *idle {
	i := &idle{r: r, wait: wait}
	i.timer = time.AfterFunc(wait, func() {
		i.ended.Store(true)
		stop()
	})
	i.timer.Stop()
	return i
}

// Read implements io.Reader.
func (i *idle) Read(p []byte) (int, error) {
	i.timer.Reset(i.wait)
	n, err := i.r.Read(p)
	i.timer.Stop()
	if err != nil && i.ended.Load() {
		return n, fail(CodeTimeout, textTimeout, errors.New("nothing came for too long"))
	}
	return n, err
}
