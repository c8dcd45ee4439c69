// Package live keeps track of WebSocket connections and what they follow, and is the
// only part of the system that posts to them.
//
// Delivery is best effort by design: a commit is durable before anybody is told, clients
// order by sequence number and fetch what they missed (Subscribe with After), so a lost
// push costs a round trip and never data.
package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	docapi "github.com/aio-creative-hub/aio/shared/document/api"
	docops "github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/live/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/push"
	"github.com/aio-creative-hub/aio/shared/share"
	"github.com/aio-creative-hub/aio/shared/store"
)

const (
	// connectionLife is how long an item outlives anything it could stand for: API Gateway
	// closes a connection after two hours.
	connectionLife = 2*time.Hour + 10*time.Minute
	// catchupPage is how many missed commits a subscription answers with at once.
	catchupPage = 100
	// maxSubscriptions bounds what one connection follows: more is not a person's doing.
	maxSubscriptions = 50
	// subscribeAttempts bounds the races of one subscription: a page that opens follows a
	// few documents at once.
	subscribeAttempts = 50
)

// Config is what the service needs.
type Config struct {
	Store store.Store
	Docs  *docapi.Guarded
	Push  push.Pusher
	Log   *slog.Logger
	Now   func() time.Time
	NewID func(prefix string) string
}

// Service carries out the area's operations.
type Service struct{ c Config }

// New makes the service.
func New(c Config) *Service { return &Service{c: c} }

// Connect records the connection under its person and its session.
func (s *Service) Connect(ctx context.Context, _ *operation.None) (*operation.None, error) {
	m := operation.MetaFrom(ctx)
	if m.Connection == "" {
		return nil, operation.NewProblem(400, operation.CodeBadRequest, "This is for WebSocket connections.")
	}
	c := connection{ID: m.Connection, UserID: m.Principal.UserID, SessionID: m.Principal.SessionID, At: s.c.Now().UTC()}
	writes, err := c.writes(c.At.Add(connectionLife))
	if err != nil {
		return nil, err
	}
	err = s.c.Store.Transact(ctx, "connect#"+c.ID, writes...)
	if err != nil && store.CodeOf(err) != store.CodeTokenReused { // the same event again, at another time: it is recorded
		return nil, fmt.Errorf("live: connect: %w", err)
	}
	return &operation.None{}, nil
}

// Disconnect forgets the connection of the event.
func (s *Service) Disconnect(ctx context.Context, _ *operation.None) (*operation.None, error) {
	if id := operation.MetaFrom(ctx).Connection; id != "" {
		if err := s.forget(ctx, id); err != nil {
			return nil, err
		}
	}
	return &operation.None{}, nil
}

// Unknown refuses a frame.
func (s *Service) Unknown(context.Context, *operation.None) (*operation.None, error) {
	return nil, operation.NewProblem(404, "unknown_action", "No operation has this action; see docs/websocket.md.").On("action")
}

// Ping answers a heartbeat.
func (s *Service) Ping(context.Context, *operation.None) (*ops.PongOutput, error) {
	return &ops.PongOutput{Body: ops.Pong{Time: s.c.Now().UTC()}}, nil
}

// Subscribe records the subscription first and reads the log then, so that a commit made
// in between is seen twice rather than not at all.
func (s *Service) Subscribe(ctx context.Context, in *ops.SubscribeInput) (*docops.LogOutput, error) {
	m := operation.MetaFrom(ctx)
	if m.Connection == "" {
		return nil, operation.NewProblem(400, operation.CodeBadRequest, "This is for WebSocket connections.")
	}
	doc, err := s.c.Docs.Admit(ctx, in.Body.DocumentID, share.Viewer)
	if err != nil {
		return nil, err
	}
	if err := s.subscribe(ctx, m.Connection, doc.ID, doc.Until); err != nil {
		return nil, err
	}
	if _, err := s.c.Docs.Admit(ctx, doc.ID, share.Viewer); err != nil { // it was taken back while the subscription was made
		return nil, errors.Join(err, s.unsubscribe(ctx, m.Connection, doc.ID))
	}
	return docapi.Log(ctx, s.c.Docs.Documents, doc.ID, in.Body.After, catchupPage)
}

// Unsubscribe ends a subscription.
func (s *Service) Unsubscribe(ctx context.Context, in *ops.UnsubscribeInput) (*operation.None, error) {
	return &operation.None{}, s.unsubscribe(ctx, operation.MetaFrom(ctx).Connection, in.Body.DocumentID)
}
