// Package bus is the port for events between parts of the system: "this happened",
// published with the write that made it so and delivered at least once to each
// consumer. Publishing has no method here on purpose: an event rides on the item whose
// change it tells (store.Item.Emit), so it is published if and only if that write is
// durable (the transactional outbox; Richardson, "Microservices Patterns", ch. 3).
// An adapter relays the outbox: in process on one machine, by DynamoDB Streams and
// EventBridge on AWS.
//
// What holds wherever the system runs: each consumer gets each event at least once, a
// failure is tried again and holds up nothing else, and what fails for good is a dead
// letter. What does not: on one machine events of one subject come one at a time and in
// order of publication (except after a failure), on AWS in any order and at once. So a
// consumer is written for the latter: it goes by the state it finds, not by what came before.
//
// The contract is the suite in bustest.
package bus

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Limits of delivery.
const (
	MaxAttempts  = 5         // deliveries to one consumer before an event becomes a dead letter, at most; an adapter says how many it makes
	MaxEventData = 200 << 10 // bytes of Event.Data; EventBridge takes 256 KB with the envelope
	MaxName      = 64        // bytes of a consumer's name
	MaxPage      = 100       // dead letters listed at once
)

// Event says that something happened. It is a fact, so it is never changed.
type Event struct {
	ID          string          `json:"id"`                    // unique; consumers dedupe by it
	Type        string          `json:"type"`                  // area.what_happened, e.g. document.committed
	Subject     string          `json:"subject,omitempty"`     // the id of what it is about
	Time        time.Time       `json:"time"`                  // when it happened, UTC
	Correlation string          `json:"correlation,omitempty"` // the request that caused it
	Data        json.RawMessage `json:"data,omitempty"`        // JSON of at most MaxEventData bytes, compacted on the way; no personal data
}

// Encode gives the event as JSON, in the size that its data has: json.Marshal would write
// six bytes for each <, > and &, and an event that is not too large would become so.
func (e Event) Encode() (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		return "", fmt.Errorf("event %s: %w", e.ID, err)
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}

// Handler consumes one event. An error means "deliver again later". It must be
// idempotent: the same event may arrive more than once.
//
// Its error's text is kept with a dead letter and logged, so it holds no personal data.
type Handler func(ctx context.Context, e Event) error

// DeadLetter is an event that one consumer failed on as often as the adapter tries.
type DeadLetter struct {
	ID       string // of the dead letter itself
	Consumer string
	Event    Event
	Attempts int
	LastErr  string // the last error's text, for operators
	Since    time.Time
}

// Bus delivers published events to consumers, each at least once. A consumer that
// fails does not hold up the others. Delivery survives a restart of the process: what
// was not acknowledged is delivered again.
type Bus interface {
	// Subscribe registers a consumer for event types. The name identifies it for retries
	// and dead letters, is unique, and stays the same from one version of the program to
	// the next: what was published while the consumer was not running waits for it under
	// that name. Subscribe before Run; anything else is ErrInvalid.
	Subscribe(name string, types []string, h Handler) error
	// Run relays until ctx ends and then returns nil, after handlers under way have
	// returned. The end of ctx does not end theirs.
	Run(ctx context.Context) error
	Letters
}

// Letters are the dead letters of all consumers.
type Letters interface {
	// DeadLetters lists up to limit (0 means MaxPage, which is the most) dead letters,
	// oldest first, and the next cursor ("" at the end).
	DeadLetters(ctx context.Context, limit int, cursor string) ([]DeadLetter, string, error)
	// Redrive delivers a dead letter anew, with a fresh count of attempts; it is then no
	// dead letter any more. One that does not exist is ErrNotFound.
	Redrive(ctx context.Context, id string) error
}
