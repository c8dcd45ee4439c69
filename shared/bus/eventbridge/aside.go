package eventbridge

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// relayVersion marks messages of the relay in the queue.
const relayVersion = 1

// aside is a record that could not be published, as it stands in the queue: where it is,
// not what is in it. The stream keeps it a day.
type aside struct {
	Relay    int                                      `json:"relay"`
	Reason   string                                   `json:"reason"`
	EventID  string                                   `json:"eventId"`
	Source   string                                   `json:"source"` // ARN of the stream
	Sequence string                                   `json:"sequence"`
	Keys     map[string]events.DynamoDBAttributeValue `json:"keys"`
}

// setAside sends a record that can never be published to the dead letters, so that it
// does not hold up the stream until its records are too old.
func (r *Relay) setAside(ctx context.Context, record events.DynamoDBEventRecord, cause error) error {
	a := aside{Relay: relayVersion, Reason: cause.Error(), EventID: record.EventID, Source: record.EventSourceArn,
		Sequence: record.Change.SequenceNumber, Keys: record.Change.Keys}
	body, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("eventbridge: set a record aside: %w", err)
	}
	text := string(body)
	if _, err := r.queue.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &r.o.DeadLetters, MessageBody: &text}); err != nil {
		return fmt.Errorf("eventbridge: set a record aside: %w", err)
	}
	r.o.Log.ErrorContext(ctx, "relay: a record can never be published", "event", record.EventID, "stream", record.EventSourceArn,
		"sequence", record.Change.SequenceNumber, "reason", a.Reason)
	return nil
}
