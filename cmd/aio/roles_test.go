package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/client"
	identityops "github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// pathParameter is a parameter in a path.
var pathParameter = regexp.MustCompile(`\{[a-zA-Z]+\}`)

// caller is somebody who tries every operation.
type caller struct {
	name, token string
	may         func(operation.Spec) bool // as the declarations say
	refused     []int                     // statuses of a refusal, and no others
	another     func() string             // a token of somebody like this who is not needed any more
}

// TestRoleMatrix: every published operation by everybody. Whoever may not call it is
// refused before anything is looked at; whoever may gets any other answer. (OWASP ASVS 5.0, 8.2.1)
func TestRoleMatrix(t *testing.T) {
	s, admin := administrator(t, serveIn(t, t.TempDir(), "--no-limits"), "admin@example.org")
	tried := 0
	for _, c := range callers(t, s, admin) {
		for _, d := range catalog.All() {
			spec := operation.SpecOf(d)
			if !spec.Has(operation.Rest) || spec.Hidden {
				continue
			}
			if spec.ID == "identity.refresh" { // asks for another token than the one that is sent here
				continue
			}
			token := c.token
			if spec.Credentials && c.may(spec) { // it may end the session, or the account
				token = c.another()
			}
			tried++
			body := ""
			if takesBody(d) {
				body = "{}"
			}
			path := pathParameter.ReplaceAllString(spec.Path, "1")
			status, h, answer := s.raw(spec.Method, path, token, body)
			var p operation.Problem
			_ = json.Unmarshal([]byte(answer), &p) // not every answer is a problem
			gate := slices.Contains(c.refused, status) && (p.Code == "unauthorized" || p.Code == "forbidden" || strings.HasPrefix(p.Code, "token_") || p.Code == "session_revoked" || p.Code == "account_disabled")
			if gate == c.may(spec) {
				t.Errorf("%s by %s: %d %s", spec.ID, c.name, status, answer)
			}
			if status >= http.StatusInternalServerError && status != http.StatusNotImplemented {
				t.Errorf("%s by %s: %d %s", spec.ID, c.name, status, answer)
			}
			if status == http.StatusUnauthorized && h.Get("WWW-Authenticate") == "" {
				t.Errorf("%s by %s: a 401 without WWW-Authenticate", spec.ID, c.name)
			}
		}
	}
	if tried < 500 {
		t.Errorf("only %d tried", tried)
	}
}

func callers(t *testing.T, s *server, admin *client.Client) []caller {
	t.Helper()
	ctx := context.Background()
	user, disabled, out := s.register("user@example.org"), s.register("disabled@example.org"), s.register("out@example.org")
	me, err := disabled.Me(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := admin.Do(ctx, http.MethodPatch, "/api/v1/admin/users/"+me.ID, map[string]any{"disabled": true}, nil); err != nil {
		t.Fatal(err)
	}
	ended := out.Session().AccessToken
	if err := out.Do(ctx, http.MethodPost, "/api/v1/auth/logout", nil, nil); err != nil {
		t.Fatal(err)
	}
	key := func(c *client.Client, scope string) string {
		var k identityops.NewAPIKey
		if err := c.Do(ctx, http.MethodPost, "/api/v1/auth/keys", map[string]any{"name": scope, "scopes": []string{scope}}, &k); err != nil {
			t.Fatal(err)
		}
		return k.Secret
	}
	forged := forgedTokens(t, s.dir, user.Session().AccessToken)
	n := 0
	spare := func(role string) func() string {
		return func() string {
			n++
			email := fmt.Sprintf("spare%d@example.org", n)
			c := s.register(email)
			if role == "" {
				return c.Session().AccessToken
			}
			me, err := c.Me(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if err := admin.Do(ctx, http.MethodPatch, "/api/v1/admin/users/"+me.ID, map[string]any{"role": role}, nil); err != nil {
				t.Fatal(err)
			}
			again := client.New(s.url, client.Options{})
			if _, err := again.Login(ctx, email, testPassword); err != nil {
				t.Fatal(err)
			}
			return again.Session().AccessToken
		}
	}
	public := func(s operation.Spec) bool { return s.Auth == operation.Public }
	person := func(s operation.Spec) bool { return public(s) || s.Auth == operation.User }
	return []caller{
		{"nobody", "", public, []int{401}, nil},
		{"a user", user.Session().AccessToken, person, []int{403}, spare("")},
		{"an administrator", admin.Session().AccessToken, func(s operation.Spec) bool { return person(s) || s.Auth == operation.Admin }, []int{403}, spare("admin")},
		{"a disabled user", disabled.Session().AccessToken, public, []int{401, 403}, nil},
		{"who signed out", ended, public, []int{401}, nil},
		{"an expired token", forged["forged.expired"], public, []int{401}, nil},
		{"a forged token", forged["forged.signature"], public, []int{401}, nil},
		{"a reading key", key(user, "read"), func(s operation.Spec) bool {
			return public(s) || s.Auth == operation.User && !s.Credentials && s.Method == http.MethodGet
		}, []int{403}, nil},
		{"a writing key", key(user, "write"), func(s operation.Spec) bool { return public(s) || s.Auth == operation.User && !s.Credentials }, []int{403}, nil},
		{"an administrator's key", key(admin, "write"), func(s operation.Spec) bool { return public(s) || s.Auth == operation.User && !s.Credentials }, []int{403}, nil},
	}
}
