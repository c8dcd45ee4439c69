// Command bootstrap is the function that tests put on an emulator's Lambda: it passes
// its event on to the test's own process, and ends as that says. See internal/lambdatest.
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambda/messages"

	"github.com/aio-creative-hub/aio/internal/lambdatest/forward"
)

func main() { lambda.Start(forwarder{to: os.Getenv(forward.EnvTo)}) }

// forwarder is a function that is carried out elsewhere.
type forwarder struct{ to string }

// Invoke implements lambda.Handler. The deadline in its context is not passed on: what
// ends a function that takes too long is to be the emulator, as it is Lambda on AWS.
func (f forwarder) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(context.WithoutCancel(ctx), http.MethodPost, f.to, bytes.NewReader(payload))
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }() // it was read
	body, err := io.ReadAll(res.Body)
	switch {
	case err != nil:
		return nil, err
	case res.StatusCode == forward.StatusPanic:
		panic(string(body))
	case res.StatusCode == forward.StatusError:
		return nil, messages.InvokeResponse_Error{Type: res.Header.Get(forward.HeaderType), Message: string(body)}
	case res.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("the test answers %s", res.Status)
	}
	return body, nil
}
