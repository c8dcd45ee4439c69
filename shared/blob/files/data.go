package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/internal/durable"
)

// etagHex is how many hex digits of a hash make an ETag: 128 bits, as S3's MD5 has.
const etagHex = 32

func (s *Store) dataPath(id string) string { return s.path(dataDir, id[:2], id) }

// writeData makes a durable data file of what fill writes and gives its id.
func (s *Store) writeData(fill func(io.Writer) error) (string, error) {
	return s.newData(func(path string) error {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, filePerm) //nolint:gosec // made of an id of our own
		if err != nil {
			return err
		}
		err = fill(f)
		if err == nil {
			err = f.Sync()
		}
		return errors.Join(err, f.Close())
	})
}

// linkData makes a data file that shares the bytes of another: data files are never
// changed, only removed, and each has its own name for them.
func (s *Store) linkData(from string) (string, error) {
	return s.newData(func(path string) error { return os.Link(s.dataPath(from), path) })
}

// newData makes a durable data file by place, which puts it at a path, and gives its id.
// Until a record names it, or release is called, a sweep leaves it alone.
func (s *Store) newData(place func(path string) error) (_ string, err error) {
	id, err := s.newID()
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	s.inFlight[id] = true
	s.mu.Unlock()
	defer func() {
		if err != nil {
			s.discard(id)
		}
	}()
	path := s.dataPath(id)
	if err := durable.MkdirAll(filepath.Dir(path), dirPerm); err != nil {
		return "", err
	}
	if err := place(path); err != nil {
		return "", err
	}
	return id, durable.SyncDir(filepath.Dir(path))
}

// settled notes that a record names the data file.
func (s *Store) settled(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.inFlight, id)
}

// discard removes bytes that no record will name.
func (s *Store) discard(id string) {
	s.removeData(id)
	s.settled(id)
}

// removeData removes bytes that no record names any more. Should it fail, the next
// sweep finds them.
func (s *Store) removeData(id string) {
	if len(id) == 2*idBytes {
		_ = os.Remove(s.dataPath(id)) // see above
	}
}

// store makes a data file of a reader's bytes, of which there must be exactly size, and
// gives its record.
func (s *Store) store(ctx context.Context, r io.Reader, size int64, o blob.PutOptions) (record, error) {
	hash := sha256.New()
	id, err := s.writeData(func(w io.Writer) error {
		src := &source{ctx: ctx, r: r}
		n, err := io.Copy(io.MultiWriter(w, hash), io.LimitReader(src, size))
		if err != nil {
			return err
		}
		if n < size {
			return fmt.Errorf("%w: fewer bytes than announced", blob.ErrInvalid)
		}
		return src.expectEnd()
	})
	if err != nil {
		return record{}, err
	}
	sum := hex.EncodeToString(hash.Sum(nil))
	if o.SHA256 != "" && o.SHA256 != sum {
		s.discard(id)
		return record{}, blob.ErrChecksum
	}
	return record{
		Data: id, Size: size, ContentType: o.ContentType, ETag: sum[:etagHex], SHA256: sum, Modified: s.opt.Now().UTC(),
	}, nil
}

// source reads from a caller's reader while the request lives and marks its errors.
type source struct {
	ctx context.Context //nolint:containedctx // an adapter for the time of one copy
	r   io.Reader
}

func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = &sourceError{err}
	}
	return n, err
}

// expectEnd fails unless the reader has no more bytes.
func (s *source) expectEnd() error {
	switch _, err := io.ReadFull(s, make([]byte, 1)); {
	case err == nil:
		return fmt.Errorf("%w: more bytes than announced", blob.ErrInvalid)
	case errors.Is(err, io.EOF):
		return nil
	default:
		return err
	}
}
