// Package mail is the port for sending mail: SES on AWS; on one machine an outbox that
// one can read in the browser.
package mail

import (
	"context"
	"errors"
)

// MaxBody is the most bytes of a text body: mails of this system are short notices.
const MaxBody = 64 << 10

// ErrInvalid says that a message cannot be sent: no or a malformed recipient, a line
// break in a header, no subject or text, or a body above MaxBody.
var ErrInvalid = errors.New("mail: invalid message")

// Message is one plain-text mail to one person.
type Message struct {
	// ID makes sending idempotent: the same id is sent once.
	ID      string
	To      string // one address, RFC 5321 mailbox
	Subject string // one line
	Text    string // UTF-8, plain
}

// Sender sends mail. A nil error means accepted for delivery, durably. Safe for concurrent use.
type Sender interface {
	Send(ctx context.Context, m Message) error
}
