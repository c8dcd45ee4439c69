package outbox

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/bus"
)

// deliver gives one event to the handler. It runs in a goroutine of its own.
func (c *consumer) deliver(ctx context.Context, d Delivery) finished {
	f := finished{delivery: d, outcome: Outcome{Seq: d.Seq}}
	ctx = context.WithoutCancel(ctx) // when the bus is told to stop, the handler has its time nevertheless
	e, err := c.bus.log.Event(ctx, d.Seq)
	if err != nil {
		c.bus.o.Logger.ErrorContext(ctx, "outbox: read event", "consumer", c.name, "seq", d.Seq, "error", err)
		f.unread = true
		return f
	}
	if !slices.Contains(c.types, e.Type) {
		return f // wanted by an earlier version of the consumer
	}
	err = c.attempt(ctx, e)
	if err == nil {
		return f
	}
	failures := d.Attempts + 1
	f.outcome.Verdict, f.outcome.Delay, f.outcome.Err = Retry, c.bus.o.Backoff(failures), text(err)
	if failures >= bus.MaxAttempts {
		f.outcome.Verdict = Dead
	}
	c.bus.o.Logger.WarnContext(ctx, "outbox: handler failed", "consumer", c.name, "event", e.ID, "type", e.Type,
		"correlation", e.Correlation, "failures", failures, "dead", f.outcome.Verdict == Dead, "error", f.outcome.Err)
	return f
}

// attempt calls the handler; a panic is a failure like any other.
func (c *consumer) attempt(ctx context.Context, e bus.Event) (err error) {
	ctx, cancel := context.WithTimeout(ctx, c.bus.o.Timeout)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			c.bus.o.Logger.ErrorContext(ctx, "outbox: handler panicked", "consumer", c.name, "event", e.ID, "stack", string(debug.Stack()))
			err = fmt.Errorf("handler panicked with a %T", p)
		}
	}()
	return c.handle(ctx, e)
}

// text gives an error's text, cut to what is kept.
func text(err error) string {
	s := err.Error()
	if len(s) > maxErr {
		s = s[:maxErr]
	}
	return strings.ToValidUTF8(s, "")
}
