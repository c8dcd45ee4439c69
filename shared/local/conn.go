package local

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"

	"github.com/aio-creative-hub/aio/shared/internal/wsmessage"
	"github.com/aio-creative-hub/aio/shared/push"
)

// closing says how a connection ends.
type closing struct {
	code   int    // RFC 6455 section 7.4
	reason string // at most 123 bytes
	abrupt bool   // without the closing handshake and without what is still queued
}

// conn is one WebSocket connection. Three goroutines serve it, all owned by serve: the
// reader, the writer, which also closes, and up to framesAtOnce answers.
type conn struct {
	hub         *Hub
	id          string
	ip          string
	domain      string
	userAgent   string
	connectedAt time.Time
	authorizer  map[string]any // the authorizer's context

	active atomic.Int64 // Unix nanoseconds of the last message
	ws     *websocket.Conn

	ctx  context.Context // ends with the connection; nothing of it travels into functions
	kill context.CancelFunc
	wake chan struct{} // something is queued
	room chan struct{} // something was taken from the queue

	mu     sync.Mutex
	queue  [][]byte
	bytes  int
	end    *closing // set once
	gone   chan struct{}
	frames sync.WaitGroup
}

func newConn(h *Hub, id string) *conn {
	now := h.o.Now()
	ctx, kill := context.WithCancel(context.Background())
	c := &conn{hub: h, id: id, connectedAt: now, ctx: ctx, kill: kill,
		wake: make(chan struct{}, 1), room: make(chan struct{}, 1), gone: make(chan struct{})}
	c.active.Store(now.UnixNano())
	return c
}

func (c *conn) lastActive() time.Time { return time.Unix(0, c.active.Load()).UTC() }

func (c *conn) touch() { c.active.Store(c.hub.o.Now().UnixNano()) }

// shut begins the end of the connection; only the first call counts and returns true.
func (c *conn) shut(how closing) bool {
	c.mu.Lock()
	first := c.end == nil
	if first {
		c.end = &how
		close(c.gone)
	}
	c.mu.Unlock()
	if first {
		c.hub.forget(c)
		// What is queued is still sent, but a client that does not take it must not hold the end up.
		last := time.AfterFunc(c.hub.o.WriteTimeout, c.kill)
		context.AfterFunc(c.ctx, func() { last.Stop() })
	}
	if how.abrupt {
		c.kill()
	}
	return first
}

// enqueue hands a message to the writer.
func (c *conn) enqueue(ctx context.Context, data []byte) error {
	var patience *time.Timer
	for {
		ok, err := c.tryEnqueue(data)
		if ok || err != nil {
			return err
		}
		if patience == nil {
			patience = time.NewTimer(slowWait)
			defer patience.Stop()
		}
		select {
		case <-c.room:
			patience.Reset(slowWait) // it reads
		case <-c.gone:
		case <-ctx.Done():
			return ctx.Err()
		case <-patience.C:
			c.shut(closing{code: 1008, reason: "Too slow", abrupt: true})
			return push.ErrGone
		}
	}
}

func (c *conn) tryEnqueue(data []byte) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.end != nil {
		return false, push.ErrGone
	}
	if len(c.queue) >= maxQueued || c.bytes+len(data) > maxQueuedBytes {
		return false, nil
	}
	c.queue = append(c.queue, data)
	c.bytes += len(data)
	signal(c.wake)
	if len(c.queue) < maxQueued {
		signal(c.room) // another one may be waiting, too
	}
	return true, nil
}

// dequeue waits for the next message; false when the connection ends and nothing is left.
func (c *conn) dequeue() ([]byte, bool) {
	for {
		c.mu.Lock()
		if len(c.queue) > 0 {
			data := c.queue[0]
			c.queue[0] = nil
			c.queue = c.queue[1:]
			c.bytes -= len(data)
			c.mu.Unlock()
			signal(c.room)
			return data, true
		}
		ended := c.end != nil
		c.mu.Unlock()
		if ended {
			return nil, false
		}
		select {
		case <-c.wake:
		case <-c.gone:
		}
	}
}

func signal(ch chan struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}

// write sends what is queued until the connection ends, and then closes it.
func (c *conn) write() {
	for {
		data, ok := c.dequeue()
		if !ok {
			break
		}
		c.touch()
		if err := c.send(data); err != nil {
			c.shut(closing{code: 1006, reason: "Connection Closed Abnormally", abrupt: true})
			break
		}
	}
	how := c.ending()
	if how.abrupt {
		_ = c.ws.CloseNow() // it is over either way
		return
	}
	// The library waits five seconds for the client's close frame.
	_ = c.ws.Close(websocket.StatusCode(how.code), how.reason) // a client that is gone already
}

func (c *conn) ending() closing {
	c.mu.Lock()
	defer c.mu.Unlock()
	return *c.end
}

// send writes one message.
func (c *conn) send(data []byte) error {
	ctx, cancel := context.WithTimeout(c.ctx, c.hub.o.WriteTimeout)
	defer cancel()
	return wsmessage.Write(ctx, c.ws, data)
}

// read answers the client's frames until the connection ends, and says how it ended.
func (c *conn) read() closing {
	slots := make(chan struct{}, framesAtOnce)
	for {
		kind, data, err := c.ws.Read(c.ctx)
		switch {
		case err != nil:
			return endOf(err)
		case kind != websocket.MessageText:
			return closing{code: 1003, reason: "Text only"}
		case !utf8.Valid(data):
			return closing{code: 1007, reason: "Not UTF-8"}
		}
		c.touch()
		select {
		case slots <- struct{}{}:
		case <-c.gone:
			return closing{}
		}
		c.frames.Go(func() {
			defer func() { <-slots }()
			c.answer(data)
		})
	}
}

// endOf tells how a connection ended from the reader's error.
func endOf(err error) closing {
	if errors.Is(err, errFrameTooLarge) || errors.Is(err, websocket.ErrMessageTooBig) {
		return closing{code: 1009, reason: "Message too big"}
	}
	var ce websocket.CloseError
	switch {
	case !errors.As(err, &ce):
		return closing{code: 1006, reason: "Connection Closed Abnormally", abrupt: true}
	case ce.Code == websocket.StatusNoStatusRcvd:
		return closing{code: 1005, reason: "Client-side close frame status not set"}
	}
	return closing{code: int(ce.Code), reason: ce.Reason}
}
