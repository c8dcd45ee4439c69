package storetest

import (
	"context"
	"time"

	"github.com/aio-creative-hub/aio/shared/store"
)

// Patience with an adapter that throttles.
const (
	patientTries = 200
	patientPause = 100 * time.Microsecond
)

// patient tries again what was throttled, which is always right: nothing was done.
type patient struct{ inner store.Store }

// Get implements store.Store.
func (p patient) Get(ctx context.Context, keys ...store.Key) (items []store.Item, err error) {
	again(ctx, func() error { items, err = p.inner.Get(ctx, keys...); return err })
	return items, err
}

// Query implements store.Store.
func (p patient) Query(ctx context.Context, q store.Query) (items []store.Item, cursor string, err error) {
	again(ctx, func() error { items, cursor, err = p.inner.Query(ctx, q); return err })
	return items, cursor, err
}

// Write implements store.Store.
func (p patient) Write(ctx context.Context, w store.Write) (it store.Item, err error) {
	again(ctx, func() error { it, err = p.inner.Write(ctx, w); return err })
	return it, err
}

// Transact implements store.Store.
func (p patient) Transact(ctx context.Context, token string, writes ...store.Write) (err error) {
	again(ctx, func() error { err = p.inner.Transact(ctx, token, writes...); return err })
	return err
}

func again(ctx context.Context, f func() error) {
	for range patientTries {
		if store.CodeOf(f()) != store.CodeThrottled {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(patientPause):
		}
	}
}
