package identity

import (
	"context"
	"encoding/hex"
	"errors"
)

// Credentials sign a person in. UserAgent names the session.
type Credentials struct {
	Email, Password, UserAgent string
}

// Login signs a person in. Refusals: CodeInvalidCredentials, the same and in the same
// time whether the address or the password is wrong, and CodeTooManyAttempts.
func (s *Service) Login(ctx context.Context, c Credentials) (_ Tokens, err error) {
	defer func() { err = named("login", err) }()
	rec, err := s.findByEmail(ctx, c.Email)
	if err != nil {
		return Tokens{}, err
	}
	ok, err := s.hasher.matches(ctx, rec.Password, c.Password)
	if err != nil {
		return Tokens{}, err
	}
	if !ok {
		return Tokens{}, refuse(CodeInvalidCredentials, nil)
	}
	u, err := s.unseal(ctx, rec)
	if err != nil {
		return Tokens{}, err
	}
	return s.open(ctx, u, c.UserAgent)
}

// findByEmail gives the account of an address, a zero record if there is none. All
// addresses take the same steps.
func (s *Service) findByEmail(ctx context.Context, address string) (userRecord, error) {
	email, invalid := NormalizeEmail(address)
	mac, err := s.emailHash(ctx, email)
	if err != nil {
		return userRecord{}, err
	}
	if err := s.countLogin(ctx, mac); err != nil {
		return userRecord{}, err
	}
	var owner emailRecord
	if _, err := load(ctx, s.c.Store, emailKey(mac), &owner); err != nil && !errors.Is(err, errAbsent) {
		return userRecord{}, err
	}
	if owner.UserID == "" {
		owner.UserID = "nobody" // read all the same: it takes the same time
	}
	var rec userRecord
	if _, err := load(ctx, s.c.Store, userKey(owner.UserID), &rec); err != nil && !errors.Is(err, errAbsent) {
		return userRecord{}, err
	}
	if invalid != nil {
		return userRecord{}, nil
	}
	return rec, nil
}

// countLogin limits the sign-ins of an address, whether or not it has an account.
func (s *Service) countLogin(ctx context.Context, mac []byte) error {
	if s.c.Limit == nil {
		return nil
	}
	d, err := s.c.Limit.Allow(ctx, "login#"+hex.EncodeToString(mac), s.c.LoginRule)
	if err != nil {
		return err
	}
	if !d.Allowed {
		e := refuse(CodeTooManyAttempts, nil)
		e.RetryAfter = d.RetryAfter
		return e
	}
	return nil
}
