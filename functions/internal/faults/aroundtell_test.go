package faults

import (
	"context"
	"sync"
	"time"

	"github.com/aio-creative-hub/aio/internal/faulty"
	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/mail"
	"github.com/aio-creative-hub/aio/shared/push"
)

// brokenMail implements mail.Sender, and keeps what went out, by id.
type brokenMail struct {
	mail.Sender
	p    *plan
	sent func(mail.Message)
}

func (b brokenMail) Send(ctx context.Context, m mail.Message) error {
	return only(b.p, "mail.Send", cause, func() error {
		err := b.Sender.Send(ctx, m)
		if err == nil {
			b.sent(m)
		}
		return err
	})
}

// brokenCall implements call.Invoker. What is to be run some time is run by the scenario.
type brokenCall struct {
	call.Invoker
	p       *plan
	started func(function string, payload []byte)
}

func callError(k faulty.Kind) error {
	switch k {
	case faulty.Throttle:
		return call.ErrThrottled
	case faulty.Error:
		return &call.Fault{Function: "on purpose", Type: "Unhandled", Message: "on purpose"}
	}
	return call.ErrTimeout
}

func (b brokenCall) Invoke(ctx context.Context, function string, payload []byte) ([]byte, error) {
	return through(b.p, "call.Invoke", callError, func() ([]byte, error) { return b.Invoker.Invoke(ctx, function, payload) })
}

func (b brokenCall) Start(_ context.Context, function string, payload []byte) error {
	return only(b.p, "call.Start", callError, func() error {
		b.started(function, append([]byte(nil), payload...))
		return nil
	})
}

// sockets are the connections that clients hold open.
type sockets struct {
	mu     sync.Mutex
	open   map[string]bool
	posted map[string][]string
}

func newSockets() *sockets { return &sockets{open: map[string]bool{}, posted: map[string][]string{}} }

func (s *sockets) dial(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[id] = true
}

// received is what came over a connection, and whether it is open still.
func (s *sockets) received(id string) (messages []string, open bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.posted[id]...), s.open[id]
}

func (s *sockets) post(id string, data []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.open[id] {
		return push.ErrGone
	}
	s.posted[id] = append(s.posted[id], string(data))
	return nil
}

func (s *sockets) close(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.open[id] {
		return push.ErrGone
	}
	delete(s.open, id)
	return nil
}

// brokenPush implements push.Pusher on the connections of the test.
type brokenPush struct {
	s *sockets
	p *plan
}

func (b brokenPush) Post(_ context.Context, connection string, data []byte) error {
	return only(b.p, "push.Post", cause, func() error { return b.s.post(connection, data) })
}

func (b brokenPush) Get(context.Context, string) (push.Info, error) {
	return through(b.p, "push.Get", cause, func() (push.Info, error) { return push.Info{ConnectedAt: time.Time{}}, nil })
}

func (b brokenPush) Disconnect(_ context.Context, connection string) error {
	return only(b.p, "push.Disconnect", cause, func() error { return b.s.close(connection) })
}
