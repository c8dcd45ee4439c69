package identity

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/aio-creative-hub/aio/shared/store"
)

// The roles of accounts.
const (
	RoleUser  = "user"
	RoleAdmin = "admin"
)

// Users lists all accounts in the order in which they were made, up to limit of them, and
// the cursor of the next page, "" at the end. An account made this moment may be missing.
// A cursor that is none of this list is the store's CodeInvalid.
func (s *Service) Users(ctx context.Context, limit int, cursor string) (_ []User, next string, err error) {
	defer func() { err = named("list users", err) }()
	items, next, err := s.c.Store.Query(ctx, store.Query{
		Table: store.Identity, Index: userIndex, PK: userIndexPart, Limit: limit, Cursor: cursor,
	})
	if err != nil {
		return nil, "", err
	}
	out := make([]User, 0, len(items))
	for _, it := range items {
		var rec userRecord
		if err := json.Unmarshal(it.Data, &rec); err != nil {
			return nil, "", fmt.Errorf("account is damaged: %w", err)
		}
		u, err := s.unseal(ctx, rec)
		if err != nil {
			return nil, "", err
		}
		out = append(out, u)
	}
	return out, next, nil
}

// FindUser gives the account of exactly this address, ok false if there is none.
// CodeInvalidEmail for what is no address.
func (s *Service) FindUser(ctx context.Context, address string) (_ User, ok bool, err error) {
	defer func() { err = named("find user", err) }()
	email, err := NormalizeEmail(address)
	if err != nil {
		return User{}, false, err
	}
	mac, err := s.emailHash(ctx, email)
	if err != nil {
		return User{}, false, err
	}
	rec, err := s.findByHash(ctx, mac)
	if err != nil || rec.ID == "" {
		return User{}, false, err
	}
	u, err := s.unseal(ctx, rec)
	return u, err == nil, err
}

// AdminPatch is what an administrator changes of an account; what is nil stays.
type AdminPatch struct {
	Disabled *bool
	Role     *string // RoleUser or RoleAdmin
}

// AdminUpdate changes somebody's account. Disabling ends its sessions; its API keys rest
// until it is enabled. by is the administrator, who must be somebody else: so there is
// always one left. Refusals: CodeOwnAccount, CodeUserNotFound.
func (s *Service) AdminUpdate(ctx context.Context, by, userID string, p AdminPatch) (_ User, err error) {
	defer func() { err = named("administer user", err) }()
	if by == userID {
		return User{}, refuse(CodeOwnAccount, nil)
	}
	if p.Disabled != nil && *p.Disabled {
		err = s.changeAll(ctx, userID, "", reasonDisabled, func(rec *userRecord) ([]store.Write, error) {
			p.apply(rec, s.c.Now().UTC())
			return nil, nil
		})
	} else {
		err = s.changeOne(ctx, userID, func(rec *userRecord) { p.apply(rec, s.c.Now().UTC()) })
	}
	if err != nil {
		return User{}, err
	}
	return s.loadUser(ctx, userID)
}

func (p AdminPatch) apply(rec *userRecord, now time.Time) {
	rec.UpdatedAt = now
	switch {
	case p.Disabled == nil:
	case !*p.Disabled:
		rec.DisabledAt = time.Time{}
	case rec.DisabledAt.IsZero():
		rec.DisabledAt = now
	}
	if p.Role != nil {
		rec.Roles = rolesOf(*p.Role)
	}
}

// rolesOf are the roles of an account whose highest one this is.
func rolesOf(role string) []string {
	return slices.Compact([]string{RoleUser, role})
}

// changeOne changes an account's record and nothing else.
func (s *Service) changeOne(ctx context.Context, userID string, change func(*userRecord)) error {
	err := raced(func() error {
		rec, err := s.loadRecord(ctx, userID)
		if err != nil {
			return err
		}
		change(&rec)
		item, err := userItem(rec)
		if err != nil {
			return err
		}
		_, err = s.c.Store.Write(ctx, store.Write{Item: item, If: store.AtRev(rec.rev)})
		return err
	})
	s.verifier.sessions.forgetOwned(userID)
	return err
}

// GrantAdmin makes the account of an address an administrator's: how the first one comes
// to be. CodeUserNotFound if there is none.
func (s *Service) GrantAdmin(ctx context.Context, address string) (_ User, err error) {
	defer func() { err = named("grant admin", err) }()
	u, ok, err := s.FindUser(ctx, address)
	if err != nil {
		return User{}, err
	}
	if !ok {
		return User{}, refuse(CodeUserNotFound, nil)
	}
	role := RoleAdmin
	if err := s.changeOne(ctx, u.ID, func(rec *userRecord) { AdminPatch{Role: &role}.apply(rec, s.c.Now().UTC()) }); err != nil {
		return User{}, err
	}
	return s.loadUser(ctx, u.ID)
}
