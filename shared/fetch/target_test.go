package fetch

import (
	"net/netip"
	"strings"
	"testing"
)

func TestTargets(t *testing.T) {
	for address, want := range map[string]string{
		"http://example.org":                              "http://example.org",
		"https://example.org:443/a?b=c#part":              "https://example.org/a?b=c",
		"http://example.org:443/":                         "http://example.org:443/",
		"HTTPS://EXAMPLE.org./A%2Fb":                      "https://example.org/A%2Fb",
		"http://bücher.example.org/":                      "http://xn--bcher-kva.example.org/",
		"http://[2606:4700:4700::1111]:80/":               "http://[2606:4700:4700::1111]/",
		"https://example.org:/":                           "https://example.org/",
		"https://example.org:8443/":                       "https://example.org:8443/",
		"https://example.org/?u=http://127.0.0.1:9001/x#": "https://example.org/?u=http://127.0.0.1:9001/x",
	} {
		got, err := New(Options{Ports: []uint16{8443}}).target(address)
		if err != nil || got.url.String() != want {
			t.Errorf("%s: %v %v, want %s", address, got, err, want)
		}
	}
}

func TestTargetsRefused(t *testing.T) {
	for address, want := range map[string]Code{
		"":                                CodeURL,
		"example.org":                     CodeURL,
		"//example.org/":                  CodeURL,
		"ftp://example.org/":              CodeURL,
		"file:///etc/passwd":              CodeURL,
		"gopher://example.org:80/":        CodeURL,
		"data:text/plain,hello":           CodeURL,
		"http:example.org":                CodeURL,
		"http:///path":                    CodeURL,
		"http://user@example.org/":        CodeURL,
		"http://user:pw@example.org/":     CodeURL,
		"http://@example.org/":            CodeURL,
		"http://example.org@127.0.0.1/":   CodeURL,
		"http://example.org:22/":          CodeURL,
		"http://example.org:9001/":        CodeURL,
		"http://example.org:0/":           CodeURL,
		"http://example.org:99999/":       CodeURL,
		"http://example.org:+80/":         CodeURL,
		"http://exa mple.org/":            CodeURL,
		"http://example.org\\@127.0.0.1/": CodeURL,
		"http://example.org\r\nX: y/":     CodeURL,
		"http://\x93.example.org/":        CodeURL, "http://%93.example.org/": CodeURL,
		"http://-a.example.org/":                            CodeURL,
		"http://a_b.example.org/":                           CodeURL,
		"http://a..example.org/":                            CodeURL,
		"http://" + strings.Repeat("a.", 130) + "org/":      CodeURL,
		"http://example.org/" + strings.Repeat("a", maxURL): CodeURL,
		"http://2130706433/":                                CodeURL,
		"http://0x7f000001/":                                CodeURL,
		"http://0x7f.1/":                                    CodeURL,
		"http://0177.0.0.1/":                                CodeURL,
		"http://127.1/":                                     CodeURL,
		"http://127.0.0.1./":                                CodeURL,
		"http://１２７.0.0.1/":                                 CodeURL,
		"http://127.0.0.1:9001/2018-06-01/":                 CodeHost,
		"http://127.0.0.1/":                                 CodeHost,
		"http://[::1]/":                                     CodeHost,
		"http://[::ffff:93.184.215.14]/":                    CodeHost,
		"http://[fe80::1%25eth0]/":                          CodeHost,
		"http://[2606:4700:4700::1111%25eth0]/":             CodeHost,
		"http://localhost/":                                 CodeHost,
		"http://LOCALHOST./":                                CodeHost,
		"http://a.localhost/":                               CodeHost,
		"http://metadata/":                                  CodeHost,
		"http://metadata.google.internal/":                  CodeHost,
		"http://printer.local/":                             CodeHost,
		"http://nas.home.arpa/":                             CodeHost,
		"http://expyuzz4wqqyqhjn.onion/":                    CodeHost,
	} {
		if got, err := New(Options{}).target(address); CodeOf(err) != want {
			t.Errorf("%s: %+v %v, want %s", address, got, err, want)
		}
	}
}

// What tests may fetch is this machine, and nothing else that is not public.
func TestAllowLoopback(t *testing.T) {
	f := New(Options{AllowLoopback: true})
	for address, want := range map[string]Code{
		"http://127.0.0.1:9001/": "", "http://[::1]:8080/": "", "http://localhost:1234/": "", "http://127.9.9.9/": "",
		"http://10.0.0.1/": CodeHost, "http://[::ffff:127.0.0.1]:80/": CodeHost, "http://example.org:8080/": CodeURL, "http://a.localhost/": CodeHost,
	} {
		if _, err := f.target(address); CodeOf(err) != want {
			t.Errorf("%s: %v, want %q", address, err, want)
		}
	}
}

func TestControl(t *testing.T) {
	for address, want := range map[string]Code{"93.184.215.14:443": "", "127.0.0.1:9001": CodeHost, "[::1]:80": CodeHost, "example.org:80": CodeHost} {
		if err := New(Options{}).control(t.Context(), "tcp", address, nil); CodeOf(err) != want {
			t.Errorf("%s: %v, want %q", address, err, want)
		}
	}
}

// What passes the check has nothing in it that may not pass, in the form in which it is
// requested, and passes again.
func FuzzTarget(f *testing.F) {
	for _, seed := range []string{"http://example.org/a?b#c", "https://[2606:4700:4700::1111]:443/", "http://u:p@127.0.0.1:9001/", "http://0x7f.1/", "HTTP://１.example.org:80",
		"http://a%00b/", "http://a\\b/", "http://[::ffff:1.1.1.1]/", "http://example.org:80:80/", "http://xn--a.org/", "http://example.org/%zz"} {
		f.Add(seed)
	}
	fetcher := New(Options{})
	f.Fuzz(func(t *testing.T, address string) {
		got, err := fetcher.target(address)
		if err != nil {
			if code := CodeOf(err); code != CodeURL && code != CodeHost {
				t.Fatalf("%q: %v", address, err)
			}
			return
		}
		u := got.url
		if u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Fragment != "" || got.port != portHTTP && got.port != portHTTPS {
			t.Fatalf("%q gives %s, port %d", address, u, got.port)
		}
		if ip, err := netip.ParseAddr(u.Hostname()); err == nil && (!public(ip) || ip != got.ip) {
			t.Fatalf("%q gives %s", address, ip)
		}
		if strings.Trim(u.Hostname(), "abcdefghijklmnopqrstuvwxyz0123456789-.:") != "" {
			t.Fatalf("%q has the host %q", address, u.Hostname())
		}
		again, err := fetcher.target(u.String())
		if err != nil || again.url.String() != u.String() || again.host != got.host {
			t.Fatalf("%q gives %s, and that %v %v", address, u, again, err)
		}
	})
}
