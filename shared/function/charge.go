package function

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// Use is one successful run of an operation that has a price, by a person.
type Use struct {
	At          time.Time
	UserID      string
	KeyID       string // of the API key, "" for a session
	Operation   string
	Area        string
	Unit        string // of Amount
	Amount      int64
	Key         string // names the request: the same one is charged once. "" names none
	Correlation string
}

// Ledger writes use down. What it acknowledged is durable, and of one Key there is one.
type Ledger interface {
	Charge(ctx context.Context, u Use) error
}

// metered serves a request and writes its use down before the answer leaves: what was
// answered was charged. If that fails, the answer is a 503, after which the same request
// does nothing twice and is charged once (docs/decisions/0006).
func (f *function) metered(ctx context.Context, m operation.Meta, req *operation.Request) *operation.Response {
	if f.Fault != nil {
		if err := f.Fault(f.b.Spec.ID); err != nil {
			return operation.AsProblem(err).Response(m.Correlation)
		}
	}
	ctx, meter := operation.WithMeter(operation.WithMeta(ctx, m))
	res := f.b.Serve(ctx, req)
	unit := f.b.Spec.Price.Unit()
	if f.Ledger == nil || unit == "" || m.Principal.UserID == "" || res.Status >= http.StatusBadRequest {
		return res
	}
	amount, key := meter.Read()
	if f.b.Spec.Price == operation.PriceRequest {
		amount = 1
	}
	if key == "" {
		key = m.Idempotency
	}
	u := Use{At: f.Now().UTC(), UserID: m.Principal.UserID, KeyID: m.Principal.KeyID, Operation: f.b.Spec.ID, Area: f.b.Spec.Area,
		Unit: unit, Amount: amount, Key: key, Correlation: m.Correlation}
	if err := f.Ledger.Charge(ctx, u); err != nil {
		return operation.NewProblem(http.StatusServiceUnavailable, operation.CodeUnavailable, "The service is busy. Send the same request again in a moment.").
			RetryAfter(time.Second).Because(fmt.Errorf("charge: %w", err)).Response(m.Correlation)
	}
	if f.Charged != nil {
		f.Charged(u)
	}
	return res
}
