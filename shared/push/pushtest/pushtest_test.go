package pushtest_test

import (
	"context"
	"errors"
	"io"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/push"
	"github.com/aio-creative-hub/aio/shared/push/pushtest"
)

// hub keeps the contract with channels for connections: it shows that the suite can be
// passed, and is the least an adapter does.
type hub struct {
	mu    sync.Mutex
	now   time.Time
	conns map[string]*conn
}

type conn struct {
	info   push.Info
	out    chan []byte
	closed chan struct{} // by either side
	once   sync.Once
}

func (c *conn) close() { c.once.Do(func() { close(c.closed) }) }

func (h *hub) find(id string) (*conn, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.conns[id]
	if c == nil {
		return nil, push.ErrGone
	}
	select {
	case <-c.closed:
		return nil, push.ErrGone
	default:
		return c, nil
	}
}

// Post implements push.Pusher.
func (h *hub) Post(ctx context.Context, id string, data []byte) error {
	if len(data) > push.MaxMessage {
		return push.ErrTooLarge
	}
	c, err := h.find(id)
	if err != nil {
		return err
	}
	select {
	case c.out <- append([]byte(nil), data...):
		h.mu.Lock()
		c.info.LastActiveAt = h.now
		h.mu.Unlock()
		return nil
	case <-c.closed:
		return push.ErrGone
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Get implements push.Pusher.
func (h *hub) Get(_ context.Context, id string) (push.Info, error) {
	c, err := h.find(id)
	if err != nil {
		return push.Info{}, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return c.info, nil
}

// Disconnect implements push.Pusher.
func (h *hub) Disconnect(_ context.Context, id string) error {
	c, err := h.find(id)
	if err != nil {
		return err
	}
	c.close()
	return nil
}

func (h *hub) connect() pushtest.Client {
	c := &conn{out: make(chan []byte, 100), closed: make(chan struct{})}
	h.mu.Lock()
	defer h.mu.Unlock()
	c.info = push.Info{ConnectedAt: h.now, LastActiveAt: h.now, SourceIP: "192.0.2.1"}
	id := strconv.Itoa(len(h.conns))
	h.conns[id] = c
	return pushtest.Client{ID: id, Close: func() error { c.close(); return nil }, Receive: c.receive}
}

// receive prefers what was posted to the news of the end.
func (c *conn) receive(ctx context.Context) ([]byte, error) {
	select {
	case data := <-c.out:
		return data, nil
	default:
	}
	select {
	case data := <-c.out:
		return data, nil
	case <-c.closed:
		return nil, io.EOF
	case <-ctx.Done():
		return nil, errors.New("nothing came")
	}
}

func TestSuite(t *testing.T) {
	pushtest.Run(t, func(*testing.T) pushtest.Harness {
		h := &hub{now: time.Unix(1_000_000, 0), conns: map[string]*conn{}}
		return pushtest.Harness{
			Pusher:  h,
			Connect: func(*testing.T) pushtest.Client { return h.connect() },
			Advance: func(d time.Duration) { h.mu.Lock(); defer h.mu.Unlock(); h.now = h.now.Add(d) },
		}
	})
}
