package kms

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"github.com/aio-creative-hub/aio/shared/keys"
)

// failed makes the port's error of the service's: what may be better at another time, too
// many calls for one, is keys.ErrUnavailable.
func failed(err error) error {
	if err == nil || !retry.NewStandard().IsErrorRetryable(err) {
		return err
	}
	return fmt.Errorf("%w: %w", keys.ErrUnavailable, err)
}
