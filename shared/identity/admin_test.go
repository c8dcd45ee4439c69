package identity_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/store"
)

func TestGrantAdmin(t *testing.T) {
	f := setUp(t)
	tok := f.register(t)
	key, _ := f.key(t, tok.User.ID, "read", "write")
	_, err := f.GrantAdmin(t.Context(), "nobody@example.org")
	wantCode(t, "unknown address", err, identity.CodeUserNotFound)
	_, err = f.GrantAdmin(t.Context(), "ada")
	wantCode(t, "no address", err, identity.CodeInvalidEmail)
	for range 2 {
		u, err := f.GrantAdmin(t.Context(), " ADA@example.org")
		if err != nil || u.ID != tok.User.ID || !slices.Equal(u.Roles, []string{"user", "admin"}) {
			t.Fatalf("%+v, %v", u, err)
		}
	}
	p, err := f.Verifier().Verify(t.Context(), tok.Access) // signed before
	if err != nil || !slices.Equal(p.Roles, []string{"user", "admin"}) {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err = f.Verifier().Verify(t.Context(), key); err != nil || !slices.Equal(p.Roles, []string{"user"}) {
		t.Errorf("an administrator's key: %+v, %v", p, err)
	}
}

func TestAdminUpdate(t *testing.T) {
	f := setUpPost(t)
	tok := f.register(t)
	user := tok.User.ID
	key, _ := f.key(t, user, "read")
	wantCode(t, "reset", f.ForgotPassword(t.Context(), email), "")
	f.deliver(t)
	update := func(p identity.AdminPatch) identity.User {
		t.Helper()
		u, err := f.AdminUpdate(t.Context(), "usr_admin", user, p)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	_, err := f.AdminUpdate(t.Context(), user, user, identity.AdminPatch{Disabled: ptr(true)})
	wantCode(t, "oneself", err, identity.CodeOwnAccount)
	_, err = f.AdminUpdate(t.Context(), "usr_admin", "usr_nobody", identity.AdminPatch{Disabled: ptr(true)})
	wantCode(t, "nobody", err, identity.CodeUserNotFound)

	if u := update(identity.AdminPatch{Disabled: ptr(true)}); !u.DisabledAt.Equal(f.clock.Now()) {
		t.Errorf("%+v", u)
	}
	if f.live(t, &tok) {
		t.Error("a session is left")
	}
	_, err = f.Verifier().Verify(t.Context(), key)
	wantCode(t, "key", err, identity.CodeTokenInvalid)
	_, err = f.Login(t.Context(), identity.Credentials{Email: email, Password: password})
	wantCode(t, "sign in", err, identity.CodeAccountDisabled)
	_, err = f.Login(t.Context(), identity.Credentials{Email: email, Password: "wrong wrong"})
	wantCode(t, "sign in with a wrong password", err, identity.CodeInvalidCredentials)
	wantCode(t, "forgot", f.ForgotPassword(t.Context(), email), "")
	if got := f.subjects(t); got != "" {
		t.Errorf("mails %q", got)
	}
	if u := update(identity.AdminPatch{Disabled: ptr(false), Role: ptr("admin")}); !u.DisabledAt.IsZero() || !slices.Contains(u.Roles, "admin") {
		t.Errorf("%+v", u)
	}
	if _, err := f.Verifier().Verify(t.Context(), key); err != nil {
		t.Errorf("the key of an account that is enabled again: %v", err)
	}
	again := f.login(t)
	if u := update(identity.AdminPatch{Role: ptr("user")}); !slices.Equal(u.Roles, []string{"user"}) {
		t.Errorf("%+v", u)
	}
	p, err := f.Verifier().VerifyFresh(t.Context(), again.Access) // it says admin, and that is over
	if err != nil || slices.Contains(p.Roles, "admin") {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestUsersAreListed(t *testing.T) {
	f := setUp(t)
	var made []string
	for n := range 7 {
		tok, err := f.Register(t.Context(), identity.Registration{Email: fmt.Sprintf("u%d@example.org", n), Password: password})
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, tok.User.ID)
	}
	var listed []string
	cursor := ""
	for {
		page, next, err := f.Users(t.Context(), 3, cursor)
		if err != nil || len(page) > 3 {
			t.Fatalf("%d, %v", len(page), err)
		}
		for _, u := range page {
			if u.Email != fmt.Sprintf("u%d@example.org", len(listed)) {
				t.Errorf("%+v", u)
			}
			listed = append(listed, u.ID)
		}
		if cursor = next; next == "" {
			break
		}
	}
	if !slices.Equal(listed, made) {
		t.Errorf("listed %v, made %v", listed, made)
	}
	if _, _, err := f.Users(t.Context(), 3, "AAAA"); store.CodeOf(err) != store.CodeInvalid {
		t.Errorf("a forged cursor: %v", err)
	}
	wantCode(t, "delete", f.DeleteAccount(t.Context(), made[0], password), "")
	if page, _, err := f.Users(t.Context(), 50, ""); err != nil || len(page) != 6 {
		t.Errorf("after a deletion: %d, %v", len(page), err)
	}
	u, ok, err := f.FindUser(t.Context(), "U3@example.org ")
	if err != nil || !ok || u.ID != made[3] {
		t.Errorf("%+v, %v, %v", u, ok, err)
	}
	if _, ok, err := f.FindUser(t.Context(), "u0@example.org"); err != nil || ok {
		t.Errorf("a deleted account: %v, %v", ok, err)
	}
}
