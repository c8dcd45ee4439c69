package dynamo

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/aio-creative-hub/aio/shared/internal/awsretry"
	"github.com/aio-creative-hub/aio/shared/store"
)

// maxBackOff bounds the wait before another try: somebody waits for the answer.
const maxBackOff = 400 * time.Millisecond

// ReadRetryer repeats whatever may succeed at another time: reading twice harms nobody.
func ReadRetryer() aws.Retryer { return awsretry.Repeat(maxBackOff) }

// WriteRetryer repeats only what certainly did nothing. A write whose reply was lost is
// not among it: repeated, it might meet itself and call that a conflict.
func WriteRetryer() aws.Retryer { return awsretry.New(maxBackOff) }

// Failed makes the port's error of the service's. Its text holds no item's data: the
// service's messages name attributes and keys' lengths at most, and only the log sees them.
func Failed(op string, k store.Key, err error) error {
	code := store.CodeUnavailable
	var res *smithyhttp.ResponseError
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
	case awsretry.Throttled(err):
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
