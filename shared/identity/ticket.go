package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/aio-creative-hub/aio/shared/store"
)

var ticketForm = regexp.MustCompile(`^wst_[A-Za-z0-9_-]{43}$`)

// CreateTicket makes a ticket that opens one WebSocket as the principal within
// TicketLife: a URL is written to logs, so a token must not stand in it.
func (s *Service) CreateTicket(ctx context.Context, p Principal) (ticket string, expires time.Time, err error) {
	defer func() { err = named("create ticket", err) }()
	if ticket, err = s.newSecret("wst_"); err != nil {
		return "", time.Time{}, err
	}
	expires = s.c.Now().UTC().Add(TicketLife)
	item, err := itemOf(ticketKey(ticket), expires, ticketRecord{UserID: p.UserID, SessionID: p.SessionID, Roles: p.Roles})
	if err != nil {
		return "", time.Time{}, err
	}
	if _, err := s.c.Store.Write(ctx, store.Write{Item: item}); err != nil {
		return "", time.Time{}, err
	}
	return ticket, expires, nil
}

// ConsumeTicket says whom a ticket speaks for, once. Refusals: CodeTicketInvalid,
// CodeSessionRevoked. Of many who use it at a time one succeeds, because the delete is
// conditional; after a lost reply nobody may, and a new ticket is asked for.
func (s *Service) ConsumeTicket(ctx context.Context, ticket string) (_ Principal, err error) {
	defer func() { err = named("consume ticket", err) }()
	if !ticketForm.MatchString(ticket) {
		return Principal{}, refuse(CodeTicketInvalid, nil)
	}
	was, err := s.c.Store.Write(ctx, store.Write{
		Item: store.Item{Key: ticketKey(ticket)}, Delete: true, If: store.Present(),
	})
	if store.IsConflict(err) {
		return Principal{}, refuse(CodeTicketInvalid, nil)
	}
	if err != nil {
		return Principal{}, err
	}
	var t ticketRecord
	if err := json.Unmarshal(was.Data, &t); err != nil {
		return Principal{}, fmt.Errorf("ticket is damaged: %w", err)
	}
	ses, owner, err := loadStanding(ctx, s.c.Store, t.UserID, t.SessionID)
	if errors.Is(err, errAbsent) || err == nil && !lives(ses, owner) {
		return Principal{}, refuse(CodeSessionRevoked, nil)
	}
	if err != nil {
		return Principal{}, err
	}
	return Principal{UserID: t.UserID, SessionID: t.SessionID, Roles: t.Roles, Expires: ses.ExpiresAt}, nil
}
