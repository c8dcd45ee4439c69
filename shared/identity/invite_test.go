package identity_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/limit/gcra"
)

// verifiedEvents are the accounts that are said to have proved their address.
func (f *posted) verifiedEvents() (out []string) {
	for _, e := range f.store.Emitted() {
		if e.Type == identity.EventAddressVerified {
			out = append(out, e.Subject)
		}
	}
	return out
}

// TestAddressIsProved: each way of proving to have an address is told once.
func TestAddressIsProved(t *testing.T) {
	f := setUpPost(t)
	u := f.register(t).User
	if got := f.verifiedEvents(); len(got) != 0 {
		t.Errorf("at once: %v", got)
	}
	f.deliver(t)
	wantCode(t, "forgot", f.ForgotPassword(t.Context(), email), "")
	wantCode(t, "reset", f.ResetPassword(t.Context(), f.tokenTo(t, email), newPassword), "")
	if got := f.verifiedEvents(); !slices.Equal(got, []string{u.ID}) {
		t.Errorf("by a reset: %v", got)
	}
	f.deliver(t)
	wantCode(t, "forgot", f.ForgotPassword(t.Context(), email), "")
	wantCode(t, "reset again", f.ResetPassword(t.Context(), f.tokenTo(t, email), password), "")
	if got := f.verifiedEvents(); len(got) != 1 {
		t.Errorf("by another reset: %v", got)
	}
	wantCode(t, "move", f.ChangeEmail(t.Context(), u.ID, password, newEmail), "")
	wantCode(t, "confirm", f.ConfirmEmail(t.Context(), f.tokenTo(t, newEmail)), "")
	if got := f.verifiedEvents(); len(got) != 2 {
		t.Errorf("by a move: %v", got)
	}
	g := setUpPost(t)
	g.register(t)
	wantCode(t, "confirm", g.ConfirmEmail(t.Context(), g.tokenTo(t, email)), "")
	if got := g.verifiedEvents(); len(got) != 1 {
		t.Errorf("by the first mail: %v", got)
	}
}

func TestAddressee(t *testing.T) {
	f := setUpPost(t)
	u := f.register(t).User
	own, err := f.Addressee(t.Context(), u.ID, " ADA@Example.org ")
	if err != nil || !own.Self || strings.Contains(own.Hash+string(own.Sealed), "ada") {
		t.Errorf("%+v, %v", own, err)
	}
	if hash, err := f.AddressHash(t.Context(), u.ID); err != nil || hash != "" {
		t.Errorf("unverified: %q, %v", hash, err)
	}
	wantCode(t, "confirm", f.ConfirmEmail(t.Context(), f.tokenTo(t, email)), "")
	if hash, err := f.AddressHash(t.Context(), u.ID); err != nil || hash != own.Hash {
		t.Errorf("verified: %q, %v", hash, err)
	}
	other, err := f.Addressee(t.Context(), u.ID, "nobody@example.org")
	if err != nil || other.Self || other.Hash == own.Hash {
		t.Errorf("nobody: %+v, %v", other, err)
	}
	opened, err := f.Addresses(t.Context(), [][]byte{other.Sealed, own.Sealed})
	if err != nil || !slices.Equal(opened, []string{"nobody@example.org", "ada@example.org"}) {
		t.Errorf("%v, %v", opened, err)
	}
	_, err = f.Addressee(t.Context(), u.ID, "ada")
	wantCode(t, "no address", err, identity.CodeInvalidEmail)
}

// TestInvitationsAreLimited: by account and by address. That an address has been invited too
// often keeps nobody from choosing a new password.
func TestInvitationsAreLimited(t *testing.T) {
	f := setUpPost(t, func(c *identity.Config) { c.Limit = gcra.New(gcra.Options{Now: c.Now}) })
	host, other := f.register(t).User, f.registerAs(t, "host@example.org").User
	times := func(from string, address func(i int) string) int {
		for i := range 100 {
			if _, err := f.Addressee(t.Context(), from, address(i)); err != nil {
				wantCode(t, "limit", err, identity.CodeTooManyAttempts)
				return i
			}
		}
		return -1
	}
	if n := times(other.ID, func(int) string { return email }); n != 10 {
		t.Errorf("one address: %d times", n)
	}
	if n := times(host.ID, func(i int) string { return fmt.Sprintf("p%d@example.org", i) }); n != 50 {
		t.Errorf("one account: %d times", n)
	}
	f.deliver(t)
	before := len(f.post.mails)
	wantCode(t, "forgot", f.ForgotPassword(t.Context(), email), "")
	f.deliver(t)
	if len(f.post.mails) != before+1 {
		t.Errorf("%d mails", len(f.post.mails)-before)
	}
}

func TestInvite(t *testing.T) {
	f := setUpPost(t)
	u := f.register(t).User
	f.deliver(t)
	invite := func(id, to string) string {
		t.Helper()
		a, err := f.Addressee(t.Context(), u.ID, to)
		if err != nil {
			t.Fatal(err)
		}
		user, err := f.Invite(t.Context(), id, u.ID, a.Sealed)
		if err != nil {
			t.Fatal(err)
		}
		f.deliver(t)
		return user
	}
	last := func() string { return f.post.mails[len(f.post.mails)-1].Text }
	for range 2 { // the same again is mailed once
		if user := invite("one", "bob@example.org"); user != "" {
			t.Errorf("nobody is %q", user)
		}
		if n := len(f.post.mails); n != 2 || strings.Contains(last(), email) || f.post.mails[1].To != "bob@example.org" {
			t.Errorf("%d mails, the last %q", n, last())
		}
	}
	if user := invite("self", email); user != "" {
		t.Errorf("not verified: %q", user)
	}
	wantCode(t, "resend", f.ResendVerification(t.Context(), u.ID), "")
	wantCode(t, "confirm", f.ConfirmEmail(t.Context(), f.tokenTo(t, email)), "")
	if user := invite("two", email); user != u.ID || !strings.Contains(last(), email) {
		t.Errorf("verified: %q, %q", user, last())
	}
}

func TestNames(t *testing.T) {
	f := setUpPost(t)
	u := f.register(t).User
	name := "Ada L."
	if _, err := f.UpdateMe(t.Context(), u.ID, identity.Patch{DisplayName: &name}); err != nil {
		t.Fatal(err)
	}
	ids := []string{u.ID, "usr_nobody", u.ID}
	for i := range 150 { // more than one read takes
		ids = append(ids, fmt.Sprint("usr_", i))
	}
	names, err := f.Names(t.Context(), ids)
	if err != nil || len(names) != 1 || names[u.ID] != name {
		t.Errorf("%v, %v", names, err)
	}
}
