package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// TestCookie: the refresh token of a browser is out of its scripts' reach, goes to this
// host only, and with TLS over TLS only.
func TestCookie(t *testing.T) {
	for name, c := range map[string]struct {
		secure bool
		cookie string
	}{"plain": {false, "rt"}, "tls": {true, "__Host-rt"}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, c.secure)
			tokens, set := w.register("")
			if tokens.RefreshToken != "" || len(set) != 1 {
				t.Fatalf("in the body %q, cookies %v", tokens.RefreshToken, set)
			}
			got := set[0]
			if got.Name != c.cookie || got.Value == "" || got.Path != "/" || got.Domain != "" || !got.HttpOnly || got.Secure != c.secure || got.SameSite != http.SameSiteStrictMode {
				t.Errorf("cookie %s", got)
			}
			if want := w.clock.Now().Add(identity.RefreshLife); got.Expires.Sub(want).Abs() > time.Second {
				t.Errorf("expires %s, want about %s", got.Expires, want)
			}
			a := w.send(ops.Logout, request{token: tokens.AccessToken})
			if a.Status != 204 {
				t.Fatalf("logout: %d %s", a.Status, a.Body)
			}
			set = cookies(t, a)
			if len(set) != 1 || set[0].Name != c.cookie || set[0].Value != "" || set[0].MaxAge >= 0 || set[0].Path != "/" || set[0].Secure != c.secure {
				t.Errorf("logout sets %v", set)
			}
		})
	}
}

func TestRefreshInTheBody(t *testing.T) {
	w := newWorld(t, true)
	tokens, set := w.register("body")
	if tokens.RefreshToken == "" || len(set) != 0 || tokens.ExpiresIn != int(identity.AccessLife.Seconds()) || tokens.User.Email != email || tokens.User.Roles == nil {
		t.Fatalf("%+v, cookies %v", tokens, set)
	}
	w.clock.Advance(time.Minute)
	a := w.send(ops.Refresh, request{body: fields{"refreshToken": tokens.RefreshToken}}) // no header needed: no browser sends a body by itself
	next := optest.Decode[ops.Tokens](t, a)
	if a.Status != 200 || next.RefreshToken == "" || next.RefreshToken == tokens.RefreshToken || len(cookies(t, a)) != 0 {
		t.Errorf("%d %+v %v", a.Status, next, a.Header)
	}
	if a.Header["Cache-Control"][0] != "no-store" {
		t.Errorf("tokens may be kept: %v", a.Header)
	}
	a = w.send(ops.Login, request{body: fields{"email": email, "password": password}})
	if a.Status != 200 || len(cookies(t, a)) != 1 {
		t.Errorf("login: %d, cookies %v", a.Status, cookies(t, a))
	}
}

func TestRefreshByCookie(t *testing.T) {
	for _, secure := range []bool{false, true} {
		w := newWorld(t, secure)
		_, set := w.register("cookie")
		own := set[0].Name + "=" + set[0].Value
		wrong := map[string]string{"rt": "__Host-rt", "__Host-rt": "rt"}[set[0].Name] + "=" + set[0].Value
		w.clock.Advance(time.Minute)
		refresh := func(header map[string]string) optest.Answer {
			return w.send(ops.Refresh, request{body: fields{}, header: header})
		}
		refused(t, "nothing", refresh(nil), 401, "token_invalid", "")
		refused(t, "as another site's form", refresh(map[string]string{"Cookie": own}), 403, "forbidden", "header.X-Requested-With")
		refused(t, "the other name", refresh(map[string]string{"Cookie": wrong, "X-Requested-With": "x"}), 401, "token_invalid", "")
		for name, header := range map[string]map[string]string{
			"another site's script":      {"Origin": "https://evil.example", "Host": "aio.example"},
			"another port":               {"Origin": "https://aio.example:444", "Host": "aio.example"},
			"a site below the same name": {"Origin": "https://aio.example", "Host": "aio.example", "Sec-Fetch-Site": "same-site"},
			"what the browser calls so":  {"Sec-Fetch-Site": "cross-site"},
			"an opaque origin":           {"Origin": "null", "Host": "aio.example"},
		} {
			header["Cookie"], header["X-Requested-With"] = own, "x"
			refused(t, name, refresh(header), 403, "forbidden", "header.Origin")
		}
		refused(t, "nonsense", refresh(map[string]string{"Cookie": set[0].Name + "=nonsense", "X-Requested-With": "x"}), 401, "token_invalid", "")
		a := refresh(map[string]string{"Cookie": "other=1; " + own, "X-Requested-With": "XMLHttpRequest", "Origin": "https://aio.example", "Host": "aio.example", "Sec-Fetch-Site": "same-origin"})
		next := cookies(t, a)
		if body := optest.Decode[ops.Tokens](t, a); a.Status != 200 || body.RefreshToken != "" || body.AccessToken == "" || len(next) != 1 || next[0].Value == set[0].Value {
			t.Errorf("%d %s, cookies %v", a.Status, a.Body, next)
		}
		w.clock.Advance(time.Minute) // beyond what a lost answer excuses
		refused(t, "used", refresh(map[string]string{"Cookie": own, "X-Requested-With": "x"}), 401, "session_revoked", "")
		refused(t, "its successor", refresh(map[string]string{"Cookie": next[0].Name + "=" + next[0].Value, "X-Requested-With": "x"}), 401, "session_revoked", "")
	}
}

func TestRefusals(t *testing.T) {
	w := newWorld(t, false)
	tokens, _ := w.register("body")
	account := func(change fields) fields {
		f := fields{"email": "b@example.org", "password": password}
		for k, v := range change {
			f[k] = v
		}
		return f
	}
	for name, c := range map[string]struct {
		o      operation.Declared
		r      request
		status int
		code   string
		field  string
	}{
		"address":            {ops.Register, request{body: account(fields{"email": "not an address"})}, 422, "invalid_email", "body.email"},
		"short password":     {ops.Register, request{body: account(fields{"password": "short"})}, 422, "weak_password", "body.password"},
		"long password":      {ops.Register, request{body: account(fields{"password": strings.Repeat("ä", 200)})}, 422, "password_too_long", "body.password"},
		"name of two lines":  {ops.Register, request{body: account(fields{"displayName": "a\nb"})}, 422, "invalid_display_name", "body.displayName"},
		"taken":              {ops.Register, request{body: account(fields{"email": " ADA@example.org"})}, 409, "email_taken", "body.email"},
		"way of refreshing":  {ops.Register, request{body: account(fields{"refreshIn": "header"})}, 422, "invalid_value", "body.refreshIn"},
		"wrong password":     {ops.Login, request{body: fields{"email": email, "password": "another password"}}, 401, "invalid_credentials", ""},
		"unknown address":    {ops.Login, request{body: fields{"email": "c@example.org", "password": password}}, 401, "invalid_credentials", ""},
		"foreign refresh":    {ops.Refresh, request{body: fields{"refreshToken": "rt_nonsense"}}, 401, "token_invalid", ""},
		"access as refresh":  {ops.Refresh, request{body: fields{"refreshToken": "rt_" + tokens.AccessToken[:200]}}, 401, "token_invalid", ""},
		"no token":           {ops.GetMe, request{}, 401, "unauthorized", ""},
		"refresh as access":  {ops.GetMe, request{token: tokens.RefreshToken}, 401, "token_invalid", ""},
		"damaged token":      {ops.GetMe, request{token: tokens.AccessToken[:len(tokens.AccessToken)-4] + "AAAA"}, 401, "token_invalid", ""},
		"name with controls": {ops.UpdateMe, request{token: tokens.AccessToken, body: fields{"displayName": "a\u0007"}}, 422, "invalid_display_name", "body.displayName"},
		"change the address": {ops.UpdateMe, request{token: tokens.AccessToken, body: fields{"email": "d@example.org"}}, 422, "invalid_value", "body.email"},
	} {
		t.Run(name, func(t *testing.T) {
			a := w.send(c.o, c.r)
			refused(t, name, a, c.status, c.code, c.field)
			if len(cookies(t, a)) != 0 || strings.Contains(a.Body, "accessToken") {
				t.Errorf("a refusal with tokens: %s %v", a.Body, a.Header)
			}
		})
	}
}

func TestMe(t *testing.T) {
	w := newWorld(t, false)
	tokens, _ := w.register("body")
	me := optest.Decode[ops.User](t, w.send(ops.GetMe, request{token: tokens.AccessToken}))
	if me.ID != tokens.User.ID || me.Email != email || me.DisplayName != "Ada" || me.Roles == nil {
		t.Errorf("me %+v", me)
	}
	changed := w.send(ops.UpdateMe, request{token: tokens.AccessToken, body: fields{"displayName": "Ada L."}})
	if got := optest.Decode[ops.User](t, changed); changed.Status != 200 || got.DisplayName != "Ada L." || got.Email != email {
		t.Errorf("%d %+v", changed.Status, got)
	}
	same := w.send(ops.UpdateMe, request{token: tokens.AccessToken, body: fields{}}) // what is absent stays
	if got := optest.Decode[ops.User](t, same); got.DisplayName != "Ada L." {
		t.Errorf("%d %+v", same.Status, got)
	}
}

// TestVerifier: a token gives its principal until it expires or its session ends.
func TestVerifier(t *testing.T) {
	w := newWorld(t, false)
	tokens, _ := w.register("body")
	p, err := w.verify.Verify(t.Context(), tokens.AccessToken)
	if err != nil || p.UserID != tokens.User.ID || p.SessionID == "" || p.Service != "" {
		t.Errorf("%+v, %v", p, err)
	}
	w.clock.Advance(identity.AccessLife + time.Minute)
	refused(t, "expired", w.send(ops.GetMe, request{token: tokens.AccessToken}), 401, "token_expired", "")
	next := optest.Decode[ops.Tokens](t, w.send(ops.Refresh, request{body: fields{"refreshToken": tokens.RefreshToken}}))
	again, err := w.verify.Verify(t.Context(), next.AccessToken)
	if err != nil || again.SessionID != p.SessionID {
		t.Errorf("refreshed: %+v, %v, want session %s", again, err, p.SessionID)
	}
	if a := w.send(ops.Logout, request{token: next.AccessToken}); a.Status != 204 {
		t.Fatalf("logout: %d", a.Status)
	}
	refused(t, "after logout", w.send(ops.GetMe, request{token: next.AccessToken}), 401, "session_revoked", "")
	refused(t, "refresh after logout", w.send(ops.Refresh, request{body: fields{"refreshToken": next.RefreshToken}}), 401, "session_revoked", "")
	if _, err := w.verify.Verify(t.Context(), next.AccessToken); operation.AsProblem(err).Code != string(identity.CodeSessionRevoked) {
		t.Errorf("verifier after logout: %v", err)
	}
}

func TestKeysArePublishedBeforeTheySign(t *testing.T) {
	w := newWorld(t, false)
	type set struct {
		Keys []struct{ Kid, Kty, Alg, Use, D string }
	}
	read := func() []string {
		a := w.send(ops.JWKS, request{})
		if a.Status != 200 || !slices.Equal(a.Header["Cache-Control"], []string{"public, max-age=3600"}) {
			t.Fatalf("%d %v", a.Status, a.Header)
		}
		var kids []string
		for _, k := range optest.Decode[set](t, a).Keys {
			if k.Kty != "RSA" || k.Alg != "RS256" || k.Use != "sig" || k.D != "" {
				t.Errorf("published %+v", k)
			}
			kids = append(kids, k.Kid)
		}
		return kids
	}
	tokens, _ := w.register("body")
	before := read()
	if err := w.fns.Schedule(ops.RotateKeys); err != nil {
		t.Fatal(err)
	}
	after := read()
	if len(before) < 2 || slices.Equal(before, after) {
		t.Errorf("keys %v, then %v", before, after)
	}
	if a := w.send(ops.GetMe, request{token: tokens.AccessToken}); a.Status != 200 {
		t.Errorf("a token of the previous key: %d %s", a.Status, a.Body)
	}
	a := w.send(ops.Login, request{body: fields{"email": email, "password": password}})
	if a := w.send(ops.GetMe, request{token: optest.Decode[ops.Tokens](t, a).AccessToken}); a.Status != 200 {
		t.Errorf("a token of the new key: %d %s", a.Status, a.Body)
	}
}
