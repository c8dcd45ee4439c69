package apigateway_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/aio-creative-hub/aio/shared/push/apigateway"
	"github.com/aio-creative-hub/aio/shared/push/pushtest"
)

// fake speaks the wire protocol of API Gateway's management API (@connections).
type fake struct {
	mu   sync.Mutex
	open map[string]*line
	made int
}

// line is a connection: what was posted to it and not read yet.
type line struct {
	at, active time.Time
	waiting    chan []byte
}

// room is how many messages of a connection wait; the suite posts no more at once.
const room = 10_000

func (f *fake) connect() (id string, l *line) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.made++
	id, l = fmt.Sprintf("conn%d=", f.made), &line{at: time.Now(), active: time.Now(), waiting: make(chan []byte, room)}
	f.open[id] = l
	return id, l
}

// end closes a connection; what was posted before can still be read.
func (f *fake) end(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if l := f.open[id]; l != nil {
		delete(f.open, id)
		close(l.waiting)
	}
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, escaped, ok := strings.Cut(r.URL.EscapedPath(), "/_aws/execute-api/api1/ws/@connections/")
	id, err := url.PathUnescape(escaped)
	data, _ := io.ReadAll(r.Body)
	if !ok || err != nil || !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 ") {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if r.Method == http.MethodDelete {
		f.mu.Lock()
		_, there := f.open[id]
		f.mu.Unlock()
		f.end(id)
		w.WriteHeader(map[bool]int{true: http.StatusNoContent, false: http.StatusGone}[there])
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	l := f.open[id]
	switch {
	case l == nil:
		w.Header().Set("X-Amzn-Errortype", "GoneException")
		w.WriteHeader(http.StatusGone)
	case r.Method == http.MethodPost:
		l.active = time.Now()
		l.waiting <- data
	default:
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"connectedAt":%q,"lastActiveAt":%q,"identity":{"sourceIp":"203.0.113.7","userAgent":"x"}}`,
			l.at.UTC().Format(time.RFC3339Nano), l.active.UTC().Format(time.RFC3339Nano))
	}
}

func open(t *testing.T) (*apigateway.Pusher, *fake) {
	t.Helper()
	f := &fake{open: map[string]*line{}}
	s := httptest.NewServer(f)
	t.Cleanup(s.Close)
	return apigateway.New(aws.Config{Region: "us-east-1", BaseEndpoint: &s.URL, Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")},
		apigateway.Options{API: "api1", Stage: "ws"}), f
}

// TestContractOnFake runs the suite against a fake of the management API, which also says
// what a connection is like; ministack does not.
func TestContractOnFake(t *testing.T) {
	pushtest.Run(t, func(t *testing.T) pushtest.Harness {
		p, f := open(t)
		return pushtest.Harness{Pusher: p, Connect: func(t *testing.T) pushtest.Client {
			id, l := f.connect()
			t.Cleanup(func() { f.end(id) })
			return pushtest.Client{ID: id, Close: func() error { f.end(id); return nil }, Receive: func(ctx context.Context) ([]byte, error) {
				select {
				case data, ok := <-l.waiting:
					if !ok {
						return nil, io.EOF
					}
					return data, nil
				case <-ctx.Done():
					return nil, ctx.Err()
				}
			}}
		}}
	})
}
