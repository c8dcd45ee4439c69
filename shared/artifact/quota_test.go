package artifact_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/storetest"
)

func byArtifact(id string) map[string]string { return map[string]string{"artifactId": id} }

// owned is what a model of one account's files knows.
type owned struct {
	files   map[string]*ownedFile // by artifact
	pending map[string]int64      // by upload
}

type ownedFile struct {
	versions []int64 // bytes of each version that has bytes of its own
	trashed  bool
}

func (o *owned) want() (bytes int64, files int, pending int64) {
	for _, f := range o.files {
		for _, n := range f.versions {
			bytes += n
		}
	}
	for _, n := range o.pending {
		pending += n
	}
	return bytes, len(o.files), pending
}

const (
	smallBytes = 400
	smallFiles = 12
)

// TestQuota: whatever people do, and whatever answers are lost on the way, what the
// account is said to take is what is there, and never more than it may take.
func TestQuota(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		faults := storetest.Faults{Seed: rapid.Uint64().Draw(rt, "seed"), Throttle: 0.1, LostReply: 0.1, LostRequest: 0.1}
		w := newWorld(t, func(s store.Store) store.Store { return storetest.Nasty(s, faults) })
		for _, user := range []string{"usr_1", "usr_2"} {
			w.calm(func() optest.Answer {
				return w.post(ops.AdminSetQuota, optest.AdminUser, map[string]string{"userId": user}, map[string]any{"bytes": smallBytes, "files": smallFiles})
			})
		}
		models := map[string]*owned{"usr_1": {map[string]*ownedFile{}, map[string]int64{}}, "usr_2": {map[string]*ownedFile{}, map[string]int64{}}}
		for step := range rapid.IntRange(1, 25).Draw(rt, "steps") {
			user := rapid.SampledFrom([]string{"usr_1", "usr_2"}).Draw(rt, "user")
			w.step(rt, models[user], user, step)
			for user, m := range models {
				st := w.storage(user)
				bytes, files, pending := m.want()
				if st.Bytes != bytes || st.Files != files || st.Pending != pending {
					rt.Fatalf("%s after step %d: %+v, want %d bytes, %d files, %d pending", user, step, st, bytes, files, pending)
				}
				if st.Bytes+st.Pending > smallBytes || st.Files+len(m.pending) > smallFiles {
					rt.Fatalf("%s is above the quota: %+v", user, st)
				}
			}
		}
	})
}

// step does one thing at random, in truth and in the model.
func (w *world) step(rt *rapid.T, m *owned, user string, n int) {
	live := func(trashed bool) []string {
		var out []string
		for _, id := range slices.Sorted(maps.Keys(m.files)) {
			if m.files[id].trashed == trashed {
				out = append(out, id)
			}
		}
		return out
	}
	key := fmt.Sprintf("%s-step-%d", user, n)
	keyed := func(o operation.Declared, path map[string]string, body string) optest.Answer {
		return w.calm(func() optest.Answer {
			return w.fns.REST(o, optest.Request{User: user, Path: path, Body: body, Header: map[string]string{"Idempotency-Key": key}})
		})
	}
	bytes0, files0, pending0 := m.want()
	fits := func(bytes int64, files int) bool {
		return bytes0+pending0+bytes <= smallBytes && (files == 0 || files0+len(m.pending)+files <= smallFiles)
	}
	switch what := rapid.SampledFrom([]string{"upload", "version", "begin", "abort", "copy", "trash", "restore", "purge", "empty", "restore version"}).Draw(rt, "what"); what {
	case "upload", "version", "begin":
		data := bytes.Repeat([]byte("x"), rapid.IntRange(1, 120).Draw(rt, "bytes"))
		of := ""
		if what == "version" {
			if of = pick(rt, live(false)); of == "" {
				return
			}
		}
		body := fmt.Sprintf(`{"name":"a.txt","bytes":%d,"sha256":%q,"artifactId":%q}`, len(data), hexSum(data), of)
		if of == "" {
			body = fmt.Sprintf(`{"name":"a.txt","bytes":%d,"sha256":%q}`, len(data), hexSum(data))
		}
		a := keyed(ops.BeginUpload, nil, body)
		if a.Status != http.StatusCreated {
			if fits(int64(len(data)), map[bool]int{true: 1}[of == ""]) || !strings.Contains(a.Body, "quota_exceeded") {
				rt.Fatalf("%d %s", a.Status, a.Body)
			}
			return
		}
		u := optest.Decode[ops.Upload](w.t, a)
		if what == "begin" {
			m.pending[u.ID] = int64(len(data))
			return
		}
		w.send(*u.Put, data)
		done := w.complete(user, u.ID)
		if done.Status != http.StatusCreated {
			rt.Fatalf("%d %s", done.Status, done.Body)
		}
		made := optest.Decode[ops.Artifact](w.t, done)
		if m.files[made.ID] == nil {
			m.files[made.ID] = &ownedFile{}
		}
		m.files[made.ID].versions = append(m.files[made.ID].versions, int64(len(data)))
	case "abort":
		if id := pick(rt, slices.Sorted(maps.Keys(m.pending))); id != "" {
			keyed(ops.AbortUpload, byUpload(id), "")
			delete(m.pending, id)
		}
	case "copy":
		if id := pick(rt, live(false)); id != "" {
			if a := keyed(ops.Copy, byArtifact(id), "{}"); a.Status == http.StatusCreated {
				c := optest.Decode[ops.Artifact](w.t, a)
				m.files[c.ID] = &ownedFile{versions: []int64{c.Bytes}}
			} else if last := m.files[id].versions; fits(last[len(last)-1], 1) && len(last) == 1 {
				rt.Fatalf("%d %s", a.Status, a.Body)
			}
		}
	case "trash":
		if id := pick(rt, live(false)); id != "" {
			keyed(ops.Delete, byArtifact(id), "")
			m.files[id].trashed = true
		}
	case "restore":
		if id := pick(rt, live(true)); id != "" {
			keyed(ops.Restore, byArtifact(id), "")
			m.files[id].trashed = false
		}
	case "purge":
		if id := pick(rt, live(true)); id != "" {
			keyed(ops.Purge, byArtifact(id), "")
			delete(m.files, id)
		}
	case "empty":
		keyed(ops.EmptyTrash, nil, "")
		for _, id := range live(true) {
			delete(m.files, id)
		}
	case "restore version":
		if id := pick(rt, live(false)); id != "" {
			keyed(ops.RestoreVersion, map[string]string{"artifactId": id, "version": "1"}, "")
		}
	}
}

func pick(rt *rapid.T, of []string) string {
	if len(of) == 0 {
		return ""
	}
	return rapid.SampledFrom(of).Draw(rt, "which")
}

// TestQuotaAtOnce: uploads that end at the same time are all counted, and never above.
func TestQuotaAtOnce(t *testing.T) {
	w := newWorld(t, nil)
	data := samples["a.csv"]
	w.post(ops.AdminSetQuota, optest.AdminUser, map[string]string{"userId": "usr_1"}, map[string]any{"bytes": 10 * len(data), "files": 100})
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			a := w.post(ops.BeginUpload, "usr_1", nil, announce("a.csv", "", data))
			if a.Status != http.StatusCreated {
				return
			}
			u := optest.Decode[ops.Upload](t, a)
			w.send(*u.Put, data)
			if a := w.complete("usr_1", u.ID); a.Status != http.StatusCreated {
				t.Errorf("room was kept, and then refused: %d %s", a.Status, a.Body)
			}
		})
	}
	wg.Wait()
	if st := w.storage("usr_1"); st.Bytes != int64(10*len(data)) || st.Files != 10 || st.Pending != 0 {
		t.Errorf("%+v", st)
	}
}

// TestPendingRoomExpires: what was announced and never sent is free after a day.
func TestPendingRoomExpires(t *testing.T) {
	w := newWorld(t, nil)
	data := samples["a.csv"]
	w.post(ops.AdminSetQuota, optest.AdminUser, map[string]string{"userId": "usr_1"}, map[string]any{"bytes": len(data), "files": 1})
	w.begin("usr_1", announce("a.csv", "", data))
	if a := w.post(ops.BeginUpload, "usr_1", nil, announce("a.csv", "", data)); a.Status != 403 || !strings.Contains(a.Body, "quota_exceeded") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	w.clock.Advance(24 * time.Hour)
	w.uploaded("usr_1", "a.csv", data)
}

func TestTooManyUploads(t *testing.T) {
	w := newWorld(t, nil)
	for range 100 {
		w.begin("usr_1", announce("a.csv", "", samples["a.csv"]))
	}
	if a := w.post(ops.BeginUpload, "usr_1", nil, announce("a.csv", "", samples["a.csv"])); a.Status != 409 || !strings.Contains(a.Body, "too_many_uploads") {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
