package s3

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/aio-creative-hub/aio/shared/blob"
)

// maxMemory is how much of a body that cannot be read twice is kept in memory; a larger
// one goes to a temporary file. Nearly all are smaller: people's own files go by signed URL.
const maxMemory = 32 << 20

// sourceError is an error of the reader that a caller gave; it is the caller's own.
type sourceError struct{ err error }

func (e *sourceError) Error() string { return "read source: " + e.err.Error() }
func (e *sourceError) Unwrap() error { return e.err }

// source marks the errors of a caller's reader, so that those of a temporary file are not
// taken for them.
type source struct{ io.Reader }

func (s source) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && err != io.EOF { // a reader's end is io.EOF itself
		err = &sourceError{err}
	}
	return n, err
}

// body is what is sent: it can be read again, for another try, and its hash is known.
type body struct {
	io.ReadSeeker
	sha256 string // hex
	close  func() error
}

// spool reads exactly size bytes.
func spool(r io.Reader, size int64) (*body, error) {
	hash := sha256.New()
	limited := io.TeeReader(io.LimitReader(source{r}, size+1), hash)
	b := &body{close: func() error { return nil }}
	n, err := b.fill(limited, size)
	if err != nil {
		return nil, errors.Join(err, b.close())
	}
	if n != size {
		return nil, errors.Join(fmt.Errorf("%w: the body has not the %d bytes that were announced", blob.ErrInvalid, size), b.close())
	}
	b.sha256 = hex.EncodeToString(hash.Sum(nil))
	return b, nil
}

func (b *body) fill(r io.Reader, size int64) (n int64, err error) {
	if size <= maxMemory {
		data, err := io.ReadAll(r)
		if err != nil {
			return 0, err
		}
		b.ReadSeeker = bytes.NewReader(data)
		return int64(len(data)), nil
	}
	f, err := os.CreateTemp("", "aio-body-")
	if err != nil {
		return 0, err
	}
	b.close = func() error { return errors.Join(f.Close(), os.Remove(f.Name())) }
	b.ReadSeeker = f
	if n, err = io.Copy(f, r); err != nil {
		return 0, err
	}
	_, err = f.Seek(0, io.SeekStart)
	return n, err
}
