package eventbridge

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/cloud"
)

// entry is one event on its way, from the record of the batch that it came with.
type entry struct {
	record int
	put    types.PutEventsRequestEntry
	size   int
}

// Handle publishes the events of a batch of a table's stream, in its order and at least
// once. What could not be published now is reported by its first record, from which the
// stream sends again (the event source needs ReportBatchItemFailures). A record that can
// never be published goes to the dead letters and holds nothing up.
//
// A removal publishes nothing: an expired item's events were published when it was written.
func (r *Relay) Handle(ctx context.Context, batch events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-reserve))
		defer cancel()
	}
	res := events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}
	due, failed, err := r.read(ctx, batch.Records)
	if n, putErr := r.publish(ctx, batch.Records, due); putErr != nil {
		failed, err = n, putErr // earlier than what could not be read
	}
	if err != nil {
		r.o.Log.ErrorContext(ctx, "relay: events are not published yet", "records", len(batch.Records), "published", failed, "error", err)
		res.BatchItemFailures = append(res.BatchItemFailures, events.DynamoDBBatchItemFailure{ItemIdentifier: batch.Records[failed].Change.SequenceNumber})
	}
	return res, nil
}

// read gives the entries of the records before the first one that can neither be
// published nor set aside now, and that one with the reason.
func (r *Relay) read(ctx context.Context, records []events.DynamoDBEventRecord) (due []entry, failed int, err error) {
	for n, record := range records {
		if record.EventName == string(events.DynamoDBOperationTypeRemove) || len(record.Change.NewImage) == 0 {
			continue
		}
		entries, cause := r.entries(n, record)
		if cause != nil {
			if err := r.setAside(ctx, record, cause); err != nil {
				return due, n, err
			}
		}
		due = append(due, entries...)
	}
	return due, len(records), nil
}

// entries gives what is to be put for a record. An error is for good, and tells of those
// that are not among them.
func (r *Relay) entries(n int, record events.DynamoDBEventRecord) ([]entry, error) {
	emitted, err := r.o.Decode(record.Change.NewImage)
	if err != nil {
		return nil, err
	}
	var entries []entry
	var errs []error
	for i, e := range emitted {
		one, err := r.entry(n, e)
		if err != nil {
			errs = append(errs, fmt.Errorf("event %d: %w", i, err))
			continue
		}
		entries = append(entries, one)
	}
	return entries, errors.Join(errs...)
}

func (r *Relay) entry(record int, e bus.Event) (entry, error) {
	if err := e.Validate(); err != nil {
		return entry{}, err
	}
	if len(e.Type) > maxType {
		return entry{}, fmt.Errorf("event: type must be at most %d bytes", maxType)
	}
	detail, err := e.Encode()
	if err != nil {
		return entry{}, err
	}
	put := types.PutEventsRequestEntry{EventBusName: &r.bus, Source: aws.String(cloud.EventSource), DetailType: &e.Type, Detail: &detail}
	size := len(cloud.EventSource) + len(e.Type) + len(detail)
	if size > maxBytes {
		return entry{}, fmt.Errorf("event: %d bytes as an entry of EventBridge, of at most %d", size, maxBytes)
	}
	return entry{record: record, put: put, size: size}, nil
}
