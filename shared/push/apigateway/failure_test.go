package apigateway_test

import (
	"context"
	"errors"
	"net/http"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aio-creative-hub/aio/internal/scripted"
	"github.com/aio-creative-hub/aio/shared/internal/awsretry"
	"github.com/aio-creative-hub/aio/shared/push"
	"github.com/aio-creative-hub/aio/shared/push/apigateway"
)

func scriptedPusher(w *scripted.Wire) *apigateway.Pusher {
	return apigateway.New(w.Config(), apigateway.Options{API: "api1", Stage: "ws", Backoff: time.Millisecond})
}

// errAny stands for errors that are none of the port's: transient ones.
var errAny = errors.New("any")

func portError(err error) error {
	switch {
	case errors.Is(err, push.ErrGone):
		return push.ErrGone
	case errors.Is(err, push.ErrTooLarge):
		return push.ErrTooLarge
	case err != nil:
		return errAny
	}
	return nil
}

// TestFailures checks what each failure of a post is called, and how often the message
// was sent: never again if the client may have it.
func TestFailures(t *testing.T) {
	const all = awsretry.MaxAttempts
	sends := scripted.Says(200, "", "", "")
	throttles := scripted.Refuses(429, "LimitExceededException")
	for _, c := range []struct {
		name    string
		answers []scripted.Answer
		want    error
		sent    int
	}{
		{"sent", []scripted.Answer{sends}, nil, 1},
		{"gone", []scripted.Answer{scripted.Refuses(410, "GoneException")}, push.ErrGone, 1},
		{"gone, without a name", []scripted.Answer{scripted.Says(410, "", "", "")}, push.ErrGone, 1},
		{"an id of another form", []scripted.Answer{scripted.Refuses(400, "BadRequestException")}, push.ErrGone, 1},
		{"too large", []scripted.Answer{scripted.Refuses(413, "PayloadTooLargeException")}, push.ErrTooLarge, 1},
		{"not allowed", []scripted.Answer{scripted.Refuses(403, "ForbiddenException")}, errAny, 1},
		{"throttled at first", []scripted.Answer{throttles, throttles, sends}, nil, 3},
		{"throttled for long", []scripted.Answer{throttles}, errAny, all},
		{"throttled by another status", []scripted.Answer{scripted.Refuses(400, "ThrottlingException")}, errAny, all},
		{"refused connection at first", []scripted.Answer{scripted.Breaks("dial", syscall.ECONNREFUSED), sends}, nil, 2},
		{"lost answer", []scripted.Answer{scripted.Breaks("read", syscall.ECONNRESET), sends}, errAny, 1},
		{"lost request", []scripted.Answer{scripted.Breaks("write", syscall.EPIPE), sends}, errAny, 1},
		{"service fails", []scripted.Answer{scripted.Refuses(500, "InternalServerError"), sends}, errAny, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := &scripted.Wire{Answers: c.answers}
			if err := scriptedPusher(w).Post(t.Context(), "L0SM9cOFvHcCIhw=", []byte("x")); portError(err) != c.want { //nolint:errorlint // one of the port's, by identity
				t.Errorf("%v, want %v", err, c.want)
			}
			if n := len(w.Sent()); n != c.sent {
				t.Errorf("sent %d times, want %d", n, c.sent)
			}
		})
	}
}

// TestWire checks what goes over the wire and what is made of API Gateway's answers.
func TestWire(t *testing.T) {
	var asked []string
	w := &scripted.Wire{Answers: []scripted.Answer{func(r *http.Request) (*http.Response, error) {
		asked = append(asked, r.Method+" "+r.URL.String())
		return scripted.Says(200, "", "", `{"connectedAt":"2026-01-02T03:04:05.678Z","identity":{"sourceIp":"192.0.2.1","userAgent":"x"},"lastActiveAt":"2026-01-02T03:05:00Z"}`)(r)
	}}}
	p := scriptedPusher(w)
	const id = "L0SM9cOFvHcCIhw="
	got, err := p.Get(t.Context(), id)
	want := push.Info{ConnectedAt: time.Date(2026, 1, 2, 3, 4, 5, 678e6, time.UTC), LastActiveAt: time.Date(2026, 1, 2, 3, 5, 0, 0, time.UTC), SourceIP: "192.0.2.1"}
	if err != nil || !got.ConnectedAt.Equal(want.ConnectedAt) || !got.LastActiveAt.Equal(want.LastActiveAt) || got.SourceIP != want.SourceIP {
		t.Errorf("Get: %+v, %v; want %+v", got, err, want)
	}
	if err := errors.Join(p.Post(t.Context(), id, []byte("text")), p.Disconnect(t.Context(), id)); err != nil {
		t.Error(err)
	}
	const address = "https://api1.execute-api.us-east-1.amazonaws.com/ws/@connections/L0SM9cOFvHcCIhw%3D"
	for i, method := range []string{"GET ", "POST ", "DELETE "} {
		if len(asked) != 3 || asked[i] != method+address {
			t.Errorf("asked %q", asked)
		}
	}
	if sent := w.Sent(); sent[1] != "text" {
		t.Errorf("sent %q", sent)
	}
}

// TestPatience checks how long an answer that never comes is waited for.
func TestPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		err := scriptedPusher(&scripted.Wire{Answers: []scripted.Answer{scripted.Never}}).Post(t.Context(), "a", []byte("x"))
		if took := time.Since(begun); !errors.Is(err, context.DeadlineExceeded) || took > 15*time.Second {
			t.Errorf("%v after %v", err, took)
		}
	})
}
