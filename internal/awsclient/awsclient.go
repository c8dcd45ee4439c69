// Package awsclient is the HTTP client that the SDK for AWS sends through: the SDK's own,
// mended so that a reply which arrived is not lost.
package awsclient

import (
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

// Client sends the SDK's requests. The SDK closes a request's body as soon as the head of
// the response is there. net/http may still be looking whether more follows in the body,
// and asks its WriteTo, which then says io.EOF: to net/http that is a request that could
// not be sent, so it closes the connection, and the rest of the response is lost ("use of
// closed network connection", github.com/aws/aws-sdk-go-v2/issues/2737): of a write that
// was done nobody learns. Client hides WriteTo; of Read, io.EOF is what net/http expects.
type Client struct {
	inner aws.HTTPClient
}

// New makes a client of the SDK's, whose transport the options may change.
func New(options ...func(*http.Transport)) *Client {
	return &Client{awshttp.NewBuildableClient().WithTransportOptions(options...)}
}

// Do implements aws.HTTPClient.
func (c *Client) Do(r *http.Request) (*http.Response, error) {
	if r.Body != nil && r.Body != http.NoBody {
		r.Body = struct{ io.ReadCloser }{r.Body} // the SDK made the request for this one attempt
	}
	return c.inner.Do(r)
}
