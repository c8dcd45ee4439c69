package local

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// transferTimeout bounds a request to the blob store and the like: a large file over a
// slow line.
const transferTimeout = 30 * time.Minute

// localPrefix is what only the owner of the data directory may open.
const localPrefix = "/_local/"

// mount is a handler and the paths it serves: one, or all below it if it ends in a slash.
type mount struct {
	path    string
	handler http.Handler
	exact   bool // the path alone, although it ends in a slash
}

func (m mount) serves(path string) bool {
	return path == m.path || (!m.exact && strings.HasSuffix(m.path, "/") && strings.HasPrefix(path, m.path))
}

// handler puts everything on one listener. There is no ServeMux, because that one cleans
// paths and redirects, and a gateway does not.
func (s *Server) handler(own hosts) http.Handler {
	g := &gateway{edge: s.edge, f: s.o.Functions, routes: s.routes, log: s.o.Log, now: s.o.Now}
	mounts := s.mounts()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p := tooLong(r); p != nil {
			s.edge.refuse(w, r, p)
			return
		}
		if !own.allows(r) {
			s.edge.refuse(w, r, misdirected())
			return
		}
		path := r.URL.EscapedPath()
		for _, m := range mounts {
			if !m.serves(path) {
				continue
			}
			if _, ok := g.match(r); ok && m.path == "/" {
				break // the operations go before what is served for all other paths
			}
			m.handler.ServeHTTP(w, r)
			return
		}
		g.ServeHTTP(w, r)
	})
}

// mounts lists everything but the operations, the longest path first.
func (s *Server) mounts() []mount {
	var all []mount
	add := func(path string, h http.Handler) { all = append(all, mount{path: path, handler: h}) }
	if _, other := s.o.Extra["/"]; !other {
		all = append(all, mount{path: "/", handler: s.edge.home("text/html; charset=utf-8", homePage), exact: true},
			mount{path: "/home.css", handler: s.edge.home("text/css; charset=utf-8", homeStyle), exact: true})
	}
	if s.o.Hub != nil {
		add("/ws", unhurried(s.o.Hub, 0))
		add(managePrefix, s.secret.machine(management{edge: s.edge, hub: s.o.Hub}))
	}
	if s.o.Blob != nil {
		add("/blob/", unhurried(s.o.Blob, transferTimeout))
	}
	if s.o.Metrics != nil {
		add("/metrics", s.secret.nearby(s.o.Metrics))
	}
	if s.o.Inspector != nil {
		add(localPrefix, s.secret.page(s.inspectorPages()))
	}
	for path, h := range s.o.Extra {
		if strings.HasPrefix(path, localPrefix) {
			h = s.secret.page(h)
		}
		add(path, h)
	}
	slices.SortFunc(all, func(a, b mount) int { return len(b.path) - len(a.path) })
	return all
}

// unhurried gives a request another time than the usual one; 0 means no bound, for
// connections that have bounds of their own.
func unhurried(h http.Handler, d time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var until time.Time
		if d > 0 {
			until = time.Now().Add(d)
		}
		c := http.NewResponseController(w)
		_, _ = c.SetReadDeadline(until), c.SetWriteDeadline(until) // not every server of a test has deadlines
		h.ServeHTTP(w, r)
	})
}

// tooLong refuses a request line and headers above API Gateway's limits.
func tooLong(r *http.Request) *operation.Problem {
	if len(r.RequestURI) > maxURL {
		return operation.NewProblem(http.StatusRequestURITooLong, operation.CodeTooLarge,
			fmt.Sprintf("An address may have at most %d bytes.", maxURL))
	}
	size := len(r.Method) + len(r.RequestURI) + len(r.Proto) + len(r.Host)
	for name, values := range r.Header {
		for _, v := range values {
			size += len(name) + len(v) + len(": \r\n")
		}
	}
	if size > maxHeaders {
		return operation.NewProblem(http.StatusRequestHeaderFieldsTooLarge, operation.CodeTooLarge,
			fmt.Sprintf("The headers may have at most %d bytes.", maxHeaders))
	}
	return nil
}
