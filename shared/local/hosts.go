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
	names []string // lower case, without port: on our port
	extra []string // lower case: with their port, or on any port, for a proxy in front
	port  int
	open  bool // listening on more than the loopback
}

// newHosts allows the bound address and the loopback's names, and extra names with or
// without a port.
func newHosts(bound *net.TCPAddr, host string, extra []string) hosts {
	h := hosts{names: []string{"localhost", loopback, "::1"}, port: bound.Port, open: !bound.IP.IsLoopback()}
	for _, name := range []string{host, bound.IP.String()} {
		h.names = append(h.names, strings.ToLower(name))
	}
	for _, name := range extra {
		h.extra = append(h.extra, strings.ToLower(name))
	}
	return h
}

// certified are the names that a certificate is for.
func (h hosts) certified() []string {
	names := slices.Clone(h.names)
	for _, name := range h.extra {
		if host, _, err := net.SplitHostPort(name); err == nil {
			name = host
		}
		names = append(names, strings.Trim(name, "[]"))
	}
	return slices.DeleteFunc(names, func(name string) bool {
		ip := net.ParseIP(name)
		return ip != nil && ip.IsUnspecified()
	})
}

// allows judges the Host header of a request, which must carry the port unless it is the
// scheme's own.
func (h hosts) allows(r *http.Request) bool {
	name, port := strings.ToLower(r.Host), ""
	if slices.Contains(h.extra, name) { // with its port
		return true
	}
	if n, p, err := net.SplitHostPort(name); err == nil {
		name, port = n, p
	}
	if slices.Contains(h.extra, name) {
		return true
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
	name = strings.Trim(name, "[]")
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
