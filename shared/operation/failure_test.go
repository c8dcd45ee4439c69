package operation_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// What goes wrong inside is a 500 that says nothing; the cause stays for the log.
func TestFailuresTellNothing(t *testing.T) {
	secret := errors.New("dial postgres://user:" + canary + "@db")
	for name, code := range map[string]operation.Handler[SampleInput, SampleOutput]{
		"plain error": func(context.Context, *SampleInput) (*SampleOutput, error) { return nil, fmt.Errorf("save: %w", secret) },
		"panic":       func(context.Context, *SampleInput) (*SampleOutput, error) { panic(secret) },
		"index out of range": func(_ context.Context, in *SampleInput) (*SampleOutput, error) {
			return &SampleOutput{ETag: in.Tags[len(in.Body.List)]}, nil
		},
		"answer that is no JSON": func(_ context.Context, in *SampleInput) (*SampleOutput, error) {
			in.Body.Scale = math.NaN()
			return &SampleOutput{Body: in.Body}, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			res := sample.Bind(code).Serve(operation.WithMeta(t.Context(), operation.Meta{Correlation: "req-9"}), request(valid))
			p := problemOf(t, res)
			if p.Status != 500 || p.Code != "internal" || p.Correlation != "req-9" {
				t.Errorf("%s", res.Body)
			}
			if strings.Contains(string(res.Body), canary) || strings.Contains(string(res.Body), "goroutine") {
				t.Errorf("tells its cause: %s", res.Body)
			}
			if res.Problem == nil || res.Problem.Unwrap() == nil {
				t.Error("the cause is lost for the log")
			}
			if name == "plain error" && !errors.Is(res.Problem, secret) {
				t.Errorf("another cause: %v", res.Problem)
			}
		})
	}
}

// A refusal of the code arrives whole, over REST and over a call, but for its cause.
func TestProblemsArrive(t *testing.T) {
	refuse := operation.NewProblem(http.StatusConflict, "stale", "Somebody was faster.").On("body.size").
		RetryAfter(1500*time.Millisecond).WithHeader("X-More", "1").
		WithCurrent(json.RawMessage(`{"seq":3}`)).Because(errors.New(canary))
	b := sample.Bind(func(context.Context, *SampleInput) (*SampleOutput, error) {
		return nil, fmt.Errorf("commit: %w", refuse)
	})
	res := b.Serve(t.Context(), request(valid))
	p := problemOf(t, res)
	if p.Status != 409 || p.Code != "stale" || p.Field != "body.size" || string(p.Current) != `{"seq":3}` || strings.Contains(string(res.Body), canary) {
		t.Errorf("%s", res.Body)
	}
	if res.Header.Get("Retry-After") != "2" || res.Header.Get("X-More") != "1" {
		t.Errorf("header %v", res.Header)
	}
	in := SampleInput{SampleID: SampleID{ID: "a"}, Body: SampleBody{List: []string{}}}
	_, err := sample.Call(t.Context(), inProcess{b}, &in)
	var got *operation.Problem
	if !errors.As(err, &got) || got.Code != "stale" || got.GetHeaders().Get("Retry-After") != "2" || got.Unwrap() != nil {
		t.Errorf("call: %v", err)
	}
}

// A problem with a broken current state is sent without it.
func TestBrokenCurrentStateIsLeftOut(t *testing.T) {
	res := operation.NewProblem(409, "stale", "x").WithCurrent(json.RawMessage(`{`)).Response("")
	if p := problemOf(t, res); p.Code != "stale" || p.Current != nil {
		t.Errorf("%s", res.Body)
	}
}

type answers string

// Invoke implements operation.Invoker with one answer for all.
func (a answers) Invoke(context.Context, string, []byte) ([]byte, error) { return []byte(a), nil }

func TestAnswersThatAreNone(t *testing.T) {
	for _, answer := range []answers{"", "null", "{}", `{"status":0}`, `"x"`, `{"status":404}`, `{"status":503,"body":{"status":"degraded"}}`, `{"status":422,"body":{}}`} {
		_, err := operation.CallArgs(t.Context(), answer, "sample.put", nil)
		var p *operation.Problem
		if err == nil || errors.As(err, &p) {
			t.Errorf("%s: %v", answer, err)
		}
	}
	in := SampleInput{}
	if _, err := sample.Call(t.Context(), answers(`{"status":200,"body":[]}`), &in); err == nil {
		t.Error("a list was taken for a body")
	}
}

// The principal may do what its role allows, nothing else.
func TestMay(t *testing.T) {
	nobody, user := operation.Principal{}, operation.Principal{UserID: "usr_1"}
	admin := operation.Principal{UserID: "usr_1", Roles: []string{"editor", "admin"}}
	service, roleOnly := operation.Principal{Service: "bus"}, operation.Principal{Roles: []string{"admin"}}
	for _, tt := range []struct {
		p    operation.Principal
		want string // the auths allowed
	}{
		{nobody, "public"}, {user, "public user"}, {admin, "public user admin"}, {service, "public service"}, {roleOnly, "public"},
	} {
		var got []string
		for _, a := range []operation.Auth{operation.Public, operation.User, operation.Admin, operation.Service, "", "other"} {
			if tt.p.May(a) {
				got = append(got, string(a))
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%+v may %v, want %s", tt.p, got, tt.want)
		}
	}
}
