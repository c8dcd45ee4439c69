package client

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/aio-creative-hub/aio/internal/pause"
)

// run serves one connection after the other until the Conn ends.
func (k *Conn) run(l *link) {
	var pump sync.WaitGroup
	pump.Go(func() { k.out.pump(k.ctx, k.nudge) })
	defer func() {
		k.cancel()
		pump.Wait()
		close(k.done)
	}()
	attempt := 0
	for {
		k.serve(l)
		if k.Err() != nil {
			return
		}
		if time.Since(l.born) >= stableAfter {
			attempt = 0
		}
		var err error
		if l, attempt, err = k.reconnect(attempt, l.planned.Load()); err != nil {
			k.end(err)
			return
		}
		k.out.put(Push{Type: TypeResumed})
	}
}

// serve runs one connection to its end, and until nothing of it runs any more.
func (k *Conn) serve(l *link) {
	var side sync.WaitGroup
	side.Go(func() { k.attach(l); k.follow(l) })
	side.Go(func() { k.beat(l) })
	err := k.read(l)
	l.drop()
	side.Wait()
	k.detach(l)
	if k.ctx.Err() == nil {
		k.c.o.Log.LogAttrs(k.ctx, slog.LevelInfo, "connection ended", slog.Int("code", int(websocket.CloseStatus(err))),
			slog.Bool("planned", l.planned.Load()), slog.Duration("age", time.Since(l.born)))
	}
}

// reconnect tries until there is a connection. An error is final.
func (k *Conn) reconnect(attempt int, planned bool) (*link, int, error) {
	wait := time.Duration(0)
	if !planned {
		wait = k.c.backoff(attempt)
	}
	for {
		attempt++
		if pause.For(k.ctx, wait) != nil {
			return nil, attempt, ErrClosed
		}
		l, err := k.connect(k.ctx)
		if err == nil {
			return l, attempt, nil
		}
		if Final(err) {
			return nil, attempt, err
		}
		wait = k.c.backoff(attempt)
		if p := AsProblem(err); p != nil {
			wait = max(wait, p.RetryAfter)
		}
		k.c.o.Log.LogAttrs(k.ctx, slog.LevelInfo, "reconnecting", slog.Int("attempt", attempt), slog.String("error", err.Error()))
	}
}

// Final reports whether trying to connect again is of no use: the server refused, and not
// for a passing reason. A handshake may fail because its ticket expired on the way.
func Final(err error) bool {
	if errors.Is(err, errHandshake) {
		return false
	}
	if errors.Is(err, ErrSignedOut) {
		return true
	}
	p := AsProblem(err)
	return p != nil && !p.Temporary() && p.Code != CodeUnexpected
}

// backoff is the pause before an attempt: random up to a bound that doubles.
func (c *Client) backoff(attempt int) time.Duration {
	bound := math.Min(float64(backoffMax), float64(backoffFirst)*math.Pow(2, float64(attempt)))
	return time.Duration(c.o.Rand() * bound)
}

// Message is anything the server sends: an answer (Re is the frame's id), a push (it has a
// Type), or a complaint of the gateway about a frame it does not name.
type Message struct {
	Re        string          `json:"re"`
	Status    int             `json:"status"`
	Body      json.RawMessage `json:"body"`
	Complaint string          `json:"message"`
	Push
}

// read takes what the server sends until the connection ends.
func (k *Conn) read(l *link) error {
	for {
		kind, data, err := l.ws.Read(l.ctx)
		if err != nil {
			return err
		}
		l.hear()
		var m Message
		if kind != websocket.MessageText || json.Unmarshal(data, &m) != nil {
			k.c.o.Log.LogAttrs(k.ctx, slog.LevelWarn, "message not understood", slog.Int("bytes", len(data)))
			continue
		}
		switch {
		case m.Type != "":
			k.pushed(m.Push)
		case m.Re != "":
			k.answered(m.Re, result{status: m.Status, body: m.Body})
		default:
			k.complaint(l)
		}
	}
}

// beat keeps the connection from being closed as idle, notices when it is dead, and
// makes room for a new one before the server's limit of two hours.
func (k *Conn) beat(l *link) {
	tick := time.NewTicker(heartTick)
	defer tick.Stop()
	for {
		select {
		case <-l.ctx.Done():
			return
		case <-tick.C:
		}
		quiet, age, waiting := l.quiet(), time.Since(l.born), k.waiting()
		switch {
		case age >= l.retire && (!waiting || age >= l.retire+ageGrace):
			l.goodbye()
			return
		case quiet >= heartbeat, waiting && quiet >= silence:
			if !k.ping(l) {
				l.drop()
				return
			}
		}
	}
}

// ping reports whether the connection is alive: any word will do.
func (k *Conn) ping(l *link) bool {
	ctx, cancel := context.WithTimeout(l.ctx, pongTimeout)
	defer cancel()
	_, _, err := k.Call(ctx, "ping", nil)
	return err == nil || l.quiet() < pongTimeout
}

// nudge wakes the followers' goroutine.
func (k *Conn) nudge() {
	select {
	case k.wake <- struct{}{}:
	default:
	}
}
