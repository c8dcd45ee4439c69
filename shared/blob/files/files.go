// Package files keeps objects as files of one directory: the blob adapter of a single
// machine.
//
//	objects/{key}@        an object's record: where its bytes are, type, size, hashes
//	data/{xx}/{id}        bytes, written once under a random id and never changed
//	uploads/{id}/upload@  a multipart upload; beside it the record of each part
//	tmp/                  what is being written; emptied by Open
//
// A record is replaced by one rename, which switches bytes and metadata together; the
// bytes were made durable before it. A reader that has opened the old bytes keeps them
// (POSIX unlinks the name only). "@" cannot occur in a key, so the object "a" and the
// objects below "a/" do not collide. Keys that differ only in case need a file system
// that tells them apart, as those of Linux do.
//
// One process at a time owns the directory.
package files

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/internal/durable"
)

// MinSignKey is the least length of Options.SignKey in bytes: the strength of HMAC-SHA256.
const MinSignKey = 32

const (
	dirPerm  fs.FileMode = 0o700
	filePerm fs.FileMode = 0o600
	mark                 = "@" // ends the names of records; no key contains it
	idBytes              = 16  // random bytes of the names of data files and uploads
)

// Options are what Open is given.
type Options struct {
	// SignKey signs URLs; at least MinSignKey bytes.
	SignKey []byte
	// BaseURL gives scheme and authority that signed URLs begin with, e.g.
	// "http://127.0.0.1:8080"; nil makes them relative to the host that serves Handler.
	BaseURL func() string
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Rand makes ids; nil is crypto/rand.
	Rand io.Reader
}

// Store implements blob.Store on a directory.
type Store struct {
	root string
	opt  Options

	keys locks // one writer at a time per object or upload
	// tree keeps directories in place while a record is put into them: writers share it,
	// the removal of empty directories holds it alone.
	tree sync.RWMutex

	mu       sync.Mutex
	inFlight map[string]bool // ids of data files that no record names yet
}

var _ blob.Store = (*Store)(nil)

// Open opens a directory, which is made if it is absent.
func Open(dir string, opt Options) (*Store, error) {
	if len(opt.SignKey) < MinSignKey {
		return nil, fmt.Errorf("files: open: the signing key needs %d bytes", MinSignKey)
	}
	if opt.BaseURL == nil {
		opt.BaseURL = func() string { return "" }
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Rand == nil {
		opt.Rand = rand.Reader
	}
	s := &Store{root: dir, opt: opt, inFlight: map[string]bool{}}
	if err := os.RemoveAll(s.path(tmpDir)); err != nil {
		return nil, fmt.Errorf("files: open: %w", err)
	}
	for _, sub := range []string{objectsDir, dataDir, uploadsDir, tmpDir} {
		if err := durable.MkdirAll(s.path(sub), dirPerm); err != nil {
			return nil, fmt.Errorf("files: open: %w", err)
		}
	}
	return s, nil
}

// The directories below the root.
const (
	objectsDir = "objects"
	dataDir    = "data"
	uploadsDir = "uploads"
	tmpDir     = "tmp"
)

func (s *Store) path(elem ...string) string {
	return filepath.Join(append([]string{s.root}, elem...)...)
}

func (s *Store) objectPath(key string) string {
	return s.path(objectsDir, filepath.FromSlash(key)+mark)
}

func (s *Store) newID() (string, error) {
	b := make([]byte, idBytes)
	if _, err := io.ReadFull(s.opt.Rand, b); err != nil {
		return "", fmt.Errorf("make id: %w", err)
	}
	return hex.EncodeToString(b), nil
}

// begin checks what every method checks first: the request still lives, the key is one of ours.
func begin(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return blob.CheckKey(key)
}

// sourceError is an error of the reader that a caller gave; it is the caller's own.
type sourceError struct{ err error }

func (e *sourceError) Error() string { return "read source: " + e.err.Error() }
func (e *sourceError) Unwrap() error { return e.err }

// wrap names the method; an error of the file system (a full disk, say) becomes ErrUnavailable.
func wrap(method string, err error) error {
	if err == nil {
		return nil
	}
	for _, known := range []error{
		blob.ErrNotFound, blob.ErrInvalid, blob.ErrChecksum, blob.ErrRange, blob.ErrNoUpload,
		context.Canceled, context.DeadlineExceeded,
	} {
		if errors.Is(err, known) {
			return fmt.Errorf("files: %s: %w", method, err)
		}
	}
	var src *sourceError
	if errors.As(err, &src) {
		return fmt.Errorf("files: %s: %w", method, err)
	}
	return fmt.Errorf("files: %s: %w: %w", method, blob.ErrUnavailable, err)
}
