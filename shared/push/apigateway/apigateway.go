// Package apigateway posts to WebSocket connections through API Gateway's management API
// (@connections): the push adapter of the cloud.
//
// A post is repeated only if it certainly was not sent: a message that came twice would
// show twice. What is lost, clients find by sequence number.
package apigateway

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/apigatewaymanagementapi"
	"github.com/aws/aws-sdk-go-v2/service/apigatewaymanagementapi/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/aio-creative-hub/aio/shared/push"
)

const (
	// callTime bounds one post; a fan-out makes many.
	callTime = 3 * time.Second
	attempts = 3
	// maxBackOff bounds the wait before another try: somebody waits for the answer.
	maxBackOff = time.Second
)

// idForm is that of a connection's id. Anything else names none, and would be another request.
var idForm = regexp.MustCompile(`^[A-Za-z0-9_=-]{1,128}$`)

// Options are what New may be given.
type Options struct {
	API   string // its id
	Stage string // of the API, e.g. cloud.SocketStage
}

// Pusher implements push.Pusher.
type Pusher struct {
	client *apigatewaymanagementapi.Client
}

var _ push.Pusher = (*Pusher)(nil)

// New makes a pusher; it calls nothing.
func New(c aws.Config, o Options) *Pusher {
	return &Pusher{client: apigatewaymanagementapi.NewFromConfig(c, func(a *apigatewaymanagementapi.Options) {
		a.BaseEndpoint = aws.String(endpoint(c, o))
		a.Retryer = retry.NewAdaptiveMode(func(m *retry.AdaptiveModeOptions) {
			m.StandardOptions = append(m.StandardOptions, func(s *retry.StandardOptions) {
				s.MaxAttempts, s.MaxBackoff = attempts, maxBackOff
				s.Retryables = []retry.IsErrorRetryable{retry.IsErrorRetryableFunc(func(err error) aws.Ternary { return aws.BoolTernary(notSent(err)) })}
			})
		})
	})}
}

// endpoint is where connections of the API are posted to. An emulator has one address for all.
func endpoint(c aws.Config, o Options) string {
	if c.BaseEndpoint != nil {
		return strings.TrimSuffix(*c.BaseEndpoint, "/") + "/_aws/execute-api/" + o.API + "/" + o.Stage
	}
	return "https://" + o.API + ".execute-api." + c.Region + ".amazonaws.com/" + o.Stage
}

// notSent says that a message certainly did not go out.
func notSent(err error) bool {
	var api smithy.APIError
	var op *net.OpError
	return errors.As(err, &api) && slices.Contains([]string{"LimitExceededException", "ThrottlingException", "TooManyRequestsException"}, api.ErrorCode()) || status(err) == http.StatusTooManyRequests ||
		errors.Is(err, syscall.ECONNREFUSED) || errors.As(err, &op) && op.Op == "dial"
}

func status(err error) int {
	var res *smithyhttp.ResponseError
	if errors.As(err, &res) {
		return res.HTTPStatusCode()
	}
	return 0
}

// Post implements push.Pusher.
func (p *Pusher) Post(ctx context.Context, connection string, data []byte) error {
	if len(data) > push.MaxMessage {
		return push.ErrTooLarge
	}
	return p.call(ctx, connection, func(ctx context.Context) error {
		_, err := p.client.PostToConnection(ctx, &apigatewaymanagementapi.PostToConnectionInput{ConnectionId: &connection, Data: data})
		return err
	})
}

// Get implements push.Pusher.
func (p *Pusher) Get(ctx context.Context, connection string) (info push.Info, err error) {
	err = p.call(ctx, connection, func(ctx context.Context) error {
		out, err := p.client.GetConnection(ctx, &apigatewaymanagementapi.GetConnectionInput{ConnectionId: &connection})
		if err != nil {
			return err
		}
		info = push.Info{ConnectedAt: aws.ToTime(out.ConnectedAt).UTC(), LastActiveAt: aws.ToTime(out.LastActiveAt).UTC()}
		if out.Identity != nil {
			info.SourceIP = aws.ToString(out.Identity.SourceIp)
		}
		return nil
	})
	return info, err
}

// Disconnect implements push.Pusher.
func (p *Pusher) Disconnect(ctx context.Context, connection string) error {
	return p.call(ctx, connection, func(ctx context.Context) error {
		_, err := p.client.DeleteConnection(ctx, &apigatewaymanagementapi.DeleteConnectionInput{ConnectionId: &connection})
		return err
	})
}

// call makes a call about a connection and the port's error of the service's.
func (p *Pusher) call(ctx context.Context, connection string, do func(context.Context) error) error {
	if !idForm.MatchString(connection) {
		return push.ErrGone
	}
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	err := do(ctx)
	var gone *types.GoneException
	var large *types.PayloadTooLargeException
	switch {
	case err == nil:
		return nil
	case errors.As(err, &gone), status(err) == http.StatusGone, status(err) == http.StatusNotFound:
		return push.ErrGone
	case errors.As(err, &large), status(err) == http.StatusRequestEntityTooLarge:
		return push.ErrTooLarge
	}
	return fmt.Errorf("push: %w", err)
}
