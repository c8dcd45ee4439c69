package local

import (
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/aio-creative-hub/aio/web"
)

// How long a browser may keep the app's files. Names below assets/ have their content's
// hash; the page that names them is asked for each time, so that a new version is seen.
const (
	keepAssets = "public, max-age=31536000, immutable" //nolint:gosec // a header, no credential
	keepOthers = "public, max-age=3600"
	keepPage   = "no-cache"
)

// contentTypes are those of all files that the app is built of; a machine's own table may
// call a script something that browsers do not run.
var contentTypes = map[string]string{".css": "text/css; charset=utf-8", ".html": htmlType, ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".ttf": "font/ttf"}

const htmlType = "text/html; charset=utf-8"

// appPages serves the web app: its files, and its one page for all addresses that it knows.
// Somebody who types an address that nothing is at sees the app say so; a program is told
// in JSON, as everywhere.
type appPages struct {
	edge
	files fs.FS
}

func (a appPages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	data, err := fs.ReadFile(a.files, name)
	isPage := web.IsPage(r.URL.Path)
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	asked := strings.Contains(r.Header.Get("Accept"), "text/html")
	switch {
	case err == nil && !isPage && reads:
		keep := keepOthers
		if strings.HasPrefix(name, "assets/") {
			keep = keepAssets
		}
		a.write(w, r, http.StatusOK, keep, contentTypes[path.Ext(name)], data)
	case isPage && reads:
		a.index(w, r, http.StatusOK)
	case isPage || err == nil:
		a.refuse(w, r, methodNotAllowed("GET, HEAD"))
	case reads && asked:
		a.index(w, r, http.StatusNotFound)
	default:
		a.refuse(w, r, notFound())
	}
}

func (a appPages) index(w http.ResponseWriter, r *http.Request, status int) {
	data, err := fs.ReadFile(a.files, "index.html")
	if err != nil {
		a.refuse(w, r, notFound())
		return
	}
	a.write(w, r, status, keepPage, htmlType, data)
}

func (a appPages) write(w http.ResponseWriter, r *http.Request, status int, keep, contentType string, data []byte) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", keep)
	a.page(h, r)
	data = compress(r, status, h, data)
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(data) //nolint:gosec // a file of our own; a client that is gone needs none
	}
}
