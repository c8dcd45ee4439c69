// Package limit is the port for rate limits: the generic cell rate algorithm (GCRA;
// ITU-T I.371, 1996), which needs one timestamp a subject and spreads a limit evenly
// instead of letting it burst at the edges of fixed windows.
//
// The contract is the suite in limittest.
package limit

import (
	"context"
	"errors"
	"time"
)

// ErrInvalid says that a rule or a subject cannot be used: see Rule.Validate. Nothing was counted.
var ErrInvalid = errors.New("limit: invalid rule or subject")

// MaxSubject is the most bytes of a subject: a class and an id or address fit well.
const MaxSubject = 512

// Rule allows Events in every Period, all of them at once if nothing came before.
// For example {1000, time.Minute}. Then they come back one by one, every Period/Events.
type Rule struct {
	Events int
	Period time.Duration
}

// Interval is the time after which one more event is allowed, Period/Events, rounded up
// to the nanosecond so that a rule is never exceeded.
func (r Rule) Interval() time.Duration {
	return (r.Period + time.Duration(r.Events) - 1) / time.Duration(r.Events)
}

// Validate refuses, with ErrInvalid, rules without events or period, rules of more than
// one event a nanosecond, and periods of more than a day.
func (r Rule) Validate() error {
	if r.Events < 1 || r.Period <= 0 || r.Period > MaxPeriod || time.Duration(r.Events) > r.Period {
		return ErrInvalid
	}
	return nil
}

// MaxPeriod is the longest period: state that lives a day at most may be kept in memory.
const MaxPeriod = 24 * time.Hour

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
