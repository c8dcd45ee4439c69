// Package live keeps track of WebSocket connections and what they follow, and is the
// only part of the system that posts to them.
//
// Delivery is best effort by design: a commit is durable before anybody is told, clients
// order by sequence number and fetch what they missed (Subscribe with After), so a lost
// push costs a round trip and never data.
package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/aio-creative-hub/aio/shared/document"
	docapi "github.com/aio-creative-hub/aio/shared/document/api"
	docops "github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/live/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/push"
	"github.com/aio-creative-hub/aio/shared/store"
)

const (
	// connectionLife is how long an item outlives anything it could stand for: API Gateway
	// closes a connection after two hours.
	connectionLife = 2*time.Hour + 10*time.Minute
	// fanoutWorkers bounds the posts under way for one event.
	fanoutWorkers = 32
	// inlineBytes is the largest commit sent as a whole; clients fetch larger ones. It
	// leaves room for the envelope in push.MaxMessage.
	inlineBytes = 100 << 10
	// catchupPage is how many missed commits a subscription answers with at once.
	catchupPage = 100
	// maxSubscriptions bounds what one connection follows: more is not a person's doing.
	maxSubscriptions = 50
)

// Push is what the server sends on its own. Seq counts within Topic: the commits of a
// document, the messages of a conversation.
type Push struct {
	ID    string        `json:"id"`
	Type  string        `json:"type"`
	Topic string        `json:"topic,omitempty"`
	Seq   int64         `json:"seq,omitempty"`
	Data  operation.Raw `json:"data,omitempty"`
}

// The types of pushes.
const (
	TypeCommit   = "document.commit" // data: the commit, or nothing if it is large
	TypeMessage  = "chat.message"    // data: the message
	TypeProgress = "chat.progress"   // data: the step reached
)

// Config is what the service needs.
type Config struct {
	Store store.Store
	Docs  *document.Documents
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
	c := connection{ID: m.Connection, UserID: m.Principal.UserID, SessionID: m.Principal.SessionID}
	writes, err := c.writes(s.c.Now().Add(connectionLife))
	if err != nil {
		return nil, err
	}
	if err := s.c.Store.Transact(ctx, "connect#"+c.ID, writes...); err != nil {
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
	doc, err := docapi.Owned(ctx, s.c.Docs, in.Body.DocumentID)
	if err != nil {
		return nil, err
	}
	following, err := s.subscriptions(ctx, m.Connection)
	if err != nil {
		return nil, err
	}
	if len(following) >= maxSubscriptions && !slices.Contains(following, doc.ID) {
		return nil, operation.NewProblem(422, "too_many_subscriptions", fmt.Sprintf("One connection can follow %d documents; unsubscribe from one.", maxSubscriptions))
	}
	until := s.c.Now().Add(connectionLife)
	for _, k := range subscriptionKeys(m.Connection, doc.ID) {
		if _, err := s.c.Store.Write(ctx, store.Write{Item: store.Item{Key: k, Data: []byte(m.Connection), Expires: until}}); err != nil {
			return nil, fmt.Errorf("live: subscribe: %w", err)
		}
	}
	return docapi.Log(ctx, s.c.Docs, doc.ID, in.Body.After, catchupPage)
}

// Unsubscribe ends a subscription.
func (s *Service) Unsubscribe(ctx context.Context, in *ops.UnsubscribeInput) (*operation.None, error) {
	return &operation.None{}, s.unsubscribe(ctx, operation.MetaFrom(ctx).Connection, in.Body.DocumentID)
}

// Fanout posts a commit to those who follow the document.
func (s *Service) Fanout(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	doc, seq := in.Body.Subject, in.Body.Data.Seq
	connections, err := s.keysUnder(ctx, followersPK(doc))
	if err != nil || len(connections) == 0 {
		return &operation.None{}, err
	}
	p := Push{ID: in.Body.ID, Type: TypeCommit, Topic: doc, Seq: seq}
	commits, _, err := s.c.Docs.Log(ctx, doc, seq-1, 1)
	if document.CodeOf(err) == document.CodeNotFound {
		return &operation.None{}, nil // deleted meanwhile
	}
	if err != nil {
		return nil, fmt.Errorf("live: read commit: %w", err)
	}
	if len(commits) == 1 {
		if data, err := json.Marshal(docapi.Commit(commits[0])); err == nil && len(data) <= inlineBytes {
			p.Data = data
		}
	}
	return &operation.None{}, s.post(ctx, connections, p)
}

// Publish posts a notice to a person's connections.
func (s *Service) Publish(ctx context.Context, in *ops.PublishInput) (*operation.None, error) {
	connections, err := s.keysUnder(ctx, personPK(in.Body.UserID))
	if err != nil {
		return nil, err
	}
	p := Push{ID: s.c.NewID("evt"), Type: in.Body.Type, Topic: in.Body.Topic, Seq: in.Body.Seq}
	if len(in.Body.Data) <= inlineBytes {
		p.Data = in.Body.Data
	}
	return &operation.None{}, s.post(ctx, connections, p)
}

// EndSession closes the connections of a session that ended.
func (s *Service) EndSession(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	connections, err := s.keysUnder(ctx, sessionPK(in.Body.Data.SessionID))
	if err != nil {
		return nil, err
	}
	for _, id := range connections {
		if err := s.c.Push.Disconnect(ctx, id); err != nil && !errors.Is(err, push.ErrGone) {
			return nil, fmt.Errorf("live: disconnect: %w", err)
		}
		if err := s.forget(ctx, id); err != nil {
			return nil, err
		}
	}
	return &operation.None{}, nil
}

// post sends to connections, a bounded number at a time. One that is gone is forgotten;
// one that fails otherwise finds the gap by itself.
func (s *Service) post(ctx context.Context, connections []string, p Push) error {
	data, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("live: encode push: %w", err)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(fanoutWorkers)
	for _, id := range connections {
		g.Go(func() error {
			err := s.c.Push.Post(ctx, id, data)
			if errors.Is(err, push.ErrGone) {
				return s.forget(ctx, id)
			}
			if err != nil {
				s.c.Log.WarnContext(ctx, "push failed", "connection", id, "error", err)
			}
			return nil
		})
	}
	return g.Wait()
}
