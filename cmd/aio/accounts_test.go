package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/client"
	identityops "github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/local"
)

// mailPatience is how long a mail may take that is sent by an event.
const mailPatience = 20 * time.Second

var mailCode = regexp.MustCompile(`(?m)^mt_[A-Za-z0-9_-]{43}$`)

// mails reads the page of the outbox.
func (s *server) mails() string {
	s.t.Helper()
	secret, err := os.ReadFile(filepath.Join(s.dir, local.SecretFile))
	if err != nil {
		s.t.Fatal(err)
	}
	status, h, page := s.raw(http.MethodGet, local.MailPath, strings.TrimSpace(string(secret)), "")
	if status != http.StatusOK || !strings.HasPrefix(h.Get("Content-Type"), "text/html") {
		s.t.Fatalf("%d %s", status, page)
	}
	return page
}

// code waits for the mail with a subject that is the latest of its kind, and gives its code.
func (s *server) code(subject string, nth int) string {
	s.t.Helper()
	for end := time.Now().Add(mailPatience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		parts := strings.Split(s.mails(), subject)
		if len(parts) == nth+1 { // the latest stands first
			return mailCode.FindString(strings.ReplaceAll(parts[1], "<pre>", "\n"))
		}
	}
	s.t.Fatalf("no mail %q; the log:\n%s", subject, s.Log())
	return ""
}

// must makes a request that has to have this status.
func (s *server) must(want int, method, path, token, body string) string {
	s.t.Helper()
	status, _, answer := s.raw(method, path, token, body)
	if status != want {
		s.t.Fatalf("%s %s: %d %s, want %d", method, path, status, answer, want)
	}
	return answer
}

// An account's whole life over HTTP, with the mails as a person reads them.
func TestAccountOverHTTP(t *testing.T) {
	s := serveIn(t, t.TempDir(), "--no-limits")
	c := s.register("life@example.org")
	token := c.Session().AccessToken
	verify := s.code("Confirm your e-mail address", 1)
	s.must(204, "POST", "/api/v1/auth/email/confirm", "", fmt.Sprintf(`{"token":%q}`, verify))
	if me := s.must(200, "GET", "/api/v1/users/me", token, ""); !strings.Contains(me, `"emailVerified":true`) {
		t.Errorf("%s", me)
	}
	s.must(409, "POST", "/api/v1/auth/email/resend", token, "")

	const second = "a-second-password-77"
	s.must(403, "POST", "/api/v1/auth/password", token, `{"currentPassword":"wrong-wrong","newPassword":"`+second+`"}`)
	s.must(204, "POST", "/api/v1/auth/password", token, `{"currentPassword":"`+testPassword+`","newPassword":"`+second+`"}`)
	known := s.must(204, "POST", "/api/v1/auth/password/forgot", "", `{"email":"life@example.org"}`)
	if unknown := s.must(204, "POST", "/api/v1/auth/password/forgot", "", `{"email":"nobody@example.org"}`); unknown != known {
		t.Errorf("%q for an unknown address, %q for a known one", unknown, known)
	}
	reset := s.code("Choose a new password", 1)
	s.must(204, "POST", "/api/v1/auth/password/reset", "", fmt.Sprintf(`{"token":%q,"newPassword":"a-third-password-78"}`, reset))
	s.must(401, "GET", "/api/v1/users/me", token, "")
	s.must(422, "POST", "/api/v1/auth/password/reset", "", fmt.Sprintf(`{"token":%q,"newPassword":"a-third-password-78"}`, reset))

	again := client.New(s.url, client.Options{})
	if _, err := again.Login(context.Background(), "life@example.org", "a-third-password-78"); err != nil {
		t.Fatal(err)
	}
	token = again.Session().AccessToken
	s.must(204, "POST", "/api/v1/auth/email", token, `{"newEmail":"moved@example.org","password":"a-third-password-78"}`)
	move := s.code("Confirm your new e-mail address", 1)
	s.must(204, "POST", "/api/v1/auth/email/confirm", "", fmt.Sprintf(`{"token":%q}`, move))
	if me := s.must(200, "GET", "/api/v1/users/me", token, ""); !strings.Contains(me, "moved@example.org") {
		t.Errorf("%s", me)
	}
	s.must(204, "POST", "/api/v1/users/me/delete", token, `{"password":"a-third-password-78"}`)
	s.must(401, "GET", "/api/v1/users/me", token, "")
	s.register("moved@example.org")

	for _, personal := range []string{"life@", "moved@", "nobody@", verify, reset, move, testPassword, second, "a-third"} {
		if strings.Contains(s.Log(), personal) {
			t.Errorf("the log holds %q", personal)
		}
	}
	if page := s.mails(); strings.Contains(page, "<script") || strings.Contains(page, "style=") {
		t.Error("the page of the outbox has inline code")
	}
	s.must(401, "GET", local.MailPath, "", "")
}

// A key does what its scopes say, and never more than the person would let it.
func TestAPIKeyOverHTTP(t *testing.T) {
	s := serveIn(t, t.TempDir(), "--no-limits")
	c := s.register("keys@example.org")
	person := c.Session().AccessToken
	made := func(scopes string) (k identityops.NewAPIKey) {
		t.Helper()
		if err := json.Unmarshal([]byte(s.must(201, "POST", "/api/v1/auth/keys", person, `{"name":"ci","scopes":`+scopes+`}`)), &k); err != nil {
			t.Fatal(err)
		}
		return k
	}
	read, write := made(`["read"]`), made(`["read","write"]`)
	canvas := `{"width":64,"height":64,"text":"Mine"}`
	for _, x := range []struct {
		key          string
		status       int
		method, path string
		body         string
	}{
		{read.Secret, 200, "GET", "/api/v1/users/me", ""},
		{read.Secret, 200, "GET", "/api/v1/users/me/preferences", ""},
		{read.Secret, 403, "PATCH", "/api/v1/users/me/preferences", `{"theme":"dark"}`},
		{read.Secret, 403, "POST", "/api/v1/tools/graphics/canvases", canvas},
		{write.Secret, 201, "POST", "/api/v1/tools/graphics/canvases", canvas},
		{write.Secret, 200, "PATCH", "/api/v1/users/me/preferences", `{"theme":"dark"}`},
		{write.Secret, 403, "POST", "/api/v1/auth/keys", `{"name":"more","scopes":["write"]}`},
		{write.Secret, 403, "GET", "/api/v1/auth/keys", ""},
		{write.Secret, 403, "DELETE", "/api/v1/auth/keys/" + read.ID, ""},
		{write.Secret, 403, "POST", "/api/v1/auth/password", `{"currentPassword":"` + testPassword + `","newPassword":"another-good-one-9"}`},
		{write.Secret, 403, "POST", "/api/v1/auth/email", `{"newEmail":"x@example.org","password":"` + testPassword + `"}`},
		{write.Secret, 403, "POST", "/api/v1/users/me/delete", `{"password":"` + testPassword + `"}`},
		{write.Secret, 403, "POST", "/api/v1/auth/logout-everywhere", `{}`},
		{write.Secret, 403, "POST", "/api/v1/auth/ws-ticket", ""},
		{write.Secret, 403, "GET", "/api/v1/admin/users", ""},
		{write.Secret[:len(write.Secret)-1] + "-", 401, "GET", "/api/v1/users/me", ""},
	} {
		s.must(x.status, x.method, x.path, x.key, x.body)
	}
	s.must(204, "DELETE", "/api/v1/auth/keys/"+write.ID, person, "")
	s.must(401, "GET", "/api/v1/users/me", write.Secret, "")
	if list := s.must(200, "GET", "/api/v1/auth/keys", person, ""); strings.Contains(list, write.ID) || !strings.Contains(list, read.ID) || strings.Contains(list, read.Secret[31:]) {
		t.Errorf("%s", list)
	}
	if strings.Contains(s.Log(), read.Secret[31:]) {
		t.Error("the log holds a key")
	}
}

// The first administrator is made beside the stopped server; then over the API.
func TestAdminOverHTTP(t *testing.T) {
	dir := t.TempDir()
	grant := func(email string) (string, error) {
		out, err := aioCommand(context.Background(), "admin", "grant", email, "--data", dir).CombinedOutput()
		return string(out), err
	}
	if out, err := grant("root@example.org"); err == nil || !strings.Contains(out, "no data") {
		t.Errorf("without data: %v %s", err, out)
	}
	s := serveIn(t, dir, "--no-limits")
	root, bob := s.register("root@example.org"), s.register("bob@example.org")
	if out, err := grant("root@example.org"); err == nil || !strings.Contains(out, "in use") {
		t.Errorf("beside a running server: %v %s", err, out)
	}
	s.must(403, "GET", "/api/v1/admin/users", root.Session().AccessToken, "")
	s.stop()
	if out, err := grant("nobody@example.org"); err == nil || strings.Contains(out, "nobody@") {
		t.Errorf("unknown address: %v %s", err, out)
	}
	if out, err := grant("Root@example.org"); err != nil || !strings.Contains(out, "usr_") {
		t.Fatalf("%v %s", err, out)
	}

	s = serveIn(t, dir, "--no-limits")
	token := root.Session().AccessToken // signed before it was an administrator's
	var page identityops.AccountPage
	if err := json.Unmarshal([]byte(s.must(200, "GET", "/api/v1/admin/users?limit=1", token, "")), &page); err != nil || len(page.Items) != 1 || page.NextCursor == "" {
		t.Fatalf("%+v, %v", page, err)
	}
	if err := json.Unmarshal([]byte(s.must(200, "GET", "/api/v1/admin/users?limit=1&cursor="+page.NextCursor, token, "")), &page); err != nil || page.Items[0].Email != "bob@example.org" {
		t.Fatalf("%+v, %v", page, err)
	}
	s.must(422, "GET", "/api/v1/admin/users?cursor=AAAA", token, "")
	s.must(422, "GET", "/api/v1/auth/sessions?cursor=AAAA", token, "")
	at := "/api/v1/admin/users/" + page.Items[0].ID
	if found := s.must(200, "POST", "/api/v1/admin/users/search", token, `{"email":"BOB@example.org"}`); !strings.Contains(found, page.Items[0].ID) {
		t.Errorf("%s", found)
	}
	s.must(200, "PATCH", at, token, `{"disabled":true}`)
	s.must(401, "GET", "/api/v1/users/me", bob.Session().AccessToken, "")
	login := `{"email":"bob@example.org","password":"` + testPassword + `"}`
	if refused := s.must(403, "POST", "/api/v1/auth/login", "", login); !strings.Contains(refused, "account_disabled") {
		t.Errorf("%s", refused)
	}
	s.must(200, "PATCH", at, token, `{"disabled":false,"role":"admin"}`)
	s.must(200, "POST", "/api/v1/auth/login", "", login)
	s.must(422, "PATCH", at, token, `{"role":"king"}`)
	s.must(404, "GET", "/api/v1/admin/users/usr_nobody", token, "")
	var own identityops.User
	if err := json.Unmarshal([]byte(s.must(200, "GET", "/api/v1/users/me", token, "")), &own); err != nil {
		t.Fatal(err)
	}
	if refused := s.must(409, "PATCH", "/api/v1/admin/users/"+own.ID, token, `{"role":"user"}`); !strings.Contains(refused, "own_account") {
		t.Errorf("%s", refused)
	}
}
