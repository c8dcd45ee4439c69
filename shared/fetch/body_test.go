package fetch_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/fetch"
)

func zipped(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// encoded serves a body under a Content-Encoding.
func encoded(encoding string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Content-Encoding", encoding)
		_, _ = w.Write(body) // the client may have had enough
	}
}

// endless sends a piece again and again until the client goes.
func endless(encoding string, piece []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		if encoding != "" {
			w.Header().Set("Content-Encoding", encoding)
		}
		for req.Context().Err() == nil {
			if _, err := w.Write(piece); err != nil {
				return
			}
		}
	}
}

func TestSize(t *testing.T) {
	full := strings.Repeat("a", int(limits.MaxBytes))
	bomb := zipped(t, make([]byte, 8<<20))
	for name, tt := range map[string]struct {
		handler http.HandlerFunc
		want    fetch.Code
	}{
		"as much as allowed":           {text(full), ""},
		"one byte more":                {text(full + "a"), fetch.CodeTooLarge},
		"announced":                    {text(strings.Repeat(full, 100)), fetch.CodeTooLarge},
		"endless":                      {endless("", []byte("aaaaaaaa")), fetch.CodeTooLarge},
		"compressed":                   {encoded("gzip", zipped(t, []byte(full))), ""},
		"compressed, by the old name":  {encoded("X-GZIP", zipped(t, []byte(full))), ""},
		"not compressed, and says so":  {encoded("identity", []byte(full)), ""},
		"one byte more decompressed":   {encoded("gzip", zipped(t, []byte(full+"a"))), fetch.CodeTooLarge},
		"a bomb":                       {encoded("gzip", bomb), fetch.CodeTooLarge},
		"endless empty members":        {endless("gzip", zipped(t, nil)), fetch.CodeTooLarge},
		"not gzip":                     {encoded("gzip", []byte(full)), fetch.CodeUnreached},
		"cut off":                      {encoded("gzip", zipped(t, []byte(full))[:20]), fetch.CodeUnreached},
		"compressed twice":             {encoded("gzip, gzip", zipped(t, zipped(t, []byte(full)))), fetch.CodeUnreached},
		"an encoding nobody asked for": {encoded("br", []byte(full)), fetch.CodeUnreached},
		"less than announced": {func(w http.ResponseWriter, req *http.Request) {
			w.Header().Set("Content-Length", "500")
			text("short")(w, req)
		}, fetch.CodeUnreached},
		"a header without end": {func(w http.ResponseWriter, req *http.Request) {
			w.Header().Set("X-A", strings.Repeat("a", 100<<10))
			text("a")(w, req)
		}, fetch.CodeUnreached},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := get(t, newRig(t, tt.handler).fetcher(), "http://example.org/secret")
			if tt.want != "" {
				wantCode(t, err, tt.want)
			} else if err != nil || string(out.Body) != full {
				t.Errorf("%v", err)
			}
		})
	}
}

const (
	png  = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
	jpeg = "\xff\xd8\xff\xe0\x00\x10JFIF"
	pdf  = "%PDF-1.7\n"
	html = "<!DOCTYPE html><script>alert(1)</script>"
	svg  = `<svg xmlns="http://www.w3.org/2000/svg"/>`
	xml  = `<?xml version="1.0"?><a/>`
	glb  = "glTF\x02\x00\x00\x00\x01\x02"
)

func TestTypes(t *testing.T) {
	for _, tt := range []struct{ body, declared, types, want string }{
		{png, "image/png", "image/png", "image/png"},
		{png, "image/png", "image/*", "image/png"},
		{png, "", "image/png", "image/png"},
		{png, "application/octet-stream", "image/png", "image/png"},
		{png, "text/html", "image/png", "image/png"}, // the bytes tell
		{jpeg, "image/png", "image/jpeg image/png", "image/jpeg"},
		{jpeg, "image/png", "image/png", ""},
		{png, "image/png", "image/jpeg", ""},
		{pdf, "image/png", "image/*", ""},
		{pdf, "application/pdf", "application/pdf", "application/pdf"},
		{html, "image/png", "image/*", ""},
		{html, "text/plain", "text/plain", ""}, // a browser would run it
		{html, "text/html; charset=UTF-8", "text/html", "text/html"},
		{svg, "image/svg+xml", "image/*", ""}, // a text with scripts in it
		{svg, "image/svg+xml", "image/svg+xml", "image/svg+xml"},
		{xml, "image/svg+xml", "image/svg+xml", "image/svg+xml"},
		{xml, "application/xml", "text/xml", ""},
		{"{}", "application/json", "application/json", "application/json"},
		{"{}", "application/json", "text/plain", ""},
		{"body{}", "text/css;charset=x", "text/css text/plain", "text/css"},
		{"plain", "", "text/plain", "text/plain"},
		{"plain", "image/png", "image/png", ""},
		{"plain", "nonsense; =", "text/plain", "text/plain"},
		{glb, "model/gltf-binary", "model/gltf-binary", "model/gltf-binary"}, // no signature known: the server's word
		{glb, "model/gltf-binary", "model/*", ""},
		{glb, "image/png", "image/png", ""},
		{glb, "text/plain", "text/plain", ""},
		{glb, "", "model/gltf-binary", ""},
		{"", "image/png", "image/png", ""},
	} {
		r := newRig(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = nil
			if tt.declared != "" {
				w.Header().Set("Content-Type", tt.declared)
			}
			_, _ = w.Write([]byte(tt.body)) // to a recorder of the test
		})
		out, err := r.fetcher().Get(t.Context(), "http://example.org/secret", fetch.Limits{MaxBytes: 1000, Types: strings.Fields(tt.types)})
		if tt.want == "" {
			wantCode(t, err, fetch.CodeType)
			continue
		}
		if err != nil || out.ContentType != tt.want || string(out.Body) != tt.body {
			t.Errorf("%.10q as %q for %s: %+v %v", tt.body, tt.declared, tt.types, out, err)
		}
	}
}

// The bytes of a body never break the sniffing, and what passes is one of the types.
func FuzzTypes(f *testing.F) {
	for _, body := range []string{png, jpeg, pdf, html, svg, xml, glb, "", "\xfe\xff\x00a", "\x1f\x8b"} {
		f.Add([]byte(body), "image/png", true)
		f.Add([]byte(body), "image/svg+xml; charset=\"", false)
	}
	var body []byte
	var declared, encoding string
	server := newRig(f, func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = []string{declared}
		w.Header()["Content-Encoding"] = []string{encoding}
		_, _ = w.Write(body) // the client may have had enough
	}).fetcher()
	f.Fuzz(func(t *testing.T, b []byte, d string, compressed bool) {
		if strings.ContainsAny(d, "\r\n\x00") {
			return // not a header
		}
		body, declared, encoding = b, d, ""
		if compressed {
			encoding = "gzip"
		}
		out, err := server.Get(t.Context(), "http://example.org/", fetch.Limits{MaxBytes: 100, Types: []string{"image/*", "text/plain"}})
		if err != nil {
			if fetch.CodeOf(err) == "" {
				t.Fatal(err)
			}
			return
		}
		if len(out.Body) > 100 || out.ContentType != "text/plain" && (!strings.HasPrefix(out.ContentType, "image/") || out.ContentType == "image/svg+xml") {
			t.Fatalf("%+v", out)
		}
	})
}
