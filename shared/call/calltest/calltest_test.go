package calltest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/call/calltest"
)

// direct keeps the contract with plain calls: it shows that the suite can be passed, and
// is the least an adapter does.
type direct struct {
	functions map[string]calltest.Function
	running   sync.WaitGroup
}

type reply struct {
	body []byte
	err  error
}

func (d *direct) run(ctx context.Context, name string, payload []byte) ([]byte, error) {
	f, ok := d.functions[name]
	if !ok {
		return nil, call.ErrUnknown
	}
	ctx, cancel := context.WithTimeout(ctx, f.Timeout)
	defer cancel()
	done := make(chan reply, 1)
	d.running.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				done <- reply{err: &call.Fault{Function: name, Type: "panic", Message: fmt.Sprint(p)}}
			}
		}()
		body, err := f.Handle(ctx, payload)
		if err != nil {
			err = &call.Fault{Function: name, Type: fmt.Sprintf("%T", err), Message: err.Error()}
		}
		done <- reply{body, err}
	})
	select {
	case <-ctx.Done():
		return nil, call.ErrTimeout
	case r := <-done:
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil, call.ErrTimeout
		}
		return r.body, r.err
	}
}

// Invoke implements call.Invoker.
func (d *direct) Invoke(ctx context.Context, name string, payload []byte) ([]byte, error) {
	if len(payload) > call.MaxPayload {
		return nil, call.ErrTooLarge
	}
	body, err := d.run(ctx, name, bytes.Clone(payload))
	if len(body) > call.MaxPayload {
		return nil, call.ErrTooLarge
	}
	return body, err
}

// Start implements call.Invoker.
func (d *direct) Start(ctx context.Context, name string, payload []byte) error {
	if _, ok := d.functions[name]; !ok {
		return call.ErrUnknown
	}
	if len(payload) > call.MaxAsyncPayload {
		return call.ErrTooLarge
	}
	payload, ctx = bytes.Clone(payload), context.WithoutCancel(ctx)
	d.running.Go(func() { _, _ = d.run(ctx, name, payload) }) // its failure is its own
	return nil
}

func TestSuite(t *testing.T) {
	calltest.Run(t, func(t *testing.T, functions map[string]calltest.Function) call.Invoker {
		d := &direct{functions: functions}
		t.Cleanup(d.running.Wait)
		return d
	})
}
