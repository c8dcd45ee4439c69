// Package edge does on a test machine what CloudFront does in front of the APIs: one
// address for the REST API and the WebSocket API, the viewer's address and host noted in
// headers that nobody else can set, and the secret that shows that a request came this way.
package edge

import (
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"

	"github.com/aio-creative-hub/aio/shared/function"
)

// Options say what is behind the edge.
type Options struct {
	Rest   string // the REST API's stage: http://127.0.0.1:14566/_aws/execute-api/{id}/rest
	Socket string // the WebSocket API's stage
	Secret string // that the functions accept
}

// SocketPath is where WebSockets are opened.
const SocketPath = "/ws"

// New makes the edge.
func New(o Options) (http.Handler, error) {
	rest, err := url.Parse(o.Rest)
	if err != nil {
		return nil, err
	}
	socket, err := url.Parse(o.Socket)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/", proxy(o.Secret, func(path string) *url.URL { return rest.JoinPath(path) }))
	mux.Handle(SocketPath, proxy(o.Secret, func(string) *url.URL { return socket }))
	return mux, nil
}

// proxy passes requests on, with what the viewer said of itself but not of the edge.
func proxy(secret string, to func(path string) *url.URL) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		target := to(r.In.URL.EscapedPath())
		r.Out.URL.Scheme, r.Out.URL.Host, r.Out.URL.Path, r.Out.URL.RawPath = target.Scheme, target.Host, target.Path, target.RawPath
		r.Out.Host = target.Host
		for name := range r.Out.Header {
			if strings.HasPrefix(name, "X-Forwarded-") || name == "Forwarded" {
				r.Out.Header.Del(name)
			}
		}
		viewer, _, err := net.SplitHostPort(r.In.RemoteAddr)
		if err != nil {
			viewer = r.In.RemoteAddr
		}
		r.Out.Header.Set(function.HeaderClient, viewer)
		r.Out.Header.Set(function.HeaderHost, r.In.Host)
		r.Out.Header.Set(function.HeaderSecret, secret)
	}}
}
