package api_test

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/identity/api"
	"github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/internal/testclock"
	"github.com/aio-creative-hub/aio/shared/keys/keyfiles"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

const (
	email    = "ada@example.org"
	password = "a good long password"
)

// world is the area's basic operations, with true tokens.
type world struct {
	t      testing.TB
	fns    *optest.Functions
	verify api.Verifier
	clock  *testclock.Clock
}

func newWorld(t testing.TB, secure bool) *world {
	t.Helper()
	k, err := keyfiles.Open(filepath.Join(t.TempDir(), "keys"), keyfiles.Options{Bits: 1024})
	if err != nil {
		t.Fatal(err)
	}
	clock := testclock.New(time.Date(2026, 1, 2, 3, 4, 5, 600_000_000, time.UTC))
	id := ids.NewSource(clock.Now, nil)
	accounts, err := identity.New(identity.Config{Store: memory.New(memory.Options{Now: clock.Now}), Keys: k, Now: clock.Now, NewID: id.New,
		Issuer: "urn:test", Audience: "urn:test:api", PasswordCost: bcrypt.MinCost})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, clock: clock, verify: api.Verifier{V: accounts.Verifier()}}
	s := api.New(api.Config{Identity: accounts, Keys: k, Secure: secure, Now: clock.Now, Origin: api.SameOrigin})
	w.fns = optest.Bind(t, []*operation.Bound{
		ops.Register.Bind(s.Register), ops.Login.Bind(s.Login), ops.Refresh.Bind(s.Refresh), ops.Logout.Bind(s.Logout), ops.GetMe.Bind(s.GetMe),
		ops.UpdateMe.Bind(s.UpdateMe), ops.JWKS.Bind(s.JWKS), ops.CreateTicket.Bind(s.CreateTicket), ops.AuthorizeSocket.Bind(s.AuthorizeSocket),
		ops.RotateKeys.Bind(s.RotateKeys),
	}, func(r *function.Runtime) { r.Verify, r.Secure, r.Now, r.NewID = w.verify, secure, clock.Now, id.New })
	return w
}

// request is what a test varies of a request.
type request struct {
	body   any
	header map[string]string
	token  string
}

func (w *world) send(o operation.Declared, r request) optest.Answer {
	w.t.Helper()
	q := optest.Request{Header: map[string]string{"User-Agent": "test"}}
	for name, v := range r.header {
		q.Header[name] = v
	}
	if r.token != "" {
		q.Header["Authorization"] = "Bearer " + r.token
	}
	if r.body != nil {
		data, err := json.Marshal(r.body)
		if err != nil {
			w.t.Fatal(err)
		}
		q.Body = string(data)
	}
	return w.fns.REST(o, q)
}

type fields map[string]any

// register makes the account of email; how says where the refresh token travels, "" not.
func (w *world) register(how string) (ops.Tokens, []*http.Cookie) {
	w.t.Helper()
	body := fields{"email": email, "password": password, "displayName": "Ada"}
	if how != "" {
		body["refreshIn"] = how
	}
	a := w.send(ops.Register, request{body: body})
	if a.Status != http.StatusCreated {
		w.t.Fatalf("register: %d %s", a.Status, a.Body)
	}
	return optest.Decode[ops.Tokens](w.t, a), cookies(w.t, a)
}

// cookies reads the cookies of an answer as a browser does.
func cookies(t testing.TB, a optest.Answer) []*http.Cookie {
	t.Helper()
	var out []*http.Cookie
	for _, line := range a.Header["Set-Cookie"] {
		c, err := http.ParseSetCookie(line)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		out = append(out, c)
	}
	return out
}

func refused(t testing.TB, what string, a optest.Answer, status int, code, field string) {
	t.Helper()
	if p := optest.Decode[operation.Problem](t, a); a.Status != status || p.Code != code || p.Field != field {
		t.Errorf("%s: %d %s of %q, want %d %s of %q", what, a.Status, p.Code, p.Field, status, code, field)
	}
}
