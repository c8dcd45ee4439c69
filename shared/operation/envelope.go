package operation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"time"
)

// EnvelopeVersion is the value of Envelope.AIO.
const EnvelopeVersion = 1

// Envelope is a direct call from one function to another. Only callers with the right
// to invoke can send one, so it may say on whose behalf.
type Envelope struct {
	AIO         int            `json:"aio"`
	Principal   Principal      `json:"principal"`
	Correlation string         `json:"correlation,omitempty"`
	Idempotency string         `json:"idempotency,omitempty"`
	Deadline    time.Time      `json:"deadline,omitzero"`
	Within      string         `json:"within,omitempty"` // the conversation it is called in
	Args        map[string]Raw `json:"args"`
}

// Reply is the answer to an Envelope, a refusal too.
type Reply struct {
	Status int         `json:"status"`
	Header http.Header `json:"header,omitempty"`
	Body   Raw         `json:"body,omitempty"`
}

// Invoker calls a function and waits for its answer; shared/call implements it.
type Invoker interface {
	Invoke(ctx context.Context, function string, payload []byte) ([]byte, error)
}

// Call calls the operation's function as the person and under the correlation id of ctx.
// A refusal comes back as its *Problem.
func (o Op[I, O]) Call(ctx context.Context, to Invoker, in *I) (*O, error) {
	args := map[string]Raw{}
	if err := flatten(reflect.ValueOf(in).Elem(), args); err != nil {
		return nil, fmt.Errorf("operation: arguments of %s: %w", o.Spec.ID, err)
	}
	reply, err := CallArgs(ctx, to, o.Spec.ID, args)
	if err != nil {
		return nil, err
	}
	var out O
	return &out, decodeReply(reply, &out)
}

// Starter hands a call over without waiting for its answer; shared/call implements it.
type Starter interface {
	Start(ctx context.Context, function string, payload []byte) error
}

// Start has the operation's function run, at least once, as the person and under the
// correlation id of ctx.
func (o Op[I, O]) Start(ctx context.Context, to Starter, in *I) error {
	args := map[string]Raw{}
	if err := flatten(reflect.ValueOf(in).Elem(), args); err != nil {
		return fmt.Errorf("operation: arguments of %s: %w", o.Spec.ID, err)
	}
	m := MetaFrom(ctx)
	payload, err := json.Marshal(Envelope{AIO: EnvelopeVersion, Principal: m.Principal, Correlation: m.Correlation, Args: args})
	if err == nil {
		err = to.Start(ctx, o.Spec.ID, payload)
	}
	if err != nil {
		return fmt.Errorf("operation: start %s: %w", o.Spec.ID, err)
	}
	return nil
}

// CallArgs calls any operation by its id with a flat object of arguments, as the chat
// does. A refusal comes back as its *Problem.
func CallArgs(ctx context.Context, to Invoker, id string, args map[string]Raw) (Reply, error) {
	m := MetaFrom(ctx)
	deadline, _ := ctx.Deadline()
	payload, err := json.Marshal(Envelope{AIO: EnvelopeVersion, Principal: m.Principal, Correlation: m.Correlation,
		Idempotency: m.Idempotency, Deadline: deadline, Within: m.Within, Args: args})
	if err != nil {
		return Reply{}, fmt.Errorf("operation: call %s: %w", id, err)
	}
	data, err := to.Invoke(ctx, id, payload)
	if err != nil {
		return Reply{}, fmt.Errorf("operation: call %s: %w", id, err)
	}
	var reply Reply
	if err := json.Unmarshal(data, &reply); err != nil {
		return Reply{}, fmt.Errorf("operation: answer of %s: %w", id, err)
	}
	switch {
	case reply.Status < http.StatusOK:
		return Reply{}, fmt.Errorf("operation: answer of %s has no status", id)
	case reply.Status >= http.StatusBadRequest:
		p, err := parseProblem(reply.Body)
		if err != nil {
			return reply, fmt.Errorf("operation: refusal of %s: %w", id, err)
		}
		if s, err := strconv.Atoi(reply.Header.Get("Retry-After")); err == nil {
			p = p.RetryAfter(time.Duration(s) * time.Second)
		}
		return reply, p
	}
	return reply, nil
}

// ReplyOf wraps an answer for the caller of a direct call.
func ReplyOf(res *Response) Reply {
	r := Reply{Status: res.Status, Header: res.Header}
	if len(res.Body) > 0 {
		r.Body = res.Body
	}
	return r
}

func parseProblem(body []byte) (*Problem, error) {
	var p Problem
	if err := json.Unmarshal(body, &p); err != nil {
		return nil, err
	}
	if p.Code == "" {
		return nil, errors.New("not a problem")
	}
	return &p, nil
}

// decodeReply fills a huma output struct: Status, header fields, Body.
func decodeReply(r Reply, out any) error {
	v := reflect.ValueOf(out).Elem()
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		switch {
		case f.Name == "Status" && f.Type.Kind() == reflect.Int:
			v.Field(i).SetInt(int64(r.Status))
		case f.Name == "Body" && len(r.Body) > 0:
			if err := json.Unmarshal(r.Body, v.Field(i).Addr().Interface()); err != nil {
				return fmt.Errorf("operation: answer's body: %w", err)
			}
		case f.Tag.Get("header") != "" && f.Type.Kind() == reflect.String:
			v.Field(i).SetString(r.Header.Get(f.Tag.Get("header")))
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
