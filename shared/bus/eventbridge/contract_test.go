package eventbridge_test

import (
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/bus/bustest"
	buses "github.com/aio-creative-hub/aio/shared/bus/eventbridge"
	"github.com/aio-creative-hub/aio/shared/internal/rapidchecks"
)

// TestMain asks for few checks of the property: each makes functions and waits for retries.
func TestMain(m *testing.M) { rapidchecks.Main(m, 3) }

// TestContract runs the suite of the bus over a table's stream, the relay as a function
// behind it, a bus with a rule for each consumer, functions started asynchronously, and
// the queue that their failures go to: all of it the emulator's, but for what is said here.
func TestContract(t *testing.T) {
	emulator.Each(t, "bus/eventbridge", func(t *testing.T, target emulator.Target) {
		lacks := map[string]string{
			"order":         "EventBridge promises no order",
			"restart":       "nothing of ours runs between publication and function",
			"absence":       "nothing of ours runs between publication and function",
			"stop":          "nothing of ours runs between publication and function",
			"subscriptions": "what is subscribed is said by infra; its tests check that",
		}
		attempts, pumped := buses.Attempts, false
		switch target.Name {
		case "ministack":
			t.Log("ministack: its rules start functions without retries, so rules send to a queue, from which the test starts the functions asynchronously")
			pumped = true
		case "localstack":
			t.Log("LocalStack: waits a minute before it starts a function again, so functions have one attempt")
			attempts = 1
			lacks["retry"] = "LocalStack waits a minute before it starts a function again"
			lacks["panic"] = lacks["retry"]
		}
		bustest.RunWithout(t, lacks, func(t *testing.T) bustest.Harness {
			w := openWires(t, target, attempts, pumped)
			return bustest.Harness{Bus: func() bus.Bus { return w }, Publish: w.publish, Attempts: attempts, Patience: 2 * time.Minute,
				Tick: func() { time.Sleep(200 * time.Millisecond) }} // asked without a pause, ministack loses messages
		})
	})
}
