package identity

import (
	"context"
	"errors"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/store"
)

// EventAddressVerified is published when an account has proved that its address is its
// own; its subject and its data's userId are the account's id. What waits for the address
// is then the account's.
const EventAddressVerified = "identity.address_verified"

// Invitations are limited apart from the mails that people ask for themselves: nobody can
// keep another from choosing a new password.
var (
	// inviteRule limits the invitations of one account: a team is invited in one go, a
	// mailing list is not.
	inviteRule = limit.Rule{Events: 50, Period: 24 * time.Hour}
	// invitedRule limits the invitations to one address, of all accounts together.
	invitedRule = limit.Rule{Events: 10, Period: 24 * time.Hour}
)

// somebody is who invites from an address that is not verified: it may be another's.
const somebody = "Somebody"

func (s *Service) addressVerified(userID string) bus.Event {
	return bus.Event{ID: s.c.NewID("evt"), Type: EventAddressVerified, Subject: userID, Time: s.c.Now().UTC(), Data: []byte(`{"userId":"` + userID + `"}`)}
}

// Addressee is somebody as one may keep them who knows only their address.
type Addressee struct {
	Hash   string // keyed, of the address: says that two are the same
	Sealed []byte // the address; Addresses opens it
	Self   bool   // it is the asking account's own
}

// Addressee makes an address somebody to invite, and counts the invitation. It takes the
// same steps whether or not there is an account with the address. Refusals:
// CodeInvalidEmail, CodeTooManyAttempts.
func (s *Service) Addressee(ctx context.Context, from, address string) (_ Addressee, err error) {
	defer func() { err = named("addressee", err) }()
	email, err := NormalizeEmail(address)
	if err != nil {
		return Addressee{}, err
	}
	host, err := s.loadUser(ctx, from)
	if err != nil {
		return Addressee{}, err
	}
	a := Addressee{Self: host.Email == email}
	if a.Hash, err = s.hashOf(ctx, email); err != nil {
		return Addressee{}, err
	}
	if err := s.count(ctx, "invite#"+from, inviteRule); err != nil {
		return Addressee{}, err
	}
	if err := s.count(ctx, "invited#"+a.Hash, invitedRule); err != nil {
		return Addressee{}, err
	}
	a.Sealed, err = s.c.Keys.Seal(ctx, []byte(email), addresseeContext)
	return a, err
}

const addresseeContext = "addressee"

// Addresses opens what Addressee sealed.
func (s *Service) Addresses(ctx context.Context, sealed [][]byte) (_ []string, err error) {
	defer func() { err = named("addresses", err) }()
	out := make([]string, len(sealed))
	for i, one := range sealed {
		if out[i], err = s.openField(ctx, one, addresseeContext); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// AddressHash is the Hash of an account's address, if it has proved to have it; "" if not.
func (s *Service) AddressHash(ctx context.Context, userID string) (_ string, err error) {
	defer func() { err = named("address hash", err) }()
	u, err := s.loadUser(ctx, userID)
	if CodeOf(err) == CodeUserNotFound || err == nil && !u.EmailVerified {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return s.hashOf(ctx, u.Email)
}

// inviteLife is how long an invitation's address is kept to be written to: events come
// again for a day at most.
const inviteLife = 7 * 24 * time.Hour

// inviteRecord is an invitation that is to be mailed, or was.
type inviteRecord struct {
	From  string `json:"from"`  // an account
	Email []byte `json:"email"` // sealed
}

func inviteKey(id string) store.Key {
	return store.Key{Table: store.Runtime, PK: "INVITE#" + hashed(id), SK: "INVITE"}
}

// Invite has somebody written to that something was shared with them; the same id is mailed
// once. It gives the account that has proved to have the address, "" if none has.
func (s *Service) Invite(ctx context.Context, id, from string, sealed []byte) (userID string, err error) {
	defer func() { err = named("invite", err) }()
	email, err := s.openField(ctx, sealed, addresseeContext)
	if err != nil {
		return "", err
	}
	mac, err := s.emailHash(ctx, email)
	if err != nil {
		return "", err
	}
	if err := s.inviteDue(ctx, id, from, sealed); err != nil {
		return "", err
	}
	rec, err := s.findByHash(ctx, mac)
	if err != nil || !rec.Verified {
		return "", err
	}
	return rec.ID, nil
}

// inviteDue has the mail of an invitation sent.
func (s *Service) inviteDue(ctx context.Context, id, from string, sealed []byte) error {
	if s.c.Mail == nil {
		return nil
	}
	item, err := itemOf(inviteKey(id), s.c.Now().Add(inviteLife), inviteRecord{From: from, Email: sealed})
	if err != nil {
		return err
	}
	due, err := s.mailDue(from, mailInvite)
	if err != nil {
		return err
	}
	due.Subject = id
	item.Emit = []bus.Event{due}
	_, err = s.c.Store.Write(ctx, store.Write{Item: item, If: store.Absent()})
	if store.IsConflict(err) { // the same invitation again
		return nil
	}
	return err
}

// sendInvite writes to somebody that something was shared with them, by whom if that is known.
func (s *Service) sendInvite(ctx context.Context, id string, host User) error {
	var rec inviteRecord
	if _, err := load(ctx, s.c.Store, inviteKey(id), &rec); err != nil {
		if errors.Is(err, errAbsent) {
			return nil
		}
		return err
	}
	email, err := s.openField(ctx, rec.Email, addresseeContext)
	if err != nil {
		return err
	}
	name := somebody
	if host.EmailVerified {
		name = host.Email
	}
	return s.c.Mail.Send(ctx, inviteMail(id, email, name))
}
