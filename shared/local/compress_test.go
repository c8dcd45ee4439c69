package local

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"pgregory.net/rapid"
)

func TestAccepted(t *testing.T) {
	for header, want := range map[string]string{
		"": "", "gzip": "gzip", "br": "br", "gzip, br": "br", "gzip;q=1.0, br;q=0.5": "gzip", "GZIP": "gzip", "br;q=0, gzip": "gzip",
		"*": "br", "*;q=0": "", "br;q=0, *": "gzip", "identity": "", "identity;q=1, gzip;q=0.5": "", "identity;q=0.2, gzip;q=0.5": "gzip",
		"deflate": "", "gzip;q=x": "", "gzip;q=2": "", "gzip ; q = 0.5": "gzip", ",,;": "", "zstd, br ; q=0.1": "br",
	} {
		if got := accepted(header); got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
}

// TestCompress: what comes out is what went in, and is said to be what it is.
func TestCompress(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := []byte(strings.Repeat(rapid.String().Draw(t, "text"), rapid.IntRange(0, 400).Draw(t, "times")))
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", rapid.SampledFrom([]string{"", "gzip", "br", "gzip, br", "identity"}).Draw(t, "accepts"))
		h := http.Header{"Content-Type": {"application/json"}, "Etag": {`"a"`}}
		out := compress(r, http.StatusOK, h, body)
		var in io.Reader = bytes.NewReader(out)
		switch h.Get("Content-Encoding") {
		case "br":
			in = brotli.NewReader(in)
		case "gzip":
			var err error
			if in, err = gzip.NewReader(in); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := io.ReadAll(in); err != nil || !bytes.Equal(got, body) {
			t.Errorf("%d bytes of %d, %v", len(got), len(body), err)
		}
		if coded := h.Get("Content-Encoding") != ""; coded != strings.HasPrefix(h.Get("ETag"), "W/") || coded && len(out) >= len(body) {
			t.Errorf("%d of %d bytes, %v", len(out), len(body), h)
		}
	})
}

func TestNotCompressed(t *testing.T) {
	for name, change := range map[string]func(*http.Request, http.Header) int{
		"a write":     func(r *http.Request, _ http.Header) int { r.Method = http.MethodPost; return 200 },
		"a cookie":    func(_ *http.Request, h http.Header) int { h.Set("Set-Cookie", "a=1"); return 200 },
		"coded":       func(_ *http.Request, h http.Header) int { h.Set("Content-Encoding", "gzip"); return 200 },
		"a picture":   func(_ *http.Request, h http.Header) int { h.Set("Content-Type", "image/png"); return 200 },
		"a refusal":   func(*http.Request, http.Header) int { return 404 },
		"not wanted":  func(r *http.Request, _ http.Header) int { r.Header.Del("Accept-Encoding"); return 200 },
		"none at all": func(r *http.Request, _ http.Header) int { r.Header.Set("Accept-Encoding", "br;q=0"); return 200 },
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", "br")
		h := http.Header{"Content-Type": {"application/json"}}
		status := change(r, h)
		before := h.Get("Content-Encoding")
		body := bytes.Repeat([]byte("a"), 10*compressFrom)
		if got := compress(r, status, h, body); !bytes.Equal(got, body) || h.Get("Content-Encoding") != before {
			t.Errorf("%s: compressed", name)
		}
	}
}
