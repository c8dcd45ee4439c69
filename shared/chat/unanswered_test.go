package chat_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

// unanswered is a function whose call fails.
type unanswered struct{ err error }

// Invoke implements lambda.Handler.
func (u unanswered) Invoke(context.Context, []byte) ([]byte, error) { return nil, u.err }

var _ lambda.Handler = unanswered{}

// TestUnanswered checks that a call that was not taken, or whose answer is lost, is told
// as such, and that the next message finds the chat as usual.
func TestUnanswered(t *testing.T) {
	for code, err := range map[string]error{"unavailable": call.ErrThrottled, "timed_out": call.ErrTimeout} {
		w := newWorld(t, memory.New(memory.Options{Now: time.Now, CursorKey: make([]byte, 32)}))
		const create = "graphics.create"
		well := w.functions[create]
		if well == nil {
			t.Fatalf("no function %s", create)
		}
		w.functions[create] = unanswered{fmt.Errorf("%w: as planned", err)}
		first := w.say(t, "", "create a canvas 400 by 300")
		if first.Message.Status != "failed" || first.Message.Code != code {
			t.Errorf("%v: the chat says %+v", err, first.Message)
		}
		w.functions[create] = well
		if next := w.say(t, first.SessionID, "create a canvas 400 by 300"); next.Message.Status != "done" {
			t.Errorf("%v: then the chat says %+v", err, next.Message)
		}
	}
}
