package identity

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
)

// EventAccountDeleted is the type of the event that an account is gone; its data is
// AccountDeleted. Whoever keeps something that belonged to it removes that.
const EventAccountDeleted = "identity.account_deleted"

// AccountDeleted is the data of EventAccountDeleted.
type AccountDeleted struct {
	UserID string `json:"userId"`
}

// goneLife is how long it is remembered that an account was deleted, for operators.
const goneLife = 30 * 24 * time.Hour

const goneSK = "GONE"

// DeleteAccount deletes an account at once: its address is free, its sessions and API
// keys are worth nothing. What is left of it is removed by the consumers of
// EventAccountDeleted. Refusals: CodeWrongPassword, CodeTooManyAttempts, CodeUserNotFound.
func (s *Service) DeleteAccount(ctx context.Context, userID, password string) (err error) {
	defer func() { err = named("delete account", err) }()
	proven, _, err := s.prove(ctx, userID, password)
	if err != nil {
		return err
	}
	err = raced(func() error {
		rec, err := s.loadRecord(ctx, userID)
		if err != nil {
			return err
		}
		if rec.Password != proven.Password { // changed meanwhile
			return refuse(CodeWrongPassword, nil)
		}
		return s.tryDelete(ctx, rec)
	})
	s.verifier.sessions.forgetOwned(userID)
	return err
}

func (s *Service) tryDelete(ctx context.Context, rec userRecord) error {
	u, err := s.unseal(ctx, rec)
	if err != nil {
		return err
	}
	mac, err := s.emailHash(ctx, u.Email)
	if err != nil {
		return err
	}
	data, err := json.Marshal(AccountDeleted{UserID: rec.ID})
	if err != nil {
		return fmt.Errorf("write event: %w", err)
	}
	now := s.c.Now().UTC()
	grave := store.Item{
		Key: store.Key{Table: store.Identity, PK: userKey(rec.ID).PK, SK: goneSK}, Expires: now.Add(goneLife),
		Emit: []bus.Event{{ID: s.c.NewID("evt"), Type: EventAccountDeleted, Subject: rec.ID, Time: now, Data: data}},
	}
	ends, err := s.endings(ctx, rec.ID, "", reasonDeleted, rec.Epoch)
	if err != nil {
		return err
	}
	return s.transact(ctx, append([]store.Write{
		{Item: store.Item{Key: userKey(rec.ID)}, Delete: true, If: store.AtRev(rec.rev)},
		{Item: store.Item{Key: emailKey(mac)}, Delete: true, If: store.Present()},
		{Item: grave, If: store.Absent()},
	}, ends...)...)
}

// Purge removes what is left of a deleted account: sessions, API keys, preferences, an
// address that was never confirmed. It may be called again; of an account that exists it
// removes nothing.
func (s *Service) Purge(ctx context.Context, userID string) (err error) {
	defer func() { err = named("purge account", err) }()
	if _, err := s.loadRecord(ctx, userID); CodeOf(err) != CodeUserNotFound {
		return err
	}
	owned, err := s.loadKeys(ctx, userID)
	if err != nil {
		return err
	}
	for _, id := range owned.IDs {
		if err := s.remove(ctx, apiKeyKey(id)); err != nil {
			return err
		}
	}
	q := store.Query{Table: store.Identity, PK: userKey(userID).PK}
	for {
		items, next, err := s.c.Store.Query(ctx, q)
		if err != nil {
			return err
		}
		for _, it := range items {
			if it.Key.SK == goneSK {
				continue
			}
			if err := s.remove(ctx, it.Key); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		q.Cursor = next
	}
}

func (s *Service) remove(ctx context.Context, k store.Key) error {
	_, err := s.c.Store.Write(ctx, store.Write{Item: store.Item{Key: k}, Delete: true})
	return err
}
