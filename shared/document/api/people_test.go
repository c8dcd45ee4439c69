package api_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/document/ops"
	identityops "github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/operation"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
)

// people is the area identity as this one sees it. Everybody has a name but usr_9.
type people struct {
	verified map[string]string // account → address
	mails    []string          // id and address
}

func (p *people) People(_ context.Context, in *identityops.PeopleInput) (*identityops.PeopleOutput, error) {
	out := &identityops.PeopleOutput{Body: identityops.PeopleAnswer{Items: []identityops.PersonName{}}}
	for _, id := range in.Body.UserIDs {
		if id != "usr_9" {
			out.Body.Items = append(out.Body.Items, identityops.PersonName{UserID: id, Name: "Name of " + id})
		}
	}
	for _, s := range in.Body.Sealed {
		out.Body.Addresses = append(out.Body.Addresses, strings.TrimPrefix(string(s), "sealed:"))
	}
	if address := p.verified[in.Body.HashOf]; address != "" {
		out.Body.Hash = "hash-" + address
	}
	return out, nil
}

func (p *people) FindAddressee(ctx context.Context, in *identityops.AddresseeInput) (*identityops.AddresseeOutput, error) {
	email := strings.TrimSpace(in.Body.Email)
	if !strings.Contains(email, "@") {
		return nil, operation.Invalid("body.email", "invalid_email", "Not an address.")
	}
	out := identityops.Addressee{Hash: "hash-" + email, Sealed: []byte("sealed:" + email), Self: p.verified[operation.UserID(ctx)] == email}
	return &identityops.AddresseeOutput{Body: out}, nil
}

func (p *people) Invite(_ context.Context, in *identityops.InviteInput) (*identityops.InvitedOutput, error) {
	email := strings.TrimPrefix(string(in.Body.Sealed), "sealed:")
	if mail := in.Body.From + " " + in.Body.ID + " " + email; !slices.Contains(p.mails, mail) {
		p.mails = append(p.mails, mail)
	}
	out := &identityops.InvitedOutput{}
	for id, address := range p.verified {
		if address == email {
			out.Body.UserID = id
		}
	}
	return out, nil
}

// deliver brings what the documents published about invitations since the last time, twice:
// events are delivered at least once.
func (w *world) deliver() {
	w.t.Helper()
	events := w.store.Emitted()
	for _, e := range events[w.delivered:] {
		for range 2 {
			if e.Type != "document.invited" {
				continue
			}
			if err := w.fns.Event(ops.DeliverInvitation, e); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	w.delivered = len(events)
}

// invite invites an address to a document of usr_1's.
func (w *world) invite(doc, email, role string) shareops.NewLink {
	w.t.Helper()
	a := w.rest(ops.Share, "usr_1", doc, nil, map[string]any{"role": role, "email": email})
	if a.Status != http.StatusCreated {
		w.t.Fatalf("%d %s", a.Status, a.Body)
	}
	w.deliver()
	return optest.Decode[shareops.NewLink](w.t, a)
}

func (w *world) role(user, doc string) string {
	w.t.Helper()
	a := w.rest(ops.Get, user, doc, nil, nil)
	if a.Status != http.StatusOK {
		return ""
	}
	return optest.Decode[ops.State](w.t, a).Role
}

// listed are the accounts of those who may use a document, as somebody sees them.
func (w *world) listed(user, with string) (ids []string) {
	w.t.Helper()
	query := map[string]string{}
	if with != "" {
		query["with"] = with
	}
	for _, p := range optest.Decode[shareops.PersonPage](w.t, w.rest(ops.People, user, "doc_1", query, nil)).Items {
		ids = append(ids, p.UserID)
	}
	return ids
}

// TestKnownStaysKnown: who came by a link stays listed when they are invited, too.
func TestKnownStaysKnown(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	w.people.verified["ada"] = "ada@example.org"
	w.accept("ada", w.link("doc_1", "viewer").Token)
	w.invite("doc_1", "ada@example.org", "editor")
	if got := w.listed("usr_1", ""); !slices.Equal(got, []string{"usr_1", "ada"}) || w.role("ada", "doc_1") != "editor" {
		t.Errorf("%v, %s", got, w.role("ada", "doc_1"))
	}
}

func (w *world) verify(user, address string) {
	w.t.Helper()
	w.people.verified[user] = address
	e := bus.Event{ID: "evt_" + user, Type: "identity.address_verified", Subject: user, Data: []byte(`{"userId":"` + user + `"}`)}
	for range 2 { // events are delivered at least once
		if err := w.fns.Event(ops.ClaimInvitations, e); err != nil {
			w.t.Fatal(err)
		}
	}
}

// TestInvitations: who is invited has the document at once, or once they have proved to
// have the address, until the invitation is revoked. The answer does not tell which.
func TestInvitations(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	w.people.verified["ada"] = "ada@example.org"
	known, unknown := w.invite("doc_1", "ada@example.org", "editor"), w.invite("doc_1", " bob@example.org ", "viewer")
	if known.Token != "" || known.ExpiresAt != nil || known.Email != "ada@example.org" || unknown.Email != "bob@example.org" || unknown.Token != "" {
		t.Errorf("%+v %+v", known, unknown)
	}
	if got := w.role("ada", "doc_1"); got != "editor" {
		t.Errorf("ada is %q", got)
	}
	if len(w.sharedWith("ada")) != 1 || w.role("bob", "doc_1") != "" {
		t.Errorf("ada has %v", w.sharedWith("ada"))
	}
	if got := w.listed("usr_1", ""); !slices.Equal(got, []string{"usr_1"}) { // or it would tell who has an account
		t.Errorf("listed: %v", got)
	}
	if got := w.listed("usr_1", "eve,ada"); !slices.Equal(got, []string{"usr_1", "ada"}) {
		t.Errorf("listed to whom has seen them: %v", got)
	}
	if got := w.listed("usr_1", strings.Repeat("0", 4000)+",ada"); !slices.Equal(got, []string{"usr_1", "ada"}) {
		t.Errorf("listed with an id that nobody has: %v", got)
	}
	if got := w.listed("ada", ""); !slices.Equal(got, []string{"usr_1", "ada"}) {
		t.Errorf("listed to themselves: %v", got)
	}
	w.verify("eve", "eve@example.org")
	w.verify("bob", "bob@example.org")
	if w.role("bob", "doc_1") != "viewer" || w.role("eve", "doc_1") != "" || len(w.sharedWith("bob")) != 1 {
		t.Errorf("bob is %q, eve %q", w.role("bob", "doc_1"), w.role("eve", "doc_1"))
	}
	if again := w.invite("doc_1", "bob@example.org", "editor"); again.ID != unknown.ID || w.role("bob", "doc_1") != "editor" {
		t.Errorf("again: %+v, %q", again, w.role("bob", "doc_1"))
	}
	if len(w.people.mails) != 2 {
		t.Errorf("%v", w.people.mails)
	}
	listed := optest.Decode[shareops.Page](t, w.rest(ops.ListShares, "usr_1", "doc_1", nil, nil)).Items
	emails := []string{}
	for _, l := range listed {
		emails = append(emails, l.Email)
	}
	slices.Sort(emails)
	if !slices.Equal(emails, []string{"ada@example.org", "bob@example.org"}) {
		t.Errorf("%v", emails)
	}
	if w.accept("eve", "aiodoc.1."+strings.TrimPrefix(known.ID, "shr_")+".").Status != http.StatusNotFound {
		t.Error("an invitation was opened as a link")
	}
	for _, l := range listed {
		w.restOf(ops.RevokeShare, optest.Request{User: "usr_1", Path: map[string]string{"documentId": "doc_1", "shareId": l.ID}}, nil)
	}
	w.verify("carl", "bob@example.org")
	for _, user := range []string{"ada", "bob", "carl"} {
		if w.role(user, "doc_1") != "" {
			t.Errorf("%s is still %q", user, w.role(user, "doc_1"))
		}
	}
	w.clock.Advance(time.Second)
	w.invite("doc_1", "new@example.org", "viewer")
	w.invite("doc_1", "ada@example.org", "viewer")
	if w.role("ada", "doc_1") != "viewer" || w.role("carl", "doc_1") != "" || len(w.people.mails) != 4 {
		t.Errorf("invited anew: %q, %v", w.role("ada", "doc_1"), w.people.mails)
	}
}

// TestInvitationsGo: with a document goes what waits for addresses.
func TestInvitationsGo(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	w.invite("doc_1", "bob@example.org", "viewer")
	const waiting = "INVITED#hash-bob@example.org#SHAREDDOCS"
	if len(w.keys(waiting)) != 1 {
		t.Fatal("nothing waits")
	}
	w.rest(ops.Delete, "usr_1", "doc_1", nil, nil)
	if err := w.fns.Event(ops.Maintain, deleted("doc_1")); err != nil {
		t.Fatal(err)
	}
	if keys := append(w.keys(waiting), w.keys("DOCSHARE#doc_1")...); len(keys) != 0 {
		t.Errorf("%v", keys)
	}
}

func TestInvitationsAreRefused(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	w.people.verified["usr_1"] = "me@example.org"
	for name, body := range map[string]map[string]any{
		"no address": {"email": "nobody"}, "one's own": {"email": "me@example.org"}, "with an end": {"email": "a@example.org", "expiresAt": "2026-01-03T00:00:00Z"},
	} {
		a := w.rest(ops.Share, "usr_1", "doc_1", nil, body)
		if a.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	if keys := w.keys("DOCSHARE#doc_1"); len(keys) != 0 || len(w.people.mails) != 0 {
		t.Errorf("%v %v", keys, w.people.mails)
	}
}

// TestInvitedLater: what depends on whether somebody has the address happens after the
// answer, and not if the invitation has ended by then.
func TestInvitedLater(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	w.people.verified["ada"] = "ada@example.org"
	a := w.rest(ops.Share, "usr_1", "doc_1", nil, map[string]any{"role": "viewer", "email": "ada@example.org"})
	if got := w.role("ada", "doc_1"); got != "" {
		t.Errorf("with the answer: %q", got)
	}
	w.revoke("doc_1", optest.Decode[shareops.NewLink](t, a).ID)
	w.deliver()
	if got := w.role("ada", "doc_1"); got != "" || len(w.people.mails) != 0 {
		t.Errorf("revoked: %q, %v", got, w.people.mails)
	}
}

// TestOwnAddressLater: who moves to an address that they have invited does not become a
// guest of their own document.
func TestOwnAddressLater(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	w.invite("doc_1", "new@example.org", "viewer")
	w.verify("usr_1", "new@example.org")
	if got := w.sharedWith("usr_1"); len(got) != 0 || w.role("usr_1", "doc_1") != "owner" {
		t.Errorf("%v, %q", got, w.role("usr_1", "doc_1"))
	}
}

// TestLinkAndInvitation: who has both has what allows more, and each ends by itself.
func TestLinkAndInvitation(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	w.people.verified["ada"] = "ada@example.org"
	invited := w.invite("doc_1", "ada@example.org", "viewer")
	link := w.link("doc_1", "editor")
	w.accept("ada", link.Token)
	if got := w.role("ada", "doc_1"); got != "editor" || len(w.sharedWith("ada")) != 1 {
		t.Errorf("%q, %v", got, w.sharedWith("ada"))
	}
	w.revoke("doc_1", link.ID)
	if got := w.role("ada", "doc_1"); got != "viewer" {
		t.Errorf("without the link: %q", got)
	}
	w.revoke("doc_1", invited.ID)
	if got := w.role("ada", "doc_1"); got != "" {
		t.Errorf("without both: %q", got)
	}
}

// TestLeave: who gives a document up has it no more, and the invitation is gone with that.
func TestLeave(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	w.people.verified["ada"] = "ada@example.org"
	w.invite("doc_1", "ada@example.org", "viewer")
	w.accept("ada", w.link("doc_1", "viewer").Token)
	if a := w.rest(ops.Leave, "ada", "doc_1", nil, nil); a.Status != http.StatusNoContent {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if w.role("ada", "doc_1") != "" || len(w.sharedWith("ada")) != 0 {
		t.Errorf("%q, %v", w.role("ada", "doc_1"), w.sharedWith("ada"))
	}
	for _, l := range optest.Decode[shareops.Page](t, w.rest(ops.ListShares, "usr_1", "doc_1", nil, nil)).Items {
		if l.Email != "" {
			t.Errorf("still invited: %+v", l)
		}
	}
	if a := w.rest(ops.Leave, "ada", "doc_1", nil, nil); a.Status != http.StatusNotFound {
		t.Errorf("twice: %d %s", a.Status, a.Body)
	}
	if a := w.rest(ops.Leave, "usr_1", "doc_1", nil, nil); a.Status != http.StatusConflict {
		t.Errorf("the owner: %d %s", a.Status, a.Body)
	}
}

func (w *world) revoke(doc, link string) {
	w.t.Helper()
	a := w.restOf(ops.RevokeShare, optest.Request{User: "usr_1", Path: map[string]string{"documentId": doc, "shareId": link}}, nil)
	if a.Status != http.StatusNoContent {
		w.t.Fatalf("%d %s", a.Status, a.Body)
	}
}
