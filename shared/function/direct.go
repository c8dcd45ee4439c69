package function

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda/messages"

	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// direct answers a call from another function.
func (f *function) direct(ctx context.Context, payload []byte) ([]byte, error) {
	var e operation.Envelope
	if err := json.Unmarshal(payload, &e); err != nil || e.AIO != operation.EnvelopeVersion {
		return nil, fmt.Errorf("function %s: not an envelope of version %d", f.b.Spec.ID, operation.EnvelopeVersion)
	}
	if !e.Deadline.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, e.Deadline)
		defer cancel()
	}
	m := operation.Meta{Principal: e.Principal, Correlation: f.correlation(e.Correlation), Idempotency: e.Idempotency, Within: e.Within}
	if m.Principal.Service == "" { // only functions can send an envelope, on behalf of whomever
		m.Principal.Service = "function"
	}
	req, err := f.b.Args(e.Args)
	if err != nil {
		res := operation.AsProblem(err).Response(m.Correlation)
		f.record(ctx, direct, m, res, 0)
		return json.Marshal(operation.ReplyOf(res))
	}
	return json.Marshal(operation.ReplyOf(f.run(ctx, direct, m, req)))
}

// event runs the operation for an event of the bus or a schedule, as the system itself.
// An error makes the sender deliver again.
func (f *function) event(ctx context.Context, payload []byte) ([]byte, error) {
	var e events.EventBridgeEvent
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fmt.Errorf("function %s: event: %w", f.b.Spec.ID, err)
	}
	if e.DetailType == ScheduledType {
		return nil, f.unattended(ctx, operation.Schedule, operation.Meta{Due: e.Time}, nil)
	}
	var fact bus.Event
	if err := json.Unmarshal(e.Detail, &fact); err != nil {
		return nil, fmt.Errorf("function %s: event detail: %w", f.b.Spec.ID, err)
	}
	return nil, f.unattended(ctx, operation.Event, operation.Meta{Correlation: fact.Correlation}, e.Detail)
}

// ScheduledType is the detail type of a schedule's event.
const ScheduledType = "Scheduled Event"

// unattended runs without anybody waiting for the answer.
func (f *function) unattended(ctx context.Context, kind operation.TriggerKind, m operation.Meta, body []byte) error {
	m.Principal = operation.Principal{Service: "bus"}
	m.Correlation = f.correlation(m.Correlation)
	req, err := f.b.Args(nil)
	if err != nil {
		return err
	}
	if len(body) > 0 {
		req.Body = body
	}
	return fault(f.run(ctx, kind, m, req))
}

// task runs the operation as a step of a workflow: arguments in, the answer's body out,
// a refusal as an error whose type is the problem's code, for Retry and Catch.
func (f *function) task(ctx context.Context, payload []byte) ([]byte, error) {
	var args map[string]operation.Raw
	if err := json.Unmarshal(payload, &args); err != nil {
		return nil, fmt.Errorf("function %s: task input: %w", f.b.Spec.ID, err)
	}
	m := operation.Meta{Principal: operation.Principal{Service: "workflow"}, Correlation: f.NewID("req")}
	req, err := f.b.Args(args)
	if err != nil {
		return nil, fault(operation.AsProblem(err).Response(m.Correlation))
	}
	res := f.run(ctx, operation.Task, m, req)
	return res.Body, fault(res)
}

// fault gives the Lambda error for a refusal, nil for success.
func fault(res *operation.Response) error {
	if res.Problem == nil {
		return nil
	}
	return messages.InvokeResponse_Error{Type: res.Problem.Code, Message: res.Problem.Detail}
}
