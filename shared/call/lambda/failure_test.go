package lambda_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/aio-creative-hub/aio/internal/scripted"
	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/call/lambda"
	"github.com/aio-creative-hub/aio/shared/internal/awsretry"
)

func invoker(w *scripted.Wire) *lambda.Invoker {
	return lambda.New(w.Config(), lambda.Options{Stage: "dev", Backoff: time.Millisecond})
}

// TestFailures checks what each failure is called, and how often the request was sent:
// more than once only where nothing was run, or where running twice is allowed.
func TestFailures(t *testing.T) {
	const all = awsretry.MaxAttempts
	answers := scripted.Says(200, "X-Amz-Executed-Version", "$LATEST", `{"status":200}`)
	throttles := scripted.Refuses(429, "TooManyRequestsException")
	for _, c := range []struct {
		name    string
		answers []scripted.Answer
		invoke  error // nil: an answer; errAny: an error that is none of the port's
		asked   int
		start   error
		started int
	}{
		{"an answer", []scripted.Answer{answers}, nil, 1, nil, 1},
		{"throttled at first", []scripted.Answer{throttles, throttles, answers}, nil, 3, nil, 3},
		{"throttled for long", []scripted.Answer{throttles}, call.ErrThrottled, all, call.ErrThrottled, all},
		{"refused connection", []scripted.Answer{scripted.Breaks("dial", syscall.ECONNREFUSED)}, call.ErrThrottled, all, call.ErrThrottled, all},
		{"refused connection at first", []scripted.Answer{scripted.Breaks("dial", syscall.ECONNREFUSED), answers}, nil, 2, nil, 2},
		{"lost answer", []scripted.Answer{scripted.Breaks("read", syscall.ECONNRESET), answers}, call.ErrTimeout, 1, nil, 2},
		{"lost request", []scripted.Answer{scripted.Breaks("write", syscall.EPIPE), answers}, call.ErrTimeout, 1, nil, 2},
		{"throttled, then lost", []scripted.Answer{throttles, scripted.Breaks("read", syscall.ECONNRESET), answers}, call.ErrTimeout, 2, nil, 3},
		{"answer cut off", []scripted.Answer{scripted.Cut, answers}, call.ErrTimeout, 1, call.ErrTimeout, 1},
		{"service fails", []scripted.Answer{scripted.Refuses(500, "ServiceException"), answers}, call.ErrTimeout, 1, nil, 2},
		{"unknown", []scripted.Answer{scripted.Refuses(404, "ResourceNotFoundException")}, call.ErrUnknown, 1, call.ErrUnknown, 1},
		{"too large", []scripted.Answer{scripted.Refuses(413, "RequestTooLargeException")}, call.ErrTooLarge, 1, call.ErrTooLarge, 1},
		{"not allowed", []scripted.Answer{scripted.Refuses(403, "AccessDeniedException")}, errAny, 1, errAny, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := &scripted.Wire{Answers: c.answers}
			_, err := invoker(w).Invoke(t.Context(), "a.b", []byte(`{}`))
			checkError(t, "Invoke", err, c.invoke, w, c.asked)
			w = &scripted.Wire{Answers: c.answers}
			err = invoker(w).Start(t.Context(), "a.b", []byte(`{}`))
			checkError(t, "Start", err, c.start, w, c.started)
		})
	}
}

// errAny stands for errors that are none of the port's.
var errAny = errors.New("any")

func checkError(t *testing.T, what string, err, want error, w *scripted.Wire, asked int) {
	t.Helper()
	if got := portError(err); !errors.Is(got, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
	if n := len(w.Sent()); n != asked {
		t.Errorf("%s: sent %d times, want %d", what, n, asked)
	}
}

func portError(err error) error {
	for _, e := range []error{call.ErrUnknown, call.ErrTooLarge, call.ErrTimeout, call.ErrThrottled} {
		if errors.Is(err, e) {
			return e
		}
	}
	if err != nil {
		return errAny
	}
	return nil
}

// TestEnds checks how the end of a function that did not answer is told.
func TestEnds(t *testing.T) {
	for _, c := range []struct {
		name, kind, body string
		want             error
		fault            call.Fault
	}{
		{"an error", "Unhandled", `{"errorMessage":"oh","errorType":"ownError"}`, errAny, call.Fault{Function: "a.b", Type: "ownError", Message: "oh"}},
		{"an untyped error", "Handled", `{"errorMessage":"oh"}`, errAny, call.Fault{Function: "a.b", Type: "Handled", Message: "oh"}},
		{"not JSON", "Unhandled", `<html>`, errAny, call.Fault{Function: "a.b", Type: "Unhandled", Message: "its error is not JSON"}},
		{"a crash", "Unhandled", `{"errorType":"Runtime.ExitError","errorMessage":"exit status 2"}`, errAny,
			call.Fault{Function: "a.b", Type: "Runtime.ExitError", Message: "exit status 2"}},
		{"a function's own words", "Unhandled", `{"errorType":"x","errorMessage":"Task timed out after 1.00 seconds"}`, errAny,
			call.Fault{Function: "a.b", Type: "x", Message: "Task timed out after 1.00 seconds"}},
		{"time-out", "Unhandled", `{"errorType":"Sandbox.Timedout","errorMessage":"Error: Task timed out after 1.00 seconds"}`, call.ErrTimeout, call.Fault{}},
		{"time-out as it was told before", "Unhandled", `{"errorMessage":"2026-01-02 1-2-3 Task timed out after 1.00 seconds"}`, call.ErrTimeout, call.Fault{}},
		{"a large answer", "Unhandled", `{"errorType":"Function.ResponseSizeTooLarge","errorMessage":"exceeded"}`, call.ErrTooLarge, call.Fault{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := &scripted.Wire{Answers: []scripted.Answer{scripted.Says(200, "X-Amz-Function-Error", c.kind, c.body)}}
			_, err := invoker(w).Invoke(t.Context(), "a.b", []byte(`{}`))
			checkError(t, "Invoke", err, c.want, w, 1)
			var got call.Fault
			if f := (*call.Fault)(nil); errors.As(err, &f) {
				got = *f
			}
			if got != c.fault {
				t.Errorf("fault %+v, want %+v", got, c.fault)
			}
		})
	}
}

// TestNobodyListens checks a refused connection as the system makes it, not as we think it does.
func TestNobodyListens(t *testing.T) {
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	endpoint := "http://" + listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	i := lambda.New(aws.Config{Region: "us-east-1", BaseEndpoint: &endpoint, Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")},
		lambda.Options{Stage: "dev", Backoff: time.Millisecond})
	if _, err := i.Invoke(t.Context(), "a.b", []byte(`{}`)); !errors.Is(err, call.ErrThrottled) {
		t.Errorf("Invoke: %v, want ErrThrottled", err)
	}
}

// TestPatience checks how long an answer that never comes is waited for.
func TestPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &scripted.Wire{Answers: []scripted.Answer{scripted.Never}}
		i, begun := invoker(w), time.Now()
		_, err := i.Invoke(t.Context(), "a.b", []byte(`{}`))
		checkError(t, "Invoke", err, call.ErrTimeout, w, 1)
		if took := time.Since(begun); took < 29*time.Second || took > 40*time.Second {
			t.Errorf("Invoke waited %v", took)
		}
		begun = time.Now()
		err = i.Start(t.Context(), "a.b", []byte(`{}`))
		if took := time.Since(begun); !errors.Is(err, call.ErrTimeout) || took > 30*time.Second {
			t.Errorf("Start: %v after %v", err, took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begun = time.Now()
		_, err = i.Invoke(ctx, "a.b", []byte(`{}`))
		if took := time.Since(begun); !errors.Is(err, call.ErrTimeout) || !errors.Is(err, context.DeadlineExceeded) || took != time.Second {
			t.Errorf("Invoke with a deadline: %v after %v", err, took)
		}
		asked := len(w.Sent())
		if _, err := i.Invoke(ctx, "a.b", []byte(`{}`)); errors.Is(err, call.ErrTimeout) || !errors.Is(err, context.DeadlineExceeded) || len(w.Sent()) != asked {
			t.Errorf("Invoke after the deadline: %v, sent %d times", err, len(w.Sent())-asked)
		}
	})
}

// TestNames checks which function is called.
func TestNames(t *testing.T) {
	var path string
	w := &scripted.Wire{Answers: []scripted.Answer{func(r *http.Request) (*http.Response, error) {
		path = r.URL.Path
		return scripted.Says(200, "", "", "{}")(r)
	}}}
	if _, err := invoker(w).Invoke(t.Context(), "graphics.add_layer", []byte(`{}`)); err != nil || path != "/2015-03-31/functions/aio-dev-graphics-add-layer/invocations" {
		t.Errorf("%s, %v", path, err)
	}
	for _, id := range []string{"graphics-add.layer", "graphics", "a.b:1", "a.b/../c", "arn:aws:lambda"} {
		if _, err := invoker(w).Invoke(t.Context(), id, []byte(`{}`)); !errors.Is(err, call.ErrUnknown) {
			t.Errorf("%s: %v", id, err)
		}
	}
	if n := len(w.Sent()); n != 1 {
		t.Errorf("%d requests for names that no function has", n-1)
	}
}
