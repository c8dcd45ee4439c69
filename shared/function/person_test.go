package function_test

import (
	"context"
	"testing"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// VerifyFresh makes tokens a function.Verifier; it knows no other state than Verify.
func (v tokens) VerifyFresh(ctx context.Context, token string) (operation.Principal, error) {
	return v.Verify(ctx, token)
}

// asked is a Verifier that remembers how it was asked, and answers who.
type asked struct {
	who   operation.Principal
	fresh *[]bool
}

func (a asked) Verify(context.Context, string) (operation.Principal, error) {
	*a.fresh = append(*a.fresh, false)
	return a.who, nil
}

func (a asked) VerifyFresh(context.Context, string) (operation.Principal, error) {
	*a.fresh = append(*a.fresh, true)
	return a.who, nil
}

// API keys do what their scopes say, and never what asks for the person; for that the
// session is read strongly.
func TestScopesAndPersons(t *testing.T) {
	session := operation.Principal{UserID: "usr_1", SessionID: "ses_1", Roles: []string{"user", "admin"}}
	key := func(scopes ...string) operation.Principal {
		return operation.Principal{UserID: "usr_1", KeyID: "key_1", Roles: []string{"user", "admin"}, Scopes: scopes}
	}
	credentials := func(s *operation.Spec) { s.Credentials = true }
	method := func(m string) func(*operation.Spec) { return func(s *operation.Spec) { s.Method = m } }
	for name, tt := range map[string]struct {
		who    operation.Principal
		spec   func(*operation.Spec)
		status int
		fresh  bool
	}{
		"session writes":                 {session, method("POST"), 200, false},
		"session manages credentials":    {session, credentials, 200, true},
		"session administers":            {session, auth(operation.Admin), 200, true},
		"read key reads":                 {key("read"), method("GET"), 200, false},
		"read key posts":                 {key("read"), method("POST"), 403, false},
		"read key deletes":               {key("read"), method("DELETE"), 403, false},
		"write key writes":               {key("write"), method("PATCH"), 200, false},
		"write key reads":                {key("write"), method("GET"), 200, false},
		"both":                           {key("read", "write"), method("PUT"), 200, false},
		"key without scopes":             {key(), method("GET"), 403, false},
		"key of unknown scope":           {key("admin"), method("GET"), 403, false},
		"write key manages credentials":  {key("read", "write"), credentials, 403, true},
		"write key of an admin":          {key("read", "write"), auth(operation.Admin), 403, true},
		"credentials by a key with GET":  {key("read"), func(s *operation.Spec) { s.Method, s.Credentials = "GET", true }, 403, true},
		"read key where any may call it": {key("read"), func(s *operation.Spec) { s.Auth, s.Method = operation.User, "GET" }, 200, false},
	} {
		var fresh []bool
		w, s := newWorld(), spec()
		w.Verify = asked{tt.who, &fresh}
		tt.spec(&s)
		_, p := rest(t, w.handler(t, s, echo), proxyEvent())
		got := p.Status
		if got == 0 {
			got = 200
		}
		if got != tt.status || len(fresh) != 1 || fresh[0] != tt.fresh {
			t.Errorf("%s: %d %s, read strongly %v", name, got, p.Detail, fresh)
		}
	}
}
