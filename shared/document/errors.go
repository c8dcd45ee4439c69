package document

import (
	"errors"
	"fmt"
)

// Code says what went wrong, stably, for programs.
type Code string

// The codes of this package.
const (
	CodeNotFound      Code = "not_found"       // no such document, or no such sequence number
	CodeConflict      Code = "conflict"        // an id is taken, or (strict mode) others changed the same
	CodeMissingTarget Code = "missing_target"  // an edit names an object that is not there (any more)
	CodeCycle         Code = "cycle"           // a move would put an object below itself
	CodeInvalidEdit   Code = "invalid_edit"    // an edit or a value breaks a rule
	CodeInvalid       Code = "invalid_request" // an argument of the call is malformed
	CodeTooLarge      Code = "too_large"       // a limit of this package is exceeded
	CodeBusy          Code = "busy"            // too many races lost: call again with the same commit id and basis
	CodeNothingToUndo Code = "nothing_to_undo" // this person has no commit left to take back, or a later one than asked for
	CodeNothingToRedo Code = "nothing_to_redo" // this person's last commit was not an undo
	CodeUnsupported   Code = "unsupported"     // written by a newer version, or a kind that is not installed
	CodeUnavailable   Code = "unavailable"     // storage did not answer: call again with the same commit id and basis
	CodeCorrupt       Code = "corrupt"         // stored bytes do not decode; an operator must look
)

// Error is a failure of this package. Message is for people and holds no values of
// properties; Err is the cause, for logs only.
type Error struct {
	Code    Code
	Field   string // what is wrong: a property, an argument, or a path such as edits[2].parent
	Message string
	Current *State // for conflict, missing_target and cycle: the document as it is now
	Err     error
}

// Error implements error.
func (e *Error) Error() string {
	s := "document: " + string(e.Code)
	if e.Field != "" {
		s += ": " + e.Field
	}
	s += ": " + e.Message
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf gives the code of an error of this package, "" for any other.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// FieldError is what a Schema's Check answers when one property is wrong. Both parts
// are shown to people.
type FieldError struct {
	Field   string // the property
	Message string // what is expected of it
}

// Error implements error.
func (e *FieldError) Error() string { return e.Field + ": " + e.Message }

func fail(code Code, field, format string, args ...any) *Error {
	return &Error{Code: code, Field: field, Message: fmt.Sprintf(format, args...)}
}

// withCurrent attaches the present state to failures that a client mends by looking at
// it. The error may be shared, so it is copied.
func withCurrent(err error, s State) error {
	var e *Error
	if !errors.As(err, &e) || e.Current != nil {
		return err
	}
	switch e.Code {
	case CodeConflict, CodeMissingTarget, CodeCycle:
		c := *e
		c.Current = &s
		return &c
	default:
		return err
	}
}
