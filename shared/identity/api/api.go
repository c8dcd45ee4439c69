// Package api carries out the operations of the area identity: it maps the area's logic
// (shared/identity) to requests, cookies and answers.
package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/identity/ops"
	"github.com/aio-creative-hub/aio/shared/keys"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// The refresh cookie. With TLS its name has the prefix __Host-, with which browsers
// refuse it from any other host or path (RFC 6265bis section 4.1.3.2).
const (
	secureCookie = "__Host-rt"
	plainCookie  = "rt"
)

// jwksAge is how long verifiers may keep the key set: much less than the day for which
// a new key is published before it signs.
const jwksAge = "public, max-age=3600"

// Config is what the service needs.
type Config struct {
	Identity *identity.Service
	Keys     keys.Signer
	Secure   bool // served over TLS
	Now      func() time.Time
	// Origin says whether a page of this origin may open a WebSocket at this host;
	// programs send no origin and are not asked.
	Origin func(origin, host string) bool
}

// Service carries out the area's operations.
type Service struct{ c Config }

// New makes the service.
func New(c Config) *Service { return &Service{c: c} }

// Register makes an account and signs it in.
func (s *Service) Register(ctx context.Context, in *ops.RegisterInput) (*ops.TokensOutput, error) {
	b := in.Body
	t, err := s.c.Identity.Register(ctx, identity.Registration{Email: b.Email, Password: b.Password, DisplayName: b.DisplayName, UserAgent: in.UserAgent, Address: clientIP(ctx)})
	if err != nil {
		return nil, problem(err)
	}
	return s.tokens(t, b.RefreshIn), nil
}

// Login signs a person in.
func (s *Service) Login(ctx context.Context, in *ops.LoginInput) (*ops.TokensOutput, error) {
	b := in.Body
	t, err := s.c.Identity.Login(ctx, identity.Credentials{Email: b.Email, Password: b.Password, UserAgent: in.UserAgent, Address: clientIP(ctx)})
	if err != nil {
		return nil, problem(err)
	}
	return s.tokens(t, b.RefreshIn), nil
}

// Refresh trades a refresh token, from the body or the cookie, for new tokens; the new
// refresh token travels as the old one did.
func (s *Service) Refresh(ctx context.Context, in *ops.RefreshInput) (*ops.TokensOutput, error) {
	token, how := in.Body.RefreshToken, "body"
	if token == "" {
		token, how = in.HostCookie, "cookie"
		if !s.c.Secure {
			token = in.PlainCookie
		}
		if p := s.crossSite(in); token != "" && p != nil {
			return nil, p
		}
	}
	if token == "" {
		return nil, operation.NewProblem(http.StatusUnauthorized, string(identity.CodeTokenInvalid), "There is no refresh token. Sign in.")
	}
	t, err := s.c.Identity.RefreshFrom(ctx, token, clientIP(ctx))
	if err != nil {
		return nil, problem(err)
	}
	return s.tokens(t, how), nil
}

// crossSite refuses to act on a cookie that another site may have made the browser send
// (CWE-352). The cookie is SameSite=Strict already; a site below the same domain is not
// another one to that rule, and this one refuses it.
func (s *Service) crossSite(in *ops.RefreshInput) *operation.Problem {
	switch {
	case in.Requested == "":
		return operation.NewProblem(http.StatusForbidden, operation.CodeForbidden, "With the cookie, send the header X-Requested-With.").On("header.X-Requested-With")
	case in.Origin != "" && !s.c.Origin(in.Origin, in.Host), in.FetchSite == "cross-site", in.FetchSite == "same-site":
		return operation.NewProblem(http.StatusForbidden, operation.CodeForbidden, "This page may not act for you here.").On("header.Origin")
	}
	return nil
}

// Logout ends the session of the request.
func (s *Service) Logout(ctx context.Context, _ *operation.None) (*ops.LogoutOutput, error) {
	p := operation.MetaFrom(ctx).Principal
	if err := s.c.Identity.Logout(ctx, p.UserID, p.SessionID); err != nil {
		return nil, problem(err)
	}
	return s.signedOut(), nil
}

// signedOut removes the cookie.
func (s *Service) signedOut() *ops.LogoutOutput {
	return &ops.LogoutOutput{SetCookie: []http.Cookie{s.cookie("", time.Unix(0, 0))}}
}

// GetMe reads the caller's account.
func (s *Service) GetMe(ctx context.Context, _ *operation.None) (*ops.UserOutput, error) {
	u, err := s.c.Identity.Me(ctx, operation.UserID(ctx))
	if err != nil {
		return nil, problem(err)
	}
	return &ops.UserOutput{Body: user(u)}, nil
}

// UpdateMe changes the caller's account.
func (s *Service) UpdateMe(ctx context.Context, in *ops.UpdateMeInput) (*ops.UserOutput, error) {
	u, err := s.c.Identity.UpdateMe(ctx, operation.UserID(ctx), identity.Patch{DisplayName: in.Body.DisplayName})
	if err != nil {
		return nil, problem(err)
	}
	return &ops.UserOutput{Body: user(u)}, nil
}

// JWKS publishes the keys.
func (s *Service) JWKS(ctx context.Context, _ *operation.None) (*ops.JWKSOutput, error) {
	doc, err := s.c.Identity.JWKS(ctx)
	if err != nil {
		return nil, problem(err)
	}
	return &ops.JWKSOutput{CacheControl: jwksAge, Body: doc}, nil
}

// CreateTicket makes a WebSocket ticket for the session of the request.
func (s *Service) CreateTicket(ctx context.Context, _ *operation.None) (*ops.TicketOutput, error) {
	p := operation.MetaFrom(ctx).Principal
	ticket, expires, err := s.c.Identity.CreateTicket(ctx, identity.Principal{UserID: p.UserID, SessionID: p.SessionID, Roles: p.Roles})
	if err != nil {
		return nil, problem(err)
	}
	return &ops.TicketOutput{Body: ops.Ticket{Ticket: ticket, ExpiresIn: int(expires.Sub(s.c.Now()).Round(time.Second).Seconds())}}, nil
}

// AuthorizeSocket consumes a ticket. A page of another origin is refused before: its
// visitor did not ask for the connection (cross-site WebSocket hijacking, CWE-1385).
func (s *Service) AuthorizeSocket(ctx context.Context, in *ops.AuthorizeSocketInput) (*ops.PrincipalOutput, error) {
	if in.Origin != "" && !s.c.Origin(in.Origin, in.Host) {
		return nil, operation.NewProblem(http.StatusForbidden, operation.CodeForbidden, "This page may not connect here.")
	}
	p, err := s.c.Identity.ConsumeTicket(ctx, in.Ticket)
	if err != nil {
		return nil, problem(err)
	}
	return &ops.PrincipalOutput{Body: operation.Principal{UserID: p.UserID, SessionID: p.SessionID, Roles: p.Roles}}, nil
}

// RotateKeys makes the next signing key the current one, once for an occasion of its
// schedule.
func (s *Service) RotateKeys(ctx context.Context, _ *operation.None) (*operation.None, error) {
	return &operation.None{}, s.c.Keys.Rotate(ctx, operation.MetaFrom(ctx).Due)
}

func user(u identity.User) ops.User {
	roles := u.Roles
	if roles == nil {
		roles = []string{}
	}
	return ops.User{ID: u.ID, Email: u.Email, DisplayName: u.DisplayName, Roles: roles, CreatedAt: u.CreatedAt, EmailVerified: u.EmailVerified}
}

func (s *Service) tokens(t identity.Tokens, refreshIn string) *ops.TokensOutput {
	out := &ops.TokensOutput{Body: ops.Tokens{User: user(t.User), AccessToken: t.Access, ExpiresIn: int(t.AccessLife.Seconds())}}
	if refreshIn == "body" {
		out.Body.RefreshToken = t.Refresh
	} else {
		out.SetCookie = []http.Cookie{s.cookie(t.Refresh, t.RefreshExpires)}
	}
	return out
}

func (s *Service) cookie(value string, expires time.Time) http.Cookie {
	c := http.Cookie{Name: secureCookie, Value: value, Path: "/", Expires: expires, HttpOnly: true, Secure: true, SameSite: http.SameSiteStrictMode} //nolint:gosec // see below: plain HTTP on this machine only, where browsers refuse Secure cookies
	if !s.c.Secure {
		c.Name, c.Secure = plainCookie, false
	}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}

// statuses says how each refusal of shared/identity is answered.
var statuses = map[identity.Code]int{
	identity.CodeInvalidEmail:       http.StatusUnprocessableEntity,
	identity.CodeWeakPassword:       http.StatusUnprocessableEntity,
	identity.CodePasswordTooLong:    http.StatusUnprocessableEntity,
	identity.CodeInvalidDisplayName: http.StatusUnprocessableEntity,
	identity.CodeEmailTaken:         http.StatusConflict,
	identity.CodeInvalidCredentials: http.StatusUnauthorized,
	identity.CodeTooManyAttempts:    http.StatusTooManyRequests,
	identity.CodeTokenExpired:       http.StatusUnauthorized,
	identity.CodeTokenInvalid:       http.StatusUnauthorized,
	identity.CodeSessionRevoked:     http.StatusUnauthorized,
	identity.CodeTicketInvalid:      http.StatusUnauthorized,
	identity.CodeUserNotFound:       http.StatusNotFound,
	identity.CodeWrongPassword:      http.StatusForbidden, // 401 would make clients refresh and try again
	identity.CodeAccountDisabled:    http.StatusForbidden,
	identity.CodeMailTokenInvalid:   http.StatusUnprocessableEntity,
	identity.CodeEmailVerified:      http.StatusConflict,
	identity.CodeSessionNotFound:    http.StatusNotFound,
	identity.CodeKeyNotFound:        http.StatusNotFound,
	identity.CodeTooManyKeys:        http.StatusConflict,
	identity.CodeInvalidKey:         http.StatusUnprocessableEntity,
	identity.CodeInvalidPreference:  http.StatusUnprocessableEntity,
	identity.CodeStale:              http.StatusConflict,
	identity.CodeOwnAccount:         http.StatusConflict,
}

// problem turns a refusal of shared/identity into the answer for people.
func problem(err error) error {
	var e *identity.Error
	if !errors.As(err, &e) {
		return err
	}
	status, ok := statuses[e.Code]
	if !ok {
		return err
	}
	p := operation.NewProblem(status, string(e.Code), e.Message).Because(err).RetryAfter(e.RetryAfter)
	if e.Field != "" {
		p.Field = "body." + e.Field
		p.Errors = []operation.FieldProblem{{Field: p.Field, Code: p.Code, Message: e.Message}}
	}
	return p
}

// Verifier checks access tokens and API keys for functions.
type Verifier struct{ V *identity.Verifier }

// Verify gives the principal of a token or a key.
func (v Verifier) Verify(ctx context.Context, token string) (operation.Principal, error) {
	return principal(v.V.Verify(ctx, token))
}

// VerifyFresh is Verify with the state of the session read strongly.
func (v Verifier) VerifyFresh(ctx context.Context, token string) (operation.Principal, error) {
	return principal(v.V.VerifyFresh(ctx, token))
}

func principal(p identity.Principal, err error) (operation.Principal, error) {
	if err != nil {
		return operation.Principal{}, problem(err)
	}
	return operation.Principal{UserID: p.UserID, SessionID: p.SessionID, Roles: p.Roles, KeyID: p.KeyID, Scopes: p.Scopes}, nil
}

// SameOrigin allows pages that came from the host they now connect to.
func SameOrigin(origin, host string) bool {
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && u.Host == host
}
