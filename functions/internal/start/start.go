// Package start makes an operation a Lambda function: it reads the settings, wires what
// shared/function needs around every operation, and hands over to the Lambda runtime.
// What the operation itself needs is built by its area's package beside this one.
//
// Nothing is asked of AWS before the first event: a start costs no call.
package start

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/errortrack"
	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/identity"
	identityapi "github.com/aio-creative-hub/aio/shared/identity/api"
	"github.com/aio-creative-hub/aio/shared/limit"
	limitdynamo "github.com/aio-creative-hub/aio/shared/limit/dynamo"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/usage"
)

// Function runs an operation's function: build makes the service that has its code, once,
// and handle is the method. It does not return.
func Function[S, I, O any](op operation.Op[I, O], build func(*Env) (S, error), handle func(S, context.Context, *I) (*O, error)) {
	env, err := NewEnv(os.Getenv, nil)
	var h lambda.Handler
	if err == nil {
		h, err = Handler(env, op, build, handle)
	}
	if err != nil { // Lambda tries again, with back-off, and the log tells why
		slog.New(slog.NewJSONHandler(os.Stdout, nil)).Error("function does not start", "op", op.Spec.ID, "error", err.Error())
		os.Exit(1)
	}
	lambda.Start(h)
}

// Handler is what Function runs.
func Handler[S, I, O any](env *Env, op operation.Op[I, O], build func(*Env) (S, error), handle func(S, context.Context, *I) (*O, error)) (lambda.Handler, error) {
	service, err := build(env)
	if err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	r, err := env.runtime(op.Spec)
	if err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	h, err := r.Handler(op.Bind(func(ctx context.Context, in *I) (*O, error) { return handle(service, ctx, in) }))
	if err != nil {
		return nil, err
	}
	return flushing{h, env.Errors}, nil
}

// runtime wires what is around the operation, and no more than its declaration asks for.
func (e *Env) runtime(s operation.Spec) (*function.Runtime, error) {
	limits, err := parseLimits(e.Settings.Limits)
	if err != nil {
		return nil, err
	}
	r := &function.Runtime{Limits: limits, Once: e.Store, Secrets: e.Settings.Secrets, Secure: true, Log: e.Log, Now: e.Now, NewID: e.NewID, Errors: e.Errors}
	if s.Limit != "" {
		r.Limit = e.Limiter()
	}
	if s.Price.Unit() != "" {
		r.Ledger = usage.New(usage.Config{Store: e.Store, Now: e.Now, NewID: e.NewID})
	}
	if s.Has(operation.Rest) && s.Auth != operation.Public {
		public, err := e.publicKeys()
		if err != nil {
			return nil, err
		}
		v, err := identity.NewVerifier(identity.VerifierConfig{Store: e.Store, Keys: public, Now: e.Now, Issuer: cloud.Issuer(e.Settings.Stage), Audience: cloud.Audience})
		if err != nil {
			return nil, err
		}
		r.Verify = identityapi.Verifier{V: v}
	}
	return r, nil
}

// Limiter limits rates. Who was refused is refused again without a call.
func (e *Env) Limiter() limit.Limiter {
	return limit.RememberDenials(limitdynamo.New(e.AWS, limitdynamo.Options{Stage: e.Settings.Stage, Now: e.Now}), e.Now)
}

// flushing writes what the error groups still hold before Lambda freezes the process.
type flushing struct {
	lambda.Handler
	tracker *errortrack.Tracker
}

// flushTime bounds it: the answer waits.
const flushTime = time.Second

// Invoke implements lambda.Handler.
func (f flushing) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	answer, err := f.Handler.Invoke(ctx, payload)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTime)
	defer cancel()
	f.tracker.Flush(ctx)
	return answer, err
}
