package eventbridge_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dynamotypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/internal/lambdatest"
	"github.com/aio-creative-hub/aio/shared/bus"
	buses "github.com/aio-creative-hub/aio/shared/bus/eventbridge"
	calls "github.com/aio-creative-hub/aio/shared/call/lambda"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/dynamo"
	"github.com/aio-creative-hub/aio/shared/store/dynamo/dynamotest"
)

const (
	patience = 60 * time.Second
	poll     = 50 * time.Millisecond
)

// stack is what infra makes for the bus of one stage, on an emulator: a table with a
// stream, the relay behind it, the event bus, the queue of dead letters. Consumers come
// later.
type stack struct {
	target  emulator.Target
	stage   string
	host    *lambdatest.Host
	items   *dynamodb.Client
	events  *eventbridge.Client
	sqs     *sqs.Client
	letters *buses.Letters
	queue   string // URL of the dead letters
	store   *dynamo.Store
	written atomic.Int64
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// openStack makes a stack whose relay reaches AWS as relay says.
func openStack(t *testing.T, target emulator.Target, relay aws.Config) *stack {
	t.Helper()
	cfg := target.Config()
	stage := dynamotest.Stage(t, cfg, nil, store.Work)
	s := &stack{target: target, stage: stage, host: lambdatest.Open(t, target), items: dynamodb.NewFromConfig(cfg),
		events: eventbridge.NewFromConfig(cfg), sqs: sqs.NewFromConfig(cfg)}
	s.queue = s.openQueue(t, cloud.DeadLetterQueue(s.stage))
	s.openBus(t)
	var err error
	if s.store, err = dynamo.Open(cfg, dynamo.Options{Stage: stage, CursorKey: make([]byte, cloud.MinCursorKey)}); err != nil {
		t.Fatal(err)
	}
	invoker := calls.New(cfg, calls.Options{Stage: s.stage})
	s.letters, err = buses.NewLetters(cfg, buses.LettersOptions{Stage: s.stage, Queue: s.queue, Call: invoker, Wait: time.Millisecond, Log: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	s.openRelay(t, relay, s.stream(t))
	return s
}

// later is a context for what is removed after a test.
func later(t *testing.T) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(t.Context()), patience)
}

func (s *stack) openQueue(t *testing.T, name string) string {
	t.Helper()
	out, err := s.sqs.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &name, Attributes: map[string]string{
		string(sqstypes.QueueAttributeNameVisibilityTimeout): "30",
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := later(t)
		defer cancel()
		if _, err := s.sqs.DeleteQueue(ctx, &sqs.DeleteQueueInput{QueueUrl: out.QueueUrl}); err != nil {
			t.Logf("queue %s is left behind: %v", name, err)
		}
	})
	return *out.QueueUrl
}

func queueARN(name string) string {
	return fmt.Sprintf("arn:aws:sqs:%s:%s:%s", emulator.Region, emulator.Account, name)
}

func (s *stack) openBus(t *testing.T) {
	t.Helper()
	name := cloud.BusName(s.stage)
	if _, err := s.events.CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{Name: &name}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := later(t)
		defer cancel()
		if _, err := s.events.DeleteEventBus(ctx, &eventbridge.DeleteEventBusInput{Name: &name}); err != nil {
			t.Logf("bus %s is left behind: %v", name, err)
		}
	})
}

// openRelay deploys the relay and lets the stream set it off.
func (s *stack) openRelay(t *testing.T, cfg aws.Config, stream string) {
	t.Helper()
	relay, err := buses.NewRelay(cfg, buses.RelayOptions{Stage: s.stage, DeadLetters: s.queue, Decode: dynamo.Events, Log: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	name := cloud.FunctionName(s.stage, "bus.relay")
	s.host.Deploy(t, name, lambdatest.Function{Timeout: 30 * time.Second, Handle: func(ctx context.Context, payload []byte) ([]byte, error) {
		var batch events.DynamoDBEvent
		if err := json.Unmarshal(payload, &batch); err != nil {
			return nil, err
		}
		res, err := relay.Handle(ctx, batch)
		if err != nil {
			return nil, err
		}
		return json.Marshal(res)
	}})
	out, err := s.host.Client.CreateEventSourceMapping(t.Context(), &lambda.CreateEventSourceMappingInput{
		FunctionName: &name, EventSourceArn: &stream, StartingPosition: lambdatypes.EventSourcePositionTrimHorizon, BatchSize: aws.Int32(100),
		FunctionResponseTypes: []lambdatypes.FunctionResponseType{lambdatypes.FunctionResponseTypeReportBatchItemFailures},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := later(t)
		defer cancel()
		if _, err := s.host.Client.DeleteEventSourceMapping(ctx, &lambda.DeleteEventSourceMappingInput{UUID: out.UUID}); err != nil {
			t.Logf("an event source is left behind: %v", err)
		}
	})
}

// stream is the ARN of the table's stream.
func (s *stack) stream(t *testing.T) string {
	t.Helper()
	out, err := s.items.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String(cloud.TableName(s.stage, store.Work))})
	if err != nil {
		t.Fatal(err)
	}
	return *out.Table.LatestStreamArn
}

func (s *stack) key(n int64) store.Key {
	return store.Key{Table: store.Work, PK: "p", SK: strconv.FormatInt(n, 10)}
}

// publish writes an item with the events on it.
func (s *stack) publish(ctx context.Context, emitted ...bus.Event) error {
	_, err := s.store.Write(ctx, store.Write{Item: store.Item{Key: s.key(s.written.Add(1)), Emit: emitted}})
	return err
}

// spoil writes an item whose events cannot be read.
func (s *stack) spoil(t *testing.T) {
	t.Helper()
	k := s.key(s.written.Add(1))
	value := func(text string) dynamotypes.AttributeValue { return &dynamotypes.AttributeValueMemberS{Value: text} }
	_, err := s.items.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String(cloud.TableName(s.stage, store.Work)),
		Item: map[string]dynamotypes.AttributeValue{dynamo.AttrPK: value(k.PK), dynamo.AttrSK: value(k.SK), "emit": value("{")}})
	if err != nil {
		t.Fatal(err)
	}
}

// remove removes the item that was written last.
func (s *stack) remove(t *testing.T) {
	t.Helper()
	if _, err := s.store.Write(t.Context(), store.Write{Delete: true, Item: store.Item{Key: s.key(s.written.Load())}}); err != nil {
		t.Fatal(err)
	}
}
