package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/aio-creative-hub/aio/shared/blob"
)

// Get implements blob.Store.
func (s *Store) Get(ctx context.Context, key string, r *blob.Range) (_ io.ReadCloser, _ blob.Info, err error) {
	defer func() { err = wrap("get", err) }()
	if err := begin(ctx, key); err != nil {
		return nil, blob.Info{}, err
	}
	f, rec, err := openRecord(s, s.objectPath(key))
	if err != nil {
		return nil, blob.Info{}, err
	}
	offset, length := int64(0), rec.Size
	if r != nil {
		if offset, length, err = within(*r, rec.Size); err != nil {
			return nil, blob.Info{}, errors.Join(err, f.Close())
		}
	}
	return &section{SectionReader: io.NewSectionReader(f, offset, length), file: f}, rec.info(key), nil
}

// section is a part of an open file.
type section struct {
	*io.SectionReader
	file *os.File
}

// Close implements io.Closer.
func (s *section) Close() error { return s.file.Close() }

// within cuts a range to an object of a size.
func within(r blob.Range, size int64) (offset, length int64, err error) {
	switch {
	case r.Length < 0:
		return 0, 0, fmt.Errorf("%w: negative length", blob.ErrInvalid)
	case size == 0 || r.Offset >= size:
		return 0, 0, blob.ErrRange
	case r.Offset < -size:
		return 0, size, nil
	case r.Offset < 0:
		return size + r.Offset, -r.Offset, nil
	case r.Length == 0 || r.Length > size-r.Offset:
		return r.Offset, size - r.Offset, nil
	}
	return r.Offset, r.Length, nil
}

// openRecord opens the bytes that a record names. If they go away between the two steps
// the object was replaced or removed, so the record is read anew.
func openRecord(s *Store, path string) (*os.File, record, error) {
	for tried := ""; ; {
		rec, err := readRecord(path)
		if err != nil {
			return nil, record{}, err
		}
		if len(rec.Data) != 2*idBytes || rec.Data == tried {
			return nil, record{}, fmt.Errorf("the bytes of record %s are missing", path)
		}
		f, err := os.Open(s.dataPath(rec.Data))
		if err == nil {
			return f, rec, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, record{}, err
		}
		tried = rec.Data
	}
}

// Head implements blob.Store.
func (s *Store) Head(ctx context.Context, key string) (_ blob.Info, err error) {
	defer func() { err = wrap("head", err) }()
	if err := begin(ctx, key); err != nil {
		return blob.Info{}, err
	}
	rec, err := readRecord(s.objectPath(key))
	if err != nil {
		return blob.Info{}, err
	}
	return rec.info(key), nil
}
