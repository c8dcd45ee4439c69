// Package identity knows who people are: accounts, passwords, sessions, and the tokens
// that prove a session. It has no transport; cookies and status codes are its callers'.
//
//   - Access tokens are JWTs (RFC 7519) of the profile RFC 9068, signed with RS256, for
//     15 minutes.
//   - Refresh tokens are 256 random bits, stored hashed, and rotate with each use (RFC
//     9700 section 4.14.2): one that is used twice ends its session. Whoever lost the
//     answer of a refresh may repeat it for a few seconds.
//   - Passwords follow NIST SP 800-63B section 5.1.1: length, not composition, and none
//     that everybody tries first. They are hashed with bcrypt (Provos and Mazieres,
//     USENIX 1999) over a keyed hash, so a stolen table is worth nothing without the key.
//   - Addresses and names are encrypted, and addresses are found by a keyed hash.
package identity

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/aio-creative-hub/aio/shared/keys"
	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/mail"
	"github.com/aio-creative-hub/aio/shared/store"
)

// How long things live.
const (
	AccessLife   = 15 * time.Minute    // an access token; bounds what a stolen one is good for
	RefreshLife  = 30 * 24 * time.Hour // a session that is not refreshed
	SessionLife  = 90 * 24 * time.Hour // a session at all; then the password is asked for again
	RefreshGrace = 10 * time.Second    // for repeating a refresh whose answer was lost
	TicketLife   = 30 * time.Second    // a WebSocket ticket: from one request to the next
	startEarly   = 5 * time.Second     // nbf lies so far before iat, for clocks that differ
)

// Limits of what people give.
const (
	MinPassword    = 8   // characters; NIST SP 800-63B section 5.1.1.1
	MaxPassword    = 256 // bytes; all of them count
	MaxDisplayName = 100 // characters
	maxUserAgent   = 512 // bytes kept of a User-Agent
)

// DefaultLoginRule limits the sign-ins of one address, wherever they come from: enough
// for one who has forgotten which password it was, useless for guessing.
var DefaultLoginRule = limit.Rule{Events: 20, Period: 15 * time.Minute}

// DefaultMailRule limits the mails that one may have sent to an address: enough to find
// one that went astray, too few to fill a mailbox.
var DefaultMailRule = limit.Rule{Events: 5, Period: time.Hour}

// Config is what a Service is made of.
type Config struct {
	Store store.Store // required
	Keys  keys.Keys   // required
	Now   func() time.Time
	// NewID makes a new unique id with a prefix, e.g. usr_01J...
	NewID    func(prefix string) string
	Issuer   string // the "iss" of tokens: this system's URL; required
	Audience string // the "aud" of tokens; required

	Limit     limit.Limiter // limits sign-ins and mails; nil does not
	LoginRule limit.Rule    // of password checks of one e-mail address; zero is DefaultLoginRule
	MailRule  limit.Rule    // of mails asked for to one e-mail address, and by one account; zero is DefaultMailRule
	// Mail sends what accounts are told; nil sends nothing and asks nobody to verify.
	Mail mail.Sender
	Rand io.Reader // of tokens; nil is crypto/rand
	// PasswordCost is bcrypt's; zero is DefaultCost. Less is refused outside tests.
	PasswordCost int
}

// User is an account as its owner sees it.
type User struct {
	ID          string
	Email       string // normalised
	DisplayName string
	Roles       []string
	CreatedAt   time.Time
	UpdatedAt   time.Time
	// EmailVerified says that its owner has proved to receive mail at Email.
	EmailVerified bool
	DisabledAt    time.Time // zero unless an administrator has disabled the account
}

// Tokens prove a session.
type Tokens struct {
	User           User
	SessionID      string
	Access         string        // JWT
	AccessLife     time.Duration // of Access, from now
	Refresh        string        // opaque; for one use
	RefreshExpires time.Time
}

// Principal is whom an access token, a ticket or an API key speaks for.
type Principal struct {
	UserID    string
	SessionID string // "" for a key
	Roles     []string
	KeyID     string    // of an API key, "" for a session
	Scopes    []string  // of an API key
	Expires   time.Time // of the token; of the session for a ticket; of the key, zero for never
}

// Service is the area's logic. Safe for concurrent use.
type Service struct {
	c        Config
	hasher   *hasher
	verifier *Verifier
}

// New makes a service. It reports all that is wrong with the configuration at once.
func New(c Config) (*Service, error) {
	if c.Rand == nil {
		c.Rand = rand.Reader
	}
	if c.LoginRule == (limit.Rule{}) {
		c.LoginRule = DefaultLoginRule
	}
	if c.MailRule == (limit.Rule{}) {
		c.MailRule = DefaultMailRule
	}
	var errs []error
	if c.Store == nil || c.Keys == nil || c.Now == nil || c.NewID == nil {
		errs = append(errs, errors.New("needs Store, Keys, Now and NewID"))
	}
	if err := c.LoginRule.Validate(); err != nil {
		errs = append(errs, fmt.Errorf("rule of sign-ins: %w", err))
	}
	if err := c.MailRule.Validate(); err != nil {
		errs = append(errs, fmt.Errorf("rule of mails: %w", err))
	}
	h, err := newHasher(c.Keys, c.PasswordCost, max(1, runtime.GOMAXPROCS(0)-1))
	errs = append(errs, err)
	v, err := NewVerifier(VerifierConfig{Store: c.Store, Keys: c.Keys, Now: c.Now, Issuer: c.Issuer, Audience: c.Audience})
	errs = append(errs, err)
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	return &Service{c: c, hasher: h, verifier: v}, nil
}

// Verifier verifies this service's tokens. It hears of sessions that end here at once,
// of others within SessionCache.
func (s *Service) Verifier() *Verifier { return s.verifier }

// JWKS is the document of the keys that verify access tokens (RFC 7517).
func (s *Service) JWKS(ctx context.Context) ([]byte, error) {
	public, err := s.c.Keys.Public(ctx)
	if err != nil {
		return nil, fmt.Errorf("identity: jwks: %w", err)
	}
	return keys.JWKS(public), nil
}

// secretBytes is the strength of refresh tokens and tickets: 256 bits.
const secretBytes = 32

// newSecret makes an opaque token; the prefix tells a person who finds it what it is.
func (s *Service) newSecret(prefix string) (string, error) {
	b := make([]byte, secretBytes)
	if _, err := io.ReadFull(s.c.Rand, b); err != nil {
		return "", fmt.Errorf("make token: %w", err)
	}
	return prefix + base64.RawURLEncoding.EncodeToString(b), nil
}
