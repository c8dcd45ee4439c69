package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"strings"
)

// maxRedirects bounds a chain of redirects: longer ones are loops or traps.
const maxRedirects = 5

// maxHeader bounds an answer's header.
const maxHeader = 64 << 10 // bytes

// follow makes the request and those that redirects ask for. Each is a new one: nothing
// is carried over but the address.
func (f *Fetcher) follow(ctx context.Context, t *target, l Limits) (*Response, error) {
	for range maxRedirects + 1 {
		out, next, err := f.once(ctx, t, l)
		if err != nil || next == nil {
			return out, err
		}
		t = next
	}
	return nil, fail(CodeRedirect, "The address leads on too often. Use the one that it leads to in the end.", nil)
}

// once makes one request: an answer, or where it redirects to.
func (f *Fetcher) once(ctx context.Context, t *target, l Limits) (*Response, *target, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	to, err := f.addresses(ctx, t)
	if err != nil {
		return nil, nil, err
	}
	transport := &http.Transport{
		Proxy:                  nil, // also none from the environment
		DialContext:            f.pinned(to),
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: f.roots},
		TLSHandshakeTimeout:    f.timeouts.TLS,
		ResponseHeaderTimeout:  f.timeouts.Header,
		MaxResponseHeaderBytes: maxHeader,
		DisableKeepAlives:      true, // a connection is for one address that was checked
		DisableCompression:     true, // decompress counts
	}
	defer transport.CloseIdleConnections()
	req, err := f.request(ctx, t, l)
	if err != nil {
		return nil, nil, err
	}
	res, err := transport.RoundTrip(req) // no http.Client: it would redirect, and put addresses into errors
	if err != nil {
		return nil, nil, transportError(err)
	}
	defer func() { _ = res.Body.Close() }() // read as far as we want it
	if next, err := f.redirect(t, res); next != nil || err != nil {
		return nil, next, err
	}
	if res.StatusCode != http.StatusOK {
		e := fail(CodeStatus, "The server did not give the content: "+statusText(res.StatusCode)+".", nil)
		e.Status = res.StatusCode
		return nil, nil, e
	}
	out, err := f.read(res, l, stop)
	if err != nil {
		return nil, nil, err
	}
	if ctx.Err() != nil { // a server may end its answer because we hang up, and it would look complete
		return nil, nil, fail(CodeTimeout, textTimeout, ctx.Err())
	}
	out.URL = t.url.String()
	return out, nil, nil
}

func (f *Fetcher) request(ctx context.Context, t *target, l Limits) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, t.url.String(), http.NoBody)
	if err != nil {
		return nil, fail(CodeURL, "This is not an address.", nil)
	}
	req.Header.Set("User-Agent", f.userAgent)
	req.Header.Set("Accept", strings.Join(l.Types, ", "))
	req.Header.Set("Accept-Encoding", "gzip")
	return req, nil
}

// redirect gives the checked target of a redirect, nil if the answer is none.
func (f *Fetcher) redirect(from *target, res *http.Response) (*target, error) {
	switch res.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, nil // no redirect is no failure
	}
	location := res.Header.Get("Location")
	if location == "" || len(location) > maxURL {
		return nil, fail(CodeRedirect, "The address leads on to nowhere.", nil)
	}
	u, err := from.url.Parse(location)
	if err != nil {
		return nil, fail(CodeRedirect, "The address leads on to nowhere.", nil)
	}
	if from.url.Scheme == "https" && u.Scheme == "http" {
		return nil, fail(CodeRedirect, "The address leads on to one that is not secure.", errors.New("from https to http"))
	}
	return f.check(u)
}

// statusText is a status in words that are ours, not the server's.
func statusText(status int) string {
	if text := http.StatusText(status); text != "" {
		return strings.ToLower(text)
	}
	return "an unknown status"
}
