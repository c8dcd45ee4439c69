package identity

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
)

// EventMailDue is the type of the event that an account is to be sent a mail; its data is
// MailDue. Mails are sent by its consumer (SendDue), so that none is lost with a crash,
// and that a request takes the same time whether or not there is somebody to write to.
const EventMailDue = "identity.mail_due"

// MailDue is the data of EventMailDue. It holds neither address nor token.
type MailDue struct {
	UserID string `json:"userId"` // "nobody" if there is no such account
	Kind   string `json:"kind"`
	About  string `json:"-"` // the event's subject: the account, of an invitation its id
}

// The kinds of mails.
const (
	mailVerify  = "verify"           // prove that the address is yours
	mailReset   = "reset"            // choose another password
	mailMove    = "change_email"     // to the new address and to the old
	mailChanged = "password_changed" // to know if it was not you
	mailInvite  = "invite"           // to somebody else, with whom the account shares something
)

const (
	nobody  = "nobody"
	dueLife = time.Minute // of the item that carries an event: it has no other use
)

// mailDue makes the event that a mail is due.
func (s *Service) mailDue(userID, kind string) (bus.Event, error) {
	data, err := json.Marshal(MailDue{UserID: userID, Kind: kind})
	if err != nil {
		return bus.Event{}, fmt.Errorf("write event: %w", err)
	}
	return bus.Event{ID: s.c.NewID("evt"), Type: EventMailDue, Subject: userID, Time: s.c.Now().UTC(), Data: data}, nil
}

// dueWrite carries the event of a mail on an item of its own. ok is false if no mail is sent here.
func (s *Service) dueWrite(userID, kind string) (w store.Write, ok bool, err error) {
	if s.c.Mail == nil {
		return store.Write{}, false, nil
	}
	due, err := s.mailDue(userID, kind)
	if err != nil {
		return store.Write{}, false, err
	}
	return s.carrier(due), true, nil
}

// carrier is the write of an item that has no other use than to carry an event.
func (s *Service) carrier(e bus.Event) store.Write {
	return store.Write{Item: store.Item{
		Key:     store.Key{Table: store.Runtime, PK: "MAILDUE#" + e.ID, SK: "MAILDUE"},
		Expires: s.c.Now().Add(dueLife), Emit: []bus.Event{e},
	}}
}

// announce has a mail sent.
func (s *Service) announce(ctx context.Context, userID, kind string) error {
	w, ok, err := s.dueWrite(userID, kind)
	if err != nil || !ok {
		return err
	}
	_, err = s.c.Store.Write(ctx, w)
	return err
}

// countMail limits the mails to an address, or those asked for by an account.
func (s *Service) countMail(ctx context.Context, subject string) error {
	return s.count(ctx, "mail#"+subject, s.c.MailRule)
}

// SendDue sends the mail of an event. It may be called again for the same event: the mail
// is sent once. What has become needless meanwhile is not sent.
func (s *Service) SendDue(ctx context.Context, eventID string, due MailDue) (err error) {
	defer func() { err = named("send mail", err) }()
	if s.c.Mail == nil {
		return nil
	}
	rec, err := s.loadRecord(ctx, due.UserID)
	if CodeOf(err) == CodeUserNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	u, err := s.unseal(ctx, rec)
	if err != nil {
		return err
	}
	switch due.Kind {
	case mailVerify:
		return s.sendVerify(ctx, eventID, u)
	case mailReset:
		return s.sendReset(ctx, eventID, rec, u)
	case mailMove:
		return s.sendMove(ctx, eventID, u)
	case mailChanged:
		return s.c.Mail.Send(ctx, changedMail(eventID, u.Email))
	case mailInvite:
		return s.sendInvite(ctx, due.About, u)
	}
	return fmt.Errorf("a mail of the unknown kind %q", due.Kind)
}

func (s *Service) sendVerify(ctx context.Context, eventID string, u User) error {
	if u.EmailVerified {
		return nil
	}
	token, err := s.newMailToken(ctx, mailToken{UserID: u.ID, Kind: mailVerify}, u.Email)
	if err != nil {
		return err
	}
	return s.c.Mail.Send(ctx, verifyMail(eventID, u.Email, token))
}

func (s *Service) sendReset(ctx context.Context, eventID string, rec userRecord, u User) error {
	if !u.DisabledAt.IsZero() {
		return nil
	}
	token, err := s.newMailToken(ctx, mailToken{UserID: u.ID, Kind: mailReset, Epoch: rec.Epoch}, u.Email)
	if err != nil {
		return err
	}
	return s.c.Mail.Send(ctx, resetMail(eventID, u.Email, token))
}

// sendMove writes to the new address for a proof and to the old one for a warning. That
// somebody else has the new address is told to nobody but them.
func (s *Service) sendMove(ctx context.Context, eventID string, u User) error {
	next, _, err := s.loadPending(ctx, u.ID)
	if errors.Is(err, errAbsent) {
		return nil
	}
	if err != nil {
		return err
	}
	mac, err := s.emailHash(ctx, next)
	if err != nil {
		return err
	}
	taken, err := s.findByHash(ctx, mac)
	if err != nil {
		return err
	}
	m := takenMail(eventID, next)
	if taken.ID == "" {
		token, err := s.newMailToken(ctx, mailToken{UserID: u.ID, Kind: mailMove}, next)
		if err != nil {
			return err
		}
		m = moveMail(eventID, next, token)
	}
	if err := s.c.Mail.Send(ctx, m); err != nil {
		return err
	}
	return s.c.Mail.Send(ctx, movingMail(eventID, u.Email))
}

// hashOf is the keyed hash of an address as records keep it.
func (s *Service) hashOf(ctx context.Context, email string) (string, error) {
	mac, err := s.emailHash(ctx, email)
	return hex.EncodeToString(mac), err
}
