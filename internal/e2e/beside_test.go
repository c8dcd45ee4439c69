package e2e

import (
	"net/http"
	"testing"

	docops "github.com/aio-creative-hub/aio/shared/document/ops"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
)

// writeBeside comments on the canvas, names what it is, and takes it back to that.
func writeBeside(t *testing.T, v *visitor) {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var first, reply docops.Comment
	must(v.friend.Do(v.ctx, http.MethodPost, v.documentPath()+"/comments", map[string]any{"text": "Could it be green?", "object": "root"}, &first))
	must(v.c.Do(v.ctx, http.MethodPost, v.documentPath()+"/comments", map[string]any{"text": "Yes", "thread": first.ID}, &reply))
	must(v.c.Do(v.ctx, http.MethodPatch, v.documentPath()+"/comments/"+first.ID, map[string]any{"resolved": true}, &first))
	if reply.Thread != first.ID || first.ResolvedAt == nil {
		t.Errorf("%+v %+v", first, reply)
	}
	var people shareops.PersonPage
	must(v.friend.Do(v.ctx, http.MethodGet, v.documentPath()+"/people", nil, &people))
	if len(people.Items) != 2 || people.Items[0].Role != "owner" || people.Items[1].Name != "Grace" {
		t.Errorf("%+v", people)
	}
	was := v.canvas(t).Background
	var named docops.Version
	must(v.c.Do(v.ctx, http.MethodPost, v.documentPath()+"/versions", map[string]any{"name": "Before green"}, &named))
	must(v.c.Do(v.ctx, http.MethodPatch, v.canvasPath()+"/layers/root", map[string]any{"background": "#00ff00"}, nil))
	must(v.c.Do(v.ctx, http.MethodPost, v.documentPath()+"/restore", docops.Restoration{CommitID: "restore-e2e", Seq: named.Seq}, nil))
	if got := v.canvas(t).Background; got != was {
		t.Errorf("restored to %s, want %s", got, was)
	}
	var happened docops.ActivityPage
	must(v.c.Do(v.ctx, http.MethodGet, v.documentPath()+"/activity?limit=3", nil, &happened))
	if len(happened.Items) != 3 || happened.Items[0].Op != "document.restore" || happened.Items[2].Kind != "version_named" {
		t.Errorf("%+v", happened.Items)
	}
}

// inviteByAddress shares the canvas with who has no account, and takes it back.
func inviteByAddress(t *testing.T, v *visitor) {
	guest := "guest." + v.email
	var l shareops.NewLink
	if err := v.c.Do(v.ctx, http.MethodPost, v.documentPath()+"/shares", map[string]any{"role": "viewer", "email": guest}, &l); err != nil {
		t.Fatal(err)
	}
	var page shareops.Page
	if err := v.c.Do(v.ctx, http.MethodGet, v.documentPath()+"/shares", nil, &page); err != nil {
		t.Fatal(err)
	}
	found := false
	for _, one := range page.Items {
		found = found || one.ID == l.ID && one.Email == guest
	}
	if !found || l.Token != "" {
		t.Errorf("%+v %+v", l, page.Items)
	}
	if err := v.c.Do(v.ctx, http.MethodDelete, v.documentPath()+"/shares/"+l.ID, nil, nil); err != nil {
		t.Error(err)
	}
}
