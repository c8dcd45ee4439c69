// Package function turns a bound operation into a function of events: one JSON event in,
// one JSON answer out, as AWS Lambda calls it (github.com/aws/aws-lambda-go). The same
// code runs in `aio serve`, which makes the very events that API Gateway makes.
//
// Around every operation it does what no operation does itself: origin secret,
// correlation id, client address, rate limits, token, role, deadline, security headers,
// the log line and the measurement.
package function

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/call"
	"github.com/aio-creative-hub/aio/shared/keys"
	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

// Verifier checks an access token or an API key. A refusal is a *operation.Problem.
type Verifier interface {
	// Verify may believe for some seconds what it knew of the session.
	Verify(ctx context.Context, token string) (operation.Principal, error)
	// VerifyFresh reads it strongly, for operations that ask for the person.
	VerifyFresh(ctx context.Context, token string) (operation.Principal, error)
}

// Observation is what one run measured.
type Observation struct {
	Operation, Area string
	Trigger         operation.TriggerKind // "direct" for calls
	Status          int
	Code            string // of a problem
	Duration        time.Duration
}

// Runtime is what functions need from the outside. A nil that an operation's Spec needs
// is refused by Handler, so that a wrong wiring fails at start and not at a request.
type Runtime struct {
	Verify  Verifier                     // for Auth user and admin
	Limit   limit.Limiter                // for every class
	Limits  Limits                       // numbers of the classes; without the global one, the edge counts it
	Once    store.Store                  // keeps answers for Idempotency-Keys; nil keeps none
	Secrets []string                     // accepted values of the origin secret header; empty accepts all (one machine)
	Secure  bool                         // served over TLS: adds Strict-Transport-Security
	Log     *slog.Logger                 //
	Now     func() time.Time             //
	NewID   func(prefix string) string   // ULIDs
	Observe func(Observation)            // may be nil
	Ledger  Ledger                       // use is written to; nil charges nothing
	Charged func(Use)                    // told of what was charged; may be nil
	Errors  Tracker                      // told of unexpected errors; may be nil
	Fault   func(operation string) error // fails a run on purpose; may be nil
}

// direct is the trigger of a call from another function.
const direct operation.TriggerKind = "direct"

// function is one operation in its runtime; it implements lambda.Handler.
type function struct {
	*Runtime
	b *operation.Bound
}

var _ lambda.Handler = (*function)(nil)

// Handler makes the function of an operation.
func (r *Runtime) Handler(b *operation.Bound) (lambda.Handler, error) {
	if err := r.check(b.Spec); err != nil {
		return nil, fmt.Errorf("function %s: %w", b.Spec.ID, err)
	}
	return &function{Runtime: r, b: b}, nil
}

func (r *Runtime) check(s operation.Spec) error {
	var errs []error
	need := func(missing bool, what string) {
		if missing {
			errs = append(errs, errors.New("needs "+what))
		}
	}
	need(r.Log == nil, "Log")
	need(r.Now == nil, "Now")
	need(r.NewID == nil, "NewID")
	need(r.Verify == nil && s.Has(operation.Rest) && (s.Auth == operation.User || s.Auth == operation.Admin), "Verify")
	need(r.Limit == nil && s.Limit != "", "Limit")
	need(slices.Contains(r.Secrets, ""), "origin secrets that are not empty")
	if s.Limit != "" && s.Limit != operation.LimitGlobal { // the edge may count that one
		_, ok := r.Limits[s.Limit]
		need(!ok, "a rule for limit class "+string(s.Limit))
	}
	return errors.Join(errs...)
}

// probe reads just enough of an event to know what it is.
type probe struct {
	AIO            int           `json:"aio"`
	Type           string        `json:"type"`
	HTTPMethod     string        `json:"httpMethod"`
	DetailType     string        `json:"detail-type"`
	RequestContext *probeContext `json:"requestContext"`
}

type probeContext struct {
	EventType string `json:"eventType"`
}

// Invoke implements lambda.Handler. The error it returns is a fault of the function, not
// a refusal: refusals are answers, except to workflow tasks and events, which know no other.
func (f *function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var p probe
	if err := json.Unmarshal(payload, &p); err != nil {
		return nil, fmt.Errorf("function %s: event is not JSON", f.b.Spec.ID)
	}
	ctx, cancel := context.WithTimeout(ctx, f.b.Spec.Deadline())
	defer cancel()
	switch {
	case p.AIO != 0:
		return f.direct(ctx, payload)
	case p.Type == "REQUEST" && f.b.Spec.Has(operation.Authorizer):
		return f.authorizer(ctx, payload)
	case p.RequestContext != nil && p.RequestContext.EventType != "" && f.b.Spec.Has(operation.Socket):
		return f.socket(ctx, payload)
	case p.HTTPMethod != "" && f.b.Spec.Has(operation.Rest):
		return f.rest(ctx, payload)
	case p.DetailType == ScheduledType && f.b.Spec.Has(operation.Schedule), p.DetailType != "" && f.b.Spec.Has(operation.Event):
		return f.event(ctx, payload)
	case f.b.Spec.Has(operation.Task) && p.known() == "":
		return f.task(ctx, payload)
	}
	return nil, fmt.Errorf("function %s: is not set off by this event (%s)", f.b.Spec.ID, p.known())
}

// known names the kind of event, "" for a workflow's input, which has no shape of its own.
func (p probe) known() string {
	switch {
	case p.Type == "REQUEST":
		return "authorizer"
	case p.RequestContext != nil && p.RequestContext.EventType != "":
		return "socket"
	case p.HTTPMethod != "":
		return "rest"
	case p.DetailType != "":
		return "event"
	}
	return ""
}

// run serves a request that its trigger has admitted, and writes its log line.
func (f *function) run(ctx context.Context, trigger operation.TriggerKind, m operation.Meta, req *operation.Request) *operation.Response {
	start := f.Now()
	res := f.admit(ctx, trigger, m)
	if res == nil {
		serve := func() *operation.Response { return f.transient(ctx, m, f.metered(ctx, m, req)) }
		if f.onceApplies(trigger, m, req) {
			res = f.once(ctx, m, req, serve)
		} else {
			res = serve()
		}
	}
	res = f.transient(ctx, m, res)
	f.record(ctx, trigger, m, res, f.Now().Sub(start))
	return res
}

// transient turns failures that trying again may mend from a 500 into a 503 or 504.
func (f *function) transient(ctx context.Context, m operation.Meta, res *operation.Response) *operation.Response {
	if res.Problem == nil || res.Problem.Code != operation.CodeInternal {
		return res
	}
	cause := res.Problem.Unwrap()
	code := store.CodeOf(cause)
	switch {
	case errors.Is(cause, call.ErrTimeout):
		return operation.NewProblem(504, operation.CodeTimeout,
			"This took too long. It may still have been done: look before you try again.").Because(cause).Response(m.Correlation)
	case errors.Is(cause, context.DeadlineExceeded) || errors.Is(ctx.Err(), context.DeadlineExceeded):
		return operation.NewProblem(504, operation.CodeTimeout,
			"This took too long and was stopped. Try again.").Because(cause).Response(m.Correlation)
	case code == store.CodeThrottled || code == store.CodeUnavailable || errors.Is(cause, blob.ErrUnavailable) ||
		errors.Is(cause, keys.ErrUnavailable) || errors.Is(cause, call.ErrThrottled):
		return operation.NewProblem(503, operation.CodeUnavailable,
			"The service is busy. Try again in a moment.").RetryAfter(time.Second).Because(cause).Response(m.Correlation)
	}
	return res
}

// admit checks role, scope and limit; nil means go on.
func (f *function) admit(ctx context.Context, trigger operation.TriggerKind, m operation.Meta) *operation.Response {
	if !m.Principal.MayCall(f.b.Spec) {
		return f.unauthorized(m.Principal).Response(m.Correlation)
	}
	if p := f.limited(ctx, trigger, m); p != nil {
		return p.Response(m.Correlation)
	}
	return nil
}

func (f *function) unauthorized(p operation.Principal) *operation.Problem {
	if p.UserID == "" {
		return operation.NewProblem(401, operation.CodeUnauthorized, "Sign in first.").
			WithHeader("WWW-Authenticate", realm)
	}
	if p.KeyID != "" {
		return operation.NewProblem(403, operation.CodeForbidden, "This API key may not do this.")
	}
	return operation.NewProblem(403, operation.CodeForbidden, "Your account may not do this.")
}

// record writes one log line and one measurement.
func (f *function) record(ctx context.Context, trigger operation.TriggerKind, m operation.Meta, res *operation.Response, d time.Duration) {
	o := Observation{Operation: f.b.Spec.ID, Area: f.b.Spec.Area, Trigger: trigger, Status: res.Status, Duration: d}
	level := slog.LevelInfo
	switch {
	case res.Status == http.StatusNotImplemented: // planned, and known to be
		level = slog.LevelWarn
	case res.Status >= 500:
		level = slog.LevelError
	case res.Status >= 400:
		level = slog.LevelWarn
	}
	attrs := []slog.Attr{
		slog.String("op", o.Operation), slog.String("trigger", string(trigger)), slog.Int("status", res.Status),
		slog.Float64("ms", float64(d.Microseconds())/1000), slog.String("correlation", m.Correlation),
	}
	if m.Principal.UserID != "" {
		attrs = append(attrs, slog.String("user", m.Principal.UserID))
	}
	if p := res.Problem; p != nil {
		o.Code = p.Code
		attrs = append(attrs, slog.String("code", p.Code))
		if res.Status >= 500 {
			attrs = append(attrs, slog.String("error", p.Error()))
		}
	}
	f.Log.LogAttrs(ctx, level, "request", attrs...)
	if f.Observe != nil {
		f.Observe(o)
	}
	if f.Errors != nil && o.Code == operation.CodeInternal {
		f.Errors.Track(ctx, Failure{Operation: o.Operation, Area: o.Area, Trigger: trigger, Correlation: m.Correlation, Cause: res.Problem.Unwrap()})
	}
}

// Failure is an unexpected error of an operation.
type Failure struct {
	Operation, Area string
	Trigger         operation.TriggerKind
	Correlation     string
	Cause           error // private
}

// Tracker keeps unexpected errors. It neither fails nor keeps the answer waiting for long.
type Tracker interface {
	Track(ctx context.Context, f Failure)
}
