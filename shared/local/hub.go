package local

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/push"
)

// Limits of WebSocket connections. Times are API Gateway's quotas.
const (
	DefaultIdleTimeout    = 10 * time.Minute
	DefaultMaxAge         = 2 * time.Hour
	DefaultMaxConnections = 10_000           // one machine's files and memory
	DefaultWriteTimeout   = 10 * time.Second // for a client to take one message
	maxQueued             = 1024             // messages waiting for a slow reader
	maxQueuedBytes        = 2 << 20          // bytes of them
	slowWait              = time.Second      // how long a Post waits for a full queue before the reader counts as too slow
	framesAtOnce          = 16               // frames of one connection that are answered at the same time
)

// HubOptions configures NewHub.
type HubOptions struct {
	Log            *slog.Logger               // nil discards
	Now            func() time.Time           // nil means the system's clock
	NewID          func(prefix string) string // required
	IdleTimeout    time.Duration              // without a message in either direction; 0 means DefaultIdleTimeout
	MaxAge         time.Duration              // of a connection; 0 means DefaultMaxAge
	WriteTimeout   time.Duration              // 0 means DefaultWriteTimeout
	MaxConnections int                        // 0 means DefaultMaxConnections
	Secure         bool                       // served over TLS: refusals say so
}

// Hub holds the WebSocket connections of one machine, as API Gateway's WebSocket API
// does: it authorizes and connects them, routes their frames to functions, and takes
// messages for them. Safe for concurrent use.
type Hub struct {
	edge
	f     *Functions
	o     HubOptions
	meter Meter // set by NewServer, before the first connection

	mu     sync.Mutex
	conns  map[string]*conn
	closed bool
	served underway // connections whose $disconnect is still to come
}

var _ push.Pusher = (*Hub)(nil)

// NewHub makes a hub without connections whose frames are answered by f. Operations may
// be registered in f later.
func NewHub(f *Functions, o HubOptions) *Hub {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.IdleTimeout = orDefault(o.IdleTimeout, DefaultIdleTimeout)
	o.MaxAge = orDefault(o.MaxAge, DefaultMaxAge)
	o.WriteTimeout = orDefault(o.WriteTimeout, DefaultWriteTimeout)
	o.MaxConnections = orDefault(o.MaxConnections, DefaultMaxConnections)
	return &Hub{edge: edge{newID: o.NewID, secure: o.Secure}, f: f, o: o, meter: noMeter{}, conns: map[string]*conn{},
		served: underway{most: o.MaxConnections}}
}

func orDefault[T int | time.Duration](v, otherwise T) T {
	if v <= 0 {
		return otherwise
	}
	return v
}

// Post implements push.Pusher. It waits a moment if the connection's queue is full; a
// client that does not make room by then is closed.
func (h *Hub) Post(ctx context.Context, connection string, data []byte) error {
	if len(data) > push.MaxMessage {
		return push.ErrTooLarge
	}
	c, ok := h.get(connection)
	if !ok {
		return push.ErrGone
	}
	return c.enqueue(ctx, bytes.Clone(data))
}

// Get implements push.Pusher.
func (h *Hub) Get(_ context.Context, connection string) (push.Info, error) {
	c, ok := h.get(connection)
	if !ok {
		return push.Info{}, push.ErrGone
	}
	return push.Info{ConnectedAt: c.connectedAt, LastActiveAt: c.lastActive(), SourceIP: c.ip}, nil
}

// Disconnect implements push.Pusher. What was posted before is sent first.
func (h *Hub) Disconnect(_ context.Context, connection string) error {
	c, ok := h.get(connection)
	if !ok {
		return push.ErrGone
	}
	if !c.shut(closing{code: 1000, reason: "Connection Closed Normally"}) {
		return push.ErrGone
	}
	return nil
}

// Open is the number of open connections.
func (h *Hub) Open() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.conns)
}

// Close refuses new connections, closes the open ones as going away (1001), and waits
// for their $disconnect, or for ctx.
func (h *Hub) Close(ctx context.Context) error {
	h.mu.Lock()
	h.closed = true
	open := make([]*conn, 0, len(h.conns))
	for _, c := range h.conns {
		open = append(open, c)
	}
	h.mu.Unlock()
	for _, c := range open {
		c.shut(closing{code: 1001, reason: "Going away"})
	}
	if err := h.served.drain(ctx); err != nil {
		return fmt.Errorf("local: close connections: %w", err)
	}
	return nil
}

func (h *Hub) get(id string) (*conn, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c, ok := h.conns[id]
	return c, ok
}

// enter adds a connection before its $connect runs, so that what is posted to it from
// then on waits for it and is not lost.
func (h *Hub) enter(c *conn) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return ErrStopped
	}
	if err := h.served.begin(false); err != nil {
		return err
	}
	h.conns[c.id] = c
	h.meter.Connections(len(h.conns))
	return nil
}

// forget takes a connection out, so that it is gone for everybody.
func (h *Hub) forget(c *conn) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.conns, c.id)
	h.meter.Connections(len(h.conns))
}

// action gives the operation that answers a route key, "$default"'s if there is none.
func (h *Hub) action(key string) (id, routeKey string) {
	if key != "" && key[0] != '$' {
		if id := h.f.on(operation.Socket, key); id != "" {
			return id, key
		}
	}
	return h.f.on(operation.Socket, "$default"), "$default"
}
