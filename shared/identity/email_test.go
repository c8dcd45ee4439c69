package identity_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/identity"
)

const newEmail = "ada.l@example.net"

func TestVerifyEmail(t *testing.T) {
	f := setUpPost(t)
	u := f.register(t).User
	if u.EmailVerified {
		t.Fatal("verified before any mail")
	}
	token := f.tokenTo(t, email)
	wantCode(t, "resend", f.ResendVerification(t.Context(), u.ID), "")
	second := f.tokenTo(t, email)
	wantCode(t, "as a reset", f.ResetPassword(t.Context(), token, newPassword), identity.CodeMailTokenInvalid)
	f.clock.Advance(identity.MailTokenLife - time.Millisecond)
	f.store.lose.Store(1)
	wantCode(t, "in its last moment", f.ConfirmEmail(t.Context(), token), "")
	wantCode(t, "again", f.ConfirmEmail(t.Context(), token), identity.CodeMailTokenInvalid)
	got, err := f.Me(t.Context(), u.ID)
	if err != nil || !got.EmailVerified {
		t.Errorf("%+v, %v", got, err)
	}
	wantCode(t, "another of the same kind", f.ConfirmEmail(t.Context(), second), "")
	wantCode(t, "resend to a verified address", f.ResendVerification(t.Context(), u.ID), identity.CodeEmailVerified)
	name := "Ada L."
	if got, err = f.UpdateMe(t.Context(), u.ID, identity.Patch{DisplayName: &name}); err != nil || !got.EmailVerified {
		t.Errorf("after a change of the name: %+v, %v", got, err)
	}
}

func TestChangeEmail(t *testing.T) {
	f := setUpPost(t)
	tok := f.register(t)
	user := tok.User.ID
	stale := f.tokenTo(t, email)
	for name, c := range map[string]struct {
		password, to string
		want         identity.Code
	}{
		"wrong password": {"wrong wrong", newEmail, identity.CodeWrongPassword},
		"no address":     {password, "ada", identity.CodeInvalidEmail},
		"the same":       {password, " ADA@example.org", identity.CodeInvalidEmail},
	} {
		wantCode(t, name, f.ChangeEmail(t.Context(), user, c.password, c.to), c.want)
	}
	ask := func(to string) string {
		t.Helper()
		wantCode(t, "ask", f.ChangeEmail(t.Context(), user, password, to), "")
		return f.tokenTo(t, to)
	}
	first := ask("other@example.net")
	token := ask(newEmail)
	if last := f.post.mails[len(f.post.mails)-1]; last.To != email || strings.Contains(last.Text, newEmail) {
		t.Errorf("the old address is told %+v", last)
	}
	wantCode(t, "reset", f.ForgotPassword(t.Context(), email), "")
	reset := f.tokenTo(t, email)
	wantCode(t, "an address that is no longer asked for", f.ConfirmEmail(t.Context(), first), identity.CodeMailTokenInvalid)
	f.store.lose.Store(1)
	wantCode(t, "confirm", f.ConfirmEmail(t.Context(), token), "")
	u, err := f.Me(t.Context(), user)
	if err != nil || u.Email != newEmail || !u.EmailVerified || u.DisplayName != "Ada" {
		t.Errorf("%+v, %v", u, err)
	}
	_, err = f.Login(t.Context(), identity.Credentials{Email: email, Password: password})
	wantCode(t, "sign in with the old address", err, identity.CodeInvalidCredentials)
	if _, err := f.Login(t.Context(), identity.Credentials{Email: newEmail, Password: password}); err != nil {
		t.Errorf("sign in with the new one: %v", err)
	}
	wantCode(t, "verify the old address", f.ConfirmEmail(t.Context(), stale), identity.CodeMailTokenInvalid)
	wantCode(t, "a reset sent to the old address", f.ResetPassword(t.Context(), reset, newPassword), identity.CodeMailTokenInvalid)
	if _, err := f.Register(t.Context(), identity.Registration{Email: email, Password: password}); err != nil {
		t.Errorf("the old address is not free: %v", err)
	}
	if !f.live(t, &tok) {
		t.Error("the session ended")
	}
}

// TestAddressOfAnother: that an address is taken is told to its owner alone.
func TestAddressOfAnother(t *testing.T) {
	f := setUpPost(t)
	ada := f.register(t)
	bob, err := f.Register(t.Context(), identity.Registration{Email: "bob@example.org", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	f.deliver(t)
	wantCode(t, "ask", f.ChangeEmail(t.Context(), bob.User.ID, password, email), "")
	if got := f.subjects(t); got != email+": You have an account with this address; bob@example.org: Your account is to get another e-mail address" {
		t.Errorf("mails %q", got)
	}
	// It becomes taken between the mail and its answer.
	wantCode(t, "ask", f.ChangeEmail(t.Context(), bob.User.ID, password, newEmail), "")
	token := f.tokenTo(t, newEmail)
	wantCode(t, "ask", f.ChangeEmail(t.Context(), ada.User.ID, password, newEmail), "")
	wantCode(t, "confirm", f.ConfirmEmail(t.Context(), f.tokenTo(t, newEmail)), "")
	wantCode(t, "confirm too late", f.ConfirmEmail(t.Context(), token), identity.CodeEmailTaken)
	if u, err := f.Me(t.Context(), bob.User.ID); err != nil || u.Email != "bob@example.org" {
		t.Errorf("%+v, %v", u, err)
	}
}

// TestOneAddressManyMoves: accounts that move to one address, and one that registers with
// it, all at one time: exactly one gets it.
func TestOneAddressManyMoves(t *testing.T) {
	f := setUpPost(t)
	var tokens, users []string
	for n := range 8 {
		tok, err := f.Register(t.Context(), identity.Registration{Email: fmt.Sprintf("u%d@example.org", n), Password: password})
		if err != nil {
			t.Fatal(err)
		}
		wantCode(t, "ask", f.ChangeEmail(t.Context(), tok.User.ID, password, newEmail), "")
		tokens, users = append(tokens, f.tokenTo(t, newEmail)), append(users, tok.User.ID)
	}
	var got atomic.Int32
	var wg sync.WaitGroup
	count := func(err error) {
		switch {
		case err == nil:
			got.Add(1)
		case identity.CodeOf(err) != identity.CodeEmailTaken:
			t.Errorf("%v", err)
		}
	}
	for _, token := range tokens {
		wg.Go(func() { count(f.ConfirmEmail(t.Context(), token)) })
	}
	wg.Go(func() {
		_, err := f.Register(t.Context(), identity.Registration{Email: newEmail, Password: password})
		count(err)
	})
	wg.Wait()
	owners := 0
	for _, id := range users {
		if u, err := f.Me(t.Context(), id); err != nil {
			t.Error(err)
		} else if u.Email == newEmail {
			owners++
		}
	}
	if got.Load() != 1 || owners > 1 {
		t.Errorf("%d got it, of whom %d moved", got.Load(), owners)
	}
}

func TestMailsOfWhatIsGone(t *testing.T) {
	f := setUpPost(t)
	u := f.register(t).User
	wantCode(t, "unknown account", f.SendDue(t.Context(), "evt_1", identity.MailDue{UserID: "nobody", Kind: "reset"}), "")
	wantCode(t, "no address to move to", f.SendDue(t.Context(), "evt_2", identity.MailDue{UserID: u.ID, Kind: "change_email"}), "")
	if len(f.post.mails) != 0 {
		t.Errorf("sent %+v", f.post.mails)
	}
	if err := f.SendDue(t.Context(), "evt_3", identity.MailDue{UserID: u.ID, Kind: "advertising"}); err == nil {
		t.Error("an unknown kind is accepted")
	}
}
