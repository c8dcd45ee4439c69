// Package lambda is the call port on AWS: Lambda's Invoke. The function of an operation is
// found by its name (cloud.FunctionName), so a caller knows nothing but the stage.
//
// The SDK's own retries are not used for calls whose answer is waited for: a request that
// got no answer may have run, and what is called may not be repeatable. Only what was
// certainly not run (throttled, no connection) is tried again.
package lambda

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/internal/awsretry"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const (
	// margin is added to the longest time that a called function may take: for its start,
	// and for the way there and back.
	margin = 5 * time.Second
	// startTimeout bounds Start with all its attempts: Lambda only puts the event into a queue.
	startTimeout = 10 * time.Second
)

// operationID is the form of ids. Others have no function, though their names might.
var operationID = regexp.MustCompile(`^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$`)

// Options of an Invoker.
type Options struct {
	Stage   string        // whose functions are called
	Backoff time.Duration // between two attempts at most; 0 means awsretry.DefaultBackoff
}

// Invoker calls Lambda functions.
type Invoker struct {
	stage string
	once  *lambda.Client // repeats only what was not run
	again *lambda.Client // repeats what may have run: what it starts runs at least once anyway
}

var _ call.Invoker = (*Invoker)(nil)

// New makes an invoker of a stage's functions; it calls nothing.
func New(cfg aws.Config, o Options) *Invoker {
	return &Invoker{
		stage: o.Stage,
		once:  lambda.NewFromConfig(cfg, func(c *lambda.Options) { c.Retryer = awsretry.New(o.Backoff) }),
		again: lambda.NewFromConfig(cfg, func(c *lambda.Options) {
			c.Retryer = awsretry.Repeat(o.Backoff)
		}),
	}
}

// Invoke implements call.Invoker. It waits no longer than the longest operation takes.
func (i *Invoker) Invoke(ctx context.Context, function string, payload []byte) ([]byte, error) {
	if err := admit(ctx, function, len(payload), call.MaxPayload); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, operation.MaxTimeout+margin)
	defer cancel()
	out, err := i.once.Invoke(ctx, i.input(types.InvocationTypeRequestResponse, function, payload))
	switch {
	case err != nil:
		return nil, failure(ctx, function, err)
	case out.FunctionError != nil:
		return nil, fault(function, *out.FunctionError, out.Payload)
	case len(out.Payload) > call.MaxPayload:
		return nil, fmt.Errorf("%w: the answer of %s has %d bytes", call.ErrTooLarge, function, len(out.Payload))
	}
	return out.Payload, nil
}

// Start implements call.Invoker. Lambda runs the event at least once, twice more if it
// fails, and then hands it to the function's failure destination.
func (i *Invoker) Start(ctx context.Context, function string, payload []byte) error {
	if err := admit(ctx, function, len(payload), call.MaxAsyncPayload); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	if _, err := i.again.Invoke(ctx, i.input(types.InvocationTypeEvent, function, payload)); err != nil {
		return failure(ctx, function, err)
	}
	return nil
}

func (i *Invoker) input(kind types.InvocationType, function string, payload []byte) *lambda.InvokeInput {
	name := cloud.FunctionName(i.stage, function)
	return &lambda.InvokeInput{FunctionName: &name, InvocationType: kind, Payload: payload}
}

// admit refuses what Lambda need not be asked about.
func admit(ctx context.Context, function string, size, most int) error {
	if !operationID.MatchString(function) {
		return fmt.Errorf("%w: %q", call.ErrUnknown, function)
	}
	if size > most {
		return fmt.Errorf("%w: %s takes at most %d bytes", call.ErrTooLarge, function, most)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("lambda: %s was not run: %w", function, err)
	}
	return nil
}
