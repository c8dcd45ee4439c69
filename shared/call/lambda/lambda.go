// Package lambda calls functions by Lambda Invoke: the call adapter of the cloud. A
// function's name is made of the stage and its operation's id (cloud.FunctionName).
//
// A call that may have run is not repeated here: only one that was throttled, or for which
// there was no connection, is. Who called decides, under the request's own key.
package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/cloud"
)

const (
	// callTime bounds a call: the longest operation has 29 seconds, and its function starts.
	callTime = 35 * time.Second
	// startTime bounds handing over an asynchronous call.
	startTime = 5 * time.Second
	attempts  = 3
	// maxBackOff bounds the wait before another try: somebody waits for the answer.
	maxBackOff = time.Second
)

// idForm is that of an operation's id; nothing else can be a function's name.
var idForm = regexp.MustCompile(`^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$`)

// Options are what New may be given.
type Options struct {
	Stage string
}

// Invoker implements call.Invoker.
type Invoker struct {
	stage  string
	once   *lambda.Client // repeats only what did nothing
	starts *lambda.Client // may repeat anything: at least once is promised
}

var _ call.Invoker = (*Invoker)(nil)

// New makes an invoker; it calls nothing.
func New(c aws.Config, o Options) *Invoker {
	with := func(change func(*retry.StandardOptions)) *lambda.Client {
		return lambda.NewFromConfig(c, func(l *lambda.Options) {
			l.Retryer = retry.NewAdaptiveMode(func(a *retry.AdaptiveModeOptions) { a.StandardOptions = append(a.StandardOptions, change) })
		})
	}
	return &Invoker{stage: o.Stage,
		once: with(func(s *retry.StandardOptions) {
			s.MaxAttempts, s.MaxBackoff = attempts, maxBackOff
			s.Retryables = []retry.IsErrorRetryable{retry.IsErrorRetryableFunc(func(err error) aws.Ternary { return aws.BoolTernary(didNothing(err)) })}
		}),
		starts: with(func(s *retry.StandardOptions) { s.MaxAttempts, s.MaxBackoff = attempts, maxBackOff }),
	}
}

// didNothing says that a call certainly ran no function.
func didNothing(err error) bool {
	var op *net.OpError
	return throttled(err) || errors.Is(err, syscall.ECONNREFUSED) || errors.As(err, &op) && op.Op == "dial"
}

func throttled(err error) bool {
	return slices.Contains([]string{"TooManyRequestsException", "ThrottlingException", "EC2ThrottledException", "Throttling"}, codeOf(err))
}

// Invoke implements call.Invoker.
func (i *Invoker) Invoke(ctx context.Context, function string, payload []byte) ([]byte, error) {
	if err := check(function, payload, call.MaxPayload); err != nil {
		return nil, err
	}
	own, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	out, err := i.once.Invoke(own, &lambda.InvokeInput{FunctionName: aws.String(cloud.FunctionName(i.stage, function)),
		InvocationType: types.InvocationTypeRequestResponse, Payload: payload})
	switch {
	case err != nil:
		return nil, failed(function, err)
	case out.FunctionError != nil:
		return nil, fault(function, out.Payload)
	case len(out.Payload) > call.MaxPayload:
		return nil, fmt.Errorf("%w: the answer of %s has %d bytes", call.ErrTooLarge, function, len(out.Payload))
	}
	return out.Payload, nil
}

// Start implements call.Invoker.
func (i *Invoker) Start(ctx context.Context, function string, payload []byte) error {
	if err := check(function, payload, call.MaxAsyncPayload); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	_, err := i.starts.Invoke(ctx, &lambda.InvokeInput{FunctionName: aws.String(cloud.FunctionName(i.stage, function)),
		InvocationType: types.InvocationTypeEvent, Payload: payload})
	if err != nil {
		return failed(function, err)
	}
	return nil
}

func check(function string, payload []byte, most int) error {
	switch {
	case !idForm.MatchString(function):
		return fmt.Errorf("%w: %q", call.ErrUnknown, function)
	case len(payload) > most:
		return fmt.Errorf("%w: %s takes at most %d bytes", call.ErrTooLarge, function, most)
	}
	return nil
}

// failed makes the port's error of the service's.
func failed(function string, err error) error {
	var res *smithyhttp.ResponseError
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%w: %s: %w", call.ErrTimeout, function, err)
	case codeOf(err) == "ResourceNotFoundException":
		return fmt.Errorf("%w: %s", call.ErrUnknown, function)
	case codeOf(err) == "RequestTooLargeException", errors.As(err, &res) && res.HTTPStatusCode() == http.StatusRequestEntityTooLarge:
		return fmt.Errorf("%w: %s", call.ErrTooLarge, function)
	case throttled(err):
		return fmt.Errorf("%w: %s: %w", call.ErrThrottled, function, err)
	case didNothing(err):
		return fmt.Errorf("%w: %s: %w", call.ErrThrottled, function, err)
	}
	return fmt.Errorf("%w: %s: %w", call.ErrTimeout, function, err) // no answer: it may have run
}

// fault reads what Lambda says of a function that failed.
func fault(function string, payload []byte) error {
	var f struct{ ErrorType, ErrorMessage string }
	if err := json.Unmarshal(payload, &f); err != nil {
		return &call.Fault{Function: function, Type: "Unhandled", Message: "the error cannot be read"}
	}
	switch {
	case f.ErrorType == "Sandbox.Timedout" || strings.Contains(f.ErrorMessage, "Task timed out after"):
		return fmt.Errorf("%w: %s", call.ErrTimeout, function)
	case f.ErrorType == "Function.ResponseSizeTooLarge":
		return fmt.Errorf("%w: the answer of %s", call.ErrTooLarge, function)
	}
	return &call.Fault{Function: function, Type: f.ErrorType, Message: f.ErrorMessage}
}

func codeOf(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}
