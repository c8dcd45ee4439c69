package local

import (
	_ "embed" // the page
	"net/http"

	"github.com/aio-creative-hub/aio/shared/csp"
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
		e.page(h, r)
		_, _ = w.Write([]byte(text)) // a client that is gone needs no page
	})
}

// page sets the headers of a page: of the server's own, and of the app. The policy names
// the WebSocket's address, since not every browser takes 'self' for it.
func (e edge) page(h http.Header, r *http.Request) {
	scheme := "ws"
	if e.secure {
		scheme = "wss"
	}
	policy, err := csp.Site{Secure: e.secure, Sockets: scheme + "://" + r.Host}.Pages()
	if err != nil {
		policy = csp.API // a host that is none was refused before
	}
	h.Set("Content-Security-Policy", policy)
	e.dress(h)
}
