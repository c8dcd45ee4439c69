package operation

import (
	"context"
	"sync"
)

// Meter collects what one run of an operation used, for the ledger. It is safe for
// concurrent use, and all methods may be called on a nil Meter.
type Meter struct {
	mu     sync.Mutex
	amount int64
	key    string
}

type meterKey struct{}

// WithMeter gives a context whose run is metered.
func WithMeter(ctx context.Context) (context.Context, *Meter) {
	m := &Meter{}
	return context.WithValue(ctx, meterKey{}, m), m
}

// MeterFrom gives the run's meter, nil outside a metered run.
func MeterFrom(ctx context.Context) *Meter {
	m, _ := ctx.Value(meterKey{}).(*Meter)
	return m
}

// Add counts what was made, in the unit of the operation's price class.
func (m *Meter) Add(n int64) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.amount += n
}

// Under names the request that this run answers, where the operation itself knows a
// repeated one (by a message's or a commit's id): it is charged once.
func (m *Meter) Under(key string) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.key = key
}

// Read gives what was counted, and the request's name, "" if it was not named.
func (m *Meter) Read() (amount int64, key string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.amount, m.key
}

// Unit is what use of a price class is counted in.
func (p PriceClass) Unit() string {
	switch p {
	case PriceRequest:
		return "requests"
	case PriceRender:
		return "pixels"
	case PriceFree:
	}
	return ""
}
