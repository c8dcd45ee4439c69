// Package push is the port for sending to an open WebSocket connection from outside the
// request that came over it, as API Gateway's @connections management API does.
package push

import (
	"context"
	"errors"
	"time"
)

// MaxMessage is the largest message in bytes: API Gateway's limit (sent in frames of 32 KB).
const MaxMessage = 128 << 10

// ErrGone says that the connection is closed for good (HTTP 410); forget it.
var ErrGone = errors.New("push: connection gone")

// ErrTooLarge says that a message is above MaxMessage; nothing was sent.
var ErrTooLarge = errors.New("push: message too large")

// Info describes an open connection.
type Info struct {
	ConnectedAt  time.Time
	LastActiveAt time.Time // of the last message in either direction
	SourceIP     string
}

// Pusher sends to connections. Safe for concurrent use. Messages posted one after the
// other by one caller arrive in that order. A nil error means handed over, not read:
// delivery is best effort, and clients find gaps by sequence number.
type Pusher interface {
	// Post sends one text message. ErrGone, ErrTooLarge, or a transient error.
	Post(ctx context.Context, connection string, data []byte) error
	// Get describes a connection, or fails with ErrGone.
	Get(ctx context.Context, connection string) (Info, error)
	// Disconnect closes a connection from the server's side; ErrGone if there is none.
	Disconnect(ctx context.Context, connection string) error
}
