package client

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/aio-creative-hub/aio/shared/internal/wsmessage"
)

// Limits of WebSocket messages.
const (
	MaxMessage = 128 << 10        // bytes, either way: API Gateway's
	writeLimit = 10 * time.Second // for the network to take a message
)

// link is one connection in the life of a Conn.
type link struct {
	ws      *websocket.Conn
	ctx     context.Context // the life of the connection
	cancel  context.CancelFunc
	born    time.Time
	retire  time.Duration // its planned age
	heard   atomic.Int64  // Unix nanoseconds of the last message
	planned atomic.Bool   // its end was our own doing
}

func newLink(life context.Context, ws *websocket.Conn, jitter time.Duration) *link {
	ws.SetReadLimit(MaxMessage)
	l := &link{ws: ws, born: time.Now(), retire: maxAge - jitter}
	l.ctx, l.cancel = context.WithCancel(life)
	l.hear()
	return l
}

func (l *link) hear() { l.heard.Store(time.Now().UnixNano()) }

// quiet is how long nothing was heard.
func (l *link) quiet() time.Duration { return time.Since(time.Unix(0, l.heard.Load())) }

// write sends one text message, in several frames if it is larger than one may be.
func (l *link) write(data []byte) error {
	ctx, cancel := context.WithTimeout(l.ctx, writeLimit)
	defer cancel()
	return wsmessage.Write(ctx, l.ws, data)
}

// drop ends the connection at once.
func (l *link) drop() {
	l.cancel()
	_ = l.ws.CloseNow() // it is over either way
}

// goodbye ends the connection with a close frame, and waits a little for the server's.
func (l *link) goodbye() {
	l.planned.Store(true)
	late := time.AfterFunc(closeTimeout, l.drop)
	defer late.Stop()
	_ = l.ws.Close(websocket.StatusNormalClosure, "") // the server may be gone: nothing to do about it
	l.drop()
}
