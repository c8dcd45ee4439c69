package artifact_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// TestTrash: what is thrown away is seen in the trash alone, comes back as it was, and is
// gone after thirty days.
func TestTrash(t *testing.T) {
	w := newWorld(t, nil)
	a := w.uploaded("usr_1", "a.txt", samples["a.txt"])
	for range 2 { // the second changes nothing
		if got := w.rest(ops.Delete, "usr_1", a.ID, nil, nil); got.Status != 204 {
			t.Fatalf("%d %s", got.Status, got.Body)
		}
		w.clock.Advance(time.Hour)
	}
	for _, o := range []operation.Declared{ops.Get, ops.Content, ops.Update, ops.Copy, ops.Share} {
		r := optest.Request{User: "usr_1", Path: byArtifact(a.ID), Body: bodies[operation.SpecOf(o).ID]}
		if got := w.fns.REST(o, r); got.Status != 404 || !strings.Contains(got.Body, "in_trash") {
			t.Errorf("%s: %d %s", operation.SpecOf(o).ID, got.Status, got.Body)
		}
	}
	seen := optest.Decode[ops.Artifact](t, w.rest(ops.Get, "usr_1", a.ID, map[string]string{"trashed": "true"}, nil))
	if seen.TrashedAt == nil || seen.PurgeAt.Sub(*seen.TrashedAt) != 30*24*time.Hour || w.clock.Now().Sub(*seen.TrashedAt) < 2*time.Hour {
		t.Errorf("%+v", seen)
	}
	lists := func(library, trash int) {
		t.Helper()
		for in, want := range map[string]int{"library": library, "trash": trash} {
			if got := w.pages(t, "usr_1", map[string]string{"in": in}); len(got) != want {
				t.Errorf("%s has %d, want %d", in, len(got), want)
			}
		}
	}
	lists(0, 1)
	if back := w.rest(ops.Restore, "usr_1", a.ID, nil, nil); back.Status != 200 {
		t.Fatalf("%d %s", back.Status, back.Body)
	}
	lists(1, 0)
	if got := optest.Decode[ops.Artifact](t, w.rest(ops.Get, "usr_1", a.ID, nil, nil)); got.Name != a.Name || got.SHA256 != a.SHA256 || got.TrashedAt != nil {
		t.Errorf("%+v", got)
	}
	w.rest(ops.Delete, "usr_1", a.ID, nil, nil)
	kept := w.uploaded("usr_1", "b.txt", samples["a.txt"])
	w.clock.Advance(30*24*time.Hour - time.Second)
	for _, step := range []struct {
		wait  time.Duration
		trash int
	}{{0, 1}, {2 * time.Second, 0}} {
		w.clock.Advance(step.wait)
		if err := w.fns.Schedule(ops.PurgeExpired); err != nil {
			t.Fatal(err)
		}
		lists(1, step.trash)
	}
	if got := w.objects("usr_1"); len(got) != 2 || !strings.Contains(got[0], kept.ID) {
		t.Errorf("%v", got)
	}
}

func TestEmptyTrash(t *testing.T) {
	w := newWorld(t, nil)
	for i := range 105 {
		id := fmt.Sprintf("art_%010d", i)
		w.made("usr_1", id, "image/png", "p")
		w.rest(ops.Delete, "usr_1", id, nil, nil)
	}
	w.made("usr_2", artB, "image/png", "p")
	w.rest(ops.Delete, "usr_2", artB, nil, nil)
	for _, want := range []ops.Emptied{{Purged: 100, More: true}, {Purged: 5}, {}} {
		if got := optest.Decode[ops.Emptied](t, w.post(ops.EmptyTrash, "usr_1", nil, nil)); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	if st := w.storage("usr_1"); st.Bytes != 0 || st.Files != 0 || len(w.objects("usr_1")) != 0 || len(w.objects("usr_2")) != 2 {
		t.Errorf("%+v", st)
	}
}

// TestAccountGone: of a deleted account nothing is left, and others keep theirs.
func TestAccountGone(t *testing.T) {
	w := newWorld(t, nil)
	photo := photograph(t, 300, 200)
	mine, trashed, other := w.uploaded("usr_1", "a.png", photo), w.uploaded("usr_1", "b.txt", samples["a.txt"]), w.uploaded("usr_2", "c.txt", samples["a.txt"])
	w.rest(ops.Thumbnail, "usr_1", mine.ID, nil, nil)
	w.rest(ops.Delete, "usr_1", trashed.ID, nil, nil)
	given := w.link("usr_1", mine.ID, "editor")
	w.accept("usr_2", given.Token)
	w.accept("usr_1", w.link("usr_2", other.ID, "viewer").Token)
	e := bus.Event{ID: "evt_1", Type: "identity.account_deleted", Subject: "usr_1", Data: []byte(`{"userId":"usr_1"}`)}
	for range 2 { // events come at least once
		if err := w.fns.Event(ops.PurgeAccount, e); err != nil {
			t.Fatal(err)
		}
	}
	derived, _, err := w.blob.List(t.Context(), "derived/usr_1/", "", 0)
	if err != nil || len(derived) != 0 || len(w.objects("usr_1")) != 0 {
		t.Errorf("left: %v %v %v", derived, w.objects("usr_1"), err)
	}
	if w.open(given.Token).Status != 404 || w.rest(ops.Get, "usr_2", mine.ID, nil, nil).Status != 404 || len(w.pages(t, "usr_1", map[string]string{"in": "shared"})) != 0 {
		t.Error("something is still shared")
	}
	if w.rest(ops.Get, "usr_2", other.ID, nil, nil).Status != 200 {
		t.Error("somebody else's file went with it")
	}
}

// TestVersions: what a file held can be read, and made the latest again, without taking
// room twice.
func TestVersions(t *testing.T) {
	w := newWorld(t, nil)
	a := w.uploaded("usr_1", "a.txt", []byte("one"))
	for i, text := range []string{"two!", "three"} {
		b := w.uploaded("usr_1", "other.txt", []byte(text), map[string]any{"artifactId": a.ID})
		if b.ID != a.ID || b.Version != i+2 || b.Name != "a.txt" || b.SHA256 != hexSum([]byte(text)) {
			t.Errorf("%+v", b)
		}
	}
	for version, want := range map[string]string{"1": "one", "2": "two!", "3": "three", "0": "three"} {
		r := w.rest(ops.Content, "usr_1", a.ID, map[string]string{"version": version}, nil)
		if r.Status != 303 {
			t.Fatalf("version %s: %d %s", version, r.Status, r.Body)
		}
		if _, body := w.fetch(r.Header["Location"][0]); body != want {
			t.Errorf("version %s: %q", version, body)
		}
	}
	if r := w.rest(ops.Content, "usr_1", a.ID, map[string]string{"version": "9"}, nil); r.Status != 404 {
		t.Errorf("version 9: %d", r.Status)
	}
	r := w.post(ops.RestoreVersion, "usr_1", map[string]string{"artifactId": a.ID, "version": "1"}, nil)
	if got := optest.Decode[ops.Artifact](t, r); got.Version != 4 || got.SHA256 != a.SHA256 {
		t.Errorf("%d %s", r.Status, r.Body)
	}
	var seen []int
	query := map[string]string{"limit": "3"}
	for range 3 {
		p := optest.Decode[ops.VersionPage](t, w.rest(ops.ListVersions, "usr_1", a.ID, query, nil))
		for _, v := range p.Items {
			seen = append(seen, v.Version)
		}
		if query["cursor"] = p.NextCursor; p.NextCursor == "" {
			break
		}
	}
	if fmt.Sprint(seen) != "[4 3 2 1]" {
		t.Errorf("versions %v", seen)
	}
	if st := w.storage("usr_1"); st.Bytes != 3+4+5 || st.Files != 1 {
		t.Errorf("%+v", st)
	}
	w.drop("usr_1", a.ID)
	if got := w.objects("usr_1"); len(got) != 0 {
		t.Errorf("left %v", got)
	}
}

// photograph is a PNG that shades from left to right.
func photograph(t *testing.T, width, height int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, shaded(width, height)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func shaded(width, height int) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			m.SetNRGBA(x, y, color.NRGBA{uint8(255 * x / width), 0, uint8(255 * y / height), 255})
		}
	}
	return m
}

func TestThumbnails(t *testing.T) {
	var jpg, giff bytes.Buffer
	if err := jpeg.Encode(&jpg, shaded(800, 100), nil); err != nil {
		t.Fatal(err)
	}
	if err := gif.Encode(&giff, shaded(10, 20), nil); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file string
		data []byte
		size string
		want image.Point // zero: none
	}{
		"a picture":            {"a.png", photograph(t, 600, 400), "", image.Pt(256, 170)},
		"small":                {"a.png", photograph(t, 600, 400), "128", image.Pt(128, 85)},
		"between two sizes":    {"a.png", photograph(t, 600, 400), "200", image.Pt(256, 170)},
		"large":                {"a.jpg", jpg.Bytes(), "512", image.Pt(512, 64)},
		"never larger than it": {"a.gif", giff.Bytes(), "512", image.Pt(10, 20)},
		"no picture":           {"a.txt", samples["a.txt"], "", image.Point{}},
		"damaged":              {"a.png", photograph(t, 600, 400)[:200], "", image.Point{}},
		"a bomb":               {"a.png", bomb(), "", image.Point{}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			a := w.uploaded("usr_1", c.file, c.data)
			query := map[string]string{}
			if c.size != "" {
				query["size"] = c.size
			}
			r := w.rest(ops.Thumbnail, "usr_1", a.ID, query, nil)
			if c.want == (image.Point{}) {
				if r.Status != 404 || !strings.Contains(r.Body, "no_thumbnail") {
					t.Errorf("%d %s", r.Status, r.Body)
				}
				return
			}
			res, body := w.fetch(r.Header["Location"][0])
			m, err := png.Decode(strings.NewReader(body))
			if err != nil || res.StatusCode != http.StatusOK || m.Bounds().Size() != c.want {
				t.Fatalf("%d %v, %v", res.StatusCode, m, err)
			}
			if left, _, _, _ := m.At(0, c.want.Y/2).RGBA(); left > 0x4000 {
				t.Error("another picture")
			}
			before, _, err := w.blob.List(t.Context(), "derived/", "", 0)
			if err != nil || len(before) != 1 {
				t.Fatalf("%v, %v", before, err)
			}
			w.clock.Advance(time.Second)
			w.rest(ops.Thumbnail, "usr_1", a.ID, query, nil)
			if after, _, _ := w.blob.List(t.Context(), "derived/", "", 0); !after[0].LastModified.Equal(before[0].LastModified) {
				t.Error("made again")
			}
		})
	}
}

// bomb is a PNG whose header claims a billion pixels.
func bomb() []byte {
	ihdr := append([]byte("IHDR"), make([]byte, 13)...)
	binary.BigEndian.PutUint32(ihdr[4:], 40_000)
	binary.BigEndian.PutUint32(ihdr[8:], 40_000)
	ihdr[12], ihdr[13] = 8, 6
	out := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), ihdr...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(ihdr))
}
