package main

import (
	"bytes"
	"context"
	"io/fs"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/client"
)

// filesOf counts the files below a data directory whose path names a person.
func filesOf(t *testing.T, dir, user string) (n int) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(dir, "blobs"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.Contains(path, user) {
			n++
		}
		return nil // what goes while one looks is gone
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// With an account goes all that it had: files, canvases, conversations. Somebody else's
// stay.
func TestNothingIsLeftOfAnAccount(t *testing.T) {
	ctx := context.Background()
	s, admin := administrator(t, serveIn(t, t.TempDir(), "--no-limits"), "admin@example.org")
	leaver, stayer := s.register("leaver@example.org"), s.register("stayer@example.org")
	ids := map[*client.Client]string{}
	for _, c := range []*client.Client{leaver, stayer} {
		me, err := c.Me(ctx)
		if err != nil {
			t.Fatal(err)
		}
		ids[c] = me.ID
		say(ctx, t, c, "Create a 64x48 picture with the title Mine", "")
		data := somePNG(t, 20, 20, 3)
		if _, err := c.Upload(ctx, client.File{Name: "a.png", Bytes: int64(len(data)), Data: bytes.NewReader(data)}); err != nil {
			t.Fatal(err)
		}
	}
	if filesOf(t, s.dir, ids[leaver]) == 0 {
		t.Fatal("no files are found, so none can be missed")
	}
	if err := leaver.Do(ctx, http.MethodPost, "/api/v1/users/me/delete", map[string]any{"password": testPassword}, nil); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(mailPatience); filesOf(t, s.dir, ids[leaver]) > 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d files are left; the log:\n%s", filesOf(t, s.dir, ids[leaver]), s.Log())
		}
	}
	var storage struct{ Bytes, Files int64 }
	if err := admin.Do(ctx, http.MethodGet, "/api/v1/admin/users/"+ids[leaver]+"/storage", nil, &storage); err != nil || storage.Bytes != 0 || storage.Files != 0 {
		t.Errorf("%+v, %v", storage, err)
	}
	if filesOf(t, s.dir, ids[stayer]) == 0 {
		t.Error("somebody else's files went, too")
	}
}
