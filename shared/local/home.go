package local

import (
	_ "embed" // the page
	"net/http"
)

var (
	//go:embed home.html
	homePage string
	//go:embed home.css
	homeStyle string
)

// home is the page at the server's own address: where to go from here.
func (e edge) home(contentType, text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			e.refuse(w, r, methodNotAllowed("GET, HEAD"))
			return
		}
		h := w.Header()
		h.Set("Content-Type", contentType)
		h.Set("Content-Security-Policy", "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'")
		e.dress(h)
		_, _ = w.Write([]byte(text)) // a client that is gone needs no page
	})
}
