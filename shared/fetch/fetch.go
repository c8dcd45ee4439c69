// Package fetch is the one port for anything fetched from outside: a picture that a
// person names by its address, a page to take over, an asset of a template. Whoever names
// the address is not to be trusted with what this machine can reach: the Lambda Runtime
// API at 127.0.0.1:9001, the metadata of the cloud, a database in the private network.
// So nothing else in the system makes requests to addresses that people give.
//
// What is guarded against and how follows the OWASP "Server-Side Request Forgery
// Prevention" cheat sheet: http and https only, on their ports; names resolved once and
// exactly the checked address dialled, so that a second answer of the DNS (rebinding)
// changes nothing; only globally reachable addresses (IANA special-purpose registries, RFC
// 6890); every redirect checked like the first address; no credentials, cookies or proxy;
// bounds on every phase and on the bytes, also after decompression; and the type is what
// the bytes are, not what the server says (WHATWG MIME Sniffing).
package fetch

import (
	"context"
	"crypto/x509"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// Resolver looks names up; *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Dialer connects to an address, always an IP address and a port; (*net.Dialer).DialContext is one.
type Dialer func(ctx context.Context, network, address string) (net.Conn, error)

// Timeouts bound the phases of a fetch. Zero means the default.
type Timeouts struct {
	Lookup  time.Duration // one look-up of a name
	Connect time.Duration // one TCP connection
	TLS     time.Duration // one handshake
	Header  time.Duration // from the request to the end of the answer's header
	Idle    time.Duration // between two pieces of the answer
	Total   time.Duration // everything, redirects too
}

// The defaults of Timeouts. Together they leave room below the 29 s of a request.
const (
	DefaultLookup  = 3 * time.Second
	DefaultConnect = 3 * time.Second
	DefaultTLS     = 5 * time.Second
	DefaultHeader  = 8 * time.Second
	DefaultIdle    = 5 * time.Second
	DefaultTotal   = 20 * time.Second
)

// Options configure a Fetcher. The zero value is right for production.
type Options struct {
	Timeouts  Timeouts
	Ports     []uint16 // beside 80 and 443
	UserAgent string   // "" means DefaultUserAgent
	Resolver  Resolver // nil means the system's
	Dial      Dialer   // nil means the network
	RootCAs   *x509.CertPool

	// AllowLoopback lets 127.0.0.0/8, ::1 and localhost be fetched, on any port. For
	// tests only: on Lambda it would open the Runtime API.
	AllowLoopback bool
}

// DefaultUserAgent names the product to servers.
const DefaultUserAgent = "AIO-Creative-Hub/1.0"

// MaxBytes is the most that Limits may ask for: a body is held in memory.
const MaxBytes = 64 << 20

// Limits say what a fetch may bring.
type Limits struct {
	MaxBytes int64    // of the body, after decompression; 1 to the constant MaxBytes
	Types    []string // media types, in lower case: image/png, or image/* for those told by their bytes
}

// Response is what was fetched, complete and checked.
type Response struct {
	URL         string // where it was in the end, after redirects
	ContentType string // media type, one of Limits.Types; told by the bytes where they can
	Charset     string // lower case, of texts, as the server says; "" if it says none
	Body        []byte // decompressed
}

// Fetcher fetches. It holds no state between fetches and is safe for concurrent use.
type Fetcher struct {
	timeouts  Timeouts
	ports     []uint16
	userAgent string
	resolver  Resolver
	dial      Dialer
	roots     *x509.CertPool
	loopback  bool
}

// New makes a Fetcher.
func New(o Options) *Fetcher {
	f := &Fetcher{timeouts: o.Timeouts.withDefaults(), ports: append([]uint16{portHTTP, portHTTPS}, o.Ports...),
		userAgent: o.UserAgent, resolver: o.Resolver, dial: o.Dial, roots: o.RootCAs, loopback: o.AllowLoopback}
	if f.userAgent == "" {
		f.userAgent = DefaultUserAgent
	}
	if f.resolver == nil {
		f.resolver = net.DefaultResolver
	}
	if f.dial == nil {
		f.dial = (&net.Dialer{Timeout: f.timeouts.Connect, KeepAlive: -1, ControlContext: f.control}).DialContext
	}
	return f
}

// Get fetches what is at an address, following redirects. Only an answer of 200 whose
// body is within the limits counts. Every failure is an *Error, except that the end of
// ctx is ctx's own error.
func (f *Fetcher) Get(ctx context.Context, address string, l Limits) (*Response, error) {
	if err := l.validate(); err != nil {
		return nil, err
	}
	t, err := f.target(address)
	if err != nil {
		return nil, err
	}
	within, cancel := context.WithTimeout(ctx, f.timeouts.Total)
	defer cancel()
	out, err := f.follow(within, t, l)
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return out, err
}

func (l Limits) validate() error {
	if l.MaxBytes < 1 || l.MaxBytes > MaxBytes {
		return fail(CodeLimits, "MaxBytes is out of range", nil)
	}
	if len(l.Types) == 0 {
		return fail(CodeLimits, "no type is allowed", nil)
	}
	for _, t := range l.Types {
		if kind, sub, ok := strings.Cut(t, "/"); !ok || kind == "" || sub == "" || kind == "*" || t != strings.ToLower(t) {
			return fail(CodeLimits, "a type is not a media type in lower case", nil)
		}
	}
	return nil
}

func (t Timeouts) withDefaults() Timeouts {
	or := func(d, byDefault time.Duration) time.Duration {
		if d > 0 {
			return d
		}
		return byDefault
	}
	return Timeouts{Lookup: or(t.Lookup, DefaultLookup), Connect: or(t.Connect, DefaultConnect), TLS: or(t.TLS, DefaultTLS),
		Header: or(t.Header, DefaultHeader), Idle: or(t.Idle, DefaultIdle), Total: or(t.Total, DefaultTotal)}
}

func (f *Fetcher) portAllowed(p uint16) bool { return slices.Contains(f.ports, p) }
