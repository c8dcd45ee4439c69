package identity

import (
	"context"
	"encoding/hex"
	"errors"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
)

// pendingRecord is the address that an account is to have once it is confirmed.
type pendingRecord struct {
	Email []byte `json:"email"` // sealed
}

func pendingKey(userID string) store.Key {
	return store.Key{Table: store.Identity, PK: userKey(userID).PK, SK: "NEWEML"}
}

func pendingContext(userID string) string { return "user#" + userID + "#newEmail" }

// loadPending reads the address that an account is to have, or fails with errAbsent.
func (s *Service) loadPending(ctx context.Context, userID string) (email string, rev int64, err error) {
	var rec pendingRecord
	if rev, err = load(ctx, s.c.Store, pendingKey(userID), &rec); err != nil {
		return "", 0, err
	}
	email, err = s.openField(ctx, rec.Email, pendingContext(userID))
	return email, rev, err
}

// ResendVerification has the mail sent again by which an address is verified. Refusals:
// CodeEmailVerified, CodeTooManyAttempts, CodeUserNotFound.
func (s *Service) ResendVerification(ctx context.Context, userID string) (err error) {
	defer func() { err = named("resend verification", err) }()
	u, err := s.loadUser(ctx, userID)
	if err != nil {
		return err
	}
	if u.EmailVerified {
		return refuse(CodeEmailVerified, nil)
	}
	hash, err := s.hashOf(ctx, u.Email)
	if err != nil {
		return err
	}
	if err := s.countMail(ctx, hash); err != nil {
		return err
	}
	return s.announce(ctx, userID, mailVerify)
}

// ChangeEmail has mails sent: to the new address one that asks for a proof, to the present
// one a warning. The account moves when the proof is given to ConfirmEmail. Whether the
// new address has an account is not told. Refusals: CodeWrongPassword, CodeInvalidEmail
// (also for the present address), CodeTooManyAttempts, CodeUserNotFound.
func (s *Service) ChangeEmail(ctx context.Context, userID, password, address string) (err error) {
	defer func() { err = named("change e-mail", err) }()
	email, err := NormalizeEmail(address)
	if err != nil {
		return err
	}
	_, u, err := s.prove(ctx, userID, password)
	if err != nil {
		return err
	}
	if u.Email == email {
		return refuse(CodeInvalidEmail, nil)
	}
	hash, err := s.hashOf(ctx, email)
	if err != nil {
		return err
	}
	if err := s.countMail(ctx, userID); err != nil {
		return err
	}
	if err := s.countMail(ctx, hash); err != nil {
		return err
	}
	sealed, err := s.c.Keys.Seal(ctx, []byte(email), pendingContext(userID))
	if err != nil {
		return err
	}
	item, err := itemOf(pendingKey(userID), s.c.Now().Add(MailTokenLife), pendingRecord{Email: sealed})
	if err != nil {
		return err
	}
	if s.c.Mail != nil {
		due, err := s.mailDue(userID, mailMove)
		if err != nil {
			return err
		}
		item.Emit = []bus.Event{due}
	}
	_, err = s.c.Store.Write(ctx, store.Write{Item: item})
	return err
}

// ConfirmEmail takes the proof that a mail carried: the address is verified, or the
// account moves to it. Refusals: CodeMailTokenInvalid, CodeEmailTaken.
func (s *Service) ConfirmEmail(ctx context.Context, token string) (err error) {
	defer func() { err = named("confirm e-mail", err) }()
	t, err := s.findMailToken(ctx, token, mailVerify, mailMove)
	if err != nil {
		return err
	}
	confirm := s.confirmMove
	if t.Kind == mailVerify {
		confirm = s.confirmVerify
	}
	return gone(raced(func() error {
		rec, err := s.loadRecord(ctx, t.UserID)
		if err != nil {
			return err
		}
		u, err := s.unseal(ctx, rec)
		if err != nil {
			return err
		}
		return spent(confirm(ctx, t, token, rec, u), token)
	}))
}

func (s *Service) confirmVerify(ctx context.Context, t mailToken, token string, rec userRecord, u User) error {
	hash, err := s.hashOf(ctx, u.Email)
	if err != nil {
		return err
	}
	if hash != t.Email {
		return refuse(CodeMailTokenInvalid, nil)
	}
	rec.Verified = true
	user, err := userItem(rec)
	if err != nil {
		return err
	}
	user.Emit = append(user.Emit, s.addressVerified(rec.ID))
	return s.transact(ctx, spend(token), store.Write{Item: user, If: store.AtRev(rec.rev)})
}

// confirmMove gives the account its new address and frees the old one, all or nothing.
func (s *Service) confirmMove(ctx context.Context, t mailToken, token string, rec userRecord, u User) error {
	next, pendingRev, err := s.loadPending(ctx, rec.ID)
	if errors.Is(err, errAbsent) {
		return refuse(CodeMailTokenInvalid, nil)
	}
	if err != nil {
		return err
	}
	to, err := s.emailHash(ctx, next)
	if err != nil {
		return err
	}
	from, err := s.emailHash(ctx, u.Email)
	if err != nil {
		return err
	}
	if hex.EncodeToString(to) != t.Email { // another address was asked for since
		return refuse(CodeMailTokenInvalid, nil)
	}
	u.Email, u.EmailVerified, u.UpdatedAt = next, true, s.c.Now().UTC()
	if rec, err = s.seal(ctx, rec, u); err != nil {
		return err
	}
	user, err := userItem(rec)
	if err != nil {
		return err
	}
	user.Emit = append(user.Emit, s.addressVerified(rec.ID))
	claim, err := itemOf(emailKey(to), user.Expires, emailRecord{UserID: rec.ID})
	if err != nil {
		return err
	}
	err = s.transact(ctx,
		spend(token),
		store.Write{Item: user, If: store.AtRev(rec.rev)},
		store.Write{Item: store.Item{Key: pendingKey(rec.ID)}, Delete: true, If: store.AtRev(pendingRev)},
		store.Write{Item: store.Item{Key: emailKey(from)}, Delete: true, If: store.Present()},
		store.Write{Item: claim, If: store.Absent()},
	)
	var c *store.Conflict
	if errors.As(err, &c) && c.Key == emailKey(to) {
		return refuse(CodeEmailTaken, nil)
	}
	return err
}
