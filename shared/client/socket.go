package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coder/websocket"

	identityops "github.com/aio-creative-hub/aio/shared/identity/ops"
)

// What the WebSocket's rhythm is. API Gateway closes a connection after 10 minutes
// without a message and after 2 hours in any case.
const (
	socketPath     = "/ws"
	connectTimeout = 20 * time.Second       // for a ticket and the handshake
	closeTimeout   = time.Second            // for the server to answer a close frame
	heartTick      = 5 * time.Second        // how often the heart looks
	heartbeat      = 4 * time.Minute        // after so long without a word, ping
	silence        = 15 * time.Second       // the same while an answer is awaited
	pongTimeout    = 10 * time.Second       // for the answer to a ping; then the connection is dead
	maxAge         = 110 * time.Minute      // then a new connection is made, up to ageJitter earlier
	ageJitter      = 10 * time.Minute       // so that many clients do not come at once
	ageGrace       = 5 * time.Minute        // how much longer answers are waited for
	stableAfter    = 30 * time.Second       // a connection that lasted so long resets the back-off
	backoffFirst   = 250 * time.Millisecond // the first pause is random up to this, then up to twice, …
	backoffMax     = 30 * time.Second       // the longest
)

// The types of pushes that the client itself makes.
const (
	// TypeResumed says that the connection was lost and is back. Commits of followed
	// documents are complete all the same; other pushes may have been missed.
	TypeResumed = "client.resumed"
	// TypeGone says that the document of the topic can no longer be followed: it was
	// deleted, or access was taken away.
	TypeGone = "client.gone"
)

// TypeCommit is the type of a document's commit; Data is a document/ops.Commit.
const TypeCommit = "document.commit"

var (
	// ErrClosed says that the connection was closed by its owner.
	ErrClosed = errors.New("client: the connection is closed")
	// ErrInterrupted says that the connection was lost before the answer came: the call
	// may or may not have been carried out, and repeating it could do it twice.
	ErrInterrupted = errors.New("client: the connection was lost before the answer; it may have been done")
	// ErrNoAnswer says that the server gave no answer to a frame.
	ErrNoAnswer = errors.New("client: no answer; it may have been done")
	// errHandshake says that the server did not open the connection: the ticket may have
	// expired on the way.
	errHandshake = errors.New("client: connect")
	// ErrTooLarge says that a message is larger than MaxMessage; nothing was sent.
	ErrTooLarge = fmt.Errorf("client: a WebSocket message may have at most %d bytes; send it by REST", MaxMessage)
)

// Push is what the server sends on its own. Seq counts within Topic: the commits of a
// document, the messages of a conversation.
type Push struct {
	ID    string          `json:"id"`
	Type  string          `json:"type"`
	Topic string          `json:"topic,omitempty"`
	Seq   int64           `json:"seq,omitempty"`
	Data  json.RawMessage `json:"data,omitempty"`
}

// Conn is a WebSocket that makes a new connection whenever it is lost, and then goes on
// where it was. Safe for concurrent use. Its goroutines end with Close.
type Conn struct {
	c      *Client
	ctx    context.Context // the life of the Conn, ended by Close
	cancel context.CancelFunc
	out    *outbox
	wake   chan struct{} // something is due for a followed document
	done   chan struct{}

	mu    sync.Mutex
	link  *link // nil while there is no connection
	calls map[string]*call
	count uint64 // of calls, for their ids
	docs  map[string]*follower
	err   error // why the Conn ended
}

// Dial opens a WebSocket. Ctx bounds the opening only; Close ends it.
func (c *Client) Dial(ctx context.Context) (*Conn, error) {
	life, cancel := context.WithCancel(context.WithoutCancel(ctx))
	k := &Conn{c: c, ctx: life, cancel: cancel, out: newOutbox(), wake: make(chan struct{}, 1), done: make(chan struct{}),
		calls: map[string]*call{}, docs: map[string]*follower{}}
	l, err := k.connect(ctx)
	if err != nil {
		cancel()
		return nil, err
	}
	go k.run(l) //nolint:contextcheck // ends with Close, which waits for it, and not with the caller's context
	return k, nil
}

// Pushes gives what the server sends on its own; the commits of followed documents in
// order, without gaps and doubles. The channel is closed when the Conn ends. Who does not
// read it loses pushes, but no commits: those wait on the server.
func (k *Conn) Pushes() <-chan Push { return k.out.ch }

// Done is closed when the Conn ends; Err then says why.
func (k *Conn) Done() <-chan struct{} { return k.done }

// Err says why the Conn ended: ErrClosed, or the server's refusal to let us in again.
func (k *Conn) Err() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.err
}

// Close ends the Conn and waits until nothing of it runs any more. Calls that wait fail
// with ErrClosed.
func (k *Conn) Close() error {
	k.mu.Lock()
	l := k.link
	k.mu.Unlock()
	k.end(ErrClosed)
	if l != nil {
		l.goodbye()
	}
	k.cancel()
	<-k.done
	return nil
}

// end notes why the Conn ends and fails all calls; only the first reason counts.
func (k *Conn) end(why error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err != nil {
		return
	}
	k.err = why
	for _, c := range k.calls {
		k.settle(c, result{err: why})
	}
	for _, f := range k.docs {
		f.answer(why)
	}
}

// connect takes a ticket and opens a connection with it.
func (k *Conn) connect(ctx context.Context) (*link, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	var t identityops.Ticket
	if err := k.c.call(ctx, identityops.CreateTicket.Spec, nil, &t); err != nil {
		return nil, fmt.Errorf("client: ticket: %w", err)
	}
	to := *k.c.base
	to.Path += socketPath
	to.RawQuery = url.Values{"ticket": {t.Ticket}}.Encode()
	header := http.Header{"User-Agent": {k.c.o.UserAgent}}
	ws, res, err := websocket.Dial(ctx, to.String(), &websocket.DialOptions{HTTPClient: k.c.http, HTTPHeader: header})
	if res != nil && res.Body != nil {
		defer res.Body.Close() //nolint:errcheck // the library has read what it wants
	}
	if err != nil && res != nil && res.StatusCode != http.StatusSwitchingProtocols {
		return nil, fmt.Errorf("%w: %w", errHandshake, refusal(res))
	}
	if err != nil {
		return nil, fmt.Errorf("client: connect: %w", unreachable(ctx, err))
	}
	return newLink(k.ctx, ws, time.Duration(k.c.o.Rand()*float64(ageJitter))), nil //nolint:contextcheck // the connection outlives the call that opens it
}
