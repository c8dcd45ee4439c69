package artifact_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/internal/optest"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
	"github.com/aio-creative-hub/aio/shared/store/storetest"
)

func hexSum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// post calls a write with path parameters and a body.
func (w *world) post(o operation.Declared, user string, path map[string]string, body any) optest.Answer {
	w.t.Helper()
	r := optest.Request{User: user, Path: path}
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			w.t.Fatal(err)
		}
		r.Body = string(data)
	}
	return w.fns.REST(o, r)
}

// calm repeats a request until it is neither refused as busy nor unanswered.
func (w *world) calm(do func() optest.Answer) optest.Answer {
	w.t.Helper()
	for range 300 {
		if a := do(); a.Status != http.StatusServiceUnavailable {
			return a
		}
	}
	w.t.Fatal("never answered")
	return optest.Answer{}
}

func announce(name, kind string, data []byte) map[string]any {
	body := map[string]any{"name": name, "bytes": len(data), "sha256": hexSum(data)}
	if kind != "" {
		body["contentType"] = kind
	}
	return body
}

func byUpload(id string) map[string]string { return map[string]string{"uploadId": id} }

// send makes a signed request with the bytes.
func (w *world) send(r ops.SignedRequest, data []byte) int {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), r.Method, r.URL, bytes.NewReader(data))
	if err != nil {
		w.t.Fatal(err)
	}
	for name, v := range r.Headers {
		if name != "Content-Length" {
			req.Header.Set(name, v)
		}
	}
	res, err := w.srv.Client().Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode
}

// begin announces a file, which must be taken.
func (w *world) begin(user string, body any) ops.Upload {
	w.t.Helper()
	a := w.calm(func() optest.Answer { return w.post(ops.BeginUpload, user, nil, body) })
	if a.Status != http.StatusCreated {
		w.t.Fatalf("%d %s", a.Status, a.Body)
	}
	return optest.Decode[ops.Upload](w.t, a)
}

func (w *world) complete(user, id string) optest.Answer {
	w.t.Helper()
	return w.calm(func() optest.Answer { return w.post(ops.CompleteUpload, user, byUpload(id), nil) })
}

// uploaded sends a whole file, which must be taken.
func (w *world) uploaded(user, name string, data []byte, more ...map[string]any) ops.Artifact {
	w.t.Helper()
	body := announce(name, "", data)
	for _, m := range more {
		for k, v := range m {
			body[k] = v
		}
	}
	u := w.begin(user, body)
	if status := w.send(*u.Put, data); status != http.StatusOK {
		w.t.Fatalf("put: %d", status)
	}
	a := w.complete(user, u.ID)
	if a.Status != http.StatusCreated {
		w.t.Errorf("complete %s: %d %s", name, a.Status, a.Body)
		return ops.Artifact{}
	}
	return optest.Decode[ops.Artifact](w.t, a)
}

func (w *world) storage(user string) ops.Storage {
	w.t.Helper()
	return optest.Decode[ops.Storage](w.t, w.calm(func() optest.Answer { return w.rest(ops.GetStorage, user, "", nil, nil) }))
}

// temporary lists what lies where uploads arrive.
func (w *world) temporary() []blob.Info {
	w.t.Helper()
	infos, _, err := w.blob.List(w.t.Context(), "temp/", "", 0)
	if err != nil {
		w.t.Fatal(err)
	}
	return infos
}

// samples are the beginnings of files of all kinds, or whole ones.
var samples = map[string][]byte{
	"a.png": []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x02\x00\x00\x00\x03\x08\x06\x00\x00\x00"), "a.jpg": []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"),
	"a.gif": []byte("GIF89a\x02\x00\x03\x00\x00\x00\x00;"), "a.webp": []byte("RIFF\x24\x00\x00\x00WEBPVP8 \x18\x00\x00\x00"),
	"a.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "a.mp4": []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"),
	"a.webm": []byte("\x1aE\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm"),
	"a.mov":  []byte("\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00qt  "), "a.avi": []byte("RIFF\x24\x00\x00\x00AVI LIST\x00\x00"), "a.mp3": []byte("ID3\x03\x00\x00\x00\x00\x00\x00"),
	"a.wav": []byte("RIFF\x24\x00\x00\x00WAVEfmt "), "a.flac": []byte("fLaC\x00\x00\x00\x22"), "a.ogg": []byte("OggS\x00\x02" + strings.Repeat("\x00", 22) + "\x01vorbis\x00\x00"),
	"a.ttf": []byte("\x00\x01\x00\x00\x00\x0c\x00\x80\x00\x03\x00@OS/2\x00\x00"), "a.otf": []byte("OTTO\x00\x0c\x00\x80\x00\x03\x00@CFF " + strings.Repeat("\x00", 40)), "a.woff": []byte("wOFF\x00\x01\x00\x00"), "a.woff2": []byte("wOF2\x00\x01\x00\x00"),
	"a.pdf": []byte("%PDF-1.7\n%\xe2\xe3"), "a.zip": []byte("PK\x03\x04\x14\x00\x00\x00\x00\x00"), "a.3mf": []byte("PK\x03\x04\x14\x00\x00\x00\x00\x00"),
	"a.glb": []byte("glTF\x02\x00\x00\x00\x0c\x00\x00\x00"), "a.gltf": []byte(`{"asset":{"version":"2.0"}}`), "a.obj": []byte("v 0 0 0\nf 1 1 1\n"), "a.stl": []byte("solid a\nendsolid a\n"),
	"a.txt": []byte("naïve text ✓"), "a.csv": []byte("a,b\n1,2\n"), "a.md": []byte("# Title\n"), "a.html": []byte("<!doctype html><title>x</title>"), "a.css": []byte("a{}"), "a.js": []byte("let a"),
	"a.json": []byte(`{"a":1}`), "a.jsonl": []byte("{\"a\":1}\n{\"a\":2}\n"), "a.py": []byte("print(1)\n"), "a.java": []byte("class A {}"), "a.cpp": []byte("int main(){}"), "a.go": []byte("package a"), "a.xml": []byte("<?xml version=\"1.0\"?><a/>"),
	"a.m4a": []byte("\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A mp42"), "a.mtl": []byte("newmtl a\n"),
}

// TestEveryKindIsTaken: every kind of file that is taken is told by its name, and its
// bytes come back as they were.
func TestEveryKindIsTaken(t *testing.T) {
	w := newWorld(t, nil)
	kinds := map[string]bool{}
	for name, data := range samples {
		a := w.uploaded("usr_1", name, data)
		if kinds[a.ContentType] = true; a.ID == "" {
			continue
		}
		if a.Name != name || a.SHA256 != hexSum(data) || a.Bytes != int64(len(data)) || a.Version != 1 {
			t.Errorf("%s: %+v", name, a)
		}
		res, body := w.fetch(w.rest(ops.Content, "usr_1", a.ID, nil, nil).Header["Location"][0])
		shown := strings.HasPrefix(a.ContentType, "image/") && a.ContentType != "image/svg+xml" || a.ContentType == "video/mp4" || a.ContentType == "video/webm"
		if body != string(data) || res.Header.Get("Content-Type") != a.ContentType || strings.HasPrefix(res.Header.Get("Content-Disposition"), "inline") != shown {
			t.Errorf("%s: %v", name, res.Header)
		}
	}
	if len(kinds) != len(samples) {
		t.Errorf("%d kinds of %d files", len(kinds), len(samples))
	}
	if left := w.temporary(); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestBytesMustFit: a file is what its bytes say, whatever it is called.
func TestBytesMustFit(t *testing.T) {
	for name, c := range map[string]struct {
		file, kind string
		data       []byte
	}{
		"a page as a picture":     {"a.png", "", samples["a.html"]},
		"a picture as another":    {"a.jpg", "", samples["a.png"]},
		"a program as a text":     {"a.txt", "", []byte("\x7fELF\x02\x01\x01\x00")},
		"a program as a picture":  {"a.png", "", []byte("MZ\x90\x00\x03\x00\x00\x00")},
		"zeros in a text":         {"a.csv", "", []byte("a,b\x00c")},
		"UTF-16":                  {"a.txt", "", []byte("\xff\xfea\x00b\x00")},
		"a video as a sound":      {"a.mp3", "", samples["a.mp4"]},
		"a text as a model":       {"a.glb", "", []byte("hello")},
		"a model cut short":       {"a.stl", "", bytes.Repeat([]byte{1}, 200)},
		"what is said, not named": {"a.png", "image/jpeg", samples["a.png"]},
		"a text as a font":        {"a.woff2", "", []byte("wOF")},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			u := w.begin("usr_1", announce(c.file, c.kind, c.data))
			w.send(*u.Put, c.data)
			a := w.complete("usr_1", u.ID)
			if p := optest.Decode[operation.Problem](t, a); a.Status != 422 || p.Code != "unsupported_file" || p.Field != "body.contentType" {
				t.Errorf("%d %s", a.Status, a.Body)
			}
			if got := w.objects("usr_1"); len(got) != 0 {
				t.Errorf("kept %v", got)
			}
			if st := w.storage("usr_1"); st.Bytes != 0 || st.Files != 0 || st.Pending != int64(len(c.data)) {
				t.Errorf("%+v", st)
			}
		})
	}
}

func TestFileNames(t *testing.T) {
	w := newWorld(t, nil)
	text := samples["a.txt"]
	for given, want := range map[string]string{
		"Größe 大きい.txt": "Größe 大きい.txt", "Gro\u0308ße.txt": "Größe.txt", " spaces .TXT ": "spaces .TXT", "no extension": "no extension.txt", "a.exe": "a.exe.txt", "what?.txt": "what?.txt", "..hidden.txt": "..hidden.txt",
	} {
		if a := w.uploaded("usr_1", given, text, map[string]any{"contentType": "text/plain"}); a.Name != want {
			t.Errorf("%q became %q, want %q", given, a.Name, want)
		}
	}
	for _, bad := range []string{"a/b.txt", `a\b.txt`, "../a.txt", "a\nb.txt", "a\x00.txt", "\u202etxt.exe", "...", "   ", strings.Repeat("ä", 130) + ".txt"} {
		a := w.post(ops.BeginUpload, "usr_1", nil, announce(bad, "text/plain", text))
		if p := optest.Decode[operation.Problem](t, a); a.Status != 422 || p.Field != "body.name" {
			t.Errorf("%q: %d %s", bad, a.Status, a.Body)
		}
	}
}

// TestOnlyWhatWasAnnounced: neither other bytes nor more or fewer can be stored, and what
// has not arrived is no file.
func TestOnlyWhatWasAnnounced(t *testing.T) {
	w := newWorld(t, nil)
	data := samples["a.csv"]
	u := w.begin("usr_1", announce("a.csv", "", data))
	if a := w.complete("usr_1", u.ID); a.Status != 409 || !strings.Contains(a.Body, "not_arrived") {
		t.Errorf("before: %d %s", a.Status, a.Body)
	}
	for name, other := range map[string][]byte{"longer": append(data[:len(data):len(data)], 'x'), "shorter": data[1:], "other": bytes.ToUpper(data)} {
		if status := w.send(*u.Put, other); status < 400 {
			t.Errorf("%s: stored with %d", name, status)
		}
	}
	changed := *u.Put
	changed.Headers = map[string]string{"Content-Type": "text/html", "X-Content-Sha256": u.Put.Headers["X-Content-Sha256"]}
	if status := w.send(changed, data); status < 400 {
		t.Errorf("another type: %d", status)
	}
	w.clock.Advance(11 * time.Minute)
	if status := w.send(*u.Put, data); status != 403 {
		t.Errorf("too late: %d", status)
	}
	again := optest.Decode[ops.Upload](t, w.fns.REST(ops.GetUpload, optest.Request{User: "usr_1", Path: byUpload(u.ID)}))
	if status := w.send(*again.Put, data); status != 200 {
		t.Errorf("signed anew: %d", status)
	}
	for _, o := range []operation.Declared{ops.GetUpload, ops.CompleteUpload, ops.AbortUpload} {
		if a := w.fns.REST(o, optest.Request{User: "usr_2", Path: byUpload(u.ID)}); a.Status != 404 {
			t.Errorf("somebody else's %s: %d", operation.SpecOf(o).ID, a.Status)
		}
	}
	w.clock.Advance(24 * time.Hour)
	if a := w.complete("usr_1", u.ID); a.Status != 404 {
		t.Errorf("a day later: %d %s", a.Status, a.Body)
	}
	if st := w.storage("usr_1"); st.Pending != 0 {
		t.Errorf("%+v", st)
	}
}

// TestUploadWithLostReplies: whoever repeats what got no answer ends with one file of one
// version, charged once.
func TestUploadWithLostReplies(t *testing.T) {
	for seed := range uint64(12) {
		var n *storetest.NastyStore
		w := newWorld(t, func(s store.Store) store.Store {
			n = storetest.Nasty(s, storetest.Faults{Seed: seed, Throttle: 0.15, LostReply: 0.2, LostRequest: 0.2})
			return n
		})
		data := samples["a.csv"]
		begin := func() optest.Answer {
			body, _ := json.Marshal(announce("a.csv", "", data))
			return w.fns.REST(ops.BeginUpload, optest.Request{User: "usr_1", Body: string(body), Header: map[string]string{"Idempotency-Key": "upload-1"}})
		}
		u := optest.Decode[ops.Upload](t, w.calm(begin))
		w.send(*u.Put, data)
		first := w.complete("usr_1", u.ID)
		second := w.complete("usr_1", u.ID)
		if a, b := optest.Decode[ops.Artifact](t, first), optest.Decode[ops.Artifact](t, second); first.Status != 201 || a.ID != b.ID || a.Version != 1 || b.Version != 1 {
			t.Errorf("seed %d: %s then %s", seed, first.Body, second.Body)
		}
		n.Calm()
		if err := n.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		if st := w.storage("usr_1"); st.Bytes != int64(len(data)) || st.Files != 1 || st.Pending != 0 {
			t.Errorf("seed %d: %+v", seed, st)
		}
		if got := w.objects("usr_1"); len(got) != 2 || len(w.temporary()) != 0 {
			t.Errorf("seed %d: %v and %v", seed, got, w.temporary())
		}
	}
}

// TestCompleteAtOnce: many completions and abandonments of one upload at the same time
// leave a file that is charged once, or nothing.
func TestCompleteAtOnce(t *testing.T) {
	for round := range 10 {
		w := newWorld(t, nil)
		data := samples["a.csv"]
		u := w.begin("usr_1", announce("a.csv", "", data))
		w.send(*u.Put, data)
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				if i == 7 && round%2 == 1 {
					w.fns.REST(ops.AbortUpload, optest.Request{User: "usr_1", Path: byUpload(u.ID)})
					return
				}
				w.fns.REST(ops.CompleteUpload, optest.Request{User: "usr_1", Path: byUpload(u.ID)})
			})
		}
		wg.Wait()
		page := optest.Decode[ops.ArtifactPage](t, w.rest(ops.List, "usr_1", "", nil, nil))
		st := w.storage("usr_1")
		if st.Files != len(page.Items) || st.Bytes != int64(len(page.Items)*len(data)) || st.Pending != 0 || round%2 == 0 && len(page.Items) != 1 {
			t.Errorf("round %d: %d files, %+v", round, len(page.Items), st)
		}
		for _, a := range page.Items {
			if _, body := w.fetch(w.rest(ops.Content, "usr_1", a.ID, nil, nil).Header["Location"][0]); body != string(data) {
				t.Errorf("round %d: the bytes are gone", round)
			}
		}
	}
}

// TestParts: parts come in any order, more than once, and only as announced.
func TestParts(t *testing.T) {
	const part = 16 << 20
	data := bytes.Repeat([]byte("0123456789abcde\n"), (2*part+100)/16)
	w := newWorld(t, nil)
	u := w.begin("usr_1", map[string]any{"name": "large.txt", "bytes": len(data), "inParts": true})
	if u.Put != nil || u.Parts != 3 || u.PartBytes != part {
		t.Fatalf("%+v", u)
	}
	of := func(n int) []byte { return data[(n-1)*part : min(n*part, len(data))] }
	sign := func(n int, sum string) (optest.Answer, ops.SignedRequest) {
		a := w.post(ops.SignParts, "usr_1", byUpload(u.ID), map[string]any{"parts": []any{map[string]any{"number": n, "sha256": sum}}})
		if a.Status != 200 {
			return a, ops.SignedRequest{}
		}
		return a, optest.Decode[ops.SignedParts](t, a).Items[0]
	}
	for _, n := range []int{3, 1, 3} {
		_, r := sign(n, hexSum(of(n)))
		if status := w.send(r, of(n)); status != 200 {
			t.Fatalf("part %d: %d", n, status)
		}
		if status := w.send(r, append([]byte{'x'}, of(n)[1:]...)); status < 400 {
			t.Errorf("part %d takes other bytes", n)
		}
	}
	for name, c := range map[string]struct {
		n          int
		sum, field string
	}{"another digest": {1, hexSum(nil), "body.parts[0].sha256"}, "no such part": {4, hexSum(nil), "body.parts[0].number"}} {
		a, _ := sign(c.n, c.sum)
		if p := optest.Decode[operation.Problem](t, a); a.Status != 422 || p.Field != c.field {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
	if a := w.complete("usr_1", u.ID); a.Status != 409 || !strings.Contains(a.Body, "2 of 3 parts") {
		t.Errorf("one missing: %d %s", a.Status, a.Body)
	}
	if got := optest.Decode[ops.Upload](t, w.fns.REST(ops.GetUpload, optest.Request{User: "usr_1", Path: byUpload(u.ID)})); fmt.Sprint(got.Arrived) != "[1 3]" {
		t.Errorf("arrived %v", got.Arrived)
	}
	_, r := sign(2, hexSum(of(2)))
	w.send(r, of(2))
	a := optest.Decode[ops.Artifact](t, w.complete("usr_1", u.ID))
	h := sha256.New()
	for n := 1; n <= 3; n++ {
		sum := sha256.Sum256(of(n))
		h.Write(sum[:])
	}
	if want := hex.EncodeToString(h.Sum(nil)) + "-3"; a.SHA256 != want || a.Bytes != int64(len(data)) {
		t.Errorf("%+v, want %s", a, want)
	}
	if _, body := w.fetch(w.rest(ops.Content, "usr_1", a.ID, nil, nil).Header["Location"][0]); body != string(data) {
		t.Error("other bytes came back")
	}
}
