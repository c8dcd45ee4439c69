package artifact

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"mime"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
	"golang.org/x/text/unicode/norm"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// headBytes of a file tell its type; mimetype looks at no more.
const headBytes = 3072

// fileType is a type of files that people may upload: how its names end (the first is
// the usual one), and whether a file that begins so, of so many bytes, can be one.
type fileType struct {
	extensions []string
	fits       func(head []byte, size int64) bool
}

// signed types are known by their first bytes (magic numbers), under the names that
// mimetype gives them.
func signed(as string, extensions ...string) fileType {
	return fileType{extensions, func(head []byte, _ int64) bool { return mimetype.Detect(head).Is(as) }}
}

// text types are characters, which no signature tells apart; what has a signature, or is
// no UTF-8, is none of them.
func text(extensions ...string) fileType {
	return fileType{extensions, func(head []byte, size int64) bool {
		if int64(len(head)) < size { // the last character may be cut
			for range utf8.UTFMax - 1 {
				if utf8.Valid(head) {
					break
				}
				head = head[:max(len(head)-1, 0)]
			}
		}
		return utf8.Valid(head) && !bytes.ContainsRune(head, 0) && isText(mimetype.Detect(head))
	}}
}

// isText reports whether a detected type is text at its root.
func isText(m *mimetype.MIME) bool {
	for ; m != nil; m = m.Parent() {
		if m.Is("text/plain") {
			return true
		}
	}
	return false
}

// fileTypes are the types that people may upload: what the tools read and write, and what
// goes with them. Programs for computers are not among them.
var fileTypes = map[string]fileType{
	"image/png": signed("image/png", ".png"), "image/jpeg": signed("image/jpeg", ".jpg", ".jpeg"), "image/gif": signed("image/gif", ".gif"),
	"image/webp": signed("image/webp", ".webp"), "image/svg+xml": text(".svg"),
	"video/mp4": signed("video/mp4", ".mp4", ".m4v"), "video/webm": signed("video/webm", ".webm"), "video/quicktime": signed("video/quicktime", ".mov"),
	"video/x-msvideo": signed("video/x-msvideo", ".avi"),
	"audio/mpeg":      signed("audio/mpeg", ".mp3"), "audio/wav": signed("audio/wav", ".wav"), "audio/ogg": signed("audio/ogg", ".ogg", ".oga"),
	"audio/flac": signed("audio/flac", ".flac"), "audio/mp4": signed("audio/x-m4a", ".m4a"),
	"font/ttf": signed("font/ttf", ".ttf"), "font/otf": signed("font/otf", ".otf"), "font/woff": signed("font/woff", ".woff"), "font/woff2": signed("font/woff2", ".woff2"),
	"application/pdf": signed("application/pdf", ".pdf"), "application/zip": signed("application/zip", ".zip"),
	"model/gltf-binary": signed("model/gltf-binary", ".glb"), "model/gltf+json": text(".gltf"), "model/obj": text(".obj"), "model/mtl": text(".mtl"),
	"model/stl": {[]string{".stl"}, isSTL}, "model/3mf": {[]string{".3mf"}, isZip},
	"text/plain": text(".txt", ".log", ".srt", ".vtt"), "text/csv": text(".csv"), "text/markdown": text(".md"), "text/html": text(".html", ".htm"), "text/css": text(".css"),
	"text/javascript": text(".js", ".mjs", ".ts", ".tsx", ".jsx"), "application/json": text(".json"), "application/jsonl": text(".jsonl"), "application/xml": text(".xml"),
	"text/x-python": text(".py"), "text/x-java": text(".java"), "text/x-c": text(".c", ".h", ".cc", ".cpp", ".hpp"), "text/x-go": text(".go"),
}

func isZip(head []byte, _ int64) bool { return bytes.HasPrefix(head, []byte("PK\x03\x04")) }

// isSTL knows both forms: text that begins with "solid", and a header of 80 bytes, the
// number of triangles, and 50 bytes for each.
func isSTL(head []byte, size int64) bool {
	const header, triangle = 84, 50
	if len(head) >= header && size == header+triangle*int64(binary.LittleEndian.Uint32(head[header-4:])) {
		return true
	}
	return bytes.HasPrefix(head, []byte("solid")) && text().fits(head, size)
}

// aliases are other names of types, as browsers give them.
var aliases = map[string]string{
	"image/jpg": "image/jpeg", "audio/mp3": "audio/mpeg", "audio/wave": "audio/wav", "audio/x-wav": "audio/wav", "audio/x-m4a": "audio/mp4", "audio/x-flac": "audio/flac",
	"video/avi": "video/x-msvideo", "application/x-zip-compressed": "application/zip", "application/javascript": "text/javascript", "text/xml": "application/xml",
	"application/x-ndjson": "application/jsonl", "application/x-jsonlines": "application/jsonl",
	"application/sla": "model/stl", "model/x.stl-binary": "model/stl", "application/vnd.ms-pki.stl": "model/stl", "application/x-python-code": "text/x-python", "text/x-csrc": "text/x-c",
	"text/x-c++src": "text/x-c", "font/sfnt": "font/ttf", "application/font-woff": "font/woff", "application/x-font-ttf": "font/ttf",
}

// typeOf finds the type of a file that is announced: what is said, or what its name ends in.
func typeOf(said, name string) (string, error) {
	kind, _, err := mime.ParseMediaType(said)
	if said != "" && err != nil {
		return "", operation.Invalid("body.contentType", operation.CodeInvalid, "This is not a content type.")
	}
	if a, ok := aliases[kind]; ok {
		kind = a
	}
	extension := strings.ToLower(path.Ext(name))
	if kind == "" || kind == "application/octet-stream" {
		for t, ft := range fileTypes {
			if slices.Contains(ft.extensions, extension) {
				return t, nil
			}
		}
	}
	if _, ok := fileTypes[kind]; !ok {
		return "", operation.Invalid("body.contentType", "unsupported_file", "Files of this type are not taken here: pictures, videos, sounds, models, fonts, texts, PDF and ZIP are.")
	}
	return kind, nil
}

// fits reports whether a file of a type can begin so.
func fits(kind string, head []byte, size int64) bool {
	t, ok := fileTypes[kind]
	return ok && t.fits(head, size)
}

// maxName is in bytes: file systems take 255.
const maxName = 240

func unprintable(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == utf8.RuneError || r == '\u2028' || r == '\u2029'
}

// fileName checks a name and makes it end as files of the type do, so that what is saved
// under it opens as what it is. A name is one segment, no path, and has no sign that a
// terminal obeys or that turns the direction of writing.
func fileName(field, name, kind string) (string, error) {
	name = norm.NFC.String(strings.TrimSpace(name))
	if name == "" || strings.Trim(name, ".") == "" || strings.ContainsFunc(name, unprintable) || strings.ContainsAny(name, `/\`) {
		return "", operation.Invalid(field, operation.CodeInvalid, `A file name has no line breaks, no / and no \.`)
	}
	if t, ok := fileTypes[kind]; ok && !slices.Contains(t.extensions, strings.ToLower(path.Ext(name))) {
		name += t.extensions[0]
	}
	if len(name) > maxName {
		return "", operation.Invalid(field, operation.CodeInvalid, fmt.Sprintf("A file name has at most %d bytes.", maxName))
	}
	return name, nil
}
