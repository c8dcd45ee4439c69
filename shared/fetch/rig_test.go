package fetch_test

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/fetch"
)

// publicIP is where the rig's names are: an address of the public network.
const publicIP = "93.184.215.14"

// rig is a network of its own: names that resolve as told, and one server at every
// public address.
type rig struct {
	plain, secure *httptest.Server

	mu     sync.Mutex
	names  map[string][]string // what a name resolves to, one answer after the other; the last stays
	asked  []string
	dialed []string
}

func newRig(t testing.TB, h http.HandlerFunc) *rig {
	t.Helper()
	r := &rig{names: map[string][]string{}, plain: httptest.NewServer(h), secure: httptest.NewTLSServer(h)}
	r.secure.Config.ErrorLog = log.New(io.Discard, "", 0) // of handshakes that tests break off
	t.Cleanup(r.plain.Close)
	t.Cleanup(r.secure.Close)
	return r
}

// LookupNetIP implements fetch.Resolver. example.org and example.com are known.
func (r *rig) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	host = strings.TrimSuffix(host, ".")
	r.asked = append(r.asked, host)
	answers := r.names[host]
	switch {
	case len(answers) == 0 && (host == "example.org" || host == "example.com"):
		answers = []string{publicIP}
	case len(answers) == 0:
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	case len(answers) > 1:
		r.names[host] = answers[1:]
	}
	var out []netip.Addr
	for _, a := range strings.Fields(answers[0]) {
		out = append(out, netip.MustParseAddr(a))
	}
	return out, nil
}

// Dial is the network: it keeps what was dialled and gives the server behind it.
func (r *rig) Dial(ctx context.Context, _, address string) (net.Conn, error) {
	r.mu.Lock()
	r.dialed = append(r.dialed, address)
	r.mu.Unlock()
	server := r.plain
	switch {
	case strings.HasSuffix(address, ":443"):
		server = r.secure
	case !strings.HasSuffix(address, ":80"):
		return nil, errors.New("connection refused")
	}
	var d net.Dialer
	return d.DialContext(ctx, "tcp", server.Listener.Addr().String())
}

func (r *rig) options() fetch.Options {
	roots := x509.NewCertPool()
	roots.AddCert(r.secure.Certificate())
	return fetch.Options{Resolver: r, Dial: r.Dial, RootCAs: roots}
}

func (r *rig) fetcher() *fetch.Fetcher { return fetch.New(r.options()) }

// get fetches with the limits of a short text.
func get(t *testing.T, f *fetch.Fetcher, url string) (*fetch.Response, error) {
	t.Helper()
	return f.Get(t.Context(), url, limits)
}

var limits = fetch.Limits{MaxBytes: 1000, Types: []string{"text/plain", "image/*"}}

// wantCode expects a failure with a code, whose words give nothing away.
func wantCode(t *testing.T, err error, want fetch.Code) {
	t.Helper()
	var e *fetch.Error
	if !errors.As(err, &e) || e.Code != want {
		t.Errorf("got %v, want %s", err, want)
		return
	}
	if e.Message == "" || !strings.HasSuffix(e.Message, ".") && want != fetch.CodeLimits {
		t.Errorf("message %q", e.Message)
	}
	for _, private := range []string{"secret", "127.0.0.1", "10.0.0.", "169.254", publicIP} {
		if strings.Contains(e.Message, private) {
			t.Errorf("the message holds %q: %s", private, e.Message)
		}
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the error holds path or query: %v", err)
	}
}

// soon fails a test that took as long as the defaults of Timeouts would.
func soon(t *testing.T, begun time.Time) {
	t.Helper()
	if took := time.Since(begun); took > 2900*time.Millisecond {
		t.Errorf("took %v", took)
	}
}

func text(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=UTF-8")
		_, _ = w.Write([]byte(body)) // a client that is gone is the test's intent
	}
}
