package eventbridge_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/internal/lambdatest"
	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/cloud"
)

// wires are a stack and its consumers as the suite sees a bus. Subscribing does what infra
// does of a declaration: a function, its failure destination, a rule of the bus. Nothing
// of it starts or stops: functions are always there.
type wires struct {
	*stack
	t        *testing.T
	attempts int  // of the functions' asynchronous invocations
	pumped   bool // the emulator's rules do not start functions as EventBridge does, so a queue stands between

	mu        sync.Mutex
	consumers map[string]string // operation to the suite's name
	queues    map[string]string // of pumped consumers: function to queue's URL
}

var _ bus.Bus = (*wires)(nil)

func openWires(t *testing.T, target emulator.Target, attempts int, pumped bool) *wires {
	t.Helper()
	return &wires{stack: openStack(t, target, target.Config()), t: t, attempts: attempts, pumped: pumped, consumers: map[string]string{}, queues: map[string]string{}}
}

// consumerID makes an operation's id of a name of the suite, which may hold digits.
func consumerID(name string) string {
	var b strings.Builder
	for _, c := range name {
		switch {
		case c >= '0' && c <= '9':
			b.WriteString("_" + string('a'+c-'0'))
		case c == '.':
			b.WriteString("_")
		default:
			b.WriteRune(c)
		}
	}
	return "test." + b.String()
}

// Subscribe implements bus.Bus.
func (w *wires) Subscribe(name string, types []string, h bus.Handler) error {
	id := consumerID(name)
	function := cloud.FunctionName(w.stage, id)
	handle := func(ctx context.Context, payload []byte) ([]byte, error) {
		var outer events.EventBridgeEvent
		var e bus.Event
		if err := json.Unmarshal(payload, &outer); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(outer.Detail, &e); err != nil {
			return nil, err
		}
		if outer.Source != cloud.EventSource || outer.DetailType != e.Type {
			return nil, fmt.Errorf("source %s, type %s", outer.Source, outer.DetailType)
		}
		var data bytes.Buffer
		if len(e.Data) > 0 && json.Compact(&data, e.Data) == nil {
			e.Data = data.Bytes()
		}
		return nil, h(ctx, e)
	}
	w.mu.Lock()
	_, known := w.consumers[id]
	w.consumers[id] = name
	w.mu.Unlock()
	if known {
		w.host.Set(function, handle)
		return nil
	}
	w.deploy(function, handle)
	w.subscribe(function, types)
	return nil
}

// deploy makes a consumer's function with its failure destination.
func (w *wires) deploy(function string, handle func(context.Context, []byte) ([]byte, error)) {
	w.host.Deploy(w.t, function, lambdatest.Function{Timeout: 10 * time.Second, Handle: handle})
	_, err := w.host.Client.PutFunctionEventInvokeConfig(w.t.Context(), &lambda.PutFunctionEventInvokeConfigInput{
		FunctionName: &function, MaximumRetryAttempts: aws.Int32(int32(w.attempts - 1)),
		DestinationConfig: &lambdatypes.DestinationConfig{OnFailure: &lambdatypes.OnFailure{Destination: aws.String(queueARN(cloud.DeadLetterQueue(w.stage)))}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// subscribe makes the rule that starts a function for events of some types.
func (w *wires) subscribe(function string, types []string) {
	pattern, err := json.Marshal(map[string][]string{"source": {cloud.EventSource}, "detail-type": types})
	if err != nil {
		w.t.Fatal(err)
	}
	target := fmt.Sprintf("arn:aws:lambda:%s:%s:function:%s", emulator.Region, emulator.Account, function)
	if w.pumped {
		url := w.openQueue(w.t, function)
		w.mu.Lock()
		w.queues[function] = url
		w.mu.Unlock()
		target = queueARN(function)
	}
	name := cloud.BusName(w.stage)
	if _, err := w.events.PutRule(w.t.Context(), &eventbridge.PutRuleInput{EventBusName: &name, Name: &function, EventPattern: aws.String(string(pattern))}); err != nil {
		w.t.Fatal(err)
	}
	targets := []eventtypes.Target{{Id: aws.String("function"), Arn: &target}}
	if _, err := w.events.PutTargets(w.t.Context(), &eventbridge.PutTargetsInput{EventBusName: &name, Rule: &function, Targets: targets}); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		ctx, cancel := later(w.t)
		defer cancel()
		_, err := w.events.RemoveTargets(ctx, &eventbridge.RemoveTargetsInput{EventBusName: &name, Rule: &function, Ids: []string{"function"}})
		if err == nil {
			_, err = w.events.DeleteRule(ctx, &eventbridge.DeleteRuleInput{EventBusName: &name, Name: &function})
		}
		if err != nil {
			w.t.Logf("rule %s is left behind: %v", function, err)
		}
	})
}

// Run implements bus.Bus. There is nothing to run, but for the queues between.
func (w *wires) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		w.mu.Lock()
		queues := make(map[string]string, len(w.queues))
		for function, url := range w.queues {
			queues[function] = url
		}
		w.mu.Unlock()
		for function, url := range queues {
			if err := w.pump(context.WithoutCancel(ctx), function, url); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(poll):
		}
	}
	return nil
}

// pump starts a function for each event that its rule sent to a queue.
func (w *wires) pump(ctx context.Context, function, url string) error {
	for {
		out, err := w.sqs.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &url, MaxNumberOfMessages: 10})
		if err != nil || len(out.Messages) == 0 {
			return err
		}
		for _, m := range out.Messages {
			_, err := w.host.Client.Invoke(ctx, &lambda.InvokeInput{FunctionName: &function, InvocationType: lambdatypes.InvocationTypeEvent, Payload: []byte(*m.Body)})
			if err != nil {
				return err
			}
			if _, err := w.sqs.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: m.ReceiptHandle}); err != nil {
				return err
			}
		}
	}
}

// DeadLetters implements bus.Bus.
func (w *wires) DeadLetters(ctx context.Context, limit int, cursor string) ([]bus.DeadLetter, string, error) {
	letters, next, err := w.letters.DeadLetters(ctx, limit, cursor)
	w.mu.Lock()
	defer w.mu.Unlock()
	for n := range letters {
		letters[n].Consumer = w.consumers[letters[n].Consumer]
	}
	return letters, next, err
}

// Redrive implements bus.Bus.
func (w *wires) Redrive(ctx context.Context, id string) error { return w.letters.Redrive(ctx, id) }
