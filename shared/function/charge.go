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
	Key         string    // names the request: the same one is charged once. "" names none
	Until       time.Time // from when on Key names another request; zero is never
	Correlation string
}

// Ledger writes use down. What it acknowledged is durable, and of one Key there is one.
type Ledger interface {
	// Charge tells whether the use was written now: not if its request was charged before.
	Charge(ctx context.Context, u Use) (now bool, err error)
}

// chargeTime is how long writing a use down may take, also after the operation's time is
// over: what was done in its last moment is not lost to the person.
const chargeTime = 3 * time.Second

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
	if f.Ledger == nil || f.b.Spec.Price.Unit() == "" || m.Principal.UserID == "" || res.Status >= http.StatusBadRequest {
		return res
	}
	u := f.use(m, req, meter)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), chargeTime)
	defer cancel()
	now, err := f.Ledger.Charge(ctx, u)
	if err != nil {
		return operation.NewProblem(http.StatusServiceUnavailable, operation.CodeUnavailable, "The service is busy. Send the same request again in a moment.").
			RetryAfter(time.Second).Because(fmt.Errorf("charge: %w", err)).Response(m.Correlation)
	}
	if now && f.Charged != nil {
		f.Charged(u)
	}
	return res
}

// use says what a run used. Where the operation did not name the request, its
// Idempotency-Key does, as long as its answer is kept, and together with what was asked
// for: another request under the key is another use. A read is never a repeated one.
func (f *function) use(m operation.Meta, req *operation.Request, meter *operation.Meter) Use {
	amount, key := meter.Read()
	if f.b.Spec.Price == operation.PriceRequest {
		amount = 1
	}
	u := Use{At: f.Now().UTC(), UserID: m.Principal.UserID, KeyID: m.Principal.KeyID, Operation: f.b.Spec.ID, Area: f.b.Spec.Area,
		Unit: f.b.Spec.Price.Unit(), Amount: amount, Key: key, Correlation: m.Correlation}
	if key == "" && m.Idempotency != "" && req.Method != http.MethodGet {
		u.Key, u.Until = m.Idempotency+"#"+f.requestHash(req), u.At.Add(onceLife)
	}
	return u
}
