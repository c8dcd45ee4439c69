package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	chatops "github.com/aio-creative-hub/aio/shared/chat/ops"
)

// maxRedirects bounds the redirects from a signed URL on.
const maxRedirects = 3

// Artifact opens an artifact's bytes and says of what content type they are. The bytes
// come from a signed URL, to which no token is sent. Ctx bounds reading, too.
func (c *Client) Artifact(ctx context.Context, id string) (body io.ReadCloser, contentType string, err error) {
	link, err := c.signedURL(ctx, id)
	if err != nil {
		return nil, "", err
	}
	res, err := c.fetch(ctx, link)
	if err != nil {
		return nil, "", err
	}
	return res.Body, res.Header.Get("Content-Type"), nil
}

// signedURL asks where an artifact's bytes are. Do cannot: its answer is a redirect.
func (c *Client) signedURL(ctx context.Context, id string) (*url.URL, error) {
	token, err := c.token(ctx)
	if err != nil {
		return nil, err
	}
	link, err := c.locate(ctx, id, token)
	if token == "" || !HasStatus(err, http.StatusUnauthorized) || !c.renewable() {
		return link, err
	}
	if err := c.renew(ctx, token); err != nil {
		return nil, err
	}
	return c.locate(ctx, id, c.Session().AccessToken)
}

func (c *Client) locate(ctx context.Context, id, token string) (*url.URL, error) {
	s := artifactops.Content.Spec
	res, err := c.roundTrip(ctx, s.Method, fill(s.Path, "artifactId", id), token, nil)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close() //nolint:errcheck // only read from
	if res.StatusCode != http.StatusSeeOther {
		return nil, refusal(res)
	}
	return next(c.base.ResolveReference(&url.URL{Path: "/"}), res)
}

// fetch gets a signed URL, without the token.
func (c *Client) fetch(ctx context.Context, link *url.URL) (*http.Response, error) {
	for range maxRedirects + 1 {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, link.String(), nil)
		if err != nil {
			return nil, errors.New("client: the signed URL is none")
		}
		req.Header.Set("User-Agent", c.o.UserAgent)
		res, err := c.http.Do(req)
		if err != nil {
			return nil, unreachable(ctx, err)
		}
		if res.StatusCode == http.StatusOK {
			return res, nil
		}
		to, err := redirected(link, res)
		_ = res.Body.Close() // only read from
		if err != nil {
			return nil, err
		}
		link = to
	}
	return nil, errors.New("client: too many redirects from the signed URL")
}

func redirected(from *url.URL, res *http.Response) (*url.URL, error) {
	switch res.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return next(from, res)
	}
	return nil, refusal(res)
}

// next resolves a Location. It must be of the web, and may not leave TLS.
func next(from *url.URL, res *http.Response) (*url.URL, error) {
	location := res.Header.Get("Location")
	to, err := from.Parse(location)
	if err != nil || location == "" || to.Host == "" {
		return nil, errors.New("client: a redirect leads nowhere")
	}
	if to.Scheme != "https" && (to.Scheme != "http" || from.Scheme == "https") {
		return nil, fmt.Errorf("client: a redirect leads to %s, which is not followed", to.Scheme)
	}
	return to, nil
}

func refusal(res *http.Response) error {
	const most = 64 << 10 // of a problem document
	data, err := io.ReadAll(io.LimitReader(res.Body, most))
	if err != nil {
		return fmt.Errorf("%w: the answer broke off: %w", ErrUnreachable, err)
	}
	return decodeProblem(res.StatusCode, res.Header, data)
}

// Send says something in a conversation by REST and waits for the reply. A message
// without an id gets one.
func (c *Client) Send(ctx context.Context, m chatops.NewMessage) (*chatops.Reply, error) {
	if m.ID == "" {
		m.ID = c.NewMessageID()
	}
	var out chatops.Reply
	if err := c.call(ctx, chatops.Send.Spec, m, &out); err != nil {
		return nil, err
	}
	return &out, nil
}
