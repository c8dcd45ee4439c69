package identity

import (
	"context"
	"errors"

	"github.com/aio-creative-hub/aio/shared/store"
)

// Me reads an account. CodeUserNotFound if it is gone.
func (s *Service) Me(ctx context.Context, userID string) (User, error) {
	u, err := s.loadUser(ctx, userID)
	return u, named("me", err)
}

func (s *Service) loadUser(ctx context.Context, id string) (User, error) {
	rec, err := s.loadRecord(ctx, id)
	if err != nil {
		return User{}, err
	}
	return s.unseal(ctx, rec)
}

// loadRecord reads an account strongly, or fails with CodeUserNotFound.
func (s *Service) loadRecord(ctx context.Context, id string) (rec userRecord, err error) {
	rec.rev, err = load(ctx, s.c.Store, userKey(id), &rec)
	if errors.Is(err, errAbsent) {
		return userRecord{}, refuse(CodeUserNotFound, nil)
	}
	return rec, err
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
	var u User
	err = raced(func() (err error) { u, err = s.tryUpdate(ctx, userID, p); return err })
	return u, err
}

// raced does a conditional change again while others come first.
func raced(change func() error) error {
	for range maxRaces {
		if err := change(); !store.IsConflict(err) {
			return err
		}
	}
	return errBusy
}

func (s *Service) tryUpdate(ctx context.Context, userID string, p Patch) (User, error) {
	rec, err := s.loadRecord(ctx, userID)
	if err != nil {
		return User{}, err
	}
	u, err := s.unseal(ctx, rec)
	if err != nil || p.DisplayName == nil || *p.DisplayName == u.DisplayName {
		return u, err
	}
	u.DisplayName, u.UpdatedAt = *p.DisplayName, s.c.Now().UTC()
	next, err := s.seal(ctx, rec, u)
	if err != nil {
		return User{}, err
	}
	item, err := userItem(next)
	if err != nil {
		return User{}, err
	}
	if _, err := s.c.Store.Write(ctx, store.Write{Item: item, If: store.AtRev(rec.rev)}); err != nil {
		return User{}, err
	}
	return u, nil
}
