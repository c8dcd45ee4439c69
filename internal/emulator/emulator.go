// Package emulator gives tests the AWS emulators that they run against: ministack and
// LocalStack. What an emulator only pretends to do is no proof; docs/cloud.md says which
// is which.
package emulator

import (
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// The environment variables that name running emulators, e.g. http://127.0.0.1:14766.
const (
	EnvMinistack  = "AIO_MINISTACK"
	EnvLocalStack = "AIO_LOCALSTACK"
)

// Region is the emulators' region, and Account the account of their credentials.
const (
	Region  = "us-east-1"
	Account = "000000000000"
)

// Target is an emulator that runs.
type Target struct {
	Name     string // ministack or localstack
	Endpoint string // http://127.0.0.1:port
}

// Config is how the SDK reaches the emulator: each request over a connection of its own,
// for a busy emulator closes those that it kept at any moment.
func (e Target) Config() aws.Config {
	return aws.Config{
		HTTPClient: awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) { t.DisableKeepAlives = true }),
		Region:     Region, BaseEndpoint: aws.String(e.Endpoint),
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	}
}

// Each runs a suite on each emulator as a subtest, and notes it in the report. Emulators are
// started by internal/emulator/run, which names them in the environment.
func Each(t *testing.T, suite string, run func(t *testing.T, target Target)) {
	t.Helper()
	for _, e := range []struct{ name, env string }{{"ministack", EnvMinistack}, {"localstack", EnvLocalStack}} {
		t.Run(e.name, func(t *testing.T) {
			l, begun := Line{Suite: suite, Target: e.name, Result: "passed"}, time.Now()
			t.Cleanup(func() {
				if t.Failed() {
					l.Result = "failed"
				}
				l.Seconds = time.Since(begun).Seconds()
				note(l)
			})
			endpoint := os.Getenv(e.env)
			if endpoint == "" {
				l.Result, l.Reason = "not run", e.env+" is not set"
				t.Skipf("%s: not run: %s", suite, l.Reason)
			}
			run(t, Target{Name: e.name, Endpoint: endpoint})
		})
	}
}
