package outbox

import (
	"context"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
)

// ConsumerLife is how long the log keeps events for a consumer that is not registered
// any more: the longest that a queue of AWS (SQS) keeps a message.
const ConsumerLife = 14 * 24 * time.Hour

// Log is the durable side of the outbox, kept by a store. Each published event has a
// sequence number, in the order of commits. All methods are safe for concurrent use; when
// one fails, nothing has changed or what changed is as asked, so it may be called again.
type Log interface {
	// Register records the consumers that now exist, and for how long others have not.
	Register(ctx context.Context, consumers []Registration) error
	// Distribute assigns up to limit new events to the registered consumers of their
	// types, drops those nobody wants, and tells how many events it looked at.
	Distribute(ctx context.Context, limit int) (int, error)
	// Pending gives up to limit deliveries of a consumer that are due, in the order of
	// their sequence, and how long it is until the next of the others is due (0 if none).
	Pending(ctx context.Context, consumer string, limit int) ([]Delivery, time.Duration, error)
	// Event reads an event that is still to be delivered to somebody.
	Event(ctx context.Context, seq int64) (bus.Event, error)
	// Settle records the outcomes of deliveries to a consumer. One that is settled
	// already is left as it is.
	Settle(ctx context.Context, consumer string, outcomes []Outcome) error
	// DeadLetters and Redrive are those of bus.Bus.
	DeadLetters(ctx context.Context, limit int, cursor string) ([]bus.DeadLetter, string, error)
	Redrive(ctx context.Context, id string) error
	// Published receives after events were committed. It has one receiver; it may
	// receive once for many events.
	Published() <-chan struct{}
}

// Registration is a consumer and the event types it wants.
type Registration struct {
	Consumer string
	Types    []string
}

// Delivery is an event that a consumer has to acknowledge.
type Delivery struct {
	Seq      int64
	Subject  string
	Attempts int // failed ones so far
}

// Verdict is what comes of a delivery.
type Verdict int

// The verdicts.
const (
	Done  Verdict = iota // acknowledged: never again
	Retry                // failed: again after Outcome.Delay
	Dead                 // failed too often: a dead letter
)

// Outcome is how a delivery ended. Delay and Err are for failures.
type Outcome struct {
	Seq     int64
	Verdict Verdict
	Delay   time.Duration
	Err     string
}
