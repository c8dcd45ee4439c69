package files

import (
	"context"
	"io"

	"github.com/aio-creative-hub/aio/shared/blob"
)

// Put implements blob.Store.
func (s *Store) Put(ctx context.Context, key string, r io.Reader, size int64, o blob.PutOptions) (_ blob.Info, err error) {
	defer func() { err = wrap("put", err) }()
	if err := begin(ctx, key); err != nil {
		return blob.Info{}, err
	}
	if err := blob.CheckPut(size, &o); err != nil {
		return blob.Info{}, err
	}
	rec, err := s.store(ctx, r, size, o)
	if err != nil {
		return blob.Info{}, err
	}
	return s.putObject(key, rec)
}

// putObject makes a record the current one of a key.
func (s *Store) putObject(key string, rec record) (blob.Info, error) {
	defer s.keys.hold(key)()
	if err := s.putRecord(s.objectPath(key), rec); err != nil {
		s.settled(rec.Data) // the record may be in place all the same; else the sweep removes the bytes
		return blob.Info{}, err
	}
	return rec.info(key), nil
}

// Delete implements blob.Store.
func (s *Store) Delete(ctx context.Context, keys ...string) (err error) {
	defer func() { err = wrap("delete", err) }()
	for _, key := range keys { // all are checked before the first is removed
		if err := begin(ctx, key); err != nil {
			return err
		}
	}
	for _, key := range keys {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := s.deleteIf(key, nil); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) deleteIf(key string, keep func(record) bool) (bool, error) {
	defer s.keys.hold(key)()
	return s.dropRecord(s.objectPath(key), keep)
}
