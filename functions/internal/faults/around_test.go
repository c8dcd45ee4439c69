package faults

import (
	"context"
	"fmt"

	"github.com/aio-creative-hub/aio/internal/faulty"
	"github.com/aio-creative-hub/aio/shared/bus"
	"github.com/aio-creative-hub/aio/shared/store"
)

// through makes a call as the plan wants it. A lost reply is that of a call that was made.
func through[T any](p *plan, name string, wrong func(faulty.Kind) error, do func() (T, error)) (T, error) {
	kind := p.enter(name)
	if kind == "" {
		return do()
	}
	if kind == faulty.Lost {
		_, _ = do()
	}
	var none T
	return none, wrong(kind)
}

// only is through for calls that give an error alone.
func only(p *plan, name string, wrong func(faulty.Kind) error, do func() error) error {
	_, err := through(p, name, wrong, func() (struct{}, error) { return struct{}{}, do() })
	return err
}

// cause is what stands behind a port's error of a kind.
func cause(k faulty.Kind) error {
	if k == faulty.Timeout || k == faulty.Lost {
		return fmt.Errorf("on purpose: %s: %w", k, context.DeadlineExceeded)
	}
	return fmt.Errorf("on purpose: %s", k)
}

// brokenStore implements store.Store, and hands on the events that were published.
type brokenStore struct {
	store.Store
	p       *plan
	publish func(...bus.Event)
}

func storeError(op string) func(faulty.Kind) error {
	return func(k faulty.Kind) error {
		code := store.CodeUnavailable
		if k == faulty.Throttle {
			code = store.CodeThrottled
		}
		return &store.Error{Code: code, Op: op, Err: cause(k)}
	}
}

func (b brokenStore) Get(ctx context.Context, keys ...store.Key) ([]store.Item, error) {
	return through(b.p, "store.Get", storeError("get"), func() ([]store.Item, error) { return b.Store.Get(ctx, keys...) })
}

func (b brokenStore) Query(ctx context.Context, q store.Query) (items []store.Item, next string, err error) {
	items, err = through(b.p, "store.Query", storeError("query"), func() (items []store.Item, err error) {
		items, next, err = b.Store.Query(ctx, q)
		return items, err
	})
	return items, next, err
}

func (b brokenStore) Write(ctx context.Context, w store.Write) (store.Item, error) {
	return through(b.p, "store.Write", storeError("write"), func() (store.Item, error) {
		it, err := b.Store.Write(ctx, w)
		if err == nil {
			b.publish(w.Item.Emit...)
		}
		return it, err
	})
}

func (b brokenStore) Transact(ctx context.Context, token string, writes ...store.Write) error {
	return only(b.p, "store.Transact", storeError("transact"), func() error {
		err := b.Store.Transact(ctx, token, writes...)
		for _, w := range writes {
			if err == nil {
				b.publish(w.Item.Emit...)
			}
		}
		return err
	})
}
