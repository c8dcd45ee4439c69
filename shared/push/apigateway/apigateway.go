// Package apigateway is the push port on AWS: the @connections management API of API
// Gateway's WebSocket APIs ("Use @connections commands in your backend service").
//
// A post is repeated only if it was certainly not carried out: a repeated one might reach
// the client twice, which commits tell by their sequence but a chat's progress cannot.
package apigateway

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewaymanagementapi"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/aio-creative-hub/aio/shared/internal/awsretry"
	"github.com/aio-creative-hub/aio/shared/push"
)

// callTimeout bounds a call with all its attempts; one takes some 50 ms.
const callTimeout = 10 * time.Second

// connectionID is the form of API Gateway's ids, base64 of a few bytes. What cannot be
// one is gone without asking.
var connectionID = regexp.MustCompile(`^[A-Za-z0-9+/_=-]{1,128}$`)

// Options are what New may be given.
type Options struct {
	API     string        // its id
	Stage   string        // of the API, e.g. cloud.SocketStage
	Backoff time.Duration // between two attempts at most; 0 means awsretry.DefaultBackoff
}

// Pusher sends to the connections of a WebSocket API.
type Pusher struct {
	client *apigatewaymanagementapi.Client
}

var _ push.Pusher = (*Pusher)(nil)

// New makes a pusher; it calls nothing.
func New(cfg aws.Config, o Options) *Pusher {
	return &Pusher{client: apigatewaymanagementapi.NewFromConfig(cfg, func(c *apigatewaymanagementapi.Options) {
		c.BaseEndpoint, c.Retryer = aws.String(endpoint(cfg, o)), awsretry.New(o.Backoff)
	})}
}

// endpoint is where connections of the API are posted to. An emulator has one address for all.
func endpoint(cfg aws.Config, o Options) string {
	if cfg.BaseEndpoint != nil {
		return strings.TrimSuffix(*cfg.BaseEndpoint, "/") + "/_aws/execute-api/" + o.API + "/" + o.Stage
	}
	return "https://" + o.API + ".execute-api." + cfg.Region + ".amazonaws.com/" + o.Stage
}

// Post implements push.Pusher.
func (p *Pusher) Post(ctx context.Context, connection string, data []byte) error {
	if len(data) > push.MaxMessage {
		return push.ErrTooLarge
	}
	return call(ctx, "post", connection, func(ctx context.Context) error {
		_, err := p.client.PostToConnection(ctx, &apigatewaymanagementapi.PostToConnectionInput{ConnectionId: &connection, Data: data})
		return err
	})
}

// Get implements push.Pusher.
func (p *Pusher) Get(ctx context.Context, connection string) (push.Info, error) {
	var info push.Info
	err := call(ctx, "get", connection, func(ctx context.Context) error {
		out, err := p.client.GetConnection(ctx, &apigatewaymanagementapi.GetConnectionInput{ConnectionId: &connection})
		if err != nil {
			return err
		}
		info = push.Info{ConnectedAt: aws.ToTime(out.ConnectedAt), LastActiveAt: aws.ToTime(out.LastActiveAt)}
		if out.Identity != nil {
			info.SourceIP = aws.ToString(out.Identity.SourceIp)
		}
		return nil
	})
	return info, err
}

// Disconnect implements push.Pusher.
func (p *Pusher) Disconnect(ctx context.Context, connection string) error {
	return call(ctx, "disconnect", connection, func(ctx context.Context) error {
		_, err := p.client.DeleteConnection(ctx, &apigatewaymanagementapi.DeleteConnectionInput{ConnectionId: &connection})
		return err
	})
}

// call makes one call about a connection and names its error as the port does.
func call(ctx context.Context, what, connection string, do func(context.Context) error) error {
	if !connectionID.MatchString(connection) {
		return push.ErrGone
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	err := do(ctx)
	if err == nil {
		return nil
	}
	var answer *smithyhttp.ResponseError
	if errors.As(err, &answer) && awsretry.OutcomeOf(err) == awsretry.Refused {
		switch answer.HTTPStatusCode() {
		case http.StatusGone, http.StatusBadRequest: // the latter: "Invalid connectionId"
			return push.ErrGone
		case http.StatusRequestEntityTooLarge:
			return push.ErrTooLarge
		}
	}
	return fmt.Errorf("apigateway: %s: %w", what, err)
}
