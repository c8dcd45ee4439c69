// Package eventbridge is the bus on AWS. There is no loop of ours in it: an event rides on
// the item whose change it tells, the table's stream hands it to the Relay, the Relay puts
// it on an EventBridge bus, and a rule of each consumer starts the consumer's function
// asynchronously. What a function fails on for good goes to a queue, whose messages are
// the dead letters (the transactional outbox with log tailing; Richardson, "Microservices
// Patterns", ch. 3; AWS, "Using AWS Lambda with Amazon DynamoDB", "Asynchronous
// invocation").
//
// So nothing here implements bus.Bus: consumers are functions, subscribed by what infra
// makes of their declarations. The suite of the bus runs against these parts put together
// in the tests as infra does.
//
// Beside what the bus promises everywhere: a consumer has Attempts deliveries, some
// minutes apart, and the events of one subject come in no order.
package eventbridge

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/aio-creative-hub/aio/internal/pause"
	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/cloud"
)

// Limits of publishing: EventBridge's quotas of one PutEvents.
const (
	maxEntries = 10        // in one call
	maxBytes   = 256 << 10 // of one call's entries together
	maxType    = 128       // characters of a detail type
)

// Retries are the further deliveries to a consumer that failed: MaximumRetryAttempts of
// its function's asynchronous invocations, which is the most that Lambda makes.
const Retries = 2

// Attempts are the deliveries to one consumer before an event becomes a dead letter.
const Attempts = 1 + Retries

const (
	// putAttempts are the calls for one set of entries within an invocation of the relay.
	// What still fails is sent again by the stream, with all that follows.
	putAttempts = 4
	// firstPause is before the second of them; it doubles.
	firstPause = 100 * time.Millisecond
	// callTimeout bounds one call with the SDK's own retries: one takes some 30 ms.
	callTimeout = 5 * time.Second
	// sdkAttempts and sdkBackoff are the SDK's own tries of one call, and the pause between.
	sdkAttempts = 2
	sdkBackoff  = 500 * time.Millisecond
	// reserve is left of the invocation's time to say what was not published.
	reserve = time.Second
)

// Decode gives the events that ride on an item, from the image of the item in its table's
// stream; none is no error. An error means that it can never be read. dynamo.Events does.
type Decode func(image map[string]events.DynamoDBAttributeValue) ([]bus.Event, error)

// RelayOptions configures NewRelay.
type RelayOptions struct {
	Stage       string                                 // names the bus
	DeadLetters string                                 // URL of the queue of what can never be published
	Decode      Decode                                 // of the store's items
	Log         *slog.Logger                           // required: it tells what is not published
	Pause       func(ctx context.Context, n int) error // before attempt n, from 1; nil doubles from 100 ms
}

// Relay publishes the events of a table's stream. Safe for concurrent use.
type Relay struct {
	o      RelayOptions
	bus    string
	events *eventbridge.Client
	queue  *sqs.Client
}

// NewRelay makes a relay. It fails if an option is missing.
func NewRelay(cfg aws.Config, o RelayOptions) (*Relay, error) {
	err := cloud.CheckStage(o.Stage)
	if o.DeadLetters == "" {
		err = errors.Join(err, fmt.Errorf("the queue of dead letters is not named; see %s", cloud.EnvDeadLetters))
	}
	if o.Decode == nil {
		err = errors.Join(err, errors.New("there is no decoder of items"))
	}
	if o.Log == nil {
		err = errors.Join(err, errors.New("there is no log"))
	}
	if err != nil {
		return nil, fmt.Errorf("eventbridge: relay: %w", err)
	}
	if o.Pause == nil {
		o.Pause = func(ctx context.Context, n int) error { return pause.For(ctx, firstPause<<(n-1)) }
	}
	patient := func() aws.Retryer {
		return retry.NewStandard(func(s *retry.StandardOptions) { s.MaxAttempts, s.MaxBackoff = sdkAttempts, sdkBackoff })
	}
	return &Relay{o: o, bus: cloud.BusName(o.Stage),
		events: eventbridge.NewFromConfig(cfg, func(c *eventbridge.Options) { c.Retryer = patient() }),
		queue:  sqs.NewFromConfig(cfg, func(c *sqs.Options) { c.Retryer = patient() }),
	}, nil
}
