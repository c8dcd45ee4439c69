package local

import (
	"context"
	"net"
	"net/http"
	"testing"
)

func TestHosts(t *testing.T) {
	loop := newHosts(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}, "127.0.0.1", []string{"My.Name", "their.name:99"})
	open := newHosts(&net.TCPAddr{IP: net.IPv4zero, Port: 8080}, "0.0.0.0", nil)
	web := newHosts(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80}, "127.0.0.1", nil)
	for _, c := range []struct {
		name  string
		hosts hosts
		host  string
		ok    bool
	}{
		{"address", loop, "127.0.0.1:8080", true},
		{"name", loop, "localhost:8080", true},
		{"name in capitals", loop, "LOCALHOST:8080", true},
		{"IPv6", loop, "[::1]:8080", true},
		{"extra name", loop, "my.name:8080", true},
		{"extra name behind a proxy", loop, "my.name", true},
		{"extra name with its port", loop, "their.name:99", true},
		{"extra name with another port", loop, "their.name:8080", false},
		{"another port", loop, "localhost:8081", false},
		{"no port", loop, "localhost", false},
		{"another name", loop, "evil.example:8080", false},
		{"a name that begins alike", loop, "localhost.evil.example:8080", false},
		{"a trailing dot", loop, "localhost.:8080", false},
		{"another address", loop, "192.0.2.7:8080", false},
		{"nothing", loop, "", false},
		{"own address, but only the loopback is open", loop, "192.0.2.1:8080", false},
		{"own address", open, "192.0.2.1:8080", true},
		{"another address when open", open, "192.0.2.7:8080", false},
		{"another name when open", open, "evil.example:8080", false},
		{"the scheme's port", web, "localhost", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx := context.WithValue(t.Context(), http.LocalAddrContextKey, &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 8080})
			r, err := http.NewRequestWithContext(ctx, "GET", "/", http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			r.Host = c.host
			if got := c.hosts.allows(r); got != c.ok {
				t.Errorf("%q: %v", c.host, got)
			}
		})
	}
}

func TestBindAddress(t *testing.T) {
	for addr, want := range map[string]string{"": "127.0.0.1:0", ":8080": "127.0.0.1:8080", "0.0.0.0:1": "0.0.0.0:1", "[::]:1": "[::]:1", "name:2": "name:2"} {
		if got, err := bindAddress(addr); err != nil || got != want {
			t.Errorf("%q: %q, %v", addr, got, err)
		}
	}
	if _, err := bindAddress("8080"); err == nil {
		t.Error("a port alone was taken")
	}
}
