package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/document/api"
	"github.com/aio-creative-hub/aio/shared/document/ops"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/operation"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
	"github.com/aio-creative-hub/aio/shared/store"
)

// link makes a link to a document of usr_1's.
func (w *world) link(doc, role string) shareops.NewLink {
	w.t.Helper()
	a := w.rest(ops.Share, "usr_1", doc, nil, map[string]any{"role": role})
	if a.Status != http.StatusCreated {
		w.t.Fatalf("%d %s", a.Status, a.Body)
	}
	return optest.Decode[shareops.NewLink](w.t, a)
}

func (w *world) accept(user, token string) optest.Answer {
	w.t.Helper()
	return w.rest(ops.AcceptShare, user, "", nil, map[string]any{"token": token})
}

func (w *world) sharedWith(user string) []ops.Document {
	w.t.Helper()
	return optest.Decode[ops.DocumentPage](w.t, w.rest(ops.List, user, "", map[string]string{"in": "shared"}, nil)).Items
}

// TestRoles: every operation on a document, by everybody.
func TestRoles(t *testing.T) {
	viewers := map[string]bool{"document.get": true, "document.log": true, "document.history": true, "document.people": true, "document.activity": true,
		"document.comment": true, "document.list_comments": true, "document.edit_comment": true, "document.list_versions": true}
	editors := map[string]bool{"document.commit": true, "document.restore": true, "document.name_version": true, "document.delete_version": true}
	bodies := map[string]any{"document.commit": ops.NewCommit{CommitID: "commit_1", Edits: []ops.Edit{box("a", 1, nil)}}, "document.share": map[string]any{},
		"document.comment": map[string]any{"text": "Hello"}, "document.edit_comment": map[string]any{"resolved": true},
		"document.name_version": map[string]any{"name": "First"}, "document.restore": ops.Restoration{CommitID: "commit_2", Seq: 1}}
	tried := 0
	for _, d := range ops.All() {
		s := operation.SpecOf(d)
		if !strings.Contains(s.Path, "{documentId}") || s.ID == "document.leave" { // TestLeave: all but the owner may
			continue
		}
		tried++
		for role, allowed := range map[string]bool{"usr_1": true, "editor": viewers[s.ID] || editors[s.ID], "viewer": viewers[s.ID], "stranger": false} {
			w := newWorld(t, nil)
			w.document("doc_1", "usr_1")
			for _, r := range []string{"editor", "viewer"} {
				w.accept(r, w.link("doc_1", r).Token)
			}
			r := optest.Request{User: role, Path: map[string]string{"documentId": "doc_1"}}
			switch { // what the path names, made by the owner
			case s.ID == "document.revoke_share":
				r.Path["shareId"] = w.link("doc_1", "viewer").ID
			case strings.Contains(s.Path, "{commentId}"):
				r.Path["commentId"] = w.comment("usr_1", "doc_1", map[string]any{"text": "Hi"}).ID
			case strings.Contains(s.Path, "{versionId}"):
				r.Path["versionId"] = w.version("doc_1", "One", 0).ID
			}
			a := w.restOf(d, r, bodies[s.ID])
			refusal := map[string]int{"editor": 403, "viewer": 403, "stranger": 404}[role]
			if allowed != (a.Status < 400) || !allowed && a.Status != refusal {
				t.Errorf("%s by %s: %d %s", s.ID, role, a.Status, a.Body)
			}
		}
	}
	if tried < 18 {
		t.Errorf("%d operations", tried)
	}
}

// TestLinkEnds: a link works until it is revoked, expires, or its document is gone; so
// long works what accounts got by it, and so long they have it listed.
func TestLinkEnds(t *testing.T) {
	for name, c := range map[string]struct {
		end    func(w *world, l shareops.NewLink)
		events int // of ended access
	}{
		"nothing": {func(*world, shareops.NewLink) {}, 0},
		"revoked": {func(w *world, l shareops.NewLink) {
			r := optest.Request{User: "usr_1", Path: map[string]string{"documentId": "doc_1", "shareId": l.ID}}
			if a := w.fns.REST(ops.RevokeShare, r); a.Status != http.StatusNoContent {
				t.Errorf("revoke: %d %s", a.Status, a.Body)
			}
			if a := w.fns.REST(ops.RevokeShare, r); a.Status != http.StatusNotFound {
				t.Errorf("revoke again: %d", a.Status)
			}
		}, 1},
		"expired": {func(w *world, _ shareops.NewLink) { w.clock.Advance(31 * 24 * time.Hour) }, 0},
		"deleted": {func(w *world, _ shareops.NewLink) { w.rest(ops.Delete, "usr_1", "doc_1", nil, nil) }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.document("doc_1", "usr_1")
			l, works := w.link("doc_1", "editor"), name == "nothing"
			if a := w.accept("usr_2", l.Token); a.Status != http.StatusOK || optest.Decode[ops.Document](t, a).Role != "editor" {
				t.Fatalf("accept: %d %s", a.Status, a.Body)
			}
			if got := w.sharedWith("usr_2"); len(got) != 1 || got[0].ID != "doc_1" || got[0].Role != "editor" {
				t.Errorf("shared: %v", got)
			}
			c.end(w, l)
			if got := w.sharedWith("usr_2"); len(got) == 1 != works {
				t.Errorf("then shared: %v", got)
			}
			if a := w.rest(ops.Get, "usr_2", "doc_1", nil, nil); a.Status == 200 != works || !works && a.Status != 404 {
				t.Errorf("then read: %d %s", a.Status, a.Body)
			}
			if a := w.accept("usr_3", l.Token); a.Status == 200 != works || !works && !strings.Contains(a.Body, "share_not_found") {
				t.Errorf("then accepted: %d %s", a.Status, a.Body)
			}
			if name != "deleted" {
				if got := optest.Decode[shareops.Page](t, w.rest(ops.ListShares, "usr_1", "doc_1", nil, nil)).Items; len(got) == 1 != works {
					t.Errorf("then listed: %v", got)
				}
			}
			n := 0
			for _, e := range w.store.Emitted() {
				if e.Type == api.EventAccess && e.Subject == "doc_1" {
					n++
				}
			}
			if n != c.events {
				t.Errorf("%d events, want %d", n, c.events)
			}
		})
	}
}

// TestTokens: a token is refused in one way, whatever is wrong with it.
func TestTokens(t *testing.T) {
	w := newWorld(t, nil)
	w.document("doc_1", "usr_1")
	w.document("doc_2", "usr_1")
	token := w.link("doc_1", "viewer").Token
	parts := strings.Split(token, ".")
	join := func(p ...string) string { return strings.Join(p, ".") }
	var refusal string
	for _, wrong := range []string{"", "x", "....", token + "x", token[:len(token)-1], join("aioshare", parts[1], parts[2], parts[3]), join(parts[0], "2", parts[2], parts[3]),
		join(parts[0], parts[1], "other", parts[3]), join(parts[0], parts[1], parts[2], ""), join(parts[0], parts[1], strings.Repeat("a", 200), parts[3])} {
		a := w.accept("usr_2", wrong)
		if refusal == "" {
			refusal = a.Body
		}
		if a.Status != 404 || a.Body != refusal {
			t.Errorf("%q: %d %s", wrong, a.Status, a.Body)
		}
	}
	if a := w.accept("usr_1", token); optest.Decode[ops.Document](t, a).Role != "owner" {
		t.Errorf("the owner: %s", a.Body)
	}
}

// TestNothingIsLeft: a document that is gone leaves no links, and an account that is gone
// no grants.
func TestNothingIsLeft(t *testing.T) {
	w := newWorld(t, nil)
	for _, doc := range []string{"doc_1", "doc_2"} {
		w.document(doc, "usr_1")
		w.accept("usr_2", w.link(doc, "viewer").Token)
	}
	w.rest(ops.Delete, "usr_1", "doc_1", nil, nil)
	for _, e := range []struct {
		op operation.Declared
		e  bus.Event
	}{
		{ops.Maintain, deleted("doc_1")},
		{ops.PurgeAccount, bus.Event{ID: "evt_gone", Type: "identity.account_deleted", Subject: "usr_2", Data: []byte(`{"userId":"usr_2"}`)}},
	} {
		if err := w.fns.Event(e.op, e.e); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.keys("DOCSHARE#doc_1"); len(got) != 0 {
		t.Errorf("of the document there is still %v", got)
	}
	if got := w.keys("DOCSHARE#doc_2"); len(got) != 1 || !strings.HasPrefix(got[0], "SHARE#") {
		t.Errorf("of the account there is still %v", got)
	}
	if _, err := w.docs.Meta(t.Context(), "doc_2"); document.CodeOf(err) != "" {
		t.Error(err)
	}
}

// hasty is a store in which something happens before the first link is written.
type hasty struct {
	store.Store
	first func()
}

func (h *hasty) Write(ctx context.Context, w store.Write) (store.Item, error) {
	if do := h.first; do != nil && strings.HasPrefix(w.Item.Key.PK, "DOCSHARE#") {
		h.first = nil
		do()
	}
	return h.Store.Write(ctx, w)
}

// TestSharedWhileDeleted: a link to a document that is deleted at the same time is not kept.
func TestSharedWhileDeleted(t *testing.T) {
	var h *hasty
	w := newWorld(t, func(inner store.Store) store.Store { h = &hasty{Store: inner}; return h })
	w.document("doc_1", "usr_1")
	h.first = func() { w.rest(ops.Delete, "usr_1", "doc_1", nil, nil) }
	if a := w.rest(ops.Share, "usr_1", "doc_1", nil, map[string]any{"role": "viewer"}); a.Status != http.StatusNotFound {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if keys := w.keys("DOCSHARE#doc_1"); len(keys) != 0 {
		t.Errorf("left: %v", keys)
	}
}
