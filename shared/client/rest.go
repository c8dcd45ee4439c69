package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

const (
	// requestTimeout bounds a call whose context has no deadline: the server gives up
	// after 29 s, and the answer has to travel.
	requestTimeout = 35 * time.Second
	// maxAnswer is the largest answer read: API Gateway's 10 MB.
	maxAnswer = 10 << 20
)

// ErrUnreachable says that the server could not be reached: nothing was answered.
var ErrUnreachable = errors.New("client: cannot reach the server")

// Do makes one REST call as the signed-in person, if there is one. In is sent as JSON
// unless it is nil; the answer is decoded into out unless that is nil. A refusal is a
// *Problem. The access token is renewed when it is about to expire, and once when the
// server no longer takes it.
func (c *Client) Do(ctx context.Context, method, path string, in, out any) error {
	body, err := encodeBody(in)
	if err != nil {
		return fmt.Errorf("client: %s %s: %w", method, path, err)
	}
	token, err := c.token(ctx)
	if err != nil {
		return err
	}
	err = c.once(ctx, method, path, token, body, out)
	if token == "" || !HasStatus(err, http.StatusUnauthorized) || !c.renewable() {
		return err
	}
	if err := c.renew(ctx, token); err != nil {
		return err
	}
	return c.once(ctx, method, path, c.Session().AccessToken, body, out)
}

// call makes the REST call of a declared operation without path parameters.
func (c *Client) call(ctx context.Context, s operation.Spec, in, out any) error {
	return c.Do(ctx, s.Method, s.Path, in, out)
}

// public makes the REST call of an operation that needs no token.
func (c *Client) public(ctx context.Context, s operation.Spec, in, out any) error {
	body, err := encodeBody(in)
	if err != nil {
		return fmt.Errorf("client: %s: %w", s.ID, err)
	}
	return c.once(ctx, s.Method, s.Path, "", body, out)
}

func encodeBody(in any) ([]byte, error) {
	if in == nil {
		return nil, nil
	}
	return json.Marshal(in)
}

// once sends one request and reads its answer.
func (c *Client) once(ctx context.Context, method, path, token string, body []byte, out any) error {
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, requestTimeout)
		defer cancel()
	}
	res, err := c.roundTrip(ctx, method, path, token, body)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // only read from
	data, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	switch {
	case err != nil:
		return fmt.Errorf("%w: the answer broke off: %w", ErrUnreachable, err)
	case len(data) > maxAnswer:
		return fmt.Errorf("client: the answer is larger than %d bytes", maxAnswer)
	case res.StatusCode < 200 || res.StatusCode > 299:
		return decodeProblem(res.StatusCode, res.Header, data)
	case out == nil || len(data) == 0:
		return nil
	}
	if err := json.Unmarshal(data, out); err != nil {
		return fmt.Errorf("client: answer of %s %s: %w", method, path, err)
	}
	return nil
}

func (c *Client) roundTrip(ctx context.Context, method, path, token string, body []byte) (*http.Response, error) {
	if c.bad != nil {
		return nil, c.bad
	}
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base.String()+path, reader)
	if err != nil {
		return nil, errors.New("client: not a method and path for a request")
	}
	req.Header.Set("User-Agent", c.o.UserAgent)
	req.Header.Set("Accept", "application/json")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, unreachable(ctx, err)
	}
	return res, nil
}

// unreachable takes the URL out of a transport error: it may be a secret.
func unreachable(ctx context.Context, err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	if cause := ctx.Err(); cause != nil {
		return fmt.Errorf("%w: %w", ErrUnreachable, cause)
	}
	return fmt.Errorf("%w: %w", ErrUnreachable, err)
}

// fill puts a path parameter into an operation's path.
func fill(path, name, value string) string {
	return strings.Replace(path, "{"+name+"}", url.PathEscape(value), 1)
}
