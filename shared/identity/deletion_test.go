package identity_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/store"
)

func TestDeleteAccount(t *testing.T) {
	f := setUpPost(t)
	one := f.register(t)
	two := f.login(t)
	verify := f.tokenTo(t, email)
	user := one.User.ID
	key, _, err := f.CreateKey(t.Context(), identity.NewKey{UserID: user, Name: "ci", Scopes: []string{"write"}})
	if err != nil {
		t.Fatal(err)
	}
	theme := "dark"
	if _, err := f.UpdatePreferences(t.Context(), user, identity.PreferencesPatch{Theme: &theme}); err != nil {
		t.Fatal(err)
	}
	wantCode(t, "ask for another address", f.ChangeEmail(t.Context(), user, password, newEmail), "")
	move := f.tokenTo(t, newEmail)
	wantCode(t, "wrong password", f.DeleteAccount(t.Context(), user, "wrong wrong"), identity.CodeWrongPassword)
	if err := f.Purge(t.Context(), user); err != nil || !f.live(t, &one) {
		t.Fatalf("an account that exists was purged: %v", err)
	}
	f.store.lose.Store(1)
	wantCode(t, "delete", f.DeleteAccount(t.Context(), user, password), "")

	for name, tok := range map[string]string{"one": one.Access, "two": two.Access} {
		_, err := f.Verifier().Verify(t.Context(), tok)
		wantCode(t, name, err, identity.CodeSessionRevoked)
	}
	_, err = f.Refresh(t.Context(), one.Refresh)
	wantCode(t, "refresh", err, identity.CodeTokenExpired)
	_, err = f.Verifier().Verify(t.Context(), key)
	wantCode(t, "key", err, identity.CodeTokenInvalid)
	_, err = f.Login(t.Context(), identity.Credentials{Email: email, Password: password})
	wantCode(t, "sign in", err, identity.CodeInvalidCredentials)
	_, err = f.Me(t.Context(), user)
	wantCode(t, "me", err, identity.CodeUserNotFound)
	wantCode(t, "again", f.DeleteAccount(t.Context(), user, password), identity.CodeUserNotFound)
	wantCode(t, "verify", f.ConfirmEmail(t.Context(), verify), identity.CodeMailTokenInvalid)
	wantCode(t, "move", f.ConfirmEmail(t.Context(), move), identity.CodeMailTokenInvalid)

	types := map[string]int{}
	for _, e := range f.store.Emitted() {
		types[e.Type]++
	}
	if types[identity.EventAccountDeleted] != 1 || types[identity.EventSessionEnded] != 2 {
		t.Errorf("events %v", types)
	}
	f.deliver(t)
	left, _, err := f.store.Query(t.Context(), store.Query{Table: store.Identity, PK: "USR#" + user})
	if err != nil || len(left) != 1 || left[0].Key.SK != "GONE" || len(left[0].Data) != 0 {
		t.Errorf("left: %+v, %v", left, err)
	}
	if next, err := f.Register(t.Context(), identity.Registration{Email: email, Password: password}); err != nil || next.User.ID == user {
		t.Errorf("the address is not free: %v", err)
	}
}

// TestDeleteAgainstEverything: whatever happens at the same time, after it nothing of the
// account works and its address is free.
func TestDeleteAgainstEverything(t *testing.T) {
	f := setUp(t)
	for range 10 {
		tok := f.register(t)
		user := tok.User.ID
		var late identity.Tokens
		var wg sync.WaitGroup
		wg.Go(func() {
			if next, err := f.Refresh(t.Context(), tok.Refresh); err == nil {
				tok = next
			}
		})
		wg.Go(func() {
			late, _ = f.Login(t.Context(), identity.Credentials{Email: email, Password: password}) // it may come too late
		})
		wg.Go(func() {
			name := "Another"
			if _, err := f.UpdateMe(t.Context(), user, identity.Patch{DisplayName: &name}); err != nil {
				wantCode(t, "rename", err, identity.CodeUserNotFound)
			}
		})
		wg.Go(func() {
			if err := f.DeleteAccount(t.Context(), user, password); err != nil {
				t.Errorf("delete: %v", err)
			}
		})
		wg.Wait()
		if f.live(t, &tok) || late.Access != "" && f.live(t, &late) {
			t.Fatal("a session is left")
		}
	}
}

// TestNothingOfCredentialsInClear: what is written and told holds no address, no token and
// no name, whatever one does with an account.
func TestNothingOfCredentialsInClear(t *testing.T) {
	f := setUpPost(t)
	tok, err := f.Register(t.Context(), identity.Registration{Email: email, Password: password, DisplayName: "Lovelace", UserAgent: "Gecko/77", Address: "203.0.113.77"})
	if err != nil {
		t.Fatal(err)
	}
	user := tok.User.ID
	secrets := map[string]string{
		"address": email, "name": "Lovelace", "password": password, "user agent": "Gecko/77", "IP": "203.0.113.77",
		"new password": newPassword, "new address": newEmail, "name of a key": "nightly build",
	}
	secrets["verification"] = f.tokenTo(t, email)
	wantCode(t, "reset", f.ForgotPassword(t.Context(), email), "")
	secrets["reset"] = f.tokenTo(t, email)
	wantCode(t, "reset", f.ResetPassword(t.Context(), secrets["reset"], newPassword), "")
	wantCode(t, "move", f.ChangeEmail(t.Context(), user, newPassword, newEmail), "")
	secrets["move"] = f.tokenTo(t, newEmail)
	if secrets["key"], _, err = f.CreateKey(t.Context(), identity.NewKey{UserID: user, Name: "nightly build", Scopes: []string{"read"}}); err != nil {
		t.Fatal(err)
	}
	wantCode(t, "move", f.ConfirmEmail(t.Context(), secrets["move"]), "")
	wantCode(t, "delete", f.DeleteAccount(t.Context(), user, newPassword), "")
	written := f.store.written.String()
	for name, secret := range secrets {
		if strings.Contains(written, secret) || strings.Contains(written, secret[max(0, len(secret)-20):]) {
			t.Errorf("the %s is written in clear", name)
		}
	}
	for _, m := range f.post.mails {
		for _, personal := range []string{"Lovelace", "Gecko", "203.0.113", user, email, newEmail} {
			if strings.Contains(m.Subject+m.Text, personal) {
				t.Errorf("the mail %q holds %q", m.Subject, personal)
			}
		}
	}
}
