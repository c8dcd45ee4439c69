package identity_test

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/store"
)

func (f *fixture) ticket(t *testing.T, tok identity.Tokens) string {
	t.Helper()
	ticket, expires, err := f.CreateTicket(t.Context(), identity.Principal{UserID: tok.User.ID, SessionID: tok.SessionID, Roles: []string{"user", "admin"}})
	if err != nil {
		t.Fatal(err)
	}
	if !expires.Equal(f.clock.Now().Add(30 * time.Second)) {
		t.Errorf("lives until %v", expires)
	}
	return ticket
}

func TestTicketOnce(t *testing.T) {
	f := setUp(t)
	tok := f.register(t)
	ticket := f.ticket(t, tok)
	f.clock.Advance(identity.TicketLife - time.Millisecond)
	p, err := f.ConsumeTicket(t.Context(), ticket)
	if err != nil || p.UserID != tok.User.ID || p.SessionID != tok.SessionID || !slices.Equal(p.Roles, []string{"user", "admin"}) {
		t.Fatalf("%+v, %v", p, err)
	}
	if !p.Expires.Equal(tok.RefreshExpires) {
		t.Errorf("expires %v, want the session's end", p.Expires)
	}
	_, err = f.ConsumeTicket(t.Context(), ticket)
	wantCode(t, "second use", err, identity.CodeTicketInvalid)
}

func TestTicketRefuses(t *testing.T) {
	f := setUp(t)
	tok := f.register(t)
	late, ended := f.ticket(t, tok), f.login(t)
	f.clock.Advance(identity.TicketLife)
	_, err := f.ConsumeTicket(t.Context(), late)
	wantCode(t, "too old", err, identity.CodeTicketInvalid)

	good := f.ticket(t, tok)
	for name, bad := range map[string]string{
		"nothing": "", "refresh token": tok.Refresh, "access token": tok.Access, "prefix": "xst" + good[3:],
		"cut": good[:len(good)-1], "longer": good + "A", "another": good[:10] + strings.Repeat("A", len(good)-10), "endless": strings.Repeat("x", 10_000),
	} {
		_, err := f.ConsumeTicket(t.Context(), bad)
		wantCode(t, name, err, identity.CodeTicketInvalid)
	}
	if _, err := f.ConsumeTicket(t.Context(), good); err != nil {
		t.Errorf("the ticket itself, after all that: %v", err)
	}

	orphan := f.ticket(t, ended)
	if err := f.Logout(t.Context(), ended.User.ID, ended.SessionID); err != nil {
		t.Fatal(err)
	}
	_, err = f.ConsumeTicket(t.Context(), orphan)
	wantCode(t, "of an ended session", err, identity.CodeSessionRevoked)
}

// TestTicketRace: of many who use a ticket at a time one gets in.
func TestTicketRace(t *testing.T) {
	f := setUp(t)
	ticket := f.ticket(t, f.register(t))
	var admitted atomic.Int32
	var wg sync.WaitGroup
	for range 30 {
		wg.Go(func() {
			if _, err := f.ConsumeTicket(t.Context(), ticket); err == nil {
				admitted.Add(1)
			} else if identity.CodeOf(err) != identity.CodeTicketInvalid {
				t.Errorf("ConsumeTicket: %v", err)
			}
		})
	}
	wg.Wait()
	if admitted.Load() != 1 {
		t.Errorf("%d admitted", admitted.Load())
	}
}

// TestTicketLostReply: nobody gets in twice; the answer is that nobody knows.
func TestTicketLostReply(t *testing.T) {
	f := setUp(t)
	ticket := f.ticket(t, f.register(t))
	f.store.lose.Store(1)
	if _, err := f.ConsumeTicket(t.Context(), ticket); store.CodeOf(err) != store.CodeUnavailable {
		t.Errorf("lost reply: %v", err)
	}
	_, err := f.ConsumeTicket(t.Context(), ticket)
	wantCode(t, "again", err, identity.CodeTicketInvalid)
}
