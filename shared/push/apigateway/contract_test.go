package apigateway_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/coder/websocket"

	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/internal/lambdatest"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/push"
	"github.com/aio-creative-hub/aio/shared/push/apigateway"
	"github.com/aio-creative-hub/aio/shared/push/pushtest"
)

const patience = 10 * time.Second

// sockets is a WebSocket API on an emulator. What its function learns on $connect, the
// connection's id, is handed to the client that named itself in the query.
type sockets struct {
	api    lambdatest.SocketAPI
	pusher *apigateway.Pusher
	dialed atomic.Int64
	names  chan [2]string // name, connection id
}

func openSockets(t *testing.T, target emulator.Target) *sockets {
	t.Helper()
	s := &sockets{names: make(chan [2]string, 1)}
	s.api = lambdatest.Open(t, target).DeploySockets(t, target, emulator.Unique("aio-push-"), cloud.SocketStage,
		func(_ context.Context, e events.APIGatewayWebsocketProxyRequest) (events.APIGatewayProxyResponse, error) {
			if e.RequestContext.EventType == "CONNECT" {
				s.names <- [2]string{e.QueryStringParameters["name"], e.RequestContext.ConnectionID}
			}
			return events.APIGatewayProxyResponse{StatusCode: 200}, nil
		})
	cfg := target.Config()
	cfg.HTTPClient = repaired{cfg.HTTPClient}
	s.pusher = apigateway.New(cfg, apigateway.Options{API: s.api.ID, Stage: cloud.SocketStage})
	return s
}

// connect opens a connection as a client does and gives it with its id.
func (s *sockets) connect(t *testing.T) pushtest.Client {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	name := strconv.FormatInt(s.dialed.Add(1), 10)
	c, _, err := websocket.Dial(ctx, s.api.Dial+"?name="+name, nil)
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	c.SetReadLimit(push.MaxMessage)
	t.Cleanup(func() { _ = c.CloseNow() })
	id := <-s.names
	if id[0] != name {
		t.Fatalf("connected %s as %s", name, id[0])
	}
	s.opened(t, id[1])
	return pushtest.Client{
		ID:      id[1],
		Close:   func() error { return c.Close(websocket.StatusNormalClosure, "") },
		Receive: func(ctx context.Context) ([]byte, error) { _, data, err := c.Read(ctx); return data, err },
	}
}

// opened waits until a connection may be sent to: it may not before $connect has answered.
func (s *sockets) opened(t *testing.T, id string) {
	t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		_, err := s.pusher.Get(t.Context(), id)
		if err == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the connection does not open: %v", err)
		}
	}
}

// repaired mends what ministack answers to GetConnection, which the SDK cannot read: its
// times are numbers. That is enough to see whether there is a connection; what is said of
// it proves nothing.
type repaired struct{ aws.HTTPClient }

var seconds = regexp.MustCompile(`"(ConnectedAt|LastActiveAt)": (\d+)`)

// Do implements the SDK's HTTP client.
func (c repaired) Do(r *http.Request) (*http.Response, error) {
	res, err := c.HTTPClient.Do(r)
	if err != nil || r.Method != http.MethodGet || res.StatusCode != http.StatusOK {
		return res, err
	}
	body, err := io.ReadAll(res.Body)
	_ = res.Body.Close() // it was read
	res.Body = io.NopCloser(bytes.NewReader(seconds.ReplaceAll(body, []byte(`"$1": "2026-01-02T03:04:05Z"`))))
	return res, err
}

// TestContract runs the suite over real connections of a real WebSocket API.
func TestContract(t *testing.T) {
	emulator.Each(t, "push/apigateway", func(t *testing.T, target emulator.Target) {
		if target.Name == "localstack" {
			target.NotRun(t, "its free edition has no WebSocket APIs")
		}
		s := openSockets(t, target)
		lacks := map[string]string{"Info": "ministack describes a connection in another form than API Gateway"}
		pushtest.RunWithout(t, lacks, func(*testing.T) pushtest.Harness {
			return pushtest.Harness{Pusher: s.pusher, Connect: s.connect}
		})
	})
}
