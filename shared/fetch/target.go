package fetch

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// The ports that are always allowed.
const (
	portHTTP  uint16 = 80
	portHTTPS uint16 = 443
)

// maxURL bounds addresses: servers rarely take more (RFC 9110 section 4.1 asks for 8000).
const maxURL = 8000 // bytes

// maxHost is the most bytes of a host's name (RFC 1035 section 2.3.4).
const maxHost = 253

// target is an address that passed the check. Its host is in ASCII and in lower case.
type target struct {
	url  *url.URL
	host string     // name, without a port
	ip   netip.Addr // instead of a name
	port uint16
}

// localNames are the endings of names that never are public (RFC 6761, 6762, 7686, 8375,
// 9476, and ICANN's reservation of internal), in it Google's metadata.google.internal.
var localNames = []string{"localhost", "local", "internal", "home.arpa", "in-addr.arpa", "ip6.arpa",
	"localdomain", "lan", "intranet", "corp", "home", "invalid", "onion", "alt"}

// target checks an address as far as it goes without asking anybody.
func (f *Fetcher) target(address string) (*target, error) {
	if len(address) > maxURL {
		return nil, fail(CodeURL, "The address is too long.", nil)
	}
	u, err := url.Parse(address)
	if err != nil { // the error would repeat the address
		return nil, fail(CodeURL, "This is not an address.", nil)
	}
	return f.check(u)
}

// check is target's second half, for redirects too.
func (f *Fetcher) check(u *url.URL) (*target, error) {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fail(CodeURL, "Only addresses that begin with http:// or https:// can be fetched.", nil)
	case u.Opaque != "" || u.Host == "":
		return nil, fail(CodeURL, "The address has no host.", nil)
	case u.User != nil:
		return nil, fail(CodeURL, "Leave the user name and password out of the address.", nil)
	case len(u.String()) > maxURL:
		return nil, fail(CodeURL, "The address is too long.", nil)
	}
	t := &target{}
	var err error
	if t.port, err = portOf(u); err != nil {
		return nil, err
	}
	if err := f.setHost(t, u.Hostname()); err != nil {
		return nil, err
	}
	if own := f.loopback && t.local(); !own && !f.portAllowed(t.port) {
		return nil, fail(CodeURL, "Only the usual ports of http and https can be fetched.", nil)
	}
	t.url = &url.URL{Scheme: u.Scheme, Host: t.authority(u.Scheme), Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery, ForceQuery: u.ForceQuery}
	return t, nil
}

func portOf(u *url.URL) (uint16, error) {
	text := u.Port()
	if text == "" {
		if u.Scheme == "https" {
			return portHTTPS, nil
		}
		return portHTTP, nil
	}
	p, err := strconv.ParseUint(text, 10, 16)
	if err != nil || p == 0 {
		return 0, fail(CodeURL, "The address has no valid port.", nil)
	}
	return uint16(p), nil
}

// setHost takes an IP address that may be dialled, or a name that may be looked up.
func (f *Fetcher) setHost(t *target, host string) error {
	if ip, err := netip.ParseAddr(host); err == nil {
		if !f.allowed(ip) {
			return fail(CodeHost, textHost, nil)
		}
		t.ip, t.host = ip, ip.String()
		return nil
	}
	name, err := idna.Lookup.ToASCII(strings.TrimSuffix(host, "."))
	if err != nil || !utf8.ValidString(host) || !hostName(name) {
		return fail(CodeURL, "The address has no valid host name.", nil)
	}
	t.host = name
	if own := f.loopback && name == "localhost"; !own && localName(name) {
		return fail(CodeHost, textHost, nil)
	}
	return nil
}

// local reports whether the target is this machine, by its own words.
func (t *target) local() bool { return t.host == "localhost" || t.ip.IsLoopback() }

// authority is host and port as a URL has them; a port that the scheme implies is left out.
func (t *target) authority(scheme string) string {
	host := t.host
	if t.ip.Is6() {
		host = "[" + host + "]"
	}
	if scheme == "http" && t.port == portHTTP || scheme == "https" && t.port == portHTTPS {
		return host
	}
	return host + ":" + strconv.Itoa(int(t.port))
}

// hostName reports whether a name in lower-case ASCII is one of a host (RFC 1123 section
// 2.1). A name whose last label is a number is none: some resolvers take 2130706433,
// 0x7f.1 or 0177.0.0.1 for 127.0.0.1 (WHATWG URL, "ends in a number").
func hostName(name string) bool {
	if name == "" || len(name) > maxHost {
		return false
	}
	labels := strings.Split(name, ".")
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' || strings.Trim(l, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	last := labels[len(labels)-1]
	return last[0] < '0' || last[0] > '9'
}

// localName reports whether a name belongs to a private network: a single label, or one
// of localNames.
func localName(name string) bool {
	return !strings.Contains(name, ".") || slices.ContainsFunc(localNames, func(end string) bool {
		return name == end || strings.HasSuffix(name, "."+end)
	})
}
