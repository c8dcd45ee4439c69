package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/aio-creative-hub/aio/shared/document"
	docapi "github.com/aio-creative-hub/aio/shared/document/api"
	"github.com/aio-creative-hub/aio/shared/document/margin"
	"github.com/aio-creative-hub/aio/shared/live/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/push"
)

const (
	// fanoutWorkers bounds the posts under way for one event.
	fanoutWorkers = 32
	// inlineBytes is the largest commit sent as a whole; clients fetch larger ones. It
	// leaves room for the envelope in push.MaxMessage.
	inlineBytes = 100 << 10
	// connectGrace is how long a new connection may seem gone: API Gateway answers so
	// until $connect has returned, which takes an operation's time-out at most.
	connectGrace = operation.DefaultTimeout
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

// Fanout posts what is new to those who follow the document.
func (s *Service) Fanout(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	doc, seq := in.Body.Subject, in.Body.Data.Seq
	connections, err := s.keysUnder(ctx, followersPK(doc))
	if err != nil || len(connections) == 0 {
		return &operation.None{}, err
	}
	p := Push{ID: in.Body.ID, Type: ops.TypeCommit, Topic: doc, Seq: seq}
	if in.Body.Type == margin.EventNoted {
		p.Type = ops.TypeNoted
		if p.Data, err = json.Marshal(ops.Noted{Kind: in.Body.Data.Kind, By: in.Body.Data.By}); err != nil {
			return nil, fmt.Errorf("live: encode note: %w", err)
		}
		return &operation.None{}, s.post(ctx, followersPK(doc), connections, p)
	}
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
	return &operation.None{}, s.post(ctx, followersPK(doc), connections, p)
}

// Publish posts a notice to a person's connections.
func (s *Service) Publish(ctx context.Context, in *ops.PublishInput) (*operation.None, error) {
	p := Push{ID: s.c.NewID("evt"), Type: in.Body.Type, Topic: in.Body.Topic, Seq: in.Body.Seq}
	if len(in.Body.Data) <= inlineBytes {
		p.Data = in.Body.Data
	}
	var errs []error
	for _, user := range in.Body.UserIDs {
		connections, err := s.keysUnder(ctx, personPK(user))
		if err == nil {
			err = s.post(ctx, personPK(user), connections, p)
		}
		errs = append(errs, err)
	}
	return &operation.None{}, errors.Join(errs...)
}

// EndSession closes the connections of a session that ended. One that cannot be closed
// does not keep the others open; the event is then delivered again.
func (s *Service) EndSession(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	connections, err := s.keysUnder(ctx, sessionPK(in.Body.Data.SessionID))
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, id := range connections {
		errs = append(errs, s.end(ctx, id))
	}
	return &operation.None{}, errors.Join(errs...)
}

// errOpening says that a connection cannot be closed before it is open.
var errOpening = errors.New("live: the connection is not open yet")

func (s *Service) end(ctx context.Context, id string) error {
	err := s.c.Push.Disconnect(ctx, id)
	if errors.Is(err, push.ErrGone) {
		var opening bool
		if opening, err = s.opening(ctx, id); opening {
			err = errOpening
		}
	}
	if err != nil {
		return fmt.Errorf("live: disconnect: %w", err)
	}
	return s.forget(ctx, id)
}

// opening reports whether a connection that seems gone may be about to open.
func (s *Service) opening(ctx context.Context, id string) (bool, error) {
	c, err := s.connection(ctx, id)
	return c != nil && s.c.Now().Sub(c.At) < connectGrace, err
}

// post sends to the connections of a partition, a bounded number at a time. None waits
// for the failure of another: one that is gone is forgotten, and one that fails
// otherwise finds the gap by itself.
func (s *Service) post(ctx context.Context, pk string, connections []string, p Push) error {
	data, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("live: encode push: %w", err)
	}
	var g errgroup.Group
	g.SetLimit(fanoutWorkers)
	for _, id := range connections {
		g.Go(func() error {
			err := s.c.Push.Post(ctx, id, data)
			if errors.Is(err, push.ErrGone) {
				err = s.gone(ctx, pk, id)
			}
			if err != nil {
				s.c.Log.WarnContext(ctx, "push failed", "connection", id, "error", err)
			}
			return nil
		})
	}
	return g.Wait()
}

// gone forgets a connection that a post did not find, and the item that led to it, which
// might be all that is left of it. What cannot be forgotten now is met again by the next
// post, or expires.
func (s *Service) gone(ctx context.Context, pk, id string) error {
	if opening, err := s.opening(ctx, id); opening || err != nil {
		return err
	}
	if err := s.forget(ctx, id); err != nil {
		return err
	}
	return s.remove(ctx, runtimeKey(pk, id))
}
