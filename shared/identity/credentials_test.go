package identity_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/limit/gcra"
)

const newPassword = "another good password"

func TestChangePassword(t *testing.T) {
	f := setUpPost(t)
	here := f.register(t)
	there := f.login(t)
	f.deliver(t)
	change := func(now, next string) error {
		return f.ChangePassword(t.Context(), identity.PasswordChange{UserID: here.User.ID, SessionID: here.SessionID, Current: now, New: next})
	}
	for name, c := range map[string]struct {
		now, next string
		want      identity.Code
	}{
		"wrong":         {"a wrong password", newPassword, identity.CodeWrongPassword},
		"none":          {"", newPassword, identity.CodeWrongPassword},
		"weak":          {password, "short", identity.CodeWeakPassword},
		"known":         {password, "password123", identity.CodeWeakPassword},
		"address":       {password, email, identity.CodeWeakPassword},
		"endless":       {password, strings.Repeat("pass word", 29), identity.CodePasswordTooLong},
		"wrong and bad": {"a wrong password", "short", identity.CodeWrongPassword},
	} {
		wantCode(t, name, change(c.now, c.next), c.want)
	}
	if !f.live(t, &there) {
		t.Fatal("a refusal ended a session")
	}
	f.store.lose.Store(1)
	wantCode(t, "right", change(password, newPassword), "")
	if f.live(t, &there) || !f.live(t, &here) {
		t.Error("the wrong sessions ended")
	}
	_, err := f.Login(t.Context(), identity.Credentials{Email: email, Password: password})
	wantCode(t, "the password before", err, identity.CodeInvalidCredentials)
	if _, err := f.Login(t.Context(), identity.Credentials{Email: email, Password: newPassword}); err != nil {
		t.Errorf("the new one: %v", err)
	}
	if got := f.subjects(t); got != email+": Your password was changed" {
		t.Errorf("mails %q", got)
	}
	err = f.ChangePassword(t.Context(), identity.PasswordChange{UserID: here.User.ID, SessionID: there.SessionID, Current: newPassword, New: password})
	wantCode(t, "in a session that has ended", err, identity.CodeSessionRevoked)
	err = f.ChangePassword(t.Context(), identity.PasswordChange{UserID: "usr_nobody", Current: password, New: newPassword})
	wantCode(t, "nobody's", err, identity.CodeUserNotFound)
}

// TestManyPasswordChanges: of many at one time from the same password one is done.
func TestManyPasswordChanges(t *testing.T) {
	f := setUp(t)
	tok := f.register(t)
	var done atomic.Int32
	var wg sync.WaitGroup
	for n := range 12 {
		wg.Go(func() {
			err := f.ChangePassword(t.Context(), identity.PasswordChange{UserID: tok.User.ID, SessionID: tok.SessionID, Current: password, New: fmt.Sprintf("password of %d", n)})
			switch {
			case err == nil:
				done.Add(1)
			case identity.CodeOf(err) != identity.CodeWrongPassword:
				t.Errorf("%v", err)
			}
		})
	}
	wg.Wait()
	if done.Load() != 1 || !f.live(t, &tok) {
		t.Errorf("%d done", done.Load())
	}
}

func TestResetPassword(t *testing.T) {
	f := setUpPost(t)
	old := f.register(t)
	f.deliver(t)
	ask := func() string {
		t.Helper()
		if err := f.ForgotPassword(t.Context(), " ADA@example.org"); err != nil {
			t.Fatal(err)
		}
		return f.tokenTo(t, email)
	}
	token := ask()
	for name, bad := range map[string]string{"nothing": "", "another": "mt_" + strings.Repeat("A", 43), "refresh token": old.Refresh, "cut": token[:45]} {
		wantCode(t, name, f.ResetPassword(t.Context(), bad, newPassword), identity.CodeMailTokenInvalid)
		wantCode(t, name, f.ConfirmEmail(t.Context(), bad), identity.CodeMailTokenInvalid)
	}
	wantCode(t, "as a proof of the address", f.ConfirmEmail(t.Context(), token), identity.CodeMailTokenInvalid)
	wantCode(t, "weak", f.ResetPassword(t.Context(), token, "short"), identity.CodeWeakPassword)
	second := ask()
	f.clock.Advance(identity.ResetLife - time.Millisecond)
	f.store.lose.Store(1)
	wantCode(t, "in its last moment", f.ResetPassword(t.Context(), token, newPassword), "")
	if f.live(t, &old) {
		t.Error("a session is left")
	}
	wantCode(t, "again", f.ResetPassword(t.Context(), token, password), identity.CodeMailTokenInvalid)
	wantCode(t, "another of before the change", f.ResetPassword(t.Context(), second, password), identity.CodeMailTokenInvalid)
	now, err := f.Login(t.Context(), identity.Credentials{Email: email, Password: newPassword})
	if err != nil || !now.User.EmailVerified {
		t.Errorf("%+v, %v", now.User, err)
	}
	f.deliver(t)
	token = ask()
	f.clock.Advance(identity.ResetLife)
	wantCode(t, "too old", f.ResetPassword(t.Context(), token, password), identity.CodeMailTokenInvalid)
}

// TestForgotTellsNothing: known and unknown addresses have the same answer after the same
// steps, counted as calls of the store, and a mail is all the difference.
func TestForgotTellsNothing(t *testing.T) {
	var calls *traced
	f := setUpPost(t, func(c *identity.Config) {
		calls = &traced{Store: c.Store}
		c.Store = calls
	})
	f.register(t)
	f.deliver(t)
	steps := func(address string) (string, error) {
		calls.take()
		err := f.ForgotPassword(t.Context(), address)
		return calls.take(), err
	}
	known, err := steps(email)
	if err != nil {
		t.Fatal(err)
	}
	if got := f.subjects(t); got != email+": Choose a new password" {
		t.Errorf("mails %q", got)
	}
	unknown, err := steps("nobody@example.org")
	if err != nil || unknown != known {
		t.Errorf("%v after %s, want %s", err, unknown, known)
	}
	if got := f.subjects(t); got != "" {
		t.Errorf("mails %q", got)
	}
	wantCode(t, "no address", f.ForgotPassword(t.Context(), "ada"), identity.CodeInvalidEmail)
}

func TestLimitsOfAddressAndAccount(t *testing.T) {
	f := setUpPost(t, func(c *identity.Config) {
		c.Limit = gcra.New(gcra.Options{Now: c.Now})
		c.LoginRule, c.MailRule = limit.Rule{Events: 3, Period: time.Hour}, limit.Rule{Events: 2, Period: time.Hour}
	})
	tok := f.register(t)
	user := tok.User.ID
	for name, do := range map[string]func() error{
		"forgot, known":   func() error { return f.ForgotPassword(t.Context(), email) },
		"forgot, unknown": func() error { return f.ForgotPassword(t.Context(), "nobody@example.org") },
	} {
		for range 2 {
			wantCode(t, name, do(), "")
		}
		err := do()
		wantCode(t, name, err, identity.CodeTooManyAttempts)
		var e *identity.Error
		if !errors.As(err, &e) || e.RetryAfter != 30*time.Minute {
			t.Errorf("%s: again after %v", name, e.RetryAfter)
		}
	}
	wantCode(t, "mails of one address are counted together", f.ResendVerification(t.Context(), user), identity.CodeTooManyAttempts)
	for range 2 {
		wantCode(t, "change e-mail", f.ChangeEmail(t.Context(), user, password, "new@example.org"), "")
	}
	wantCode(t, "change e-mail", f.ChangeEmail(t.Context(), user, password, "new@example.org"), identity.CodeTooManyAttempts)
	wantCode(t, "passwords are counted wherever they are tried", f.DeleteAccount(t.Context(), user, "wrong wrong"), identity.CodeTooManyAttempts)
	_, err := f.Login(t.Context(), identity.Credentials{Email: email, Password: password})
	wantCode(t, "sign in", err, identity.CodeTooManyAttempts)
	f.clock.Advance(20 * time.Minute)
	f.login(t)
}
