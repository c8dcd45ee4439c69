package fetch_test

import (
	"net"
	"net/netip"
	"testing"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/fetch"
)

// addresses by class; false is refused.
var addresses = []struct {
	ip string
	ok bool
}{
	{"93.184.215.14", true}, {"1.1.1.1", true}, {"9.255.255.255", true}, {"11.0.0.0", true}, {"100.63.255.255", true}, {"100.128.0.0", true},
	{"172.15.255.255", true}, {"172.32.0.0", true}, {"192.167.255.255", true}, {"198.17.255.255", true}, {"198.20.0.0", true}, {"223.255.255.255", true},
	{"2606:4700:4700::1111", true}, {"2001:4860:4860::8888", true}, {"2a00:1450:4001::200e", true},

	{"127.0.0.1", false}, {"127.255.255.254", false}, {"::1", false}, // loopback
	{"0.0.0.0", false}, {"0.1.2.3", false}, {"::", false}, // unspecified, this network
	{"10.0.0.1", false}, {"172.16.0.1", false}, {"172.31.255.255", false}, {"192.168.1.1", false}, {"fc00::1", false}, {"fd12:3456::1", false}, // private
	{"169.254.169.254", false}, {"169.254.170.2", false}, {"fd00:ec2::254", false}, {"100.100.100.200", false}, {"168.63.129.16", false}, {"192.0.0.192", false}, // metadata
	{"169.254.0.1", false}, {"fe80::1", false}, {"fec0::1", false}, // link-local, site-local
	{"100.64.0.1", false}, {"100.127.255.255", false}, // carrier-grade NAT
	{"224.0.0.1", false}, {"239.255.255.255", false}, {"ff02::1", false}, {"ff0e::1", false}, // multicast
	{"240.0.0.1", false}, {"255.255.255.255", false}, // reserved, broadcast
	{"192.0.2.1", false}, {"198.51.100.1", false}, {"203.0.113.1", false}, {"2001:db8::1", false}, {"3fff::1", false}, // documentation
	{"198.18.0.1", false}, {"198.19.255.255", false}, {"2001:2::1", false}, // benchmarks
	{"192.88.99.1", false}, {"192.0.0.8", false}, {"192.52.193.1", false}, // 6to4 relays, protocol assignments, AMT
	{"::7f00:1", false}, {"::ffff:93.184.215.14", false}, {"::ffff:127.0.0.1", false}, // IPv4-compatible, IPv4-mapped
	{"64:ff9b::7f00:1", false}, {"64:ff9b::5db8:d70e", false}, {"64:ff9b:1::1", false}, // NAT64
	{"2002:7f00:1::", false}, {"2002:5db8:d70e::1", false}, {"2001:0:4136:e378:8000:63bf:3fff:fdd2", false}, // 6to4, Teredo
	{"100::1", false}, {"4000::1", false}, {"5f00::1", false}, {"2001:10::1", false}, {"2620:4f:8000::1", false}, // discard, unassigned, SRv6, ORCHID, AS112
}

// An address is judged alike as a host and as what a name resolves to; what is judged is
// what is dialled.
func TestAddressClasses(t *testing.T) {
	for _, tt := range addresses {
		ip := netip.MustParseAddr(tt.ip)
		host := tt.ip
		if ip.Is6() {
			host = "[" + host + "]"
		}
		for _, url := range []string{"http://" + host + "/secret", "http://named.example.net/secret"} {
			r := newRig(t, text("hello"))
			r.names["named.example.net"] = []string{tt.ip}
			_, err := get(t, r.fetcher(), url)
			mappedPublic := ip.Is4In6() && ip.Unmap().String() == publicIP && url[7] == 'n' // resolvers write IPv4 so
			if tt.ok || mappedPublic {
				want := net.JoinHostPort(ip.Unmap().String(), "80")
				if err != nil || len(r.dialed) != 1 || r.dialed[0] != want {
					t.Errorf("%s, %s: %v; dialled %v, want %s", tt.ip, url, err, r.dialed, want)
				}
				continue
			}
			wantCode(t, err, fetch.CodeHost)
			if len(r.dialed) != 0 {
				t.Errorf("%s, %s: dialled %v", tt.ip, url, r.dialed)
			}
		}
	}
}

// Whatever address a name resolves to, what is dialled is none that Go itself knows to be
// private, and none that carries an IPv4 address inside.
func TestOnlyPublicAddressesAreDialled(t *testing.T) {
	r := newRig(t, text("hello"))
	f := r.fetcher()
	rapid.Check(t, func(rt *rapid.T) {
		b := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(rt, "bytes")
		v4 := [4]byte(b[12:])
		ip := netip.AddrFrom16([16]byte(b))
		switch rapid.IntRange(0, 5).Draw(rt, "kind") {
		case 0:
			ip = netip.AddrFrom4(v4)
		case 1: // 6to4
			ip = netip.AddrFrom16([16]byte{0x20, 0x02, v4[0], v4[1], v4[2], v4[3], 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})
		case 2: // NAT64
			ip = netip.AddrFrom16([16]byte{0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, v4[0], v4[1], v4[2], v4[3]})
		case 3: // IPv4-mapped
			ip = netip.AddrFrom16(netip.AddrFrom4(v4).As16())
		case 4: // Teredo
			ip = netip.AddrFrom16([16]byte{0x20, 0x01, 0, 0, b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], v4[0], v4[1], v4[2], v4[3]})
		}
		r.mu.Lock()
		r.names["any.example.net"], r.dialed = []string{ip.String()}, nil
		r.mu.Unlock()
		_, err := f.Get(t.Context(), "http://any.example.net/", limits)
		for _, address := range r.dialed {
			to := netip.MustParseAddrPort(address).Addr()
			if to != ip.Unmap() || !to.IsGlobalUnicast() || to.IsPrivate() || to.Is4In6() || to.IsLoopback() || to.IsLinkLocalUnicast() ||
				netip.MustParsePrefix("2002::/16").Contains(to) || netip.MustParsePrefix("64:ff9b::/96").Contains(to) || netip.MustParsePrefix("2001::/32").Contains(to) {
				rt.Fatalf("%s was dialled for %s", to, ip)
			}
		}
		if (err == nil) != (len(r.dialed) == 1) {
			rt.Fatalf("%s: %v, dialled %v", ip, err, r.dialed)
		}
	})
}

// With the network itself: this machine is reached if that is allowed, and only then.
func TestLoopbackByTheNetwork(t *testing.T) {
	r := newRig(t, text("hello"))
	port := netip.MustParseAddrPort(r.plain.Listener.Addr().String()).Port()
	direct := "http://" + r.plain.Listener.Addr().String()
	if out, err := get(t, fetch.New(fetch.Options{AllowLoopback: true}), direct); err != nil || string(out.Body) != "hello" {
		t.Errorf("loopback allowed: %v", err)
	}
	_, err := get(t, fetch.New(fetch.Options{Ports: []uint16{port}}), direct)
	wantCode(t, err, fetch.CodeHost)
}
