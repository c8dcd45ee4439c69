package local

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
)

// Compression of answers, which CloudFront does on AWS.
const (
	// compressFrom is in bytes: less fits into a packet anyway.
	compressFrom = 1400
	// The levels are those at which compressing costs about as much as sending.
	brotliLevel = 4
	gzipLevel   = 5
)

// compress encodes an answer as the client takes it, and says so in its headers. Only
// what is read is compressed: the answer to a write may hold a token beside what was sent,
// and then its length would tell (BREACH, CVE-2013-3587).
func compress(r *http.Request, status int, h http.Header, body []byte) []byte {
	read := r.Method == http.MethodGet || r.Method == http.MethodHead
	if !read || status != http.StatusOK || len(body) < compressFrom || len(h.Values("Set-Cookie")) > 0 || h.Get("Content-Encoding") != "" || !textual(h.Get("Content-Type")) {
		return body
	}
	h.Add("Vary", "Accept-Encoding")
	coding := accepted(strings.Join(r.Header.Values("Accept-Encoding"), ","))
	var out bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "br":
		w = brotli.NewWriterLevel(&out, brotliLevel)
	case "gzip":
		w, _ = gzip.NewWriterLevel(&out, gzipLevel) // the level is one
	default:
		return body
	}
	if _, err := w.Write(body); err != nil {
		return body // a buffer takes everything
	}
	if err := w.Close(); err != nil || out.Len() >= len(body) {
		return body
	}
	h.Set("Content-Encoding", coding)
	if tag := h.Get("ETag"); strings.HasPrefix(tag, `"`) { // of other bytes than the tag says (RFC 9110 section 8.8.3)
		h.Set("ETag", "W/"+tag)
	}
	return out.Bytes()
}

// textual types are worth compressing; pictures and films are compressed already.
func textual(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	kind = strings.TrimSpace(kind)
	return strings.HasPrefix(kind, "text/") || kind == "application/json" || kind == "application/problem+json" || kind == "image/svg+xml"
}

// accepted chooses a coding by the client's preferences (RFC 9110 section 12.5.3), and of
// equals the one that makes less of it. "" sends the answer as it is.
func accepted(header string) string {
	weights := map[string]float64{}
	for one := range strings.SplitSeq(header, ",") {
		coding, parameters, _ := strings.Cut(one, ";")
		weight := 1.0
		if text, ok := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(parameters), " ", ""), "q="); ok {
			q, err := strconv.ParseFloat(text, 64)
			if err != nil || q < 0 || q > 1 {
				continue
			}
			weight = q
		}
		weights[strings.ToLower(strings.TrimSpace(coding))] = weight
	}
	best, most := "", 0.0
	for _, coding := range []string{"br", "gzip"} {
		weight, named := weights[coding]
		if !named {
			weight = weights["*"]
		}
		if weight > most {
			best, most = coding, weight
		}
	}
	if identity, named := weights["identity"]; named && identity > most {
		return ""
	}
	return best
}
