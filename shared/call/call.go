// Package call is the port by which one function calls another: in process on one
// machine, by Lambda Invoke on AWS. The payload is JSON bytes on both, so that its shape
// cannot drift. What the payload means is the business of shared/operation.
package call

import (
	"context"
	"errors"
	"fmt"
)

// MaxPayload is the most bytes of a synchronous request or answer: Lambda's limit.
const MaxPayload = 6 << 20

// MaxAsyncPayload is the most bytes of an asynchronous request: Lambda's limit of 1 MB
// since 2025, kept at the older 256 KB so that dead-letter queues can hold it.
const MaxAsyncPayload = 256 << 10

// The failures of the port itself; what the called function answers, also a refusal, is payload.
var (
	ErrUnknown  = errors.New("call: no such function")
	ErrTooLarge = errors.New("call: payload too large")
	ErrTimeout  = errors.New("call: timed out, or the answer was lost; the function may still have run")
	// ErrThrottled says that there is no room now, or no way there; nothing was run.
	ErrThrottled = errors.New("call: too many calls under way; nothing was run")
)

// Fault is an error that the function itself returned or panicked with, as opposed to an
// answer: Lambda's FunctionError.
type Fault struct{ Function, Type, Message string }

// Error implements error.
func (f *Fault) Error() string {
	return fmt.Sprintf("call: %s failed: %s: %s", f.Function, f.Type, f.Message)
}

// Invoker calls functions by the id of their operation. Safe for concurrent use.
type Invoker interface {
	// Invoke calls and waits for the answer; at most the function's own time-out, or ctx.
	Invoke(ctx context.Context, function string, payload []byte) ([]byte, error)
	// Start hands the payload over and returns once it will be run at least once.
	Start(ctx context.Context, function string, payload []byte) error
}
