// Package client speaks the public API as any program outside could: REST with bearer
// tokens, and one WebSocket that heals itself. `aio chat`, the end-to-end tests and the
// benchmarks use it; it knows no other way in.
//
// Reconnecting with capped exponential back-off and full jitter follows Marc Brooker,
// "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015). Errors are RFC 9457
// problem details, tokens RFC 6750 bearer tokens. The WebSocket's protocol is described
// in docs/websocket.md.
package client

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"
)

// Options configures New. The zero value works.
type Options struct {
	HTTP      *http.Client               // nil means a client of its own; its redirect policy and Timeout are not used
	Log       *slog.Logger               // nil discards; no token, ticket, password or signed URL is ever logged
	Now       func() time.Time           // for the expiry of tokens; nil means the system's clock
	Rand      func() float64             // jitter in [0, 1); nil means math/rand/v2
	NewID     func(prefix string) string // ids of messages; nil means ULIDs
	UserAgent string                     // "" means "aio-client"

	// OnSession is told of every new session (after Register, Login and Refresh), so that
	// it can be kept: refresh tokens work once.
	OnSession func(Session)
	// Renew replaces Refresh as the way to a new access token, e.g. to share a session
	// between processes. It runs once at a time and may call Refresh, Login and Restore.
	Renew func(renewal Renewal) error
}

// Client calls the API of one server as one person. Safe for concurrent use.
type Client struct {
	o    Options
	http *http.Client
	base *url.URL
	bad  error // what is wrong with the base URL

	renewing chan struct{} // holds one token while the session is renewed

	mu      sync.Mutex
	session Session
}

// New makes a client of the server at baseURL, e.g. http://127.0.0.1:8080. A URL that
// cannot be used is reported by every call.
func New(baseURL string, o Options) *Client {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = mathrand.Float64
	}
	if o.NewID == nil {
		o.NewID = newULID
	}
	if o.UserAgent == "" {
		o.UserAgent = "aio-client"
	}
	c := &Client{o: o, renewing: make(chan struct{}, 1)}
	c.base, c.bad = parseBase(baseURL)
	own := http.Client{}
	if o.HTTP != nil {
		own = *o.HTTP
	}
	// Redirects are followed where they are expected, without the token; contexts bound
	// the time, because a download may take longer than a call.
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	own.Timeout = 0
	c.http = &own
	return c
}

func newULID(prefix string) string {
	return prefix + "_" + ulid.MustNew(ulid.Now(), rand.Reader).String()
}

func parseBase(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(text, "/"))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("client: the server's address must look like http://127.0.0.1:8080")
	}
	return u, nil
}

// URL is the server's address.
func (c *Client) URL() string {
	if c.base == nil {
		return ""
	}
	return c.base.String()
}

// NewMessageID makes an id for a message; sending it again under the same id does
// nothing twice.
func (c *Client) NewMessageID() string { return c.o.NewID("msg") }
