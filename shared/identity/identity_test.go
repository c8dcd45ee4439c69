package identity_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/limit/gcra"
	"github.com/aio-creative-hub/aio/shared/store"
)

func TestRegisterAndLogin(t *testing.T) {
	f := setUp(t)
	made := f.register(t)
	u := made.User
	if u.Email != email || u.DisplayName != "Ada" || !strings.HasPrefix(u.ID, "usr_") || !slices.Equal(u.Roles, []string{"user"}) {
		t.Errorf("user %+v", u)
	}
	if !u.CreatedAt.Equal(f.clock.Now()) || made.AccessLife != 15*time.Minute {
		t.Errorf("made at %v, access for %v", u.CreatedAt, made.AccessLife)
	}
	again := f.login(t)
	if again.User.ID != u.ID || again.SessionID == made.SessionID || again.Refresh == made.Refresh {
		t.Errorf("signing in gave %+v", again)
	}
	for _, tok := range []identity.Tokens{made, again} {
		p, err := f.Verifier().Verify(t.Context(), tok.Access)
		if err != nil || p.UserID != u.ID || p.SessionID != tok.SessionID || !slices.Equal(p.Roles, u.Roles) {
			t.Errorf("principal %+v, %v", p, err)
		}
		if left := p.Expires.Sub(f.clock.Now()); left > 15*time.Minute || left < 15*time.Minute-time.Second {
			t.Errorf("the token lives %v", left)
		}
	}
	other := identity.Credentials{Email: "  ADA@Example.ORG ", Password: password}
	if _, err := f.Login(t.Context(), other); err != nil {
		t.Errorf("the same address written otherwise: %v", err)
	}
}

func TestRegisterRefuses(t *testing.T) {
	f := setUp(t)
	f.register(t)
	for _, c := range []struct {
		name string
		r    identity.Registration
		want identity.Code
	}{
		{"same address", identity.Registration{Email: email, Password: password}, identity.CodeEmailTaken},
		{"same address written otherwise", identity.Registration{Email: " Ada@EXAMPLE.org", Password: password}, identity.CodeEmailTaken},
		{"no address", identity.Registration{Password: password}, identity.CodeInvalidEmail},
		{"malformed address", identity.Registration{Email: "bob.example.org", Password: password}, identity.CodeInvalidEmail},
		{"no password", identity.Registration{Email: "b@example.org"}, identity.CodeWeakPassword},
		{"short password", identity.Registration{Email: "b@example.org", Password: "1x3y5z7"}, identity.CodeWeakPassword},
		{"known password", identity.Registration{Email: "b@example.org", Password: "PassWord123"}, identity.CodeWeakPassword},
		{"address as password", identity.Registration{Email: "somebody@example.org", Password: "Somebody"}, identity.CodeWeakPassword},
		{"endless password", identity.Registration{Email: "b@example.org", Password: strings.Repeat("pass word", 29)}, identity.CodePasswordTooLong},
		{"password not UTF-8", identity.Registration{Email: "b@example.org", Password: "a good \xff password"}, identity.CodeWeakPassword},
		{"endless name", identity.Registration{Email: "b@example.org", Password: password, DisplayName: strings.Repeat("\u00e4", 101)}, identity.CodeInvalidDisplayName},
		{"name on two lines", identity.Registration{Email: "b@example.org", Password: password, DisplayName: "a\nb"}, identity.CodeInvalidDisplayName},
		{"name that turns the text", identity.Registration{Email: "b@example.org", Password: password, DisplayName: "a\u202eb"}, identity.CodeInvalidDisplayName},
		{"name not UTF-8", identity.Registration{Email: "b@example.org", Password: password, DisplayName: "a\xff"}, identity.CodeInvalidDisplayName},
	} {
		_, err := f.Register(t.Context(), c.r)
		wantCode(t, c.name, err, c.want)
		var e *identity.Error
		if !errors.As(err, &e) || e.Message == "" || c.r.Email != "" && strings.Contains(e.Message+err.Error(), c.r.Email) {
			t.Errorf("%s: message %q", c.name, err)
		}
	}
	_, err := f.Login(t.Context(), identity.Credentials{Email: "b@example.org", Password: password})
	wantCode(t, "what was refused has no account", err, identity.CodeInvalidCredentials)
	longest := strings.Repeat("longpass", 32)
	if _, err := f.Register(t.Context(), identity.Registration{Email: "b@example.org", Password: longest, DisplayName: strings.Repeat("\u00e4", 100)}); err != nil {
		t.Errorf("the longest password and name: %v", err)
	}
}

// TestOneAddressManyRegistrations: of many at one time exactly one gets the address.
func TestOneAddressManyRegistrations(t *testing.T) {
	f := setUp(t)
	var made, taken atomic.Int32
	var wg sync.WaitGroup
	for n := range 50 {
		wg.Go(func() {
			_, err := f.Register(t.Context(), identity.Registration{Email: email, Password: fmt.Sprintf("password of %d", n)})
			switch {
			case err == nil:
				made.Add(1)
			case identity.CodeOf(err) == identity.CodeEmailTaken:
				taken.Add(1)
			default:
				t.Errorf("Register: %v", err)
			}
		})
	}
	wg.Wait()
	if made.Load() != 1 || taken.Load() != 49 {
		t.Fatalf("%d made, %d refused", made.Load(), taken.Load())
	}
	opened := 0
	for n := range 50 {
		if _, err := f.Login(t.Context(), identity.Credentials{Email: email, Password: fmt.Sprintf("password of %d", n)}); err == nil {
			opened++
		}
	}
	if opened != 1 {
		t.Errorf("%d passwords open the account", opened)
	}
}

func TestLoginRefuses(t *testing.T) {
	f := setUp(t)
	f.register(t)
	var texts []string
	for name, c := range map[string]identity.Credentials{
		"wrong password":      {Email: email, Password: "another password"},
		"no password":         {Email: email},
		"other case":          {Email: email, Password: strings.ToUpper(password)},
		"one character more":  {Email: email, Password: password + " "},
		"endless password":    {Email: email, Password: strings.Repeat(password, 1000)},
		"password not UTF-8":  {Email: email, Password: password + "\xff"},
		"unknown address":     {Email: "bob@example.org", Password: password},
		"malformed address":   {Email: "ada", Password: password},
		"no address":          {Password: password},
		"no address, nothing": {},
	} {
		_, err := f.Login(t.Context(), c)
		wantCode(t, name, err, identity.CodeInvalidCredentials)
		texts = append(texts, err.Error())
	}
	if slices.Sort(texts); texts[0] != texts[len(texts)-1] {
		t.Errorf("the answers tell what was wrong: %q and %q", texts[0], texts[len(texts)-1])
	}
}

func TestLoginLimit(t *testing.T) {
	var now func() time.Time
	f := setUp(t, func(c *identity.Config) {
		now = c.Now
		c.Limit = gcra.New(gcra.Options{Now: now})
		c.LoginRule = limit.Rule{Events: 3, Period: 3 * time.Minute}
	})
	f.register(t)
	for _, address := range []string{email, "unknown@example.org"} {
		c := identity.Credentials{Email: address, Password: "wrong wrong"}
		for range 3 {
			_, err := f.Login(t.Context(), c)
			wantCode(t, "attempt", err, identity.CodeInvalidCredentials)
		}
		_, err := f.Login(t.Context(), c)
		wantCode(t, "attempt above the limit", err, identity.CodeTooManyAttempts)
		var e *identity.Error
		if !errors.As(err, &e) || e.RetryAfter != time.Minute {
			t.Errorf("retry after %v", e.RetryAfter)
		}
	}
	_, err := f.Login(t.Context(), identity.Credentials{Email: "ADA@example.org", Password: password})
	wantCode(t, "right password, same address", err, identity.CodeTooManyAttempts)
	f.clock.Advance(time.Minute)
	f.login(t)
}

func TestMe(t *testing.T) {
	f := setUp(t)
	u := f.register(t).User
	got, err := f.Me(t.Context(), u.ID)
	if err != nil || fmt.Sprint(got) != fmt.Sprint(u) {
		t.Errorf("Me: %+v, %v; want %+v", got, err, u)
	}
	_, err = f.Me(t.Context(), "usr_nobody")
	wantCode(t, "unknown", err, identity.CodeUserNotFound)

	f.clock.Advance(time.Hour)
	name := "  Ada L.\u00a0"
	got, err = f.UpdateMe(t.Context(), u.ID, identity.Patch{DisplayName: &name})
	if err != nil || got.DisplayName != "Ada L." || !got.UpdatedAt.Equal(f.clock.Now()) || got.Email != email {
		t.Errorf("UpdateMe: %+v, %v", got, err)
	}
	if same, err := f.UpdateMe(t.Context(), u.ID, identity.Patch{}); err != nil || fmt.Sprint(same) != fmt.Sprint(got) {
		t.Errorf("empty patch: %+v, %v", same, err)
	}
	bad := "a\x00b"
	_, err = f.UpdateMe(t.Context(), u.ID, identity.Patch{DisplayName: &bad})
	wantCode(t, "bad name", err, identity.CodeInvalidDisplayName)
	_, err = f.UpdateMe(t.Context(), "usr_nobody", identity.Patch{DisplayName: &name})
	wantCode(t, "unknown", err, identity.CodeUserNotFound)
	f.login(t) // the password has survived
}

// TestNothingInClear: neither items nor events hold an address, a name, a password or a token.
func TestNothingInClear(t *testing.T) {
	f := setUp(t)
	made := f.register(t)
	ticket, _, err := f.CreateTicket(t.Context(), identity.Principal{UserID: made.User.ID, SessionID: made.SessionID})
	if err != nil {
		t.Fatal(err)
	}
	next, err := f.Refresh(t.Context(), made.Refresh)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Logout(t.Context(), made.User.ID, made.SessionID); err != nil {
		t.Fatal(err)
	}
	written := f.store.written.String()
	for name, secret := range map[string]string{
		"address": email, "local part": "ada", "name": "Ada", "password": password, "user agent": "test", "refresh token": made.Refresh,
		"next refresh token": next.Refresh, "access token": made.Access, "ticket": ticket, "part of a token": made.Refresh[3:30],
	} {
		if strings.Contains(written, `"`+secret) || len(secret) > 4 && strings.Contains(written, secret) {
			t.Errorf("the %s is written in clear", name)
		}
	}
}

// TestLostReplies: a write whose reply is lost is done once, and the caller gets its answer.
func TestLostReplies(t *testing.T) {
	f := setUp(t)
	f.store.lose.Store(2)
	made := f.register(t)
	f.store.lose.Store(1)
	next, err := f.Refresh(t.Context(), made.Refresh)
	if err != nil {
		t.Fatalf("Refresh: %v", err)
	}
	f.store.lose.Store(1)
	if err := f.Logout(t.Context(), made.User.ID, made.SessionID); err != nil {
		t.Fatalf("Logout: %v", err)
	}
	f.store.lose.Store(0)
	_, err = f.Refresh(t.Context(), next.Refresh)
	wantCode(t, "refresh after signing out", err, identity.CodeSessionRevoked)
	if n := len(f.store.Emitted()); n != 1 {
		t.Errorf("%d events, want 1", n)
	}
	f.store.lose.Store(100)
	_, err = f.Register(t.Context(), identity.Registration{Email: "b@example.org", Password: password})
	if store.CodeOf(err) != store.CodeUnavailable || identity.CodeOf(err) != "" {
		t.Errorf("a store that does not answer: %v", err)
	}
}

func TestLogout(t *testing.T) {
	f := setUp(t)
	one, two := f.register(t), f.login(t)
	for range 2 { // ending what has ended is no error
		if err := f.Logout(t.Context(), one.User.ID, one.SessionID); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Logout(t.Context(), one.User.ID, "ses_never"); err != nil {
		t.Errorf("unknown session: %v", err)
	}
	events := f.store.Emitted()
	if len(events) != 1 || events[0].Type != identity.EventSessionEnded || events[0].Subject != one.SessionID {
		t.Fatalf("events %+v", events)
	}
	var data identity.SessionEnded
	if err := json.Unmarshal(events[0].Data, &data); err != nil || data != (identity.SessionEnded{UserID: one.User.ID, SessionID: one.SessionID, Reason: "logout"}) {
		t.Errorf("event data %+v, %v", data, err)
	}
	_, err := f.Verifier().Verify(t.Context(), one.Access)
	wantCode(t, "ended session", err, identity.CodeSessionRevoked)
	_, err = f.Verifier().Verify(t.Context(), two.Access)
	wantCode(t, "other session", err, "")

	if err := f.LogoutRefresh(t.Context(), two.Refresh); err != nil {
		t.Fatal(err)
	}
	_, err = f.Verifier().Verify(t.Context(), two.Access)
	wantCode(t, "session ended by its refresh token", err, identity.CodeSessionRevoked)
	for _, bad := range []string{"", "rt_", one.Access, strings.Repeat("x", 5000)} {
		wantCode(t, "not a refresh token", f.LogoutRefresh(t.Context(), bad), identity.CodeTokenInvalid)
	}
}

func TestNewRefuses(t *testing.T) {
	f := setUp(t)
	for name, spoil := range map[string]func(*identity.Config){
		"no store":      func(c *identity.Config) { c.Store = nil },
		"no keys":       func(c *identity.Config) { c.Keys = nil },
		"no clock":      func(c *identity.Config) { c.Now = nil },
		"no ids":        func(c *identity.Config) { c.NewID = nil },
		"no issuer":     func(c *identity.Config) { c.Issuer = "" },
		"no audience":   func(c *identity.Config) { c.Audience = "" },
		"absurd cost":   func(c *identity.Config) { c.PasswordCost = 31 },
		"negative cost": func(c *identity.Config) { c.PasswordCost = -1 },
		"bad rule":      func(c *identity.Config) { c.LoginRule = limit.Rule{Events: -1, Period: time.Second} },
	} {
		c := f.c
		spoil(&c)
		if _, err := identity.New(c); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
