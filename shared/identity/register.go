package identity

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/aio-creative-hub/aio/shared/store"
)

// Registration is what a new account is made of. UserAgent and Address (of the client,
// IP) name the session.
type Registration struct {
	Email, Password, DisplayName, UserAgent, Address string
}

// Register makes an account and signs it in. Refusals: CodeInvalidEmail,
// CodeWeakPassword, CodePasswordTooLong, CodeInvalidDisplayName, CodeEmailTaken.
func (s *Service) Register(ctx context.Context, r Registration) (_ Tokens, err error) {
	defer func() { err = named("register", err) }()
	email, err := NormalizeEmail(r.Email)
	if err != nil {
		return Tokens{}, err
	}
	if err := s.hasher.check(r.Password, email); err != nil {
		return Tokens{}, err
	}
	name, err := checkDisplayName(r.DisplayName)
	if err != nil {
		return Tokens{}, err
	}
	hash, err := s.hasher.hash(ctx, r.Password)
	if err != nil {
		return Tokens{}, err
	}
	now := s.c.Now().UTC()
	u := User{ID: s.c.NewID("usr"), Email: email, DisplayName: name, Roles: []string{"user"}, CreatedAt: now, UpdatedAt: now}
	writes, err := s.userWrites(ctx, u, hash)
	if err != nil {
		return Tokens{}, err
	}
	return s.open(ctx, u, opening{userAgent: r.UserAgent, address: r.Address}, writes...)
}

// emailWrite is the place of the write "absent" that makes an address unique, in the
// transaction of Register.
const emailWrite = 0

// userWrites are the writes that make an account.
func (s *Service) userWrites(ctx context.Context, u User, hash string) ([]store.Write, error) {
	mac, err := s.emailHash(ctx, u.Email)
	if err != nil {
		return nil, err
	}
	rec, err := s.seal(ctx, userRecord{Password: hash}, u)
	if err != nil {
		return nil, err
	}
	email, err := itemOf(emailKey(mac), time.Time{}, emailRecord{UserID: u.ID})
	if err != nil {
		return nil, err
	}
	user, err := userItem(rec)
	if err != nil {
		return nil, err
	}
	if s.c.Mail != nil {
		due, err := s.mailDue(u.ID, mailVerify)
		if err != nil {
			return nil, err
		}
		user.Emit = append(user.Emit, due)
	}
	return []store.Write{{Item: email, If: store.Absent()}, {Item: user, If: store.Absent()}}, nil
}

// checkDisplayName cuts white space off a name and refuses what is no name: control
// characters, and those that turn the direction of text around it.
func checkDisplayName(name string) (string, error) {
	name = strings.TrimSpace(name)
	bad := func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
	}
	if !utf8.ValidString(name) || utf8.RuneCountInString(name) > MaxDisplayName || strings.ContainsFunc(name, bad) {
		return "", refuse(CodeInvalidDisplayName, nil)
	}
	return name, nil
}

// seal gives a record with what an account's owner sees of it; the rest stays.
func (s *Service) seal(ctx context.Context, rec userRecord, u User) (userRecord, error) {
	email, err := s.c.Keys.Seal(ctx, []byte(u.Email), "user#"+u.ID+"#email")
	if err != nil {
		return userRecord{}, err
	}
	name, err := s.c.Keys.Seal(ctx, []byte(u.DisplayName), "user#"+u.ID+"#displayName")
	if err != nil {
		return userRecord{}, err
	}
	rec.ID, rec.Email, rec.DisplayName, rec.Roles, rec.CreatedAt, rec.UpdatedAt = u.ID, email, name, u.Roles, u.CreatedAt, u.UpdatedAt
	rec.Verified, rec.DisabledAt = u.EmailVerified, u.DisabledAt
	return rec, nil
}

// unseal is the reverse of seal.
func (s *Service) unseal(ctx context.Context, rec userRecord) (User, error) {
	email, err := s.c.Keys.Open(ctx, rec.Email, "user#"+rec.ID+"#email")
	if err != nil {
		return User{}, err
	}
	name, err := s.c.Keys.Open(ctx, rec.DisplayName, "user#"+rec.ID+"#displayName")
	if err != nil {
		return User{}, err
	}
	return User{
		ID: rec.ID, Email: string(email), DisplayName: string(name), Roles: rec.Roles,
		CreatedAt: rec.CreatedAt, UpdatedAt: rec.UpdatedAt, EmailVerified: rec.Verified, DisabledAt: rec.DisabledAt,
	}, nil
}

// named says in which method an error happened; a refusal stays as it is.
func named(method string, err error) error {
	var refusal *Error
	if err == nil || errors.As(err, &refusal) {
		return err
	}
	return fmt.Errorf("identity: %s: %w", method, err)
}
