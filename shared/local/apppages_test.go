package local

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func testPages() appPages {
	return appPages{edge: edge{newID: func(string) string { return "req_1" }}, files: fstest.MapFS{
		"index.html":        {Data: []byte("<!doctype html><title>app</title>")},
		"assets/app-x1.js":  {Data: []byte("let a = 1")},
		"favicon.svg":       {Data: []byte("<svg/>")},
		"assets/Go-100.ttf": {Data: []byte("font")},
	}}
}

func TestAppPages(t *testing.T) {
	for _, c := range []struct {
		method, path, accept string
		status               int
		contentType, keep    string
	}{
		{"GET", "/", "", 200, "text/html; charset=utf-8", keepPage},
		{"HEAD", "/", "", 200, "text/html; charset=utf-8", keepPage},
		{"GET", "/chat/cnv_1", "", 200, "text/html; charset=utf-8", keepPage},
		{"GET", "/assets/app-x1.js", "", 200, "text/javascript; charset=utf-8", keepAssets},
		{"GET", "/favicon.svg", "", 200, "image/svg+xml", keepOthers},
		{"GET", "/assets/gone.js", "", 404, "application/problem+json", "no-store"},
		{"GET", "/assets/", "", 404, "application/problem+json", "no-store"},
		{"GET", "/../index.html", "", 200, "text/html; charset=utf-8", keepOthers},
		{"GET", "/nothing", "application/json", 404, "application/problem+json", "no-store"},
		{"GET", "/nothing", "text/html,*/*", 404, "text/html; charset=utf-8", keepPage},
		{"POST", "/nothing", "text/html", 404, "application/problem+json", "no-store"},
		{"POST", "/chat", "text/html", 405, "application/problem+json", "no-store"},
		{"DELETE", "/favicon.svg", "", 405, "application/problem+json", "no-store"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), c.method, "http://127.0.0.1:8080"+c.path, http.NoBody)
		r.Header.Set("Accept", c.accept)
		w := httptest.NewRecorder()
		testPages().ServeHTTP(w, r)
		h := w.Header()
		if w.Code != c.status || h.Get("Content-Type") != c.contentType || h.Get("Cache-Control") != c.keep {
			t.Errorf("%s %s: %d %s, %s; want %d %s, %s", c.method, c.path, w.Code, h.Get("Content-Type"), h.Get("Cache-Control"), c.status, c.contentType, c.keep)
		}
		if c.method == "HEAD" && w.Body.Len() > 0 {
			t.Errorf("HEAD %s has a body", c.path)
		}
		if policy := h.Get("Content-Security-Policy"); w.Code == 200 && (!strings.Contains(policy, "ws://127.0.0.1:8080") || strings.Contains(policy, "unsafe")) {
			t.Errorf("%s: the policy is %s", c.path, policy)
		}
	}
}
