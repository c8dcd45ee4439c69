package client

import (
	"context"
	"errors"
	"time"

	"github.com/aio-creative-hub/aio/shared/identity/ops"
)

// renewBefore is how long before its expiry an access token is renewed: longer than a
// request takes, so that none arrives with a token that just expired.
const renewBefore = time.Minute

// ErrSignedOut says that there is no session, and none can be had without signing in.
var ErrSignedOut = errors.New("client: not signed in")

// Session is what proves who one is. All of it but UserID is secret.
type Session struct {
	UserID       string    `json:"userId"`
	AccessToken  string    `json:"accessToken"`
	Expires      time.Time `json:"expires"` // of the access token, by this machine's clock
	RefreshToken string    `json:"refreshToken,omitempty"`
}

// Renewal is what Options.Renew gets: the client, and the context of the call that needs
// the session. The access token Stale is about to expire or was refused.
type Renewal struct {
	Context context.Context
	Client  *Client
	Stale   string
}

// Session gives the current session, zero when signed out.
func (c *Client) Session() Session {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session
}

// Restore continues a session that was kept. OnSession is not told.
func (c *Client) Restore(s Session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.session = s
}

// Register makes an account and signs it in. A session is kept by the client.
func (c *Client) Register(ctx context.Context, email, password, displayName string) (ops.User, error) {
	in := ops.Registration{Credentials: ops.Credentials{Email: email, Password: password, RefreshIn: "body"}, DisplayName: displayName}
	var out ops.Tokens
	if err := c.public(ctx, ops.Register.Spec, in, &out); err != nil {
		return ops.User{}, err
	}
	c.take(out)
	return out.User, nil
}

// Login signs a person in. The password is not kept.
func (c *Client) Login(ctx context.Context, email, password string) (ops.User, error) {
	var out ops.Tokens
	if err := c.public(ctx, ops.Login.Spec, ops.Credentials{Email: email, Password: password, RefreshIn: "body"}, &out); err != nil {
		return ops.User{}, err
	}
	c.take(out)
	return out.User, nil
}

// Refresh trades the refresh token for a new session. A refresh token works once, so two
// programs must not use the same one; see Options.Renew.
func (c *Client) Refresh(ctx context.Context) error {
	token := c.Session().RefreshToken
	if token == "" {
		return ErrSignedOut
	}
	var out ops.Tokens
	if err := c.public(ctx, ops.Refresh.Spec, ops.RefreshRequest{RefreshToken: token}, &out); err != nil {
		return err
	}
	c.take(out)
	return nil
}

// Logout ends the session, on the server too.
func (c *Client) Logout(ctx context.Context) error {
	if err := c.call(ctx, ops.Logout.Spec, nil, nil); err != nil {
		return err
	}
	c.Restore(Session{})
	return nil
}

// Me reads one's own account.
func (c *Client) Me(ctx context.Context) (ops.User, error) {
	var out ops.User
	err := c.call(ctx, ops.GetMe.Spec, nil, &out)
	return out, err
}

func (c *Client) take(t ops.Tokens) {
	s := Session{UserID: t.User.ID, AccessToken: t.AccessToken, RefreshToken: t.RefreshToken,
		Expires: c.o.Now().Add(time.Duration(t.ExpiresIn) * time.Second)}
	c.Restore(s)
	if c.o.OnSession != nil {
		c.o.OnSession(s)
	}
}

// renewable reports whether a new access token can be had without a password.
func (c *Client) renewable() bool { return c.o.Renew != nil || c.Session().RefreshToken != "" }

// token gives an access token that is good for a while yet, "" when signed out.
func (c *Client) token(ctx context.Context) (string, error) {
	s := c.Session()
	left := s.Expires.Sub(c.o.Now())
	if s.AccessToken == "" || left > renewBefore || !c.renewable() {
		return s.AccessToken, nil
	}
	if err := c.renew(ctx, s.AccessToken); err != nil && left <= 0 {
		return "", err
	}
	return c.Session().AccessToken, nil
}

// renew gets a new session unless somebody else has done so since stale was read.
func (c *Client) renew(ctx context.Context, stale string) error {
	select {
	case c.renewing <- struct{}{}:
		defer func() { <-c.renewing }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if c.Session().AccessToken != stale {
		return nil
	}
	if c.o.Renew != nil {
		return c.o.Renew(Renewal{Context: ctx, Client: c, Stale: stale})
	}
	return c.Refresh(ctx)
}
