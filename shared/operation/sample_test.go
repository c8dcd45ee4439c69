package operation_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// Part is nested in a sample's body.
type Part struct {
	Name string    `json:"name" maxLength:"50"`
	At   time.Time `json:"at"`
}

// SampleBody has a field of every kind.
type SampleBody struct {
	Text   string         `json:"text" maxLength:"1000"`
	Email  string         `json:"email,omitempty" format:"email"`
	Link   string         `json:"link,omitempty" format:"uri"`
	Size   int64          `json:"size"`
	Small  int            `json:"small,omitempty" minimum:"-5" maximum:"5"`
	Scale  float64        `json:"scale,omitempty"`
	On     bool           `json:"on"`
	Maybe  *string        `json:"maybe,omitempty"`
	Kind   string         `json:"kind,omitempty" enum:"plain,rich"`
	List   []string       `json:"list" maxItems:"50"`
	Counts map[string]int `json:"counts,omitempty"`
	Part   *Part          `json:"part,omitempty"`
	Parts  []Part         `json:"parts,omitempty"`
	Any    operation.Raw  `json:"any,omitempty"`
	Unique []string       `json:"unique,omitempty" uniqueItems:"true"`
}

// SampleID is embedded, as inputs of the areas embed theirs.
type SampleID struct {
	ID  string `path:"id" maxLength:"64"`
	Row int    `path:"row"`
}

// SampleInput has a parameter of every kind in every place.
type SampleInput struct {
	SampleID
	Words string    `query:"words" maxLength:"100"`
	Count int64     `query:"count"`
	Ratio float64   `query:"ratio"`
	Deep  bool      `query:"deep"`
	Since time.Time `query:"since"`
	Tags  []string  `query:"tags"`
	Sizes []int     `query:"sizes"`
	Note  string    `header:"X-Note" maxLength:"100"`
	Level int       `header:"X-Level"`
	Body  SampleBody
}

// SampleOutput sends the body back.
type SampleOutput struct {
	Status int
	ETag   string `header:"ETag"`
	Body   SampleBody
}

var sample = operation.Op[SampleInput, SampleOutput]{Spec: operation.Spec{
	ID: "sample.put", Area: "sample", Method: http.MethodPut, Path: "/samples/{id}/rows/{row}", Summary: "Put a sample",
	Auth: operation.Public, MaxBody: 20_000, Price: operation.PriceFree,
}}

// echo is the sample's code: it keeps what came.
func echo(seen *SampleInput) operation.Handler[SampleInput, SampleOutput] {
	return func(_ context.Context, in *SampleInput) (*SampleOutput, error) {
		*seen = *in
		return &SampleOutput{Status: http.StatusCreated, ETag: `"` + in.ID + `"`, Body: in.Body}, nil
	}
}

// inProcess calls one bound operation by envelopes.
type inProcess struct{ b *operation.Bound }

// Invoke implements operation.Invoker.
func (p inProcess) Invoke(ctx context.Context, _ string, payload []byte) ([]byte, error) {
	var e operation.Envelope
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, err
	}
	ctx = operation.WithMeta(ctx, operation.Meta{Principal: e.Principal, Correlation: e.Correlation, Idempotency: e.Idempotency})
	req, err := p.b.Args(e.Args)
	if err != nil {
		return json.Marshal(operation.ReplyOf(operation.AsProblem(err).Response(e.Correlation)))
	}
	return json.Marshal(operation.ReplyOf(p.b.Serve(ctx, req)))
}

// request is a valid REST request of the sample.
func request(body string) *operation.Request {
	return &operation.Request{
		Method: http.MethodPut, Path: map[string]string{"id": "a", "row": "1"},
		Query: url.Values{}, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body),
	}
}

// valid is the smallest body.
const valid = `{"text":"t","size":1,"on":true,"list":[]}`

// problemOf reads a refusal.
func problemOf(t testing.TB, res *operation.Response) operation.Problem {
	t.Helper()
	var p operation.Problem
	if err := json.Unmarshal(res.Body, &p); err != nil {
		t.Fatalf("answer %d is no problem: %v", res.Status, err)
	}
	if p.Status != res.Status || res.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("status %d, in the body %d, type %s", res.Status, p.Status, res.Header.Get("Content-Type"))
	}
	return p
}
