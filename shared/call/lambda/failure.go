package lambda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/internal/awsretry"
)

// failure names an error of the call itself as the port does.
func failure(ctx context.Context, function string, err error) error {
	var unknown *types.ResourceNotFoundException
	var large *types.RequestTooLargeException
	switch {
	case errors.As(err, &unknown):
		return fmt.Errorf("%w: %s", call.ErrUnknown, function)
	case errors.As(err, &large):
		return fmt.Errorf("%w: %s: %w", call.ErrTooLarge, function, err)
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %s: %w", call.ErrTimeout, function, ctx.Err())
	}
	switch awsretry.OutcomeOf(err) {
	case awsretry.Busy:
		return fmt.Errorf("%w: %s: %w", call.ErrThrottled, function, err)
	case awsretry.Unknown:
		return fmt.Errorf("%w: %s: %w", call.ErrTimeout, function, err)
	}
	return fmt.Errorf("lambda: %s was not run: %w", function, err)
}

// What Lambda calls its own ways of ending a function.
const (
	typeTimeout = "Sandbox.Timedout"
	textTimeout = "Task timed out after"
	typeLarge   = "Function.ResponseSizeTooLarge"
)

// fault names the end of a function that did not answer.
func fault(function, kind string, payload []byte) error {
	var e struct {
		ErrorType    string `json:"errorType"`
		ErrorMessage string `json:"errorMessage"`
	}
	if err := json.Unmarshal(payload, &e); err != nil {
		return &call.Fault{Function: function, Type: kind, Message: "its error is not JSON"}
	}
	switch {
	case e.ErrorType == typeTimeout, e.ErrorType == "" && strings.Contains(e.ErrorMessage, textTimeout):
		return fmt.Errorf("%w: %s: %s", call.ErrTimeout, function, e.ErrorMessage)
	case e.ErrorType == typeLarge:
		return fmt.Errorf("%w: the answer of %s: %s", call.ErrTooLarge, function, e.ErrorMessage)
	case e.ErrorType == "":
		e.ErrorType = kind
	}
	return &call.Fault{Function: function, Type: e.ErrorType, Message: e.ErrorMessage}
}
