package live

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/internal/pause"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// The area's items, all in the table runtime, all expiring:
//
//	CON#connection  META          the connection
//	CON#connection  DOC#document  what it follows
//	DOC#document    connection    who follows a document
//	USR#user        connection    a person's connections
//	SES#session     connection    a session's connections
type connection struct {
	ID        string    `json:"id"`
	UserID    string    `json:"userId"`
	SessionID string    `json:"sessionId"`
	At        time.Time `json:"at"` // when it was made
}

const metaSK = "META"

func connectionPK(id string) string   { return "CON#" + id }
func followersPK(doc string) string   { return "DOC#" + doc }
func personPK(user string) string     { return "USR#" + user }
func sessionPK(session string) string { return "SES#" + session }

// kind is what a partition holds, for errors: ids stay out of them.
func kind(pk string) string {
	kind, _, _ := strings.Cut(pk, "#")
	return kind
}

func runtimeKey(pk, sk string) store.Key { return store.Key{Table: store.Runtime, PK: pk, SK: sk} }

// keys are the connection's own items but its subscriptions.
func (c connection) keys() []store.Key {
	keys := []store.Key{runtimeKey(connectionPK(c.ID), metaSK)}
	if c.UserID != "" {
		keys = append(keys, runtimeKey(personPK(c.UserID), c.ID))
	}
	if c.SessionID != "" {
		keys = append(keys, runtimeKey(sessionPK(c.SessionID), c.ID))
	}
	return keys
}

func (c connection) writes(until time.Time) ([]store.Write, error) {
	data, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("live: encode connection: %w", err)
	}
	var writes []store.Write
	for _, k := range c.keys() {
		writes = append(writes, store.Write{Item: store.Item{Key: k, Data: data, Expires: until}})
	}
	return writes, nil
}

func subscriptionKeys(connection, doc string) []store.Key {
	return []store.Key{runtimeKey(connectionPK(connection), "DOC#"+doc), runtimeKey(followersPK(doc), connection)}
}

// connection reads a connection, nil if it is not known.
func (s *Service) connection(ctx context.Context, id string) (*connection, error) {
	items, err := s.c.Store.Get(ctx, runtimeKey(connectionPK(id), metaSK))
	if err != nil {
		return nil, fmt.Errorf("live: read connection: %w", err)
	}
	if len(items) == 0 {
		return nil, nil
	}
	var c connection
	if err := json.Unmarshal(items[0].Data, &c); err != nil {
		return nil, fmt.Errorf("live: decode connection: %w", err)
	}
	return &c, nil
}

// forget removes a connection and all that points to it, META after the rest: an
// interrupted forget can be done again. Subscriptions are looked for once more then,
// because one may have been made meanwhile; those that come still later see META gone.
func (s *Service) forget(ctx context.Context, id string) error {
	if err := s.unsubscribeAll(ctx, id); err != nil {
		return err
	}
	c, err := s.connection(ctx, id)
	if err != nil || c == nil {
		return err
	}
	keys := c.keys()
	slices.Reverse(keys)
	if err := s.remove(ctx, keys...); err != nil {
		return err
	}
	return s.unsubscribeAll(ctx, id)
}

func (s *Service) unsubscribeAll(ctx context.Context, connection string) error {
	docs, err := s.subscriptions(ctx, connection)
	if err != nil {
		return err
	}
	for _, doc := range docs {
		if err := s.unsubscribe(ctx, connection, doc); err != nil {
			return err
		}
	}
	return nil
}

// ended refuses what a connection asks for that is not known, or no longer.
func ended() *operation.Problem {
	return operation.NewProblem(http.StatusBadRequest, operation.CodeBadRequest, "This connection has ended.")
}

// subscribe records a subscription, both ways at once and under the connection's revision:
// so of any number at a time never more than maxSubscriptions are made, and none of a
// connection that has ended. It lasts until the access to the document ends, if that does.
func (s *Service) subscribe(ctx context.Context, connection, doc string, until time.Time) error {
	for n := range subscribeAttempts {
		if err := pause.BackOff(ctx, n); err != nil {
			return fmt.Errorf("live: wait: %w", err)
		}
		if err := s.trySubscribe(ctx, connection, doc, until); !store.IsConflict(err) {
			return err
		}
	}
	return operation.NewProblem(http.StatusServiceUnavailable, operation.CodeUnavailable, "Too much changes at once. Try again in a moment.").RetryAfter(time.Second)
}

func (s *Service) trySubscribe(ctx context.Context, connection, doc string, until time.Time) error {
	items, err := s.c.Store.Get(ctx, runtimeKey(connectionPK(connection), metaSK))
	if err != nil {
		return fmt.Errorf("live: read connection: %w", err)
	}
	if len(items) == 0 {
		return ended()
	}
	following, err := s.subscriptions(ctx, connection)
	if err != nil {
		return err
	}
	if len(following) >= maxSubscriptions && !slices.Contains(following, doc) {
		return operation.NewProblem(http.StatusUnprocessableEntity, "too_many_subscriptions",
			fmt.Sprintf("One connection can follow %d documents; unsubscribe from one.", maxSubscriptions))
	}
	writes := []store.Write{{Item: items[0], If: store.AtRev(items[0].Rev)}} // as it is: whoever else subscribes meanwhile looks again
	ends := s.c.Now().Add(connectionLife)
	if !until.IsZero() && until.Before(ends) {
		ends = until
	}
	for _, k := range subscriptionKeys(connection, doc) {
		writes = append(writes, store.Write{Item: store.Item{Key: k, Data: []byte(connection), Expires: ends}})
	}
	if err := s.c.Store.Transact(ctx, s.c.NewID("txn"), writes...); err != nil {
		return fmt.Errorf("live: subscribe: %w", err)
	}
	return nil
}

// unsubscribe removes the connection's own entry last, so that forget finds every other.
func (s *Service) unsubscribe(ctx context.Context, connection, doc string) error {
	if connection == "" || doc == "" {
		return nil
	}
	keys := subscriptionKeys(connection, doc)
	slices.Reverse(keys)
	return s.remove(ctx, keys...)
}

// remove deletes items in their order.
func (s *Service) remove(ctx context.Context, keys ...store.Key) error {
	for _, k := range keys {
		if _, err := s.c.Store.Write(ctx, store.Write{Delete: true, Item: store.Item{Key: k}}); err != nil {
			return fmt.Errorf("live: remove %s: %w", kind(k.PK), err)
		}
	}
	return nil
}

// subscriptions lists the documents that a connection follows.
func (s *Service) subscriptions(ctx context.Context, connection string) ([]string, error) {
	keys, err := s.keysBetween(ctx, connectionPK(connection), "DOC#", store.PrefixEnd("DOC#"))
	for i, k := range keys {
		keys[i] = strings.TrimPrefix(k, "DOC#")
	}
	return keys, err
}

// keysUnder lists the sort keys of a partition.
func (s *Service) keysUnder(ctx context.Context, pk string) ([]string, error) {
	return s.keysBetween(ctx, pk, "", "")
}

func (s *Service) keysBetween(ctx context.Context, pk, from, to string) ([]string, error) {
	var keys []string
	err := store.Each(ctx, s.c.Store, store.Query{Table: store.Runtime, PK: pk, From: from, To: to}, func(it store.Item) error {
		keys = append(keys, it.Key.SK)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("live: list %s: %w", kind(pk), err)
	}
	return keys, nil
}
