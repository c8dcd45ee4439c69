package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/client"
)

func register(t *testing.T, v *visitor) {
	if _, err := v.c.Register(v.ctx, v.email, password, "Ada"); err != nil {
		t.Fatal(err)
	}
	me, err := v.c.Me(v.ctx)
	if err != nil || me.Email != v.email || me.DisplayName != "Ada" {
		t.Errorf("%+v, %v", me, err)
	}
	_, err = client.New(v.url, client.Options{}).Register(v.ctx, v.email, password, "")
	if !client.HasStatus(err, http.StatusConflict) {
		t.Errorf("a second account of the address: %v", err)
	}
}

func signIn(t *testing.T, v *visitor) {
	other := client.New(v.url, client.Options{})
	if _, err := other.Login(v.ctx, v.email, "not the password"); !client.HasStatus(err, http.StatusUnauthorized) {
		t.Errorf("wrong password: %v", err)
	}
	if _, err := other.Login(v.ctx, v.email, password); err != nil {
		t.Fatal(err)
	}
	if err := other.Refresh(v.ctx); err != nil {
		t.Errorf("refresh: %v", err)
	}
	if err := other.Logout(v.ctx); err != nil {
		t.Errorf("sign out: %v", err)
	}
	if status, _, body := v.raw(t, "GET", "/.well-known/jwks.json", "", ""); status != 200 || !strings.Contains(body, `"kty":"RSA"`) {
		t.Errorf("JWKS: %d %s", status, body)
	}
}

func badTokens(t *testing.T, v *visitor) {
	token := v.c.Session().AccessToken
	for what, tt := range map[string]struct{ token, code string }{
		"none":      {"", "unauthorized"},
		"nonsense":  {"x.y.z", "token_invalid"},
		"changed":   {token[:len(token)-4] + "AAAA", "token_invalid"},
		"no key":    {"aio_0000000000000000_0000", "token_invalid"},
		"the other": {v.c.Session().RefreshToken, "token_invalid"},
	} {
		status, h, body := v.raw(t, "GET", "/api/v1/users/me", tt.token, "")
		t.Run(what, func(t *testing.T) { refused(t, status, h, body, 401, tt.code) })
		if h.Get("WWW-Authenticate") == "" {
			t.Errorf("%s: no challenge", what)
		}
	}
	if status, h, body := v.raw(t, "GET", "/api/v1/admin/users", token, ""); status != 403 {
		refused(t, status, h, body, 403, "forbidden")
	}
}

func signOut(t *testing.T, v *visitor) {
	token := v.c.Session().AccessToken
	if err := v.c.Logout(v.ctx); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(time.Second) { // another function may believe the session for 30 s
		status, h, body := v.raw(t, "GET", "/api/v1/users/me", token, "")
		if status == 401 {
			refused(t, status, h, body, 401, "session_revoked")
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d %s", status, body)
		}
	}
}

// limitsHold: five sign-ins a minute from one address, with a word on when to come back.
func limitsHold(t *testing.T, v *visitor) {
	for range 6 {
		status, h, body := v.raw(t, "POST", "/api/v1/auth/login", "", `{"email":"nobody@example.org","password":"not the password"}`)
		if status == 429 {
			refused(t, status, h, body, 429, "rate_limited")
			if h.Get("Retry-After") == "" || h.Get("RateLimit") == "" {
				t.Errorf("headers %v", h)
			}
			return
		}
	}
	t.Error("six sign-ins in a row were answered")
}
