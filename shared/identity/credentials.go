package identity

import (
	"context"
	"encoding/hex"

	"github.com/aio-creative-hub/aio/shared/store"
)

// prove checks the present password of an account whose owner asks for something that a
// stolen session must not do. Attempts count like sign-ins. Refusals: CodeWrongPassword,
// CodeTooManyAttempts, CodeUserNotFound.
func (s *Service) prove(ctx context.Context, userID, password string) (userRecord, User, error) {
	rec, err := s.loadRecord(ctx, userID)
	if err != nil {
		return userRecord{}, User{}, err
	}
	u, err := s.unseal(ctx, rec)
	if err != nil {
		return userRecord{}, User{}, err
	}
	mac, err := s.emailHash(ctx, u.Email)
	if err != nil {
		return userRecord{}, User{}, err
	}
	if err := s.countLogin(ctx, mac); err != nil {
		return userRecord{}, User{}, err
	}
	ok, err := s.hasher.matches(ctx, rec.Password, password)
	if err != nil {
		return userRecord{}, User{}, err
	}
	if !ok {
		return userRecord{}, User{}, refuse(CodeWrongPassword, nil)
	}
	return rec, u, nil
}

// PasswordChange is another password for an account, asked for in one of its sessions.
type PasswordChange struct {
	UserID, SessionID string // the session stays, all others end
	Current, New      string
}

// ChangePassword gives an account another password and ends its other sessions. API keys
// stay: they have an end of their own. Refusals: those of the rules for passwords,
// CodeWrongPassword, CodeTooManyAttempts, CodeSessionRevoked, CodeUserNotFound.
func (s *Service) ChangePassword(ctx context.Context, c PasswordChange) (err error) {
	defer func() { err = named("change password", err) }()
	proven, u, err := s.prove(ctx, c.UserID, c.Current)
	if err != nil {
		return err
	}
	if err := s.hasher.check(c.New, u.Email); err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, c.New)
	if err != nil {
		return err
	}
	return s.changeAll(ctx, c.UserID, c.SessionID, reasonChanged, func(rec *userRecord) ([]store.Write, error) {
		if rec.Password != proven.Password { // changed meanwhile: what was proved is no longer so
			return nil, refuse(CodeWrongPassword, nil)
		}
		rec.Password, rec.UpdatedAt = hash, s.c.Now().UTC()
		return s.notices(c.UserID, mailChanged)
	})
}

// notices are the writes by which a mail is sent, none where no mail is.
func (s *Service) notices(userID, kind string) ([]store.Write, error) {
	w, ok, err := s.dueWrite(userID, kind)
	if err != nil || !ok {
		return nil, err
	}
	return []store.Write{w}, nil
}

// ForgotPassword has a mail sent by which one can choose another password. The answer is
// the same, in the same time, whether or not the address has an account. Refusals:
// CodeInvalidEmail, CodeTooManyAttempts.
func (s *Service) ForgotPassword(ctx context.Context, address string) (err error) {
	defer func() { err = named("forgot password", err) }()
	email, err := NormalizeEmail(address)
	if err != nil {
		return err
	}
	mac, err := s.emailHash(ctx, email)
	if err != nil {
		return err
	}
	if err := s.countMail(ctx, hex.EncodeToString(mac)); err != nil {
		return err
	}
	rec, err := s.findByHash(ctx, mac)
	if err != nil {
		return err
	}
	if rec.ID == "" {
		rec.ID = nobody // written all the same: it takes the same time
	}
	return s.announce(ctx, rec.ID, mailReset)
}

// ResetPassword gives an account another password by the token of a mail, ends all its
// sessions, and takes the address for verified. Refusals: CodeMailTokenInvalid and those
// of the rules for passwords, after which the token is still good.
func (s *Service) ResetPassword(ctx context.Context, token, password string) (err error) {
	defer func() { err = named("reset password", err) }()
	t, err := s.findMailToken(ctx, token, mailReset)
	if err != nil {
		return err
	}
	u, err := s.loadUser(ctx, t.UserID)
	if err != nil {
		return gone(err)
	}
	if err := s.hasher.check(password, u.Email); err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	return gone(s.changeAll(ctx, t.UserID, "", reasonReset, func(rec *userRecord) ([]store.Write, error) {
		if err := s.stands(ctx, t, token, *rec); err != nil {
			return nil, err
		}
		writes, err := s.notices(t.UserID, mailChanged)
		if !rec.Verified {
			writes = append(writes, s.carrier(s.addressVerified(t.UserID)))
		}
		rec.Password, rec.Verified, rec.UpdatedAt = hash, true, s.c.Now().UTC()
		return append(writes, spend(token)), err
	}))
}

// stands refuses a token of kind reset whose account is not as it was when it was made:
// its address, its password or its sessions have changed, or the token is used up.
func (s *Service) stands(ctx context.Context, t mailToken, token string, rec userRecord) error {
	u, err := s.unseal(ctx, rec)
	if err != nil {
		return err
	}
	hash, err := s.hashOf(ctx, u.Email)
	if err != nil {
		return err
	}
	const begun = 1 // changeAll has counted the epoch on already
	if hash != t.Email || rec.Epoch-begun != t.Epoch || !rec.DisabledAt.IsZero() {
		return refuse(CodeMailTokenInvalid, nil)
	}
	_, err = s.findMailToken(ctx, token, mailReset)
	return err
}
