package fetch

import "net/netip"

// special are the IPv4 addresses that are not globally reachable (IANA IPv4
// Special-Purpose Address Registry, RFC 6890), and public ones that clouds use for
// themselves.
var special = prefixes(
	"0.0.0.0/8",        // this network
	"10.0.0.0/8",       // private
	"100.64.0.0/10",    // carrier-grade NAT (RFC 6598); in it the metadata of Alibaba Cloud
	"127.0.0.0/8",      // loopback; on Lambda the Runtime API
	"168.63.129.16/32", // Azure's platform address
	"169.254.0.0/16",   // link-local; in it the metadata of AWS, Azure and Google
	"172.16.0.0/12",    // private
	"192.0.0.0/24",     // IETF protocol assignments; in it the metadata of Oracle Cloud
	"192.0.2.0/24",     // documentation
	"192.31.196.0/24",  // AS112
	"192.52.193.0/24",  // AMT
	"192.88.99.0/24",   // 6to4 relays
	"192.168.0.0/16",   // private
	"192.175.48.0/24",  // AS112
	"198.18.0.0/15",    // benchmarks
	"198.51.100.0/24",  // documentation
	"203.0.113.0/24",   // documentation
	"224.0.0.0/4",      // multicast
	"240.0.0.0/4",      // reserved, and broadcast
)

// global6 is all of IPv6 that is handed out for the public network (RFC 4291 section 2.4).
// What lies outside needs no list: unspecified, loopback, IPv4-mapped (::ffff:0:0/96),
// NAT64 (64:ff9b::/96, 64:ff9b:1::/48), discard, unique local (fc00::/7, in it the
// metadata of AWS), link-local, site-local, multicast.
var global6 = netip.MustParsePrefix("2000::/3")

// special6 are the parts of global6 that are not globally reachable, or hold an IPv4
// address that could be any (IANA IPv6 Special-Purpose Address Registry).
var special6 = prefixes(
	"2001::/23",         // IETF protocol assignments: Teredo, benchmarks, ORCHID
	"2001:db8::/32",     // documentation
	"2002::/16",         // 6to4
	"2620:4f:8000::/48", // AS112
	"3fff::/20",         // documentation
)

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, t := range texts {
		out[i] = netip.MustParsePrefix(t)
	}
	return out
}

// public reports whether an address is one of the public network. A zone makes it a
// local one; an IPv4-mapped address is not public whatever it maps.
func public(a netip.Addr) bool {
	if a.Zone() != "" || !a.IsValid() {
		return false
	}
	if a.Is4() {
		return !contained(a, special)
	}
	return global6.Contains(a) && !contained(a, special6)
}

func contained(a netip.Addr, in []netip.Prefix) bool {
	for _, p := range in {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// allowed reports whether this fetcher may connect to an address.
func (f *Fetcher) allowed(a netip.Addr) bool {
	return public(a) || f.loopback && a.IsLoopback() && !a.Is4In6() && a.Zone() == ""
}
