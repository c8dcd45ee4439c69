package blobtest

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob"
)

const signedKey = "artifacts/usr_1/art_1/picture.png"

// answer is what came back from a signed URL.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// send makes a signed request as its holder does, with changes.
func send(t *testing.T, h Harness, s blob.SignedRequest, body []byte, change ...func(*http.Request)) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), s.Method, s.URL, bytes.NewReader(body))
	if err != nil {
		t.Fatalf("request: %v", err)
	}
	req.Header = s.Header.Clone()
	if req.Header == nil {
		req.Header = http.Header{}
	}
	if n, err := strconv.ParseInt(req.Header.Get("Content-Length"), 10, 64); err == nil {
		req.ContentLength = n
	}
	for _, f := range change {
		f(req)
	}
	resp, err := h.Client.Do(req)
	if err != nil {
		t.Fatalf("%s: %v", s.Method, err)
	}
	defer func() { _ = resp.Body.Close() }()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%s: body: %v", s.Method, err)
	}
	return answer{resp.StatusCode, resp.Header, got}
}

func signGet(t *testing.T, h Harness, g blob.GetGrant) blob.SignedRequest {
	t.Helper()
	s, err := h.Store.SignGet(t.Context(), signedKey, g)
	if err != nil || s.Method != http.MethodGet || s.Expires.IsZero() {
		t.Fatalf("SignGet: %+v, %v", s, err)
	}
	return s
}

func signPut(t *testing.T, h Harness, body []byte) blob.SignedRequest {
	t.Helper()
	s, err := h.Store.SignPut(t.Context(), signedKey, blob.PutGrant{
		ContentType: "image/png", Length: int64(len(body)), SHA256: sum(body), Life: 10 * time.Minute,
	})
	if err != nil || s.Method != http.MethodPut || s.Expires.IsZero() {
		t.Fatalf("SignPut: %+v, %v", s, err)
	}
	return s
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func signedGet(t *testing.T, h Harness) {
	life := blob.GetGrant{Life: 5 * time.Minute}
	if got := send(t, h, signGet(t, h, life), nil); got.status != http.StatusNotFound {
		t.Errorf("absent object: %d, want 404", got.status)
	}
	body := pattern(3, 100_000)
	info := put(t, h.Store, signedKey, body, blob.PutOptions{ContentType: "image/png"})
	plain := send(t, h, signGet(t, h, life), nil)
	if plain.status != http.StatusOK || !bytes.Equal(plain.body, body) {
		t.Fatalf("%d with %d bytes", plain.status, len(plain.body))
	}
	for name, want := range map[string]string{
		"Content-Type": "image/png", "Content-Length": "100000", "ETag": `"` + info.ETag + `"`, "Accept-Ranges": "bytes",
	} {
		if got := plain.header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	special := signGet(t, h, blob.GetGrant{Life: time.Minute, Disposition: `attachment; filename="a b.png"`, ContentType: "application/x-picture"})
	got := send(t, h, special, nil)
	if got.header.Get("Content-Disposition") != `attachment; filename="a b.png"` || got.header.Get("Content-Type") != "application/x-picture" {
		t.Errorf("headers of the grant: %v", got.header)
	}
}

func signedGetRange(t *testing.T, h Harness) {
	info := put(t, h.Store, signedKey, []byte("0123456789"), blob.PutOptions{ContentType: "image/png"})
	s := signGet(t, h, blob.GetGrant{Life: time.Minute})
	for _, c := range []struct {
		name, value string
		status      int
		body        string
	}{
		{"Range", "bytes=2-4", http.StatusPartialContent, "234"},
		{"Range", "bytes=7-", http.StatusPartialContent, "789"},
		{"Range", "bytes=-2", http.StatusPartialContent, "89"},
		{"If-None-Match", `"` + info.ETag + `"`, http.StatusNotModified, ""},
		{"If-None-Match", `"other"`, http.StatusOK, "0123456789"},
	} {
		got := send(t, h, s, nil, header(c.name, c.value))
		if got.status != c.status || string(got.body) != c.body {
			t.Errorf("%s %s: %d %q, want %d %q", c.name, c.value, got.status, got.body, c.status, c.body)
		}
	}
	if got := send(t, h, s, nil, header("Range", "bytes=10-")); got.status != http.StatusRequestedRangeNotSatisfiable {
		t.Errorf("range beyond the end: %d, want 416", got.status)
	}
	part := send(t, h, s, nil, header("Range", "bytes=2-4"))
	if got := part.header.Get("Content-Range"); got != "bytes 2-4/10" {
		t.Errorf("Content-Range %q", got)
	}
}

func signedPut(t *testing.T, h Harness) {
	for _, body := range [][]byte{[]byte("a picture"), {}, pattern(5, 1<<20)} {
		s := signPut(t, h, body)
		for range 2 { // until it expires it may be used again
			if got := send(t, h, s, body); got.status != http.StatusOK {
				t.Fatalf("%d bytes: %d %s", len(body), got.status, got.body)
			}
			if info := wantBody(t, h.Store, signedKey, body); info.ContentType != "image/png" {
				t.Errorf("stored as %q", info.ContentType)
			}
		}
	}
}

func signedPart(t *testing.T, h Harness) {
	id := startUpload(t, h)
	first, last := pattern(1, blob.MinPart), []byte("end")
	var parts []blob.Part
	for i, body := range [][]byte{first, last} {
		s, err := h.Store.SignPart(t.Context(), multiKey, id, i+1, blob.PutGrant{
			ContentType: "application/octet-stream", Length: int64(len(body)), SHA256: sum(body), Life: time.Minute,
		})
		if err != nil {
			t.Fatalf("SignPart: %v", err)
		}
		if got := send(t, h, s, []byte("no")[:min(2, len(body))], func(r *http.Request) { r.ContentLength = 2 }); got.status/100 == 2 {
			t.Errorf("another body: %d", got.status)
		}
		got := send(t, h, s, body)
		if got.status != http.StatusOK {
			t.Fatalf("part %d: %d %s", i+1, got.status, got.body)
		}
		tag := got.header.Get("ETag")
		if len(tag) < 3 {
			t.Fatalf("part %d has no ETag", i+1)
		}
		parts = append(parts, blob.Part{Number: i + 1, ETag: tag[1 : len(tag)-1], Size: int64(len(body))})
	}
	if _, err := h.Store.Complete(t.Context(), multiKey, id, parts); err != nil {
		t.Fatalf("Complete: %v", err)
	}
	wantBody(t, h.Store, multiKey, append(bytes.Clone(first), last...))
}
