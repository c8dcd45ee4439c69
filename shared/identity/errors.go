package identity

import (
	"errors"
	"time"
)

// Code says why a request was refused, stably, for programs.
type Code string

// The codes of this package.
const (
	CodeInvalidEmail       Code = "invalid_email"        // not an address this system takes
	CodeWeakPassword       Code = "weak_password"        // too short, well known, or made of the address
	CodePasswordTooLong    Code = "password_too_long"    // above MaxPassword
	CodeInvalidDisplayName Code = "invalid_display_name" // too long, or with control characters
	CodeEmailTaken         Code = "email_taken"          // there is an account with this address
	CodeInvalidCredentials Code = "invalid_credentials"  //nolint:gosec // a code, not a credential; which of address and password is wrong is not told
	CodeTooManyAttempts    Code = "too_many_attempts"    // password checks or mails of one address; see RetryAfter
	CodeTokenExpired       Code = "token_expired"        // refresh it, or sign in again
	CodeTokenInvalid       Code = "token_invalid"        // not a token of this system, or not of this kind
	CodeSessionRevoked     Code = "session_revoked"      // signed out, or a refresh token was used twice
	CodeTicketInvalid      Code = "ticket_invalid"       // unknown, used, or too old
	CodeUserNotFound       Code = "user_not_found"       // the account is gone
	CodeWrongPassword      Code = "wrong_password"       // the present password, asked for again, is wrong
	CodeAccountDisabled    Code = "account_disabled"     // by an administrator
	CodeMailTokenInvalid   Code = "mail_token_invalid"   // what a mail carried is unknown, used, or too old
	CodeEmailVerified      Code = "email_verified"       // there is nothing to verify
	CodeSessionNotFound    Code = "session_not_found"    // among one's own
	CodeKeyNotFound        Code = "key_not_found"        // among one's own
	CodeTooManyKeys        Code = "too_many_keys"        // see MaxKeys
	CodeInvalidKey         Code = "invalid_key"          // name, scopes or expiry of a new key
	CodeInvalidPreference  Code = "invalid_preference"   // not a language tag, or a value unknown here
	CodeStale              Code = "stale"                // changed since the revision that was read
	CodeOwnAccount         Code = "own_account"          // an administrator neither disables nor demotes themselves
)

// Error is a refusal. All its text but the cause may be shown to people, and none of it
// holds personal data or values that were sent.
type Error struct {
	Code       Code
	Field      string        // the input concerned: "email", "password", "displayName"; "" if none
	Message    string        // what to do, for people
	RetryAfter time.Duration // with CodeTooManyAttempts: until the next attempt would be heard
	Err        error         // the cause, for logs only
}

// Error implements error.
func (e *Error) Error() string {
	s := "identity: " + string(e.Code)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf gives the code of a refusal of this package, "" for any other error.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// messages are what people read; field names the input that most codes concern.
var messages = map[Code]struct{ field, message string }{
	CodeInvalidEmail:       {"email", "Give an e-mail address such as ada@example.org."},
	CodeWeakPassword:       {"password", "Choose a password of at least 8 characters that is neither well known nor made of your address."},
	CodePasswordTooLong:    {"password", "Choose a password of at most 256 bytes."},
	CodeInvalidDisplayName: {"displayName", "Give a name of at most 100 characters on one line."},
	CodeEmailTaken:         {"email", "There is an account with this address already. Sign in instead."},
	CodeInvalidCredentials: {"", "E-mail address or password is wrong."},
	CodeTooManyAttempts:    {"", "There were too many attempts. Wait a while."},
	CodeTokenExpired:       {"", "Your sign-in has expired. Refresh it or sign in again."},
	CodeTokenInvalid:       {"", "This token is not valid here. Sign in again."},
	CodeSessionRevoked:     {"", "This session has ended. Sign in again."},
	CodeTicketInvalid:      {"", "This ticket is unknown, used or too old. Ask for a new one."},
	CodeUserNotFound:       {"", "There is no such account."},
	CodeWrongPassword:      {"password", "Your present password is another one."},
	CodeAccountDisabled:    {"", "This account has been disabled. Ask an administrator."},
	CodeMailTokenInvalid:   {"token", "This code is unknown, used or too old. Ask for a new mail."},
	CodeEmailVerified:      {"", "Your address is verified already."},
	CodeSessionNotFound:    {"", "There is no such session."},
	CodeKeyNotFound:        {"", "There is no such API key."},
	CodeTooManyKeys:        {"", "You have as many API keys as you may. Revoke one first."},
	CodeInvalidKey:         {"", "Give the key a name on one line, scopes among read and write, and an expiry in the future or none."},
	CodeInvalidPreference:  {"", "Give a theme, a language tag such as de-CH, or units that are known here."},
	CodeStale:              {"revision", "This was changed meanwhile. Read it and decide anew."},
	CodeOwnAccount:         {"", "Ask another administrator to change your own account."},
}

// refuse makes a refusal; the cause may be nil.
func refuse(c Code, cause error) *Error {
	m := messages[c]
	return &Error{Code: c, Field: m.field, Message: m.message, Err: cause}
}
