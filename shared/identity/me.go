package identity

import (
	"context"
	"errors"
	"time"

	"github.com/aio-creative-hub/aio/shared/store"
)

// Me reads an account. CodeUserNotFound if it is gone.
func (s *Service) Me(ctx context.Context, userID string) (User, error) {
	u, err := s.loadUser(ctx, userID)
	return u, named("me", err)
}

func (s *Service) loadUser(ctx context.Context, id string) (User, error) {
	var rec userRecord
	if _, err := load(ctx, s.c.Store, userKey(id), &rec); err != nil {
		if errors.Is(err, errAbsent) {
			return User{}, refuse(CodeUserNotFound, nil)
		}
		return User{}, err
	}
	return s.unseal(ctx, rec)
}

// Patch changes an account; what is nil stays.
type Patch struct {
	DisplayName *string
}

// UpdateMe changes an account and gives what it is then. Refusals:
// CodeInvalidDisplayName, CodeUserNotFound.
func (s *Service) UpdateMe(ctx context.Context, userID string, p Patch) (_ User, err error) {
	defer func() { err = named("update me", err) }()
	if p.DisplayName != nil {
		name, err := checkDisplayName(*p.DisplayName)
		if err != nil {
			return User{}, err
		}
		p.DisplayName = &name
	}
	for range maxRaces {
		u, err := s.tryUpdate(ctx, userID, p)
		if store.IsConflict(err) {
			continue
		}
		return u, err
	}
	return User{}, errBusy
}

func (s *Service) tryUpdate(ctx context.Context, userID string, p Patch) (User, error) {
	var rec userRecord
	rev, err := load(ctx, s.c.Store, userKey(userID), &rec)
	if errors.Is(err, errAbsent) {
		return User{}, refuse(CodeUserNotFound, nil)
	}
	if err != nil {
		return User{}, err
	}
	u, err := s.unseal(ctx, rec)
	if err != nil || p.DisplayName == nil || *p.DisplayName == u.DisplayName {
		return u, err
	}
	u.DisplayName, u.UpdatedAt = *p.DisplayName, s.c.Now().UTC()
	next, err := s.seal(ctx, u)
	if err != nil {
		return User{}, err
	}
	next.Password = rec.Password
	item, err := itemOf(userKey(userID), time.Time{}, next)
	if err != nil {
		return User{}, err
	}
	if _, err := s.c.Store.Write(ctx, store.Write{Item: item, If: store.AtRev(rev)}); err != nil {
		return User{}, err
	}
	return u, nil
}
