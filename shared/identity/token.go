package identity

import (
	"context"
	"crypto"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// accessType is the "typ" of access tokens (RFC 9068 section 2.1): a signed token made
// for something else is not taken for one.
const accessType = "at+jwt"

// claims are those of an access token.
type claims struct {
	jwt.RegisteredClaims
	SessionID string   `json:"sid"`
	Roles     []string `json:"roles"`
}

// tokens signs an access token for a session and puts all together.
func (s *Service) tokens(ctx context.Context, u User, ses sessionRecord, refresh string) (Tokens, error) {
	access, err := s.sign(ctx, u, ses)
	if err != nil {
		return Tokens{}, err
	}
	return Tokens{
		User: u, SessionID: ses.ID, Access: access, AccessLife: AccessLife, Refresh: refresh, RefreshExpires: ses.ExpiresAt,
	}, nil
}

func (s *Service) sign(ctx context.Context, u User, ses sessionRecord) (string, error) {
	kid, err := s.c.Keys.Current(ctx)
	if err != nil {
		return "", err
	}
	now := s.c.Now().UTC().Truncate(time.Second)
	t := jwt.NewWithClaims(jwt.SigningMethodRS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: s.c.Issuer, Subject: u.ID, Audience: jwt.ClaimStrings{s.c.Audience},
			IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now.Add(-startEarly)),
			ExpiresAt: jwt.NewNumericDate(now.Add(AccessLife)), ID: s.c.NewID("tok"),
		},
		SessionID: ses.ID, Roles: u.Roles,
	})
	t.Header["typ"] = accessType
	t.Header["kid"] = kid
	text, err := t.SigningString()
	if err != nil {
		return "", fmt.Errorf("write token: %w", err)
	}
	digest := sha256.Sum256([]byte(text))
	sig, err := s.c.Keys.Sign(ctx, kid, crypto.SHA256, digest[:])
	if err != nil {
		return "", fmt.Errorf("sign token: %w", err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(sig), nil
}
