package identity_test

import (
	"context"
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
	before, err := f.Addressee(t.Context(), " ADA@Example.org ")
	if err != nil || before.UserID != "" || strings.Contains(before.Hash+string(before.Sealed), "ada") {
		t.Errorf("unverified: %+v, %v", before, err)
	}
	if hash, err := f.AddressHash(t.Context(), u.ID); err != nil || hash != "" {
		t.Errorf("unverified: %q, %v", hash, err)
	}
	wantCode(t, "confirm", f.ConfirmEmail(t.Context(), f.tokenTo(t, email)), "")
	after, err := f.Addressee(t.Context(), email)
	if err != nil || after.UserID != u.ID || after.Hash != before.Hash {
		t.Errorf("verified: %+v, %v", after, err)
	}
	if hash, err := f.AddressHash(t.Context(), u.ID); err != nil || hash != after.Hash {
		t.Errorf("verified: %q, %v", hash, err)
	}
	other, err := f.Addressee(t.Context(), "nobody@example.org")
	if err != nil || other.UserID != "" || other.Hash == after.Hash {
		t.Errorf("nobody: %+v, %v", other, err)
	}
	opened, err := f.Addresses(t.Context(), [][]byte{other.Sealed, before.Sealed})
	if err != nil || !slices.Equal(opened, []string{"nobody@example.org", "ada@example.org"}) {
		t.Errorf("%v, %v", opened, err)
	}
	_, err = f.Addressee(t.Context(), "ada")
	wantCode(t, "no address", err, identity.CodeInvalidEmail)
}

func TestInvite(t *testing.T) {
	f := setUpPost(t, func(c *identity.Config) { c.Limit = gcra.New(gcra.Options{Now: c.Now}) })
	u := f.register(t).User
	f.deliver(t)
	invite := func(id, to string) error { return f.Invite(context.Background(), id, u.ID, to) }
	last := func() string { return f.post.mails[len(f.post.mails)-1].Text }
	wantCode(t, "first", invite("one", "bob@example.org"), "")
	f.deliver(t)
	if n := len(f.post.mails); n != 2 || strings.Contains(last(), email) || f.post.mails[1].To != "bob@example.org" {
		t.Errorf("%d mails, the last %q", n, last())
	}
	wantCode(t, "the same again", invite("one", "bob@example.org"), "")
	f.deliver(t)
	if n := len(f.post.mails); n != 2 {
		t.Errorf("%d mails", n)
	}
	wantCode(t, "resend", f.ResendVerification(t.Context(), u.ID), "")
	wantCode(t, "confirm", f.ConfirmEmail(t.Context(), f.tokenTo(t, email)), "")
	wantCode(t, "second", invite("two", "eve@example.org"), "")
	f.deliver(t)
	if !strings.Contains(last(), email) {
		t.Errorf("a host with a verified address is not named: %q", last())
	}
	wantCode(t, "no address", invite("three", "eve"), identity.CodeInvalidEmail)
	var err error
	for i := range 60 {
		if err = invite(fmt.Sprint("many", i), fmt.Sprintf("p%d@example.org", i)); err != nil {
			break
		}
	}
	wantCode(t, "many", err, identity.CodeTooManyAttempts)
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
