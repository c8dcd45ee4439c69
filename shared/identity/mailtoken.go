package identity

import (
	"context"
	"errors"
	"regexp"
	"time"

	"github.com/aio-creative-hub/aio/shared/store"
)

// How long what a mail carries can be used.
const (
	ResetLife     = 30 * time.Minute // to choose another password
	MailTokenLife = 24 * time.Hour   // to prove an address
)

var mailTokenForm = regexp.MustCompile(`^mt_[A-Za-z0-9_-]{43}$`)

// mailToken is the record of what a mail carries. It is for one use, and only as long as
// what it was made for stands.
type mailToken struct {
	UserID string `json:"userId"`
	Kind   string `json:"kind"`
	Email  string `json:"email"`           // keyed hash of the address it was sent to, hex
	Epoch  int    `json:"epoch,omitempty"` // of the account, of kind reset
}

func mailTokenKey(token string) store.Key {
	return store.Key{Table: store.Identity, PK: "MTK#" + hashed(token), SK: "MTK"}
}

// newMailToken makes what a mail to an address carries.
func (s *Service) newMailToken(ctx context.Context, rec mailToken, email string) (token string, err error) {
	if rec.Email, err = s.hashOf(ctx, email); err != nil {
		return "", err
	}
	if token, err = s.newSecret("mt_"); err != nil {
		return "", err
	}
	life := MailTokenLife
	if rec.Kind == mailReset {
		life = ResetLife
	}
	item, err := itemOf(mailTokenKey(token), s.c.Now().Add(life), rec)
	if err != nil {
		return "", err
	}
	_, err = s.c.Store.Write(ctx, store.Write{Item: item})
	return token, err
}

// findMailToken gives the record of a token of one of the kinds, or CodeMailTokenInvalid.
func (s *Service) findMailToken(ctx context.Context, token string, kinds ...string) (mailToken, error) {
	var rec mailToken
	if !mailTokenForm.MatchString(token) {
		return rec, refuse(CodeMailTokenInvalid, nil)
	}
	_, err := load(ctx, s.c.Store, mailTokenKey(token), &rec)
	if err != nil && !errors.Is(err, errAbsent) {
		return rec, err
	}
	for _, kind := range kinds {
		if err == nil && rec.Kind == kind {
			return rec, nil
		}
	}
	return rec, refuse(CodeMailTokenInvalid, nil)
}

// spend is the write that uses a token up, in the transaction of what it is used for.
func spend(token string) store.Write {
	return store.Write{Item: store.Item{Key: mailTokenKey(token)}, Delete: true, If: store.Present()}
}

// spent turns the conflict of a token that somebody else has used first into a refusal.
func spent(err error, token string) error {
	var c *store.Conflict
	if errors.As(err, &c) && c.Key == mailTokenKey(token) {
		return refuse(CodeMailTokenInvalid, nil)
	}
	return err
}

// gone turns the refusal that there is no account into one of the token.
func gone(err error) error {
	if CodeOf(err) == CodeUserNotFound {
		return refuse(CodeMailTokenInvalid, nil)
	}
	return err
}
