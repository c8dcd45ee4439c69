package lambda_test

import (
	"testing"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/internal/lambdatest"
	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/call/calltest"
	"github.com/aio-creative-hub/aio/shared/call/lambda"
	"github.com/aio-creative-hub/aio/shared/cloud"
)

// TestContract deploys the suite's functions once for each emulator: each test puts its
// closures into them.
func TestContract(t *testing.T) {
	emulator.Each(t, "call/lambda", func(t *testing.T, target emulator.Target) {
		host, stage := lambdatest.Open(t, target), emulator.Unique("t")
		outer, deployed := t, false
		suite := calltest.Run
		if target.Name == "ministack" {
			suite = calltest.RunRewritten // it decodes and encodes JSON; Lambda passes bytes
		}
		suite(t, func(t *testing.T, functions map[string]calltest.Function) call.Invoker {
			t.Helper()
			for id, f := range functions {
				name := cloud.FunctionName(stage, id)
				host.Set(name, f.Handle)
				if !deployed {
					host.Deploy(outer, name, lambdatest.Function{Timeout: f.Timeout, Handle: f.Handle})
				}
			}
			deployed = true
			return lambda.New(target.Config(), lambda.Options{Stage: stage})
		})
	})
}
