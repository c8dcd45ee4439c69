package artifact_test

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/storetest"
)

func (w *world) get(user, id string) ops.Artifact {
	w.t.Helper()
	return optest.Decode[ops.Artifact](w.t, w.rest(ops.Get, user, id, nil, nil))
}

// TestList pages through artifacts, newest first, over a store whose pages are short. The
// ids do not sort by time.
func TestList(t *testing.T) {
	w := newWorld(t, func(s store.Store) store.Store {
		return storetest.Nasty(s, storetest.Faults{Seed: 4, ShortPage: 0.5})
	})
	var want []string
	for i := range 25 {
		id := fmt.Sprintf("art_%010d", (i*7)%25)
		w.made("usr_1", id, "image/png", fmt.Sprint("picture ", i))
		want = append([]string{id}, want...)
		w.clock.Advance(time.Duration(i%3) * time.Millisecond)
	}
	w.made("usr_2", "art_zzzzzzzzzz", "image/png", "somebody else's")
	byTime := func(ids []string) []time.Time {
		var out []time.Time
		for _, id := range ids {
			out = append(out, w.get("usr_1", id).CreatedAt)
		}
		return out
	}
	var got []string
	query := map[string]string{"limit": "4"}
	for page := 0; ; page++ {
		p := optest.Decode[ops.ArtifactPage](t, w.rest(ops.List, "usr_1", "", query, nil))
		if len(p.Items) > 4 || page > 200 {
			t.Fatalf("page %d has %d items", page, len(p.Items))
		}
		for _, a := range p.Items {
			got = append(got, a.ID)
		}
		if query["cursor"] = p.NextCursor; p.NextCursor == "" {
			break
		}
	}
	if times := byTime(got); !slices.IsSortedFunc(times, func(a, b time.Time) int { return b.Compare(a) }) {
		t.Errorf("not newest first: %v", times)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestListRefusesForeignCursors(t *testing.T) {
	w := newWorld(t, nil)
	for i := range 3 {
		w.made("usr_1", fmt.Sprintf("art_%010d", i), "image/png", "p")
	}
	next := optest.Decode[ops.ArtifactPage](t, w.rest(ops.List, "usr_1", "", map[string]string{"limit": "1"}, nil)).NextCursor
	for name, c := range map[string]struct{ user, cursor string }{"another's": {"usr_2", next}, "forged": {"usr_1", "AAAA" + next[4:]}, "nonsense": {"usr_1", "é"}} {
		a := w.rest(ops.List, c.user, "", map[string]string{"cursor": c.cursor}, nil)
		if p := optest.Decode[operation.Problem](t, a); a.Status != 422 || p.Field != "query.cursor" {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
}

func TestETag(t *testing.T) {
	w := newWorld(t, nil)
	w.made("usr_1", artA, "image/png", "picture")
	a := w.rest(ops.Get, "usr_1", artA, nil, nil)
	etag := a.Header["Etag"]
	if a.Status != 200 || len(etag) != 1 || !slices.Equal(a.Header["Cache-Control"], []string{"no-store"}) {
		t.Fatalf("status %d, header %v", a.Status, a.Header)
	}
	for match, want := range map[string]int{etag[0]: 304, "W/" + etag[0]: 304, `"x", ` + etag[0]: 304, `"x"`: 200} {
		if a := w.rest(ops.Get, "usr_1", artA, nil, map[string]string{"If-None-Match": match}); a.Status != want || want == 304 && a.Body != "" {
			t.Errorf("%s: %d %s, want %d", match, a.Status, a.Body, want)
		}
	}
	if w.made("usr_1", artB, "image/png", "another"); etag[0] == w.rest(ops.Get, "usr_1", artB, nil, nil).Header["Etag"][0] {
		t.Error("two artifacts with one tag")
	}
}

// TestOthersAreUnknown: somebody else's artifact and one that does not exist are told
// apart by nothing.
func TestOthersAreUnknown(t *testing.T) {
	w := newWorld(t, nil)
	w.made("usr_1", artA, "image/png", "picture")
	for _, o := range []operation.Declared{ops.Get, ops.Content, ops.Delete} {
		foreign, unknown := w.rest(o, "usr_2", artA, nil, nil), w.rest(o, "usr_2", artB, nil, nil)
		if foreign.Status != 404 || foreign.Body != unknown.Body || unknown.Status != 404 {
			t.Errorf("%s: %d %s against %d %s", operation.SpecOf(o).ID, foreign.Status, foreign.Body, unknown.Status, unknown.Body)
		}
		if a := w.rest(o, "", artA, nil, nil); a.Status != 401 {
			t.Errorf("%s: nobody gets %d", operation.SpecOf(o).ID, a.Status)
		}
	}
	if w.get("usr_1", artA).ID != artA {
		t.Error("it is gone")
	}
}

func TestContent(t *testing.T) {
	for name, c := range map[string]struct {
		contentType, name string
		query             map[string]string
		kind, file        string
	}{
		"a picture is shown":        {"image/png", "Launch.png", nil, "inline", "Launch.png"},
		"or saved":                  {"image/png", "Launch.png", map[string]string{"download": "true"}, "attachment", "Launch.png"},
		"a page is saved always":    {"text/html", "page.html", nil, "attachment", "page.html"},
		"a drawing may be a page":   {"image/svg+xml", "a.svg", nil, "attachment", "a.svg"},
		"an unknown type, too":      {"application/octet-stream", "a.bin", map[string]string{"download": "false"}, "attachment", "a.bin"},
		"any language":              {"image/jpeg", "Größe 大きい.jpg", nil, "inline", "Größe 大きい.jpg"},
		"quotes and separators":     {"image/png", `a";b=c\.png`, nil, "inline", `a";b=c\.png`},
		"no line breaks in headers": {"image/png", "a\r\nSet-Cookie: b.png", nil, "inline", "a\r\nSet-Cookie: b.png"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			n := w.put("usr_1", artA, c.contentType, "the bytes")
			n.Name = c.name
			if _, err := w.create("usr_1", n); err != nil {
				t.Fatal(err)
			}
			a := w.rest(ops.Content, "usr_1", artA, c.query, nil)
			if a.Status != 303 || len(a.Header["Location"]) != 1 || a.Header["Cache-Control"][0] != "no-store" {
				t.Fatalf("%d %v %s", a.Status, a.Header, a.Body)
			}
			res, body := w.fetch(a.Header["Location"][0])
			kind, params, err := mime.ParseMediaType(res.Header.Get("Content-Disposition"))
			if err != nil || kind != c.kind || params["filename"] != c.file {
				t.Errorf("Content-Disposition %q: %s of %q, %v", res.Header.Get("Content-Disposition"), kind, params["filename"], err)
			}
			if res.StatusCode != 200 || body != "the bytes" || res.Header.Get("Content-Type") != c.contentType ||
				res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("Set-Cookie") != "" {
				t.Errorf("%d %q %v", res.StatusCode, body, res.Header)
			}
			w.clock.Advance(5 * time.Minute)
			if res, _ := w.fetch(a.Header["Location"][0]); res.StatusCode != 403 {
				t.Errorf("later: %d", res.StatusCode)
			}
		})
	}
}

func (w *world) fetch(url string) (*http.Response, string) {
	w.t.Helper()
	res, err := w.srv.Client().Get(url)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return res, string(body)
}

// drop throws an artifact away for good, and gives the status of the last step.
func (w *world) drop(user, id string) int {
	w.t.Helper()
	if a := w.rest(ops.Delete, user, id, nil, nil); a.Status != 204 && a.Status != 404 {
		return a.Status
	}
	return w.rest(ops.Purge, user, id, nil, nil).Status
}

func TestPurge(t *testing.T) {
	w := newWorld(t, nil)
	w.made("usr_1", artA, "image/png", "picture")
	w.made("usr_1", artB, "image/png", "another")
	if a := w.rest(ops.Purge, "usr_1", artA, nil, nil); a.Status != 409 || !strings.Contains(a.Body, "not_in_trash") {
		t.Errorf("not in the trash: %d %s", a.Status, a.Body)
	}
	if status := w.drop("usr_1", artA); status != 204 {
		t.Fatal(status)
	}
	w.absent(artA)
	if got := w.objects("usr_1"); len(got) != 2 || !strings.Contains(got[0], artB) {
		t.Errorf("objects %v", got)
	}
	if status := w.drop("usr_1", artA); status != 404 {
		t.Errorf("again: %d", status)
	}
	w.made("usr_1", artA, "image/png", "picture") // whoever repeats the request that made it makes it again
}

// absent checks that nobody finds an artifact.
func (w *world) absent(id string) {
	w.t.Helper()
	for _, o := range []operation.Declared{ops.Get, ops.Content} {
		if a := w.rest(o, "usr_1", id, nil, nil); a.Status != 404 {
			w.t.Errorf("%s: %d", operation.SpecOf(o).ID, a.Status)
		}
	}
	for _, in := range []string{"library", "trash"} {
		if a := w.rest(ops.List, "usr_1", "", map[string]string{"in": in}, nil); a.Status != 200 || strings.Contains(a.Body, id) {
			w.t.Errorf("it is listed: %s", a.Body)
		}
	}
}

// TestInterruptedPurge: a purge that ended half-way hides the artifact and can be done
// again, by its owner or the schedule, until nothing is left.
func TestInterruptedPurge(t *testing.T) {
	for name, finish := range map[string]func(*world) bool{
		"by the owner":    func(w *world) bool { return w.rest(ops.Purge, "usr_1", artA, nil, nil).Status == 204 },
		"by the schedule": func(w *world) bool { return w.fns.Schedule(ops.PurgeExpired) == nil },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			w.made("usr_1", artA, "image/png", "picture")
			w.blob.failDeletes = 2
			for range 2 {
				if status := w.drop("usr_1", artA); status != 500 {
					t.Fatal(status)
				}
				w.absent(artA)
			}
			if status := w.drop("usr_2", artA); status != 404 {
				t.Errorf("somebody else: %d", status)
			}
			if _, err := w.create("usr_1", w.put("usr_1", artA, "image/png", "picture")); !conflict(err) {
				t.Errorf("made again meanwhile: %v", err)
			}
			w.clock.Advance(time.Second)
			if !finish(w) {
				t.Fatal("not finished")
			}
			if got := w.objects("usr_1"); len(got) != 0 {
				t.Errorf("objects %v", got)
			}
		})
	}
}

func TestPurgeWithLostReplies(t *testing.T) {
	for seed := range uint64(6) {
		var n *storetest.NastyStore
		w := newWorld(t, func(s store.Store) store.Store {
			n = storetest.Nasty(s, storetest.Faults{Seed: seed, Throttle: 0.2, LostReply: 0.3, LostRequest: 0.3})
			return n
		})
		for made := w.put("usr_1", artA, "image/png", "picture"); ; {
			if _, err := w.create("usr_1", made); err == nil {
				break
			}
		}
		status := 503
		for try := 0; status >= 409 && try < 100; try++ { // 409: the first step did not happen
			status = w.drop("usr_1", artA)
		}
		if status != 204 && status != 404 { // 404: the reply to the last step was lost
			t.Errorf("seed %d: status %d", seed, status)
		}
		n.Calm()
		if err := n.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.absent(artA)
		if got := w.objects("usr_1"); len(got) != 0 {
			t.Errorf("seed %d: objects %v", seed, got)
		}
		if st := optest.Decode[ops.Storage](t, w.rest(ops.GetStorage, "usr_1", "", nil, nil)); st.Bytes != 0 || st.Files != 0 {
			t.Errorf("seed %d: %+v", seed, st)
		}
	}
}
