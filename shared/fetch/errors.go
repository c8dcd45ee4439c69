package fetch

import (
	"errors"
	"net"
)

// Code says why a fetch failed, stably, for programs.
type Code string

// The codes of this package.
const (
	CodeURL       Code = "url_refused"        // not an http(s) address, or one with credentials, another port, a strange host
	CodeHost      Code = "host_refused"       // no such host, or not a public one: which of them is not told
	CodeUnreached Code = "fetch_failed"       // no connection, no trusted certificate, or not an answer of HTTP
	CodeTimeout   Code = "fetch_timed_out"    // a phase took too long
	CodeStatus    Code = "fetch_status"       // the server answered, but not with 200
	CodeRedirect  Code = "redirect_refused"   // too many redirects, or from https to http
	CodeTooLarge  Code = "fetch_too_large"    // above Limits.MaxBytes
	CodeType      Code = "fetch_type_refused" // not one of Limits.Types
	CodeLimits    Code = "fetch_limits"       // the caller's Limits make no sense: ours to mend
)

// Error is a failed fetch. Message is for people: it says what to do and holds neither the
// address nor what it resolved to, so that nobody can map a network with it. Err is the
// cause, for logs; it never holds a path or query, which may be secrets.
type Error struct {
	Code    Code
	Message string
	Status  int // of CodeStatus: what the server answered
	Err     error
}

// Error implements error.
func (e *Error) Error() string {
	s := "fetch: " + string(e.Code) + ": " + e.Message
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

func fail(code Code, message string, cause error) *Error {
	return &Error{Code: code, Message: message, Err: cause}
}

// What people are told, where several failures are told the same.
const (
	textHost    = "There is no public server at this address."
	textTimeout = "The server took too long to answer. Try again later, or another address."
)

// transportError sorts what the network says. An *Error passes as it is.
func transportError(err error) error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	var t net.Error
	if errors.As(err, &t) && t.Timeout() {
		return fail(CodeTimeout, textTimeout, err)
	}
	return fail(CodeUnreached, "The server could not be reached, or did not answer properly.", err)
}
