package local

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// loopback is the address served when none is named: nobody else on the network.
const loopback = "127.0.0.1"

// bindAddress completes an address: without a host it is the loopback, so that only an
// explicit one, such as 0.0.0.0, opens the server to the network.
func bindAddress(addr string) (string, error) {
	if addr == "" {
		addr = ":0"
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", err
	}
	if host == "" {
		host = loopback
	}
	return net.JoinHostPort(host, port), nil
}

// hosts says which Host headers are ours. A page of another site whose name was pointed
// at this machine (DNS rebinding) sends its own name, and is refused.
type hosts struct {
	names []string // lower case, without port
	port  int
	open  bool // listening on more than the loopback
}

// newHosts allows the bound address, the loopback's names, and extra names.
func newHosts(bound *net.TCPAddr, host string, extra []string) hosts {
	h := hosts{names: []string{"localhost", loopback, "::1"}, port: bound.Port, open: !bound.IP.IsLoopback()}
	for _, name := range append([]string{host, bound.IP.String()}, extra...) {
		h.names = append(h.names, strings.ToLower(strings.Trim(name, "[]")))
	}
	return h
}

// allows judges the Host header of a request, which must carry the port unless it is the
// scheme's own.
func (h hosts) allows(r *http.Request) bool {
	name, port := r.Host, ""
	if n, p, err := net.SplitHostPort(r.Host); err == nil {
		name, port = n, p
	}
	if port == "" {
		port = "80"
		if r.TLS != nil {
			port = "443"
		}
	}
	if port != strconv.Itoa(h.port) {
		return false
	}
	name = strings.ToLower(strings.Trim(name, "[]"))
	return slices.Contains(h.names, name) || (h.open && h.isOwnAddress(r, name))
}

// isOwnAddress allows the very address the connection came in on: an address needs no
// name, so it cannot be rebound.
func (h hosts) isOwnAddress(r *http.Request, name string) bool {
	want, err := netip.ParseAddr(name)
	if err != nil {
		return false
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return false
	}
	have, err := netip.ParseAddrPort(local.String())
	return err == nil && have.Addr().Unmap().WithZone("") == want.Unmap()
}

func misdirected() *operation.Problem {
	return operation.NewProblem(http.StatusMisdirectedRequest, operation.CodeForbidden,
		"This server does not answer for that host name. Use the address it printed when it started.")
}
