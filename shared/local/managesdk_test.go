package local

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/aio-creative-hub/aio/shared/push/apigateway"
	"github.com/aio-creative-hub/aio/shared/push/pushtest"
)

// TestManagementOverSDK runs the push port's suite against the management API over HTTP,
// with AWS's SDK as its client: what is written for API Gateway finds the same here.
func TestManagementOverSDK(t *testing.T) {
	pushtest.Run(t, func(t *testing.T) pushtest.Harness {
		s := newSockets(t, HubOptions{})
		srv := httptest.NewServer(http.StripPrefix("/_aws/execute-api/local/ws", management{edge: s.hub.edge, hub: s.hub}))
		t.Cleanup(srv.Close)
		p := apigateway.New(aws.Config{Region: "us-east-1", BaseEndpoint: &srv.URL, Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")},
			apigateway.Options{API: "local", Stage: "ws"})
		return pushtest.Harness{Pusher: p, Connect: s.client}
	})
}
