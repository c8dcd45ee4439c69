package dynamo

import (
	"context"
	"errors"
	"net"
	"net/http"
	"slices"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/aws/smithy-go"

	"github.com/aio-creative-hub/aio/shared/store"
)

// attempts bounds the tries of one call, the first included.
const attempts = 4

// maxBackOff bounds the wait before another try: somebody waits for the answer.
const maxBackOff = 400 * time.Millisecond

// throttled are the codes by which the service says that it did nothing, for now.
func throttled() []string {
	return []string{"ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded", "Throttling",
		"TransactionConflictException", "ThrottledException", "TooManyRequestsException"}
}

// ReadRetryer repeats whatever may succeed at another time: reading twice harms nobody. It
// is the SDK's standard mode: the adaptive one also holds back the calls after a throttled
// one, all of them and for seconds, so that one busy partition stops a whole function.
func ReadRetryer() aws.Retryer {
	return retry.NewStandard(func(s *retry.StandardOptions) { s.MaxAttempts, s.MaxBackoff = attempts, maxBackOff })
}

// WriteRetryer repeats only what certainly did nothing. A write whose reply was lost is
// not among it: repeated, it might meet itself and call that a conflict.
func WriteRetryer() aws.Retryer {
	return retry.NewStandard(func(s *retry.StandardOptions) {
		s.MaxAttempts, s.MaxBackoff = attempts, maxBackOff
		s.Retryables = []retry.IsErrorRetryable{retry.IsErrorRetryableFunc(func(err error) aws.Ternary {
			return aws.BoolTernary(isThrottled(err) || neverSent(err))
		})}
	})
}

func isThrottled(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && slices.Contains(throttled(), api.ErrorCode())
}

// neverSent says that there was no connection to send the request over.
func neverSent(err error) bool {
	var op *net.OpError
	return errors.Is(err, syscall.ECONNREFUSED) || errors.As(err, &op) && op.Op == "dial"
}

// Failed makes the port's error of the service's. Its text holds no item's data: the
// service's messages name attributes and keys' lengths at most, and only the log sees them.
func Failed(op string, k store.Key, err error) error {
	code := store.CodeUnavailable
	var res *smithyhttp.ResponseError
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
	case isThrottled(err):
		code = store.CodeThrottled
	case codeOf(err) == "ValidationException" || codeOf(err) == "ItemCollectionSizeLimitExceededException":
		code = store.CodeInvalid
	case errors.As(err, &res) && res.HTTPStatusCode() == http.StatusRequestEntityTooLarge:
		code = store.CodeTooLarge
	}
	return &store.Error{Code: code, Op: op, Key: k, Err: err}
}

func codeOf(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}
