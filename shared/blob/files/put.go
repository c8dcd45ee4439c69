package files

import (
	"context"
	"fmt"
	"io"
	"mime"
	"regexp"
	"slices"

	"github.com/aio-creative-hub/aio/shared/blob"
)

// maxHeader is the most bytes of a content type or disposition: they become one header
// line each, of which servers accept a few kilobytes.
const maxHeader = 512

var hexSHA256 = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Put implements blob.Store.
func (s *Store) Put(ctx context.Context, key string, r io.Reader, size int64, o blob.PutOptions) (_ blob.Info, err error) {
	defer func() { err = wrap("put", err) }()
	if err := begin(ctx, key); err != nil {
		return blob.Info{}, err
	}
	if err := checkPut(size, &o); err != nil {
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

// checkPut checks size and options, and fills in the default type.
func checkPut(size int64, o *blob.PutOptions) error {
	if size < 0 || size > blob.MaxPut {
		return fmt.Errorf("%w: size must be 0 to %d bytes", blob.ErrInvalid, int64(blob.MaxPut))
	}
	if o.SHA256 != "" && !hexSHA256.MatchString(o.SHA256) {
		return fmt.Errorf("%w: SHA-256 must be 64 lower-case hex digits", blob.ErrInvalid)
	}
	if o.ContentType == "" {
		o.ContentType = blob.DefaultType
	}
	return checkHeader(o.ContentType)
}

// checkHeader refuses what cannot be a content type or a disposition: a token with
// parameters, in printable ASCII.
func checkHeader(v string) error {
	if len(v) > maxHeader || slices.ContainsFunc([]byte(v), func(c byte) bool { return c < ' ' || c > '~' }) {
		return fmt.Errorf("%w: header value", blob.ErrInvalid)
	}
	if _, _, err := mime.ParseMediaType(v); err != nil {
		return fmt.Errorf("%w: header value", blob.ErrInvalid)
	}
	return nil
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
