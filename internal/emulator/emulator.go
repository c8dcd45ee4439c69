// Package emulator gives tests the AWS emulators that they run against: ministack and
// LocalStack. What an emulator only pretends to do is no proof; docs/cloud.md says which
// is which.
package emulator

import (
	"crypto/rand"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/aio-creative-hub/aio/internal/awsclient"
)

// The environment variables that name running emulators, e.g. http://127.0.0.1:14766. With
// two of a kind, separated by a comma, the second is for suites that run by themselves
// (EachAlone).
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

	suite string
	line  *Line
}

// NotRun skips what runs on the target, and notes why in the report.
func (e Target) NotRun(t *testing.T, reason string) {
	t.Helper()
	e.line.Result, e.line.Reason = "not run", reason
	t.Skipf("%s: not run: %s", e.suite, reason)
}

// Config is how the SDK reaches the emulator: each request over a connection of its own,
// for a busy emulator closes those that it kept at any moment.
func (e Target) Config() aws.Config {
	return aws.Config{
		HTTPClient: awsclient.New(func(t *http.Transport) { t.DisableKeepAlives = true }),
		Region:     Region, BaseEndpoint: aws.String(e.Endpoint),
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	}
}

// Unique makes a name of a prefix that no other test on the same emulators has.
func Unique(prefix string) string {
	const letters = 8 // 40 bits
	return prefix + strings.ToLower(rand.Text()[:letters])
}

// Each runs a suite on each emulator as a subtest, both at the same time, and notes it in
// the report. They run once the calling test has returned. Emulators are started by
// internal/emulator/run, which names them in the environment.
func Each(t *testing.T, suite string, run func(t *testing.T, target Target)) {
	t.Helper()
	each(t, suite, false, run)
}

// EachAlone is Each for a suite that deploys everything and then has to answer within the
// time that people get: it shares its emulator with no other suite, if there are two.
func EachAlone(t *testing.T, suite string, run func(t *testing.T, target Target)) {
	t.Helper()
	each(t, suite, true, run)
}

// Endpoint is the address of an emulator that the environment names, "" if it names none:
// of two the second, if it is for what runs alone.
func Endpoint(env string, alone bool) string {
	first, second, two := strings.Cut(os.Getenv(env), ",")
	if alone && two {
		return second
	}
	return first
}

func each(t *testing.T, suite string, alone bool, run func(t *testing.T, target Target)) {
	t.Helper()
	for _, e := range []struct{ name, env string }{{"ministack", EnvMinistack}, {"localstack", EnvLocalStack}} {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel() // each waits for its emulator, most of the time
			l, begun := &Line{Suite: suite, Target: e.name, Result: "passed"}, time.Now()
			t.Cleanup(func() {
				if t.Failed() {
					l.Result = "failed"
				}
				l.Seconds = time.Since(begun).Seconds()
				note(*l)
			})
			target := Target{Name: e.name, Endpoint: Endpoint(e.env, alone), suite: suite, line: l}
			if target.Endpoint == "" {
				target.NotRun(t, e.env+" is not set")
			}
			run(t, target)
		})
	}
}
