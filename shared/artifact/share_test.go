package artifact_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/operation"
	shareops "github.com/aio-creative-hub/aio/shared/share/ops"
	"github.com/aio-creative-hub/aio/shared/store"
)

// diary is a store that remembers everything written to it.
type diary struct {
	store.Store
	mu   sync.Mutex
	text bytes.Buffer
}

func (d *diary) Write(ctx context.Context, w store.Write) (store.Item, error) {
	d.note(w)
	return d.Store.Write(ctx, w)
}

func (d *diary) Transact(ctx context.Context, token string, writes ...store.Write) error {
	d.note(writes...)
	return d.Store.Transact(ctx, token, writes...)
}

func (d *diary) note(writes ...store.Write) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, w := range writes {
		d.text.WriteString(w.Item.Key.PK + w.Item.Key.SK)
		d.text.Write(w.Item.Data)
	}
}

// link shares a file.
func (w *world) link(user, id, role string) ops.NewShareLink {
	w.t.Helper()
	a := w.post(ops.Share, user, byArtifact(id), map[string]any{"role": role})
	if a.Status != http.StatusCreated {
		w.t.Fatalf("%d %s", a.Status, a.Body)
	}
	return optest.Decode[ops.NewShareLink](w.t, a)
}

func (w *world) open(token string) optest.Answer {
	return w.post(ops.OpenShared, "", nil, map[string]any{"token": token})
}

func (w *world) accept(user, token string) optest.Answer {
	return w.post(ops.AcceptShare, user, nil, map[string]any{"token": token})
}

// bodies are well-formed requests of the operations on one file.
var bodies = map[string]string{
	"artifact.update": `{"name":"b.txt"}`, "artifact.copy": `{}`, "artifact.share": `{}`,
}

// TestRoles: every operation on a file, by everybody.
func TestRoles(t *testing.T) {
	viewers := map[string]bool{"artifact.open": true, "artifact.content": true, "artifact.copy": true, "artifact.list_versions": true, "artifact.thumbnail": true}
	editors := map[string]bool{"artifact.update": true, "artifact.restore_version": true}
	tried := 0
	for _, d := range ops.All() {
		s := operation.SpecOf(d)
		if !strings.Contains(s.Path, "{artifactId}") {
			continue
		}
		tried++
		for role, allowed := range map[string]bool{"owner": true, "editor": viewers[s.ID] || editors[s.ID], "viewer": viewers[s.ID], "stranger": false, "": false} {
			w := newWorld(t, nil)
			png := samples["a.png"]
			file := w.uploaded("owner", "a.png", png)
			for _, r := range []string{"editor", "viewer"} {
				w.accept(r, w.link("owner", file.ID, r).Token)
			}
			path := map[string]string{"artifactId": file.ID, "version": "1", "shareId": w.link("owner", file.ID, "viewer").ID}
			for name := range path {
				if !strings.Contains(s.Path, "{"+name+"}") {
					delete(path, name)
				}
			}
			a := w.fns.REST(d, optest.Request{User: role, Path: path, Body: bodies[s.ID]})
			got, want := a.Status < 400, allowed
			switch {
			case s.ID == "artifact.purge" && role == "owner": // not in the trash
				got = a.Status == http.StatusConflict
			case s.ID == "artifact.thumbnail" && allowed: // the sample is only a header
				got = strings.Contains(a.Body, "no_thumbnail")
			}
			if got != want {
				t.Errorf("%s by %q: %d %s", s.ID, role, a.Status, a.Body)
			}
			refusal := map[string]int{"editor": 403, "viewer": 403, "stranger": 404, "": 401}[role]
			if s.ID == "artifact.purge" && role != "" {
				refusal = 404
			}
			if !allowed && a.Status != refusal {
				t.Errorf("%s by %q: refused with %d, want %d", s.ID, role, a.Status, refusal)
			}
		}
	}
	if tried < 13 {
		t.Errorf("only %d operations", tried)
	}
}

// TestLinkEnds: a link works until it is revoked, expires, or its file is gone; and so
// long works what accounts got by it.
func TestLinkEnds(t *testing.T) {
	for name, c := range map[string]struct {
		end, back func(*world, ops.Artifact, ops.NewShareLink)
	}{
		"revoked": {func(w *world, a ops.Artifact, l ops.NewShareLink) {
			w.post(ops.RevokeShare, "usr_1", map[string]string{"artifactId": a.ID, "shareId": l.ID}, nil)
		}, nil},
		"expired": {func(w *world, _ ops.Artifact, _ ops.NewShareLink) { w.clock.Advance(30 * 24 * time.Hour) }, nil},
		"thrown away": {func(w *world, a ops.Artifact, _ ops.NewShareLink) { w.rest(ops.Delete, "usr_1", a.ID, nil, nil) },
			func(w *world, a ops.Artifact, _ ops.NewShareLink) { w.rest(ops.Restore, "usr_1", a.ID, nil, nil) }},
		"gone": {func(w *world, a ops.Artifact, _ ops.NewShareLink) { w.drop("usr_1", a.ID) }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			file := w.uploaded("usr_1", "a.txt", samples["a.txt"], map[string]any{"tags": []string{"private"}})
			l := w.link("usr_1", file.ID, "editor")
			works := func(want bool) {
				t.Helper()
				a := w.open(l.Token)
				if ok := a.Status == 200; ok != want || !want && !strings.Contains(a.Body, "share_not_found") {
					t.Errorf("opened: %d %s", a.Status, a.Body)
				}
				list := optest.Decode[ops.ArtifactPage](t, w.rest(ops.List, "usr_2", "", map[string]string{"in": "shared"}, nil))
				if status := w.rest(ops.Get, "usr_2", file.ID, nil, nil).Status; (status == 200) != want || (len(list.Items) == 1) != want {
					t.Errorf("by the account: %d, %+v", status, list)
				}
			}
			if a := w.accept("usr_2", l.Token); a.Status != 200 || optest.Decode[ops.Artifact](t, a).Role != "editor" {
				t.Fatalf("%d %s", a.Status, a.Body)
			}
			works(true)
			if s := optest.Decode[ops.SharedFile](t, w.open(l.Token)); s.Artifact.OwnerID != "" || len(s.Artifact.Tags) != 0 || s.Role != "editor" {
				t.Errorf("it tells of its owner: %+v", s)
			} else if _, body := w.fetch(s.URL); body != string(samples["a.txt"]) {
				t.Errorf("bytes %q", body)
			}
			c.end(w, file, l)
			works(false)
			if c.back != nil {
				c.back(w, file, l)
				works(true)
			}
		})
	}
}

// TestLinkSecrets: a link is opened by all of its secret alone, which is kept nowhere.
func TestLinkSecrets(t *testing.T) {
	var d *diary
	w := newWorld(t, func(s store.Store) store.Store {
		d = &diary{Store: s}
		return d
	})
	file := w.uploaded("usr_1", "a.txt", samples["a.txt"])
	l := w.link("usr_1", file.ID, "viewer")
	secret := l.Token[strings.LastIndexByte(l.Token, '.')+1:]
	if strings.Contains(d.text.String(), secret) || !strings.HasSuffix(l.Link, "#"+l.Token) {
		t.Error("the secret is kept, or stands where it is sent")
	}
	if a := w.rest(ops.ListShares, "usr_1", file.ID, nil, nil); strings.Contains(a.Body, secret) || !strings.Contains(a.Body, l.ID) {
		t.Errorf("%s", a.Body)
	}
	for i := range len(l.Token) {
		c := byte('A')
		if l.Token[i] == c {
			c = 'B'
		}
		if a := w.open(l.Token[:i] + string(c) + l.Token[i+1:]); a.Status != 404 {
			t.Errorf("character %d changed: %d", i, a.Status)
		}
	}
	for _, bad := range []string{"", "aioshare...", strings.Repeat(".", 200), l.Token + ".", l.Token[:len(l.Token)-1], "aioshare.é.é.é"} {
		if a := w.open(bad); a.Status != 404 {
			t.Errorf("%q: %d %s", bad, a.Status, a.Body)
		}
	}
	if a := w.accept("usr_1", l.Token); optest.Decode[ops.Artifact](t, a).Role != "owner" {
		t.Errorf("the owner accepts: %s", a.Body)
	}
	for _, at := range []time.Time{w.clock.Now(), w.clock.Now().Add(400 * 24 * time.Hour)} {
		data, _ := json.Marshal(map[string]any{"expiresAt": at})
		if a := w.fns.REST(ops.Share, optest.Request{User: "usr_1", Path: byArtifact(file.ID), Body: string(data)}); a.Status != 422 {
			t.Errorf("a link until %v: %d", at, a.Status)
		}
	}
}

// TestShareTwice: a request that is repeated under its key leaves one link, which the last
// answer opens.
func TestShareTwice(t *testing.T) {
	w := newWorld(t, nil)
	file := w.uploaded("usr_1", "a.txt", samples["a.txt"])
	share := func(key string) ops.NewShareLink {
		a := w.fns.REST(ops.Share, optest.Request{User: "usr_1", Path: byArtifact(file.ID), Body: "{}", Header: map[string]string{"Idempotency-Key": key}})
		return optest.Decode[ops.NewShareLink](t, a)
	}
	first, second, other := share("key-1"), share("key-1"), share("key-2")
	if first.ID != second.ID || second.ID == other.ID {
		t.Errorf("links %s, %s, %s", first.ID, second.ID, other.ID)
	}
	w.clock.Advance(25 * time.Hour)
	if later := share("key-1"); later.ID == second.ID {
		t.Error("another request a day later took the link's place")
	}
	for token, want := range map[string]int{first.Token: 404, second.Token: 200, other.Token: 200} {
		if a := w.open(token); a.Status != want {
			t.Errorf("%d, want %d", a.Status, want)
		}
	}
	if links := optest.Decode[shareops.Page](t, w.rest(ops.ListShares, "usr_1", file.ID, nil, nil)); len(links.Items) != 3 {
		t.Errorf("%d links", len(links.Items))
	}
}

func FuzzShareToken(f *testing.F) {
	for _, seed := range []string{"", "aioshare.a.b.c", "aioshare.01KDYAK3SEXMT5X37MZE9RGYS4.01KDYAK3SEXMT5X37MZE9RGYS4.AAAA", "....", "aioshare.\x00.\x00.x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		w := newWorld(t, nil)
		if a := w.open(token); a.Status != 404 && a.Status != 422 && a.Status != 400 {
			t.Errorf("%q: %d %s", token, a.Status, a.Body)
		}
	})
}
