// Package eventbridge is the bus in the cloud. An event rides on the item whose change it
// tells; DynamoDB's stream brings the item to the relay, which puts the event on an
// EventBridge bus, whose rules hand it to the functions that consume it. What a function
// fails on for good, Lambda sends to a queue of dead letters.
//
// Each step is at least once: consumers dedupe. The stream keeps the order of one item's
// events up to the bus; from there on there is none, so consumers order by what the event
// says (a document's sequence number).
package eventbridge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/aio-creative-hub/aio/internal/pause"
	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/cloud"
)

// Limits of PutEvents.
const (
	maxEntries = 10
	maxBytes   = 240 << 10 // of the details of one call; the limit is 256 KB with the other fields
)

const (
	callTime = 5 * time.Second
	attempts = 3
	// maxBackOff bounds the wait before another try: somebody waits for the answer.
	maxBackOff = time.Second
	// puts bounds how often entries that the bus refused for now are put again in one run;
	// what is left then, the stream brings again.
	puts = 4
)

// Decode reads the events of a stream record's new image; dynamo.Events does.
type Decode func(image map[string]events.DynamoDBAttributeValue) ([]bus.Event, error)

// RelayOptions are what NewRelay is given.
type RelayOptions struct {
	Stage       string
	DeadLetters string // URL of the queue
	Decode      Decode
	Log         *slog.Logger
}

// Relay puts the events of stream records on the bus.
type Relay struct {
	o     RelayOptions
	bus   *eventbridge.Client
	queue *sqs.Client
}

// NewRelay makes a relay; it calls nothing.
func NewRelay(c aws.Config, o RelayOptions) (*Relay, error) {
	if o.Decode == nil || o.Log == nil || o.DeadLetters == "" {
		return nil, errors.New("eventbridge: a decoder, a log and the queue of dead letters are needed")
	}
	patient := func(a *retry.AdaptiveModeOptions) {
		a.StandardOptions = append(a.StandardOptions, func(s *retry.StandardOptions) { s.MaxAttempts, s.MaxBackoff = attempts, maxBackOff })
	}
	return &Relay{o: o,
		bus:   eventbridge.NewFromConfig(c, func(e *eventbridge.Options) { e.Retryer = retry.NewAdaptiveMode(patient) }),
		queue: sqs.NewFromConfig(c, func(q *sqs.Options) { q.Retryer = retry.NewAdaptiveMode(patient) }),
	}, nil
}

// entry is an event and the record that it came with.
type entry struct {
	record string // sequence number
	put    types.PutEventsRequestEntry
	bytes  int
}

// Handle relays a batch of records, in their order. It names the first record of which an
// event is not on the bus: the stream brings the batch again from there. A record that can
// never be relayed becomes a dead letter, so that it does not hold up the others.
func (r *Relay) Handle(ctx context.Context, e events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
	var out events.DynamoDBEventResponse
	failed := func(record string, err error) (events.DynamoDBEventResponse, error) {
		r.o.Log.ErrorContext(ctx, "events not relayed", "record", record, "error", err.Error())
		out.BatchItemFailures = []events.DynamoDBBatchItemFailure{{ItemIdentifier: record}}
		return out, nil
	}
	var entries []entry
	for _, rec := range e.Records {
		some, err := r.entries(rec)
		if err != nil { // never, however often it comes
			if err := r.bury(ctx, rec, err); err != nil {
				if left, bad := r.putAll(ctx, entries); bad != nil { // what came before is not sent again
					return failed(left, bad)
				}
				return failed(rec.Change.SequenceNumber, err)
			}
			continue
		}
		entries = append(entries, some...)
	}
	if left, err := r.putAll(ctx, entries); err != nil {
		return failed(left, err)
	}
	return out, nil
}

// putAll puts entries on the bus, as many a call as fit. If some stay, it gives the record
// of the first.
func (r *Relay) putAll(ctx context.Context, entries []entry) (record string, err error) {
	for len(entries) > 0 {
		n := batch(entries)
		if left, err := r.put(ctx, entries[:n]); err != nil {
			return left, err
		}
		entries = entries[n:]
	}
	return "", nil
}

// entries makes the bus's entries of a record. What was removed publishes nothing.
func (r *Relay) entries(rec events.DynamoDBEventRecord) ([]entry, error) {
	if rec.EventName == string(events.DynamoDBOperationTypeRemove) {
		return nil, nil
	}
	all, err := r.o.Decode(rec.Change.NewImage)
	if err != nil {
		return nil, err
	}
	var out []entry
	for _, e := range all {
		if err := e.Validate(); err != nil {
			return nil, err
		}
		detail, err := json.Marshal(e)
		if err != nil {
			return nil, err
		}
		out = append(out, entry{record: rec.Change.SequenceNumber, bytes: len(detail), put: types.PutEventsRequestEntry{
			EventBusName: aws.String(cloud.BusName(r.o.Stage)), Source: aws.String(cloud.EventSource), DetailType: aws.String(e.Type),
			Detail: aws.String(string(detail)), Time: aws.Time(e.Time)}})
	}
	return out, nil
}

// batch is how many of the entries fit into one call.
func batch(entries []entry) int {
	n, total := 0, 0
	for n < len(entries) && n < maxEntries && (n == 0 || total+entries[n].bytes <= maxBytes) {
		total += entries[n].bytes
		n++
	}
	return n
}

// put puts entries on the bus, those again that it refused. If some stay, it gives the
// record of the first.
func (r *Relay) put(ctx context.Context, entries []entry) (record string, err error) {
	for n := range puts {
		if err := pause.BackOff(ctx, n); err != nil {
			return entries[0].record, err
		}
		in := &eventbridge.PutEventsInput{}
		for _, e := range entries {
			in.Entries = append(in.Entries, e.put)
		}
		own, cancel := context.WithTimeout(ctx, callTime)
		out, err := r.bus.PutEvents(own, in)
		cancel()
		if err != nil {
			return entries[0].record, err
		}
		var left []entry
		for i, res := range out.Entries {
			if res.ErrorCode != nil {
				left = append(left, entries[i])
			}
		}
		if entries = left; len(entries) == 0 {
			return "", nil
		}
	}
	return entries[0].record, errors.New("the bus refuses entries")
}

// buried is a dead letter of the relay itself.
type buried struct {
	Reason string                     `json:"reason"`
	Stream string                     `json:"stream"`
	Record string                     `json:"record"` // its sequence number; the stream keeps it a day
	Keys   map[string]json.RawMessage `json:"keys"`
}

// bury sends a record that can never be relayed to the dead letters: where it is, not what
// is in it.
func (r *Relay) bury(ctx context.Context, rec events.DynamoDBEventRecord, why error) error {
	b := buried{Reason: why.Error(), Stream: rec.EventSourceArn, Record: rec.Change.SequenceNumber, Keys: map[string]json.RawMessage{}}
	for name, v := range rec.Change.Keys {
		data, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("dead letter: %w", err)
		}
		b.Keys[name] = data
	}
	data, err := json.Marshal(b)
	if err != nil {
		return fmt.Errorf("dead letter: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	if _, err := r.queue.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &r.o.DeadLetters, MessageBody: aws.String(string(data))}); err != nil {
		return fmt.Errorf("dead letter: %w", err)
	}
	r.o.Log.ErrorContext(ctx, "a record can never be relayed", "record", b.Record, "error", b.Reason)
	return nil
}
