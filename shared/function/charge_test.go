package function_test

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// ledger keeps what is charged, or fails.
type ledger struct {
	uses []function.Use
	err  error
}

func (l *ledger) Charge(_ context.Context, u function.Use) error {
	if l.err == nil {
		l.uses = append(l.uses, u)
	}
	return l.err
}

func TestCharge(t *testing.T) {
	refuse := func(context.Context, *ItemInput) (*ItemOutput, error) { return nil, operation.NotFound("item") }
	drawn := func(ctx context.Context, in *ItemInput) (*ItemOutput, error) {
		operation.MeterFrom(ctx).Add(600)
		operation.MeterFrom(ctx).Add(30)
		operation.MeterFrom(ctx).Under("commit-1")
		return echo(ctx, in)
	}
	for name, c := range map[string]struct {
		price  operation.PriceClass
		code   operation.Handler[ItemInput, ItemOutput]
		auth   operation.Auth
		header []string
		want   *function.Use
	}{
		"a request":         {operation.PriceRequest, echo, operation.User, nil, &function.Use{Unit: "requests", Amount: 1}},
		"under its key":     {operation.PriceRequest, echo, operation.User, []string{"idempotency-key", "key-1"}, &function.Use{Unit: "requests", Amount: 1, Key: "key-1"}},
		"what was made":     {operation.PriceRender, drawn, operation.User, []string{"idempotency-key", "key-1"}, &function.Use{Unit: "pixels", Amount: 630, Key: "commit-1"}},
		"free":              {operation.PriceFree, echo, operation.User, nil, nil},
		"refused":           {operation.PriceRequest, refuse, operation.User, nil, nil},
		"nobody in person":  {operation.PriceRequest, echo, operation.Public, nil, nil},
		"not even admitted": {operation.PriceRequest, echo, operation.User, []string{"authorization", "Bearer " + canary}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			l := &ledger{}
			w.Ledger = l
			s := spec()
			s.Price, s.Auth = c.price, c.auth
			_, _ = rest(t, w.handler(t, s, c.code), proxyEvent(c.header...))
			switch {
			case c.want == nil && len(l.uses) > 0:
				t.Errorf("charged %+v", l.uses)
			case c.want != nil && len(l.uses) != 1:
				t.Errorf("charged %d times", len(l.uses))
			case c.want != nil:
				u := l.uses[0]
				if u.Unit != c.want.Unit || u.Amount != c.want.Amount || u.Key != c.want.Key || u.UserID != "usr_1" || u.Operation != s.ID || u.Area != s.Area || u.At.IsZero() {
					t.Errorf("charged %+v, want %+v", u, c.want)
				}
			}
		})
	}
}

// TestNotCharged: what could not be charged is not answered as done.
func TestNotCharged(t *testing.T) {
	w := newWorld()
	w.Ledger = &ledger{err: errors.New("the ledger is away: " + canary)}
	s := spec()
	s.Price = operation.PriceRequest
	res, p := rest(t, w.handler(t, s, echo), proxyEvent())
	if res.StatusCode != http.StatusServiceUnavailable || p.Code != "unavailable" || get(res, "Retry-After") == "" {
		t.Errorf("%d %s", res.StatusCode, res.Body)
	}
}
