package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"
)

// maxDials bounds the addresses of one name that are tried: the second mends a dead
// server, a hundredth would only make us knock at a hundred doors for somebody else.
const maxDials = 3

// addresses gives what to dial: what the target's name resolves to now. One forbidden
// address among them condemns all, because nobody who means well mixes them.
func (f *Fetcher) addresses(ctx context.Context, t *target) ([]netip.AddrPort, error) {
	if t.ip.IsValid() {
		return []netip.AddrPort{netip.AddrPortFrom(t.ip, t.port)}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, f.timeouts.Lookup)
	defer cancel()
	// The final dot keeps resolvers from trying the name below our own domains.
	found, err := f.resolver.LookupNetIP(ctx, "ip", t.host+".")
	if err != nil {
		var dns *net.DNSError
		if ctx.Err() != nil || errors.As(err, &dns) && dns.IsTimeout {
			return nil, fail(CodeTimeout, textTimeout, errors.New("look-up timed out"))
		}
		return nil, fail(CodeHost, textHost, err)
	}
	out := make([]netip.AddrPort, 0, len(found))
	for _, a := range found {
		a = a.Unmap() // resolvers write IPv4 addresses either way
		if !f.allowed(a) {
			return nil, fail(CodeHost, textHost, errors.New("the name resolves to an address that is not public"))
		}
		out = append(out, netip.AddrPortFrom(a, t.port))
	}
	if len(out) == 0 {
		return nil, fail(CodeHost, textHost, errors.New("the name has no address"))
	}
	return out[:min(len(out), maxDials)], nil
}

// pinned dials exactly the addresses given, whatever name the transport asks for.
func (f *Fetcher) pinned(to []netip.AddrPort) Dialer {
	return func(ctx context.Context, _, _ string) (net.Conn, error) {
		var errs []error
		for _, a := range to {
			one, cancel := context.WithTimeout(ctx, f.timeouts.Connect)
			conn, err := f.dial(one, "tcp", a.String())
			cancel()
			if err == nil {
				return conn, nil
			}
			errs = append(errs, err)
		}
		return nil, errors.Join(errs...)
	}
}

// control is the last look at the address, after which there is only the system call.
func (f *Fetcher) control(_ context.Context, _, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("fetch: dial: %w", err)
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !f.allowed(ip) {
		return fail(CodeHost, textHost, errors.New("not an address that may be dialled"))
	}
	return nil
}
