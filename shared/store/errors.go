package store

import (
	"errors"
	"fmt"
)

// Code says what went wrong, stably, for programs.
type Code string

// The codes a Store fails with.
const (
	CodeInvalid     Code = "invalid"      // the call breaks a rule of the port; calling again will not help
	CodeTooLarge    Code = "too_large"    // data, page or transaction above its limit
	CodeConflict    Code = "conflict"     // a condition did not hold; nothing was written
	CodeTokenReused Code = "token_reused" // a Transact token was used before with other writes
	CodeThrottled   Code = "throttled"    // too many requests; nothing was written; try again later
	CodeUnavailable Code = "unavailable"  // no answer: the write may or may not have happened
)

// Error is a failure of the store. Its text never contains item data.
type Error struct {
	Code Code
	Op   string // the method
	Key  Key    // the key concerned, if one is
	Err  error  // the cause, for logs only
}

// Error implements error.
func (e *Error) Error() string {
	s := fmt.Sprintf("store: %s: %s", e.Op, e.Code)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Conflict is the failure of a condition. Current is the item as it is stored, nil if
// it is absent. In a transaction Index is the position of the first write that failed.
type Conflict struct {
	Key     Key
	Current *Item
	Index   int
}

// Error implements error.
func (c *Conflict) Error() string {
	return fmt.Sprintf("store: %s: write %d to table %s", CodeConflict, c.Index, c.Key.Table)
}

// CodeOf gives the code of an error of this package, "" for any other.
func CodeOf(err error) Code {
	var c *Conflict
	if errors.As(err, &c) {
		return CodeConflict
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// IsConflict reports whether a condition failed.
func IsConflict(err error) bool { return CodeOf(err) == CodeConflict }
