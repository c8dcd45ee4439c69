package local

import (
	_ "embed" // the page
	"net/http"

	"github.com/aio-creative-hub/aio/shared/artifact"
)

var (
	//go:embed shared.html
	sharedPage string
	//go:embed shared.js
	sharedScript string
)

// sharedPages are the page that opens a link which shares a file, and its script.
func sharedPages(e edge) map[string]http.Handler {
	return map[string]http.Handler{
		artifact.SharedPage:         e.home("text/html; charset=utf-8", sharedPage),
		artifact.SharedPage + ".js": e.home("text/javascript; charset=utf-8", sharedScript),
	}
}
