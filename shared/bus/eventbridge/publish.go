package eventbridge

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/smithy-go"
)

// publish puts entries in their order, as many at once as EventBridge takes, and gives the
// record of the first that could not be put.
func (r *Relay) publish(ctx context.Context, records []events.DynamoDBEventRecord, due []entry) (int, error) {
	for len(due) > 0 {
		n, size := 0, 0
		for n < len(due) && n < maxEntries && size+due[n].size <= maxBytes {
			size += due[n].size
			n++
		}
		if left, err := r.put(ctx, records, due[:n]); err != nil {
			return left[0].record, err
		}
		due = due[n:]
	}
	return 0, nil
}

// put puts entries that fit one call, again those that failed, and gives what is left.
func (r *Relay) put(ctx context.Context, records []events.DynamoDBEventRecord, due []entry) ([]entry, error) {
	var err error
	for n := 0; len(due) > 0 && n < putAttempts; n++ {
		if n > 0 {
			if r.o.Pause(ctx, n) != nil {
				return due, err
			}
		}
		if due, err = r.once(ctx, records, due); err != nil && ctx.Err() != nil {
			return due, err
		}
	}
	return due, err
}

// once makes one call, and gives the entries that are still due with the last reason.
// What EventBridge will never take is set aside.
func (r *Relay) once(ctx context.Context, records []events.DynamoDBEventRecord, due []entry) ([]entry, error) {
	in := &eventbridge.PutEventsInput{}
	for _, e := range due {
		in.Entries = append(in.Entries, e.put)
	}
	out, err := r.call(ctx, in)
	var refusal smithy.APIError
	if errors.As(err, &refusal) && refusal.ErrorCode() == "ValidationException" {
		return r.divide(ctx, records, due, err)
	}
	if err != nil {
		return due, fmt.Errorf("eventbridge: put events: %w", err)
	}
	if len(out.Entries) != len(due) {
		return due, fmt.Errorf("eventbridge: put events: %d answers for %d entries", len(out.Entries), len(due))
	}
	var left []entry
	for n, answer := range out.Entries {
		if answer.ErrorCode == nil {
			continue
		}
		cause := fmt.Errorf("eventbridge: put event: %s: %s", *answer.ErrorCode, aws.ToString(answer.ErrorMessage))
		if !hopeless(answer) {
			left, err = append(left, due[n]), cause
			continue
		}
		if asideErr := r.setAside(ctx, records[due[n].record], cause); asideErr != nil {
			left, err = append(left, due[n]), asideErr
		}
	}
	return left, err
}

func (r *Relay) call(ctx context.Context, in *eventbridge.PutEventsInput) (*eventbridge.PutEventsOutput, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return r.events.PutEvents(ctx, in)
}

// hopeless tells whether it is the entry's own fault that it was not taken: a missing
// right or a wrong account is ours, and mended without it.
func hopeless(answer types.PutEventsResultEntry) bool {
	switch *answer.ErrorCode {
	case "InvalidArgument", "MalformedDetail", "RedactionFailure":
		return true
	}
	return false
}

// divide finds the entry for which a whole call was refused: alone, it is set aside.
func (r *Relay) divide(ctx context.Context, records []events.DynamoDBEventRecord, due []entry, cause error) ([]entry, error) {
	if len(due) == 1 {
		if err := r.setAside(ctx, records[due[0].record], cause); err != nil {
			return due, err
		}
		return nil, nil
	}
	for n := range due {
		if left, err := r.once(ctx, records, due[n:n+1]); len(left) > 0 {
			return due[n:], err
		}
	}
	return nil, nil
}
