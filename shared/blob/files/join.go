package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/aio-creative-hub/aio/shared/blob"
)

// Join implements blob.Store.
func (s *Store) Join(ctx context.Context, key string, sources []string, o blob.PutOptions) (_ blob.Info, err error) {
	defer func() { err = wrap("join", err) }()
	if err := begin(ctx, key); err != nil {
		return blob.Info{}, err
	}
	if len(sources) == 0 || len(sources) > blob.MaxParts || o.SHA256 != "" {
		return blob.Info{}, fmt.Errorf("%w: 1 to %d sources, without a checksum", blob.ErrInvalid, blob.MaxParts)
	}
	if err := checkPut(0, &o); err != nil {
		return blob.Info{}, err
	}
	paths := make([]string, len(sources))
	for i, src := range sources {
		if err := blob.CheckKey(src); err != nil {
			return blob.Info{}, err
		}
		paths[i] = s.objectPath(src)
	}
	rec, err := s.concat(ctx, paths, o.ContentType)
	if err != nil {
		return blob.Info{}, err
	}
	return s.putObject(key, rec)
}

// concat makes a data file of the bytes of records, in order. Its ETag is made of theirs,
// as S3 does, so that the bytes need not be hashed again.
func (s *Store) concat(ctx context.Context, paths []string, contentType string) (record, error) {
	rec := record{ContentType: contentType}
	tags := make([]string, 0, len(paths))
	id, err := s.writeData(func(w io.Writer) error {
		for _, path := range paths {
			if err := ctx.Err(); err != nil {
				return err
			}
			tag, n, err := s.appendTo(w, path)
			if err != nil {
				return err
			}
			tags = append(tags, tag)
			rec.Size += n
		}
		return nil
	})
	if err != nil {
		return record{}, err
	}
	sum := sha256.Sum256([]byte(strings.Join(tags, "\n")))
	rec.Data, rec.Modified = id, s.opt.Now().UTC()
	rec.ETag = fmt.Sprintf("%s-%d", hex.EncodeToString(sum[:])[:etagHex], len(paths))
	return rec, nil
}

func (s *Store) appendTo(w io.Writer, path string) (etag string, n int64, err error) {
	f, rec, err := openRecord(s, path)
	if err != nil {
		return "", 0, err
	}
	n, err = io.Copy(w, f)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return rec.ETag, n, err
}
