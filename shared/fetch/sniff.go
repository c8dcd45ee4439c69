package fetch

import (
	"mime"
	"net/http"
	"slices"
	"strings"
)

// sniffed is how many bytes tell a type (WHATWG MIME Sniffing, "resource header").
const sniffed = 512

// unknownType is what the bytes say when they say nothing.
const unknownType = "application/octet-stream"

// mediaType finds the type of a body and reports whether it is one of types. What the
// bytes tell counts: a server's word only chooses among texts, which look alike, and
// names formats that have no signature here, and then it must be listed to the letter.
// An image/* thus never lets an SVG pass, which is a text with scripts in it.
func mediaType(body []byte, declared string, types []string) (string, bool) {
	told, _, err := mime.ParseMediaType(http.DetectContentType(body[:min(len(body), sniffed)]))
	if err != nil || len(body) == 0 {
		return "", false
	}
	switch {
	case told == unknownType:
		return declared, slices.Contains(types, declared) && !hasSignature(declared) && !isText(declared)
	case !isText(told):
		return told, listed(told, types)
	case told == "text/html" && !slices.Contains(types, told):
		return "", false // whatever it is called: a browser would run it
	case isText(declared):
		return declared, slices.Contains(types, declared)
	}
	return told, slices.Contains(types, told)
}

// listed reports whether types has a type or its wildcard.
func listed(kind string, types []string) bool {
	family, _, _ := strings.Cut(kind, "/")
	return slices.Contains(types, kind) || slices.Contains(types, family+"/*")
}

// isText reports whether a type's bytes are characters, which no signature tells apart.
func isText(kind string) bool {
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "+xml") || strings.HasSuffix(kind, "+json") ||
		slices.Contains([]string{"application/json", "application/xml", "application/javascript"}, kind)
}

// hasSignature reports whether DetectContentType would have known a body of the type.
func hasSignature(kind string) bool {
	return slices.Contains([]string{"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/x-icon",
		"audio/aiff", "audio/mpeg", "audio/midi", "audio/wave", "video/avi", "video/webm", "video/mp4",
		"font/ttf", "font/otf", "font/collection", "font/woff", "font/woff2",
		"application/ogg", "application/pdf", "application/postscript", "application/zip", "application/x-gzip", "application/wasm"}, kind)
}
