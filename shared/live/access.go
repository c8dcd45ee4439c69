package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"golang.org/x/sync/errgroup"

	docapi "github.com/aio-creative-hub/aio/shared/document/api"
	"github.com/aio-creative-hub/aio/shared/live/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
)

// EndAccess ends the subscriptions of those who may no longer see a document: a link was
// revoked, or the document deleted. Each gets nothing after that, and is told if it can be:
// before the subscription ends, so that an attempt that fails between the two tells again.
// Who accepted another link meanwhile stays. One whose subscription cannot be ended does not keep the
// others; the event is then delivered again.
func (s *Service) EndAccess(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	doc := in.Body.Subject
	connections, err := s.keysUnder(ctx, followersPK(doc))
	if err != nil {
		return nil, err
	}
	errs := make([]error, len(connections))
	var g errgroup.Group
	g.SetLimit(fanoutWorkers)
	for i, id := range connections {
		g.Go(func() error { errs[i] = s.endAccess(ctx, in.Body.ID, id, doc); return nil })
	}
	_ = g.Wait() // errs has the failures
	return &operation.None{}, errors.Join(errs...)
}

func (s *Service) endAccess(ctx context.Context, event, connection, doc string) error {
	c, err := s.connection(ctx, connection)
	if err != nil {
		return err
	}
	var access docapi.Access // none, of a connection that is not known
	reason := ops.ReasonRevoked
	if c != nil {
		access, err = s.c.Docs.AccessOf(ctx, doc, c.UserID)
		if operation.HasStatus(err, http.StatusNotFound) {
			reason, err = ops.ReasonDeleted, nil
		}
	}
	if err != nil || access.Role != share.None {
		return err
	}
	data, err := json.Marshal(ops.Closed{Reason: reason})
	if err != nil {
		return fmt.Errorf("live: encode push: %w", err)
	}
	told := s.post(ctx, followersPK(doc), []string{connection}, Push{ID: event, Type: ops.TypeClosed, Topic: doc, Data: data})
	return errors.Join(told, s.unsubscribe(ctx, connection, doc))
}
