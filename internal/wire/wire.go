// Package wire is a bad network for one client: it can be cut without a word, be down for a
// while, and lose messages that a server sent over a WebSocket. Programs that try how
// clients and the server get over that use it (internal/bench, internal/soak).
package wire

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
)

// ErrDown says that the network is down.
var ErrDown = errors.New("wire: the network is down")

// Wire is the network of one client. Safe for concurrent use.
type Wire struct {
	dialer net.Dialer
	http   *http.Transport

	mu   sync.Mutex
	open map[net.Conn]struct{}
	down bool
	lose func(message []byte) bool
}

// New makes a network that loses nothing. Connections come from the address, which is the
// machine's choice if it is nil.
func New(from net.IP) *Wire {
	w := &Wire{open: map[net.Conn]struct{}{}}
	if from != nil {
		w.dialer.LocalAddr = &net.TCPAddr{IP: from}
	}
	w.http = &http.Transport{DialContext: w.Dial}
	return w
}

// Client makes requests over the wire.
func (w *Wire) Client() *http.Client { return &http.Client{Transport: w} }

// RoundTrip implements http.RoundTripper.
func (w *Wire) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := w.http.RoundTrip(req)
	if err == nil && res.StatusCode == http.StatusSwitchingProtocols {
		res.Body = newLossy(res.Body, w.loses)
	}
	return res, err
}

// CloseIdleConnections closes the connections that no request is using; http.Client calls
// it for the function of the same name.
func (w *Wire) CloseIdleConnections() { w.http.CloseIdleConnections() }

// Dial opens a connection.
func (w *Wire) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	if w.isDown() {
		return nil, ErrDown
	}
	c, err := w.dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.down { // meanwhile
		_ = c.Close() // nothing was sent
		return nil, ErrDown
	}
	w.open[c] = struct{}{}
	return &tracked{Conn: c, w: w}, nil
}

// Cut ends all connections at once, without a word of any protocol: what is on the way is
// lost.
func (w *Wire) Cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.open {
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // a reset instead of an orderly end; it may be closed already
		}
		_ = c.Close() // it may be closed already
	}
	clear(w.open)
}

// Down cuts the wire and keeps it so until Up.
func (w *Wire) Down() {
	w.mu.Lock()
	w.down = true
	w.mu.Unlock()
	w.Cut()
}

// Up ends Down.
func (w *Wire) Up() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = false
}

// Lose has messages that come over WebSockets from now on lost if the function says so;
// nil loses none. It is called for one message at a time.
func (w *Wire) Lose(f func(message []byte) bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lose = f
}

func (w *Wire) isDown() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.down
}

func (w *Wire) loses(message []byte) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.lose != nil && w.lose(message)
}

// tracked is a connection that the wire forgets when it is closed.
type tracked struct {
	net.Conn
	w *Wire
}

// Close implements net.Conn.
func (t *tracked) Close() error {
	t.w.mu.Lock()
	delete(t.w.open, t.Conn)
	t.w.mu.Unlock()
	return t.Conn.Close()
}
