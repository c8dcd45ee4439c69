package identity

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/aio-creative-hub/aio/shared/keys"
	"github.com/aio-creative-hub/aio/shared/store"
)

// maxToken is the most bytes of an access token that are looked at; ours have some 900.
const maxToken = 4096

// PublicKeys are the keys that verify tokens; keys.Signer has them.
type PublicKeys interface {
	Public(ctx context.Context) ([]keys.PublicKey, error)
}

// VerifierConfig is what a Verifier is made of; all fields are required.
type VerifierConfig struct {
	Store    store.Store // of accounts, sessions and keys; that they are in use is noted there
	Keys     PublicKeys
	Now      func() time.Time
	Issuer   string
	Audience string
}

// Verifier verifies access tokens and API keys: all that a function needs which serves people. Safe
// for concurrent use.
type Verifier struct {
	c        VerifierConfig
	parser   *jwt.Parser
	keys     keyCache
	sessions *sessionCache
}

// NewVerifier makes a verifier.
func NewVerifier(c VerifierConfig) (*Verifier, error) {
	if c.Store == nil || c.Keys == nil || c.Now == nil || c.Issuer == "" || c.Audience == "" {
		return nil, errors.New("verifier: Store, Keys, Now, Issuer and Audience are needed")
	}
	return &Verifier{
		c: c,
		parser: jwt.NewParser(
			jwt.WithValidMethods([]string{jwt.SigningMethodRS256.Alg()}), jwt.WithStrictDecoding(),
			jwt.WithIssuer(c.Issuer), jwt.WithAudience(c.Audience),
			jwt.WithExpirationRequired(), jwt.WithNotBeforeRequired(), jwt.WithTimeFunc(c.Now),
		),
		keys:     keyCache{source: c.Keys, now: c.Now},
		sessions: newSessionCache(c.Now),
	}, nil
}

// Verify says whom a token or an API key speaks for. Roles are the account's at present,
// not those it had when the token was signed. Refusals: CodeTokenInvalid, CodeTokenExpired,
// CodeSessionRevoked; any other error means that keys or sessions could not be read.
// That a session has ended elsewhere is noticed within SessionCache.
func (v *Verifier) Verify(ctx context.Context, token string) (Principal, error) {
	return v.verify(ctx, token, v.sessions.live)
}

// VerifyFresh is Verify with the session read strongly: for what must not be done with a
// session that has just ended, such as changing credentials and administration.
func (v *Verifier) VerifyFresh(ctx context.Context, token string) (Principal, error) {
	return v.verify(ctx, token, v.sessions.read)
}

type sessionCheck func(ctx context.Context, id sessionID, load loader) (sessionState, error)

func (v *Verifier) verify(ctx context.Context, token string, look sessionCheck) (_ Principal, err error) {
	defer func() { err = named("verify", err) }()
	if strings.HasPrefix(token, keyPrefix) {
		return v.verifyKey(ctx, token, look)
	}
	c, err := v.parse(ctx, token)
	if err != nil {
		return Principal{}, err
	}
	state, err := look(ctx, sessionID{c.Subject, c.SessionID}, v.loadSession(c.Subject, c.SessionID))
	if err != nil {
		return Principal{}, err
	}
	if !state.live {
		return Principal{}, refuse(CodeSessionRevoked, nil)
	}
	p := state.who
	p.SessionID, p.Expires = c.SessionID, c.ExpiresAt.UTC()
	return p, nil
}

// lookupError is a failure to read the keys, as opposed to a token with an unknown one.
type lookupError struct{ err error }

func (e *lookupError) Error() string { return e.err.Error() }

// parse checks signature, header and claims. What is wrong with a token is not told
// apart, but for one that was right until it expired.
func (v *Verifier) parse(ctx context.Context, token string) (claims, error) {
	if len(token) > maxToken {
		return claims{}, refuse(CodeTokenInvalid, nil)
	}
	var c claims
	_, err := v.parser.ParseWithClaims(token, &c, func(t *jwt.Token) (any, error) { return v.keyFor(ctx, t) })
	var lookup *lookupError
	switch {
	case errors.As(err, &lookup):
		return claims{}, fmt.Errorf("read keys: %w", lookup.err)
	case errors.Is(err, jwt.ErrTokenExpired) && onlyExpired(err):
		return claims{}, refuse(CodeTokenExpired, nil)
	case err != nil, c.Subject == "", c.SessionID == "", c.IssuedAt == nil:
		return claims{}, refuse(CodeTokenInvalid, nil) // jwt's text may hold parts of the token
	}
	return c, nil
}

// onlyExpired says whether nothing but its age is wrong with a token whose signature is right.
func onlyExpired(err error) bool {
	for _, other := range []error{
		jwt.ErrTokenMalformed, jwt.ErrTokenUnverifiable, jwt.ErrTokenSignatureInvalid, jwt.ErrTokenInvalidAudience,
		jwt.ErrTokenInvalidIssuer, jwt.ErrTokenNotValidYet, jwt.ErrTokenRequiredClaimMissing,
	} {
		if errors.Is(err, other) {
			return false
		}
	}
	return true
}

// keyFor gives the key that the header names, if the header is just what this system
// writes: with a key inside (jwk), an address of one (jku, x5u), or an extension (crit)
// it is not.
func (v *Verifier) keyFor(ctx context.Context, t *jwt.Token) (*rsa.PublicKey, error) {
	kid, _ := t.Header["kid"].(string)
	if len(t.Header) != 3 || t.Header["typ"] != accessType || kid == "" {
		return nil, errors.New("not a header of an access token")
	}
	key, err := v.keys.find(ctx, kid)
	if err != nil {
		return nil, &lookupError{err}
	}
	if key == nil {
		return nil, errors.New("unknown key")
	}
	return key, nil
}
