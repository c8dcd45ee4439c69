package faults

import (
	"context"
	"crypto"
	"fmt"
	"time"

	"github.com/aio-creative-hub/aio/internal/faulty"
	"github.com/aio-creative-hub/aio/shared/keys"
	"github.com/aio-creative-hub/aio/shared/limit"
)

// brokenKeys implements keys.Keys.
type brokenKeys struct {
	keys.Keys
	p *plan
}

func (b brokenKeys) Current(ctx context.Context) (string, error) {
	return through(b.p, "keys.Current", keysError, func() (string, error) { return b.Keys.Current(ctx) })
}

func (b brokenKeys) Sign(ctx context.Context, kid string, h crypto.Hash, digest []byte) ([]byte, error) {
	return through(b.p, "keys.Sign", keysError, func() ([]byte, error) { return b.Keys.Sign(ctx, kid, h, digest) })
}

func (b brokenKeys) Public(ctx context.Context) ([]keys.PublicKey, error) {
	return through(b.p, "keys.Public", keysError, func() ([]keys.PublicKey, error) { return b.Keys.Public(ctx) })
}

func (b brokenKeys) Rotate(ctx context.Context, due time.Time) error {
	return only(b.p, "keys.Rotate", keysError, func() error { return b.Keys.Rotate(ctx, due) })
}

func (b brokenKeys) Seal(ctx context.Context, plain []byte, context string) ([]byte, error) {
	return through(b.p, "keys.Seal", keysError, func() ([]byte, error) { return b.Keys.Seal(ctx, plain, context) })
}

func (b brokenKeys) Open(ctx context.Context, sealed []byte, context string) ([]byte, error) {
	return through(b.p, "keys.Open", keysError, func() ([]byte, error) { return b.Keys.Open(ctx, sealed, context) })
}

func (b brokenKeys) MAC(ctx context.Context, purpose string, data []byte) ([]byte, error) {
	return through(b.p, "keys.MAC", keysError, func() ([]byte, error) { return b.Keys.MAC(ctx, purpose, data) })
}

func keysError(k faulty.Kind) error { return fmt.Errorf("%w: %w", keys.ErrUnavailable, cause(k)) }

// brokenLimit implements limit.Limiter.
type brokenLimit struct {
	limit.Limiter
	p *plan
}

func (b brokenLimit) Allow(ctx context.Context, subject string, r limit.Rule) (limit.Decision, error) {
	return through(b.p, "limit.Allow", storeError("limit"), func() (limit.Decision, error) { return b.Limiter.Allow(ctx, subject, r) })
}
