package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"runtime/debug"
	"time"

	"github.com/aws/aws-lambda-go/lambda/messages"

	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// errLostConnection is what a fault switch makes of an answer: it never reaches who waits
// for it, and the connection it would have taken breaks.
var errLostConnection = fmt.Errorf("local: connection lost by a fault switch: %w", call.ErrTimeout)

// insideKey marks the context of a running function, so that what it calls may still
// run while the server stops.
type insideKey struct{}

func inside(ctx context.Context) bool { return ctx.Value(insideKey{}) != nil }

// outcome is what a run of a function ended with.
type outcome struct {
	answer []byte
	err    error
}

// Invoke implements call.Invoker. The function gets a context of its own, as in Lambda:
// none of the caller's values, not its cancellation, and the operation's deadline. If
// the caller's ctx ends first, Invoke returns an error that is call.ErrTimeout and the
// function goes on. An error or panic of the function comes back as *call.Fault.
func (f *Functions) Invoke(ctx context.Context, id string, payload []byte) ([]byte, error) {
	e, err := f.admit(ctx, id, len(payload), call.MaxPayload)
	if err != nil {
		return nil, err
	}
	if err := f.work.begin(inside(ctx)); err != nil {
		return nil, fmt.Errorf("%w: %s", err, id)
	}
	start, event := f.o.Now(), bytes.Clone(payload)
	out := f.broken(ctx, e, event)
	f.o.Inspector.record(Record{Time: start, Function: id, Duration: f.o.Now().Sub(start), Event: event, Answer: out.answer, Err: out.err})
	return out.answer, out.err
}

// broken runs the function as the fault switches want it.
func (f *Functions) broken(ctx context.Context, e *entry, event []byte) outcome {
	fault := f.o.Faults.take(e.spec.ID)
	switch fault {
	case FaultThrottle:
		f.work.end()
		return outcome{err: fmt.Errorf("%w: %s (fault switch)", ErrThrottled, e.spec.ID)}
	case FaultTimeout:
		f.work.end()
		return outcome{err: fmt.Errorf("%w: %s (fault switch)", call.ErrTimeout, e.spec.ID)}
	}
	out := f.await(ctx, e, event)
	switch fault {
	case FaultLostReply:
		return outcome{err: fmt.Errorf("%w: %s (fault switch)", call.ErrTimeout, e.spec.ID)}
	case FaultLostConnection:
		return outcome{err: errLostConnection}
	}
	return out
}

func (f *Functions) admit(ctx context.Context, id string, size, most int) (*entry, error) {
	e, ok := f.find(id)
	if !ok {
		return nil, fmt.Errorf("%w: %s", call.ErrUnknown, id)
	}
	if size > most {
		return nil, fmt.Errorf("%w: %s takes at most %d bytes", call.ErrTooLarge, id, most)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("local: %s was not run: %w", id, err)
	}
	return e, nil
}

// await runs the function in a goroutine of its own, which belongs to f.work, and waits
// for its answer, its time-out or the caller's patience.
func (f *Functions) await(ctx context.Context, e *entry, payload []byte) outcome { //nolint:contextcheck // a function inherits nothing from its caller, as in Lambda
	done := make(chan outcome, 1)
	own, cancel := context.WithTimeout(context.WithValue(context.Background(), insideKey{}, true), e.spec.Deadline()+answerGrace)
	go func() {
		defer f.work.end()
		defer cancel()
		done <- f.run(own, e, payload)
	}()
	select {
	case out := <-done:
		return out
	case <-ctx.Done():
		return outcome{err: fmt.Errorf("%w: %s: %w", call.ErrTimeout, e.spec.ID, ctx.Err())}
	case <-own.Done(): // at its time-out, or at its end, which may be seen before the answer
	}
	select {
	case out := <-done:
		return out
	default:
		return outcome{err: fmt.Errorf("%w: %s after %s", call.ErrTimeout, e.spec.ID, e.spec.Deadline())}
	}
}

// run calls the handler; its errors and panics become faults, a too large answer too.
func (f *Functions) run(ctx context.Context, e *entry, payload []byte) (out outcome) {
	defer func() {
		if r := recover(); r != nil {
			f.o.Log.LogAttrs(ctx, slog.LevelError, "function panicked", slog.String("op", e.spec.ID),
				slog.String("panic", fmt.Sprint(r)), slog.String("stack", string(debug.Stack())))
			out = outcome{err: &call.Fault{Function: e.spec.ID, Type: "panic", Message: "the function panicked"}}
		}
	}()
	answer, err := e.handler.Invoke(ctx, payload)
	switch {
	case err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
		return outcome{err: fmt.Errorf("%w: %s after %s", call.ErrTimeout, e.spec.ID, e.spec.Deadline())}
	case err != nil:
		return outcome{err: faultOf(e.spec.ID, err)}
	case len(answer) > call.MaxPayload:
		return outcome{err: fmt.Errorf("%w: the answer of %s has %d bytes", call.ErrTooLarge, e.spec.ID, len(answer))}
	}
	return outcome{answer: answer}
}

// faultOf names an error as Lambda does: by its own type and message if it has them, else
// by its Go type.
func faultOf(id string, err error) *call.Fault {
	var own messages.InvokeResponse_Error
	if errors.As(err, &own) {
		return &call.Fault{Function: id, Type: own.Type, Message: own.Message}
	}
	t := reflect.TypeOf(err)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return &call.Fault{Function: id, Type: t.Name(), Message: err.Error()}
}

// Start implements call.Invoker: it returns once the call is accepted. The call is run
// at least once, and up to three times until it succeeds; what failed three times is
// logged and dropped. Calls that may run longer than a request are run one after the other,
// for they take whole processors. A crash of the process loses accepted calls, and its end
// those long ones that wait: what must survive goes over the bus.
func (f *Functions) Start(ctx context.Context, id string, payload []byte) error {
	e, err := f.admit(ctx, id, len(payload), call.MaxAsyncPayload)
	if err != nil {
		return err
	}
	workers, stop := f.workers, (chan struct{})(nil)
	if e.spec.Deadline() > operation.MaxTimeout { // who stops the server does not wait for a queue of these
		workers, stop = f.long, f.stop
	}
	select {
	case f.pending <- struct{}{}:
	case <-ctx.Done():
		return fmt.Errorf("%w: %s: %w", ErrThrottled, id, ctx.Err())
	}
	if err := f.work.begin(inside(ctx)); err != nil {
		<-f.pending
		return fmt.Errorf("%w: %s", err, id)
	}
	event := bytes.Clone(payload)
	go func() { //nolint:contextcheck // it outlives the call that started it
		defer func() { <-f.pending; f.work.end() }()
		select {
		case workers <- struct{}{}:
		case <-stop:
			return
		}
		defer func() { <-workers }()
		f.attempts(id, event)
	}()
	return nil
}

// attempts runs an accepted call until it succeeds, at most asyncAttempts times.
func (f *Functions) attempts(id string, event []byte) {
	ctx := context.WithValue(context.Background(), insideKey{}, true)
	wait := f.o.RetryWait
	for n := 1; ; n++ {
		_, err := f.Invoke(ctx, id, event)
		if err == nil {
			return
		}
		if n == asyncAttempts {
			f.o.Log.LogAttrs(ctx, slog.LevelError, "asynchronous call failed", slog.String("op", id),
				slog.Int("attempts", n), slog.String("error", err.Error()))
			return
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-f.stop:
			timer.Stop()
		}
		wait *= 2
	}
}

// Drain refuses new calls and waits for those under way and what they call. It returns
// ctx's error if that ends first; calls that still run are then on their own.
func (f *Functions) Drain(ctx context.Context) error {
	f.stopIt()
	return f.work.drain(ctx)
}
