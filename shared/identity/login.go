package identity

import (
	"context"
	"encoding/hex"
	"errors"

	"github.com/aio-creative-hub/aio/shared/limit"
)

// Credentials sign a person in. UserAgent and Address (of the client, IP) name the session.
type Credentials struct {
	Email, Password, UserAgent, Address string
}

// Login signs a person in. Refusals: CodeInvalidCredentials, the same and in the same
// time whether the address or the password is wrong, CodeTooManyAttempts, and for the
// right password only CodeAccountDisabled.
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
	if !rec.DisabledAt.IsZero() {
		return Tokens{}, refuse(CodeAccountDisabled, nil)
	}
	u, err := s.unseal(ctx, rec)
	if err != nil {
		return Tokens{}, err
	}
	// Should the password be changed meanwhile, the session is of an epoch that is over.
	return s.open(ctx, u, opening{userAgent: c.UserAgent, address: c.Address, epoch: rec.Epoch})
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
	rec, err := s.findByHash(ctx, mac)
	if err != nil || invalid != nil {
		return userRecord{}, err
	}
	return rec, nil
}

// findByHash gives the account of the address with this hash, a zero record if there is
// none. It takes the same steps whether or not there is one.
func (s *Service) findByHash(ctx context.Context, mac []byte) (userRecord, error) {
	var owner emailRecord
	if _, err := load(ctx, s.c.Store, emailKey(mac), &owner); err != nil && !errors.Is(err, errAbsent) {
		return userRecord{}, err
	}
	if owner.UserID == "" {
		owner.UserID = nobody // read all the same: it takes the same time
	}
	var rec userRecord
	rev, err := load(ctx, s.c.Store, userKey(owner.UserID), &rec)
	if err != nil && !errors.Is(err, errAbsent) {
		return userRecord{}, err
	}
	rec.rev = rev
	return rec, nil
}

// countLogin limits the password checks of an address, whether or not it has an account.
func (s *Service) countLogin(ctx context.Context, mac []byte) error {
	return s.count(ctx, "login#"+hex.EncodeToString(mac), s.c.LoginRule)
}

// count counts one event of a subject, or refuses with CodeTooManyAttempts.
func (s *Service) count(ctx context.Context, subject string, r limit.Rule) error {
	if s.c.Limit == nil {
		return nil
	}
	d, err := s.c.Limit.Allow(ctx, subject, r)
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
