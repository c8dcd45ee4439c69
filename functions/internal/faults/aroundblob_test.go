package faults

import (
	"context"
	"fmt"
	"io"

	"github.com/aio-creative-hub/aio/internal/faulty"
	"github.com/aio-creative-hub/aio/shared/blob"
)

// brokenBlob implements blob.Store.
type brokenBlob struct {
	blob.Store
	p *plan
}

func blobError(k faulty.Kind) error { return fmt.Errorf("%w: %w", blob.ErrUnavailable, cause(k)) }

func (b brokenBlob) Put(ctx context.Context, key string, r io.Reader, size int64, o blob.PutOptions) (blob.Info, error) {
	return through(b.p, "blob.Put", blobError, func() (blob.Info, error) { return b.Store.Put(ctx, key, r, size, o) })
}

func (b brokenBlob) Get(ctx context.Context, key string, r *blob.Range) (body io.ReadCloser, info blob.Info, err error) {
	var got io.ReadCloser
	body, err = through(b.p, "blob.Get", blobError, func() (_ io.ReadCloser, err error) {
		got, info, err = b.Store.Get(ctx, key, r)
		return got, err
	})
	if err != nil && got != nil {
		_ = got.Close() // the reply was lost
	}
	return body, info, err
}

func (b brokenBlob) Head(ctx context.Context, key string) (blob.Info, error) {
	return through(b.p, "blob.Head", blobError, func() (blob.Info, error) { return b.Store.Head(ctx, key) })
}

func (b brokenBlob) List(ctx context.Context, prefix, cursor string, limit int) (infos []blob.Info, next string, err error) {
	infos, err = through(b.p, "blob.List", blobError, func() (infos []blob.Info, err error) {
		infos, next, err = b.Store.List(ctx, prefix, cursor, limit)
		return infos, err
	})
	return infos, next, err
}

func (b brokenBlob) Delete(ctx context.Context, keys ...string) error {
	return only(b.p, "blob.Delete", blobError, func() error { return b.Store.Delete(ctx, keys...) })
}

func (b brokenBlob) SignPut(ctx context.Context, key string, g blob.PutGrant) (blob.SignedRequest, error) {
	return through(b.p, "blob.SignPut", blobError, func() (blob.SignedRequest, error) { return b.Store.SignPut(ctx, key, g) })
}

func (b brokenBlob) SignGet(ctx context.Context, key string, g blob.GetGrant) (blob.SignedRequest, error) {
	return through(b.p, "blob.SignGet", blobError, func() (blob.SignedRequest, error) { return b.Store.SignGet(ctx, key, g) })
}

func (b brokenBlob) Join(ctx context.Context, key string, sources []string, o blob.PutOptions) (blob.Info, error) {
	return through(b.p, "blob.Join", blobError, func() (blob.Info, error) { return b.Store.Join(ctx, key, sources, o) })
}

func (b brokenBlob) Begin(ctx context.Context, key string, o blob.PutOptions) (string, error) {
	return through(b.p, "blob.Begin", blobError, func() (string, error) { return b.Store.Begin(ctx, key, o) })
}

func (b brokenBlob) PutPart(ctx context.Context, key, upload string, number int, r io.Reader, size int64) (blob.Part, error) {
	return through(b.p, "blob.PutPart", blobError, func() (blob.Part, error) { return b.Store.PutPart(ctx, key, upload, number, r, size) })
}

func (b brokenBlob) SignPart(ctx context.Context, key, upload string, number int, g blob.PutGrant) (blob.SignedRequest, error) {
	return through(b.p, "blob.SignPart", blobError, func() (blob.SignedRequest, error) {
		return b.Store.SignPart(ctx, key, upload, number, g)
	})
}

func (b brokenBlob) Parts(ctx context.Context, key, upload string) ([]blob.Part, error) {
	return through(b.p, "blob.Parts", blobError, func() ([]blob.Part, error) { return b.Store.Parts(ctx, key, upload) })
}

func (b brokenBlob) Complete(ctx context.Context, key, upload string, parts []blob.Part) (blob.Info, error) {
	return through(b.p, "blob.Complete", blobError, func() (blob.Info, error) { return b.Store.Complete(ctx, key, upload, parts) })
}

func (b brokenBlob) Abort(ctx context.Context, key, upload string) error {
	return only(b.p, "blob.Abort", blobError, func() error { return b.Store.Abort(ctx, key, upload) })
}
