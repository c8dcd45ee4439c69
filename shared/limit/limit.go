// Package limit is the port for rate limits: the generic cell rate algorithm (GCRA;
// ITU-T I.371, 1996), which needs one timestamp a subject and spreads a limit evenly
// instead of letting it burst at the edges of fixed windows.
//
// The contract is the suite in limittest.
package limit

import (
	"context"
	"time"
)

// Rule allows Events in every Period, all of them at once if nothing came before.
// For example {1000, time.Minute}.
type Rule struct {
	Events int
	Period time.Duration
}

// Decision says whether an event may happen and what is left, in the terms of the
// IETF draft "RateLimit header fields for HTTP".
type Decision struct {
	Allowed    bool
	Limit      int           // Rule.Events
	Remaining  int           // events that would be allowed right now
	Reset      time.Duration // until Remaining is Limit again
	RetryAfter time.Duration // until the next event would be allowed; zero if Allowed
}

// Limiter counts events per subject. Safe for concurrent use and exact: of any number
// of concurrent events never more than the rule allows are allowed.
type Limiter interface {
	// Allow counts one event of the subject (class and id, e.g. "auth#203.0.113.7") if it
	// is allowed; a refused event costs nothing.
	Allow(ctx context.Context, subject string, r Rule) (Decision, error)
}
