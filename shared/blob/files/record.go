package files

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/internal/durable"
)

// record is what is kept beside the bytes of an object or a part.
type record struct {
	Data        string    `json:"data"` // id of the data file
	Size        int64     `json:"size"`
	ContentType string    `json:"contentType,omitempty"`
	ETag        string    `json:"etag"`
	SHA256      string    `json:"sha256,omitempty"`
	Modified    time.Time `json:"modified"`
}

func (r record) info(key string) blob.Info {
	return blob.Info{
		Key: key, Size: r.Size, ContentType: r.ContentType, ETag: r.ETag, SHA256: r.SHA256, LastModified: r.Modified,
	}
}

// readRecord reads a record, or fails with blob.ErrNotFound.
func readRecord(path string) (record, error) {
	var r record
	err := readJSON(path, &r)
	return r, err
}

func readJSON(path string, into any) error {
	data, err := os.ReadFile(path) //nolint:gosec // made of a checked key or id
	if errors.Is(err, fs.ErrNotExist) {
		return blob.ErrNotFound
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("record %s is damaged: %w", path, err)
	}
	return nil
}

// putRecord makes a record the current one of its path and removes the bytes it replaces.
// The caller holds the path's lock; the record's bytes are durable already.
func (s *Store) putRecord(path string, r record) error {
	old, err := readRecord(path)
	had := err == nil
	if err != nil && !errors.Is(err, blob.ErrNotFound) {
		return err
	}
	if err := s.putJSON(path, r); err != nil {
		return err
	}
	s.settled(r.Data)
	if had {
		s.removeData(old.Data)
	}
	return nil
}

func (s *Store) putJSON(path string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write record: %w", err)
	}
	s.tree.RLock()
	defer s.tree.RUnlock()
	if err := durable.MkdirAll(filepath.Dir(path), dirPerm); err != nil {
		return err
	}
	return durable.ReplaceVia(s.path(tmpDir), path, data, filePerm)
}

// dropRecord removes a record and its bytes if there is one and keep does not hold it
// (nil holds none). The caller holds the path's lock.
func (s *Store) dropRecord(path string, keep func(record) bool) (dropped bool, err error) {
	old, err := readRecord(path)
	if errors.Is(err, blob.ErrNotFound) {
		return false, nil
	}
	if err != nil || keep != nil && keep(old) {
		return false, err
	}
	if err := os.Remove(path); err != nil {
		return false, err
	}
	if err := durable.SyncDir(filepath.Dir(path)); err != nil {
		return false, err
	}
	s.removeData(old.Data)
	s.prune(filepath.Dir(path))
	return true, nil
}

// prune removes directories that became empty, from dir upwards to the objects' root.
func (s *Store) prune(dir string) {
	s.tree.Lock()
	defer s.tree.Unlock()
	for top := s.path(objectsDir); len(dir) > len(top); dir = filepath.Dir(dir) {
		if os.Remove(dir) != nil { // not empty
			return
		}
	}
}
