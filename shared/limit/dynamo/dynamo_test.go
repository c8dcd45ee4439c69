package dynamo_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/limit/dynamo"
	"github.com/aio-creative-hub/aio/shared/limit/limittest"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/dynamo/dynamotest"
)

func start() *testclock.Clock { return testclock.New(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)) }

// patience is for emulators, which answer a hundred callers one by one.
const patience = time.Minute

func TestContract(t *testing.T) {
	emulator.Each(t, "limit", func(t *testing.T, target emulator.Target) {
		limittest.Run(t, func(t *testing.T) limittest.Harness {
			clock := start()
			l := dynamo.New(target.Config(), dynamo.Options{Stage: dynamotest.Stage(t, target.Config(), nil, store.Runtime), Now: clock.Now, Patience: patience})
			return limittest.Harness{Limiter: l, Advance: clock.Advance}
		})
	})
}

// counting counts requests.
type counting struct {
	aws.HTTPClient
	calls atomic.Int64
}

func (c *counting) Do(r *http.Request) (*http.Response, error) {
	c.calls.Add(1)
	return c.HTTPClient.Do(r)
}

// TestCalls: one call where this process knows the subject, two at most where it does not.
func TestCalls(t *testing.T) {
	emulator.Each(t, "limit calls", func(t *testing.T, target emulator.Target) {
		config := target.Config()
		clock, client := start(), &counting{HTTPClient: config.HTTPClient}
		config.HTTPClient = client
		o := dynamo.Options{Stage: dynamotest.Stage(t, target.Config(), nil, store.Runtime), Now: clock.Now}
		rule := limit.Rule{Events: 3, Period: 3 * time.Second}
		one, other := dynamo.New(config, o), dynamo.New(config, o)
		for i, step := range []struct {
			what  string
			l     *dynamo.Limiter
			wait  time.Duration
			calls int64
			ok    bool
		}{
			{"nobody knows it", one, 0, 1, true},
			{"known to lie ahead", one, 0, 1, true},
			{"known to somebody else", other, 0, 2, true},
			{"the limit is reached", other, 0, 1, false},
			{"an interval later", other, time.Second, 1, true},
			{"all is over", one, time.Minute, 1, true},
		} {
			clock.Advance(step.wait)
			before := client.calls.Load()
			d, err := step.l.Allow(t.Context(), "s", rule)
			if got := client.calls.Load() - before; err != nil || d.Allowed != step.ok || got != step.calls {
				t.Errorf("%d, %s: %d calls, %+v, %v; want %d calls", i, step.what, got, d, err, step.calls)
			}
		}
	})
}
