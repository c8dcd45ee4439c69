// Package awsretry says which calls to AWS are made again, for all adapters. There are two
// kinds: those that must not act twice (New), of which only what certainly was not done is
// repeated, and those that may (Repeat). The SDK by itself repeats both, also a request
// whose answer was lost and that may have been carried out.
//
// Both are the SDK's standard mode. The adaptive one also holds back the calls after a
// throttled one, all those of a client and for seconds, so that one busy partition, key or
// connection stops a whole function.
package awsretry

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Outcome is what a failed call proves.
type Outcome int

// The outcomes.
const (
	Refused Outcome = iota // nothing was done, and the same request will be refused again
	Busy                   // nothing was done; try again later
	Unknown                // it may have been done
)

// Limits of a retryer.
const (
	MaxAttempts    = 4                      // of one call, the first included: with doubling pauses the last is some two seconds after the first
	DefaultBackoff = 500 * time.Millisecond // between two attempts at most; the first pause is shorter
)

// OutcomeOf tells what an error of an SDK's client proves.
func OutcomeOf(err error) Outcome {
	var answer *smithyhttp.ResponseError
	var sent *smithyhttp.RequestSendError
	answered := errors.As(err, &answer)
	switch {
	case Throttled(err), answered && answer.HTTPStatusCode() == http.StatusTooManyRequests, neverConnected(err):
		return Busy
	case answered:
		if code := answer.HTTPStatusCode(); code >= http.StatusBadRequest && code < http.StatusInternalServerError {
			return Refused
		}
		return Unknown // a failure of the service, or an answer that was cut off
	case errors.As(err, &sent), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return Unknown
	}
	return Refused // it was never sent: no credentials, an invalid parameter
}

// Throttled tells whether the service says that it did nothing because there was too much
// to do, or because something else was under way with the same.
func Throttled(err error) bool {
	var api smithy.APIError
	const conflict = "TransactionConflictException" // of a single write of DynamoDB that met a transaction
	return errors.As(err, &api) && api.ErrorCode() == conflict || retry.ThrottleErrorCode{Codes: retry.DefaultThrottleErrorCodes}.IsErrorThrottle(err) == aws.TrueTernary
}

// neverConnected tells whether there was no connection that a request could have gone over.
func neverConnected(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// New makes a retryer that repeats a request only if nothing was done, up to MaxAttempts
// times in all with pauses of at most backoff (0 means DefaultBackoff) in between.
func New(backoff time.Duration) aws.Retryer {
	return standard(backoff, func([]retry.IsErrorRetryable) []retry.IsErrorRetryable { return []retry.IsErrorRetryable{busy{}} })
}

// Repeat makes a retryer that repeats whatever may succeed at another time, as often and
// with the same pauses: for calls that may act twice.
func Repeat(backoff time.Duration) aws.Retryer {
	return standard(backoff, func(sdk []retry.IsErrorRetryable) []retry.IsErrorRetryable { return append(sdk, busy{}) })
}

func standard(backoff time.Duration, which func(sdk []retry.IsErrorRetryable) []retry.IsErrorRetryable) aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts, o.MaxBackoff = MaxAttempts, cmp.Or(max(backoff, 0), DefaultBackoff)
		o.Retryables = which(o.Retryables)
	})
}

// busy has repeated what was certainly not done.
type busy struct{}

// IsErrorRetryable implements retry.IsErrorRetryable.
func (busy) IsErrorRetryable(err error) aws.Ternary {
	if OutcomeOf(err) == Busy {
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}
