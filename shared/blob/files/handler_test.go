package files_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/blob/files"
)

func do(t *testing.T, client *http.Client, method, url string, body io.Reader) (int, []byte, http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, got, resp.Header
}

// TestAnswers: security headers on all, problem documents with a code on refusals.
func TestAnswers(t *testing.T) {
	c := newClock()
	s, client := open(t, t.TempDir(), c)
	put(t, s, "artifacts/u/x", "bytes")
	sign := func(key string) string {
		g, err := s.SignGet(t.Context(), key, blob.GetGrant{Life: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		return g.URL
	}
	good := sign("artifacts/u/x")
	base, _, _ := strings.Cut(good, "/blob/")
	for _, tc := range []struct {
		name, method, url string
		body              io.Reader
		status            int
		code              string
	}{
		{"found", http.MethodGet, good, nil, 200, ""},
		{"head", http.MethodHead, good, nil, 200, ""},
		{"absent", http.MethodGet, sign("artifacts/u/y"), nil, 404, "not_found"},
		{"unsigned", http.MethodGet, base + "/blob/artifacts/u/x", nil, 403, "signature_invalid"},
		{"root", http.MethodGet, base + "/blob/", nil, 403, "signature_invalid"},
		{"other path", http.MethodGet, base + "/", nil, 403, "signature_invalid"},
		{"climbing", http.MethodGet, strings.Replace(good, "/u/x", "/u/..%2f..%2f..%2fx", 1), nil, 403, "signature_invalid"},
		{"written otherwise", http.MethodGet, strings.Replace(good, "/u/x", "/u/%78", 1), nil, 403, "signature_invalid"},
		{"more parameters", http.MethodGet, good + "&x=y", nil, 403, "signature_invalid"},
		{"parameter twice", http.MethodGet, good + "&type=text%2Fhtml&type=text%2Fhtml", nil, 403, "signature_invalid"},
		{"delete", http.MethodDelete, good, nil, 405, "method_not_allowed"},
		{"no length", http.MethodPut, good, io.MultiReader(strings.NewReader("x")), 411, "length_required"},
		{"put with a get's signature", http.MethodPut, good, strings.NewReader("x"), 403, "signature_invalid"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			status, body, h := do(t, client, tc.method, tc.url, tc.body)
			var p struct {
				Code   string
				Status int
			}
			if tc.code != "" {
				if err := json.Unmarshal(body, &p); err != nil || p.Status != tc.status || h.Get("Content-Type") != "application/problem+json" {
					t.Errorf("not a problem document: %s, %v", body, err)
				}
			}
			if status != tc.status || p.Code != tc.code {
				t.Errorf("%d %q, want %d %q", status, p.Code, tc.status, tc.code)
			}
			if h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") {
				t.Errorf("security headers are missing: %v", h)
			}
			if tc.status == 200 && h.Get("Content-Disposition") != "attachment" {
				t.Errorf("Content-Disposition %q", h.Get("Content-Disposition"))
			}
		})
	}
	wantText(t, s, "artifacts/u/x", "bytes")
}

// FuzzHandler: no URL that was not signed gets anything.
func FuzzHandler(f *testing.F) {
	dir := f.TempDir()
	s, err := files.Open(dir, files.Options{SignKey: signKey, Now: newClock().Now})
	if err != nil {
		f.Fatal(err)
	}
	g, err := s.SignGet(f.Context(), "artifacts/u/x", blob.GetGrant{Life: time.Minute})
	if err != nil {
		f.Fatal(err)
	}
	if _, err := s.Put(f.Context(), "artifacts/u/x", strings.NewReader("secret"), 6, blob.PutOptions{}); err != nil {
		f.Fatal(err)
	}
	f.Add(http.MethodGet, g.URL)
	f.Add(http.MethodPut, g.URL)
	f.Add(http.MethodGet, "/blob/../../etc/passwd?expires=1")
	f.Add(http.MethodHead, "/blob/%00?%zz&;")
	f.Fuzz(func(t *testing.T, method, url string) {
		req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader("new"))
		if err != nil || req.URL.RequestURI() == g.URL {
			t.Skip()
		}
		rec := newRecorder()
		s.Handler().ServeHTTP(rec, req)
		if rec.status < 400 || rec.status >= 500 || bytes.Contains(rec.body.Bytes(), []byte("secret")) {
			t.Errorf("%s %q: %d %s", method, url, rec.status, rec.body.Bytes())
		}
		wantText(t, s, "artifacts/u/x", "secret")
	})
}

// recorder is a plain ResponseWriter.
type recorder struct {
	status int
	header http.Header
	body   bytes.Buffer
}

func newRecorder() *recorder { return &recorder{header: http.Header{}} }

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }
