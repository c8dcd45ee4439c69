package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aio-creative-hub/aio/internal/served"
)

// loadWarmUp is how long the server is under load before it is measured.
const loadWarmUp = time.Second

// account measures the reading of one's own account, which is about the least that an
// authenticated request does: the token is verified, the session and the account are read.
func (b *bench) account(ctx context.Context) (err error) {
	s, c, err := b.servedFresh(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Stop()) }()
	g := newGetter(s.URL+"/api/v1/users/me", c.Session().AccessToken, b.n.connections)
	defer g.http.CloseIdleConnections()
	if _, err := g.closedLoop(ctx, b.n.connections, loadWarmUp); err != nil {
		return err
	}
	for range b.n.runs {
		if err := b.closedRun(ctx, s, g); err != nil {
			return err
		}
		late, err := g.openLoop(ctx, b.n.rate, b.n.open)
		if err != nil {
			return err
		}
		b.table.add(meP50, milliseconds(quantile(late, 0.5)))
		b.table.add(meP99, milliseconds(quantile(late, 0.99)))
		b.table.add(meMax, milliseconds(quantile(late, 1)))
	}
	return nil
}

// closedRun measures requests a second, and what processor time they cost the server.
func (b *bench) closedRun(ctx context.Context, s *served.Server, g *getter) error {
	before, err := cpuSeconds(s.PID())
	if err != nil {
		return err
	}
	begun := time.Now()
	n, err := g.closedLoop(ctx, b.n.connections, b.n.closed)
	took := time.Since(begun)
	if err != nil {
		return err
	}
	after, err := cpuSeconds(s.PID())
	if err != nil {
		return err
	}
	b.table.add(meRaw, float64(n)/took.Seconds())
	b.table.add(meCore, float64(n)/(after-before))
	return nil
}

// getter makes one authenticated GET request again and again.
type getter struct {
	url, token string
	http       *http.Client
}

func newGetter(url, token string, connections int) *getter {
	return &getter{url: url, token: token, http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections}}}
}

func (g *getter) get(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, g.url, http.NoBody)
	if err != nil {
		return fmt.Errorf("get: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+g.token)
	res, err := g.http.Do(req)
	if err != nil {
		return fmt.Errorf("get: %w", err)
	}
	defer res.Body.Close() //nolint:errcheck // only read from
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return fmt.Errorf("get: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("get: status %d", res.StatusCode)
	}
	return nil
}

// closedLoop has a number of callers who each send the next request when the last one was
// answered, and counts the answers.
func (g *getter) closedLoop(ctx context.Context, callers int, during time.Duration) (int64, error) {
	end := time.Now().Add(during)
	var answered atomic.Int64
	failed := make([]error, callers)
	var all sync.WaitGroup
	for i := range callers {
		all.Go(func() {
			for time.Now().Before(end) && failed[i] == nil {
				failed[i] = g.get(ctx)
				answered.Add(1)
			}
		})
	}
	all.Wait()
	return answered.Load(), errors.Join(failed...)
}

// openLoop sends requests at a fixed rate, whatever becomes of them, and gives how long
// after it was due each was answered.
func (g *getter) openLoop(ctx context.Context, rate int, during time.Duration) ([]time.Duration, error) {
	n := int(during.Seconds() * float64(rate))
	late, failed := make([]time.Duration, n), make([]error, n)
	begun := time.Now()
	var all sync.WaitGroup
	for i := range n {
		due := begun.Add(time.Duration(i) * time.Second / time.Duration(rate))
		if !sleepUntil(ctx, due) {
			break
		}
		all.Go(func() {
			failed[i] = g.get(ctx)
			late[i] = time.Since(due)
		})
	}
	all.Wait()
	return late, errors.Join(append(failed, ctx.Err())...)
}

// sleepUntil reports false if ctx ended first.
func sleepUntil(ctx context.Context, at time.Time) bool {
	wait := time.Until(at)
	if wait <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
