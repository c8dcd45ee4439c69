package function_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store/memory"
)

// ledger keeps what is charged, or fails with err or when its time is over.
type ledger struct {
	uses  []function.Use
	asked []string // the keys of all charges, failed ones too
	known bool     // whether all requests were charged before
	err   error
}

func (l *ledger) Charge(ctx context.Context, u function.Use) (bool, error) {
	l.asked = append(l.asked, u.Key)
	err := errors.Join(l.err, ctx.Err())
	if err != nil || l.known {
		return false, err
	}
	l.uses = append(l.uses, u)
	return true, nil
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
		"under its key":     {operation.PriceRequest, echo, operation.User, []string{"idempotency-key", "key-1"}, &function.Use{Unit: "requests", Amount: 1, Key: "its own"}},
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
				named := c.want.Key == u.Key || c.want.Key == "its own" && u.Key != "" && u.Key != "key-1"
				if u.Unit != c.want.Unit || u.Amount != c.want.Amount || !named || u.UserID != "usr_1" || u.Operation != s.ID || u.Area != s.Area || u.At.IsZero() {
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

// TestReplaysAreNotCharged: an answer that was kept is given for nothing; another request
// is charged though it comes under the same key, once that is free again.
func TestReplaysAreNotCharged(t *testing.T) {
	clock := newClock()
	c := &counting{times: map[string]int{}}
	w := onceWorld(memory.New(memory.Options{Now: clock.Now, CursorKey: make([]byte, 32)}), clock)
	l := &ledger{}
	w.Ledger = l
	s := spec()
	s.Price = operation.PriceRequest
	h := w.handler(t, s, c.serve)
	for range 3 {
		rest(t, h, keyed("key-1", "a"))
	}
	if rest(t, h, keyed("key-1", "b")); len(l.uses) != 1 || c.times["a"] != 1 {
		t.Fatalf("charged %d times, carried out %d times", len(l.uses), c.times["a"])
	}
	clock.Advance(25 * time.Hour)
	if rest(t, h, keyed("key-1", "b")); len(l.uses) != 2 || l.uses[0].Key == l.uses[1].Key {
		t.Errorf("another request under the key: %+v", l.uses)
	}
	clock.Advance(25 * time.Hour)
	if rest(t, h, keyed("key-1", "b")); len(l.uses) != 3 || l.uses[1].Until.After(l.uses[2].At) {
		t.Errorf("what is carried out again is not charged again: %+v", l.uses)
	}
}

// TestNotChargedIsTriedAgain: after a failure of the ledger the same request is charged
// under the same name.
func TestNotChargedIsTriedAgain(t *testing.T) {
	clock := newClock()
	c := &counting{times: map[string]int{}}
	w := onceWorld(memory.New(memory.Options{Now: clock.Now, CursorKey: make([]byte, 32)}), clock)
	l := &ledger{err: errors.New("away")}
	w.Ledger = l
	s := spec()
	s.Price = operation.PriceRequest
	h := w.handler(t, s, c.serve)
	if res, _ := rest(t, h, keyed("key-1", "a")); res.StatusCode != http.StatusServiceUnavailable {
		t.Fatalf("status %d", res.StatusCode)
	}
	l.err = nil
	if res, _ := rest(t, h, keyed("key-1", "a")); res.StatusCode != http.StatusOK || len(l.uses) != 1 || l.asked[0] != l.asked[1] {
		t.Errorf("status %d, charged %+v, asked under %q", res.StatusCode, l.uses, l.asked)
	}
}

// TestOnlyNewUseIsTold: what was charged before is not counted again.
func TestOnlyNewUseIsTold(t *testing.T) {
	for _, known := range []bool{false, true} {
		w := newWorld()
		told := 0
		w.Ledger, w.Charged = &ledger{known: known}, func(function.Use) { told++ }
		s := spec()
		s.Price = operation.PriceRequest
		if res, _ := rest(t, w.handler(t, s, echo), proxyEvent()); res.StatusCode != http.StatusOK || (told == 0) != known {
			t.Errorf("charged before: %t; status %d, told %d times", known, res.StatusCode, told)
		}
	}
}

// TestChargedAtTheDeadline: what was done in the last moment is charged and answered.
func TestChargedAtTheDeadline(t *testing.T) {
	w := newWorld()
	l := &ledger{}
	w.Ledger = l
	s := spec()
	s.Price, s.Timeout = operation.PriceRequest, time.Millisecond
	h := w.handler(t, s, func(ctx context.Context, in *ItemInput) (*ItemOutput, error) {
		<-ctx.Done()
		return echo(ctx, in)
	})
	if res, _ := rest(t, h, proxyEvent()); res.StatusCode != http.StatusOK || len(l.uses) != 1 {
		t.Errorf("status %d, charged %d times", res.StatusCode, len(l.uses))
	}
}
