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
	if err := blob.CheckJoin(sources, &o); err != nil {
		return blob.Info{}, err
	}
	paths := make([]string, len(sources))
	for i, src := range sources {
		paths[i] = s.objectPath(src)
	}
	rec, ok := s.same(paths, o.ContentType)
	if !ok {
		rec, err = s.concat(ctx, paths, o.ContentType)
	}
	if err != nil {
		return blob.Info{}, err
	}
	return s.putObject(key, rec)
}

// same makes a record of the bytes of one other, which they then share. It is not ok if
// there are several, or the file system does not do it: then they are copied.
func (s *Store) same(paths []string, contentType string) (rec record, ok bool) {
	if len(paths) != 1 {
		return rec, false
	}
	f, from, err := openRecord(s, paths[0])
	if err != nil {
		return rec, false // concat finds out the same, and says so
	}
	defer func() { _ = f.Close() }() // nothing was read
	id, err := s.linkData(from.Data)
	if err != nil {
		return rec, false
	}
	rec = record{ContentType: contentType, Size: from.Size, Data: id, Modified: s.opt.Now().UTC()}
	rec.ETag = joinedTag([]string{from.ETag})
	return rec, true
}

// joinedTag is made of the tags of the sources, as S3 does, so that the bytes need not be
// hashed again.
func joinedTag(tags []string) string {
	sum := sha256.Sum256([]byte(strings.Join(tags, "\n")))
	return fmt.Sprintf("%s-%d", hex.EncodeToString(sum[:])[:etagHex], len(tags))
}

// concat makes a data file of the bytes of records, in order.
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
	rec.Data, rec.Modified, rec.ETag = id, s.opt.Now().UTC(), joinedTag(tags)
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
