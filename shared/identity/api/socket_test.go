package api_test

import (
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/identity/api"
	"github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
)

func (w *world) ticket(token string) string {
	w.t.Helper()
	a := w.send(ops.CreateTicket, request{token: token})
	got := optest.Decode[ops.Ticket](w.t, a)
	if a.Status != 201 || got.Ticket == "" || got.ExpiresIn != int(identity.TicketLife.Seconds()) {
		w.t.Fatalf("%d %s", a.Status, a.Body)
	}
	return got.Ticket
}

// effect gives the authorizer's verdict and for whom.
func (w *world) effect(ticket, origin, host string) (effect, user, session string) {
	w.t.Helper()
	header := map[string]string{"Host": host}
	if origin != "" {
		header["Origin"] = origin
	}
	res, err := w.fns.Authorize(ops.AuthorizeSocket, map[string]string{"ticket": ticket}, header)
	if err != nil {
		w.t.Fatal(err)
	}
	user, _ = res.Context["userId"].(string)
	session, _ = res.Context["sessionId"].(string)
	return res.PolicyDocument.Statement[0].Effect, user, session
}

func TestTicket(t *testing.T) {
	w := newWorld(t, false)
	tokens, _ := w.register("body")
	p, err := w.verify.Verify(t.Context(), tokens.AccessToken)
	if err != nil {
		t.Fatal(err)
	}
	ticket := w.ticket(tokens.AccessToken)
	if effect, user, session := w.effect(ticket, "", "aio.example"); effect != "Allow" || user != p.UserID || session != p.SessionID {
		t.Errorf("%s for %s in %s", effect, user, session)
	}
	late := w.ticket(tokens.AccessToken)
	w.clock.Advance(identity.TicketLife + time.Second)
	ended := w.ticket(tokens.AccessToken)
	w.send(ops.Logout, request{token: tokens.AccessToken})
	for name, ticket := range map[string]string{"used": ticket, "late": late, "of a session that ended": ended, "forged": "tkt_nonsense", "a token": tokens.AccessToken[:200], "none": ""} {
		if effect, user, _ := w.effect(ticket, "", "aio.example"); effect != "Deny" || user != "" {
			t.Errorf("%s: %s for %s", name, effect, user)
		}
	}
}

// TestOrigin: another site's page may not open a connection, and does not use a ticket up.
func TestOrigin(t *testing.T) {
	w := newWorld(t, false)
	tokens, _ := w.register("body")
	ticket := w.ticket(tokens.AccessToken)
	for _, origin := range []string{"https://evil.example", "http://aio.example.evil.example", "http://aio.example:81", "null", "aio.example", "file://", "http://", "http://[", "http://evil@aio.example.org"} {
		if effect, _, _ := w.effect(ticket, origin, "aio.example"); effect != "Deny" {
			t.Errorf("%s: %s", origin, effect)
		}
	}
	if effect, _, _ := w.effect(ticket, "http://aio.example", "aio.example"); effect != "Allow" {
		t.Errorf("the own page: %s", effect)
	}
}

func TestSameOrigin(t *testing.T) {
	for _, c := range []struct {
		origin, host string
		want         bool
	}{
		{"http://127.0.0.1:8080", "127.0.0.1:8080", true},
		{"https://aio.example", "aio.example", true},
		{"http://[::1]:8080", "[::1]:8080", true},
		{"http://127.0.0.1:8080", "127.0.0.1:8081", false},
		{"http://localhost:8080", "127.0.0.1:8080", false},
		{"null", "", false},
		{"", "", false},
		{"http://", "", false},
	} {
		if got := api.SameOrigin(c.origin, c.host); got != c.want {
			t.Errorf("%q at %q: %t", c.origin, c.host, got)
		}
	}
}
