// Package forward is what a test and the bootstraps it put on an emulator say to each other.
// See internal/lambdatest.
package forward

// A bootstrap posts its event to the address in EnvTo. The answer is the function's,
// or how it fails.
const (
	EnvTo       = "AIO_TEST_FORWARD"
	HeaderType  = "X-Error-Type"
	StatusError = 550 // the body is an error's text, the header its type
	StatusPanic = 551 // the body is what to panic with
)
