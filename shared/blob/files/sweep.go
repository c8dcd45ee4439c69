package files

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/aio-creative-hub/aio/shared/blob"
)

// Sweep removes objects older than their area allows (blob.Lifetime), uploads that took
// too long, and bytes that a crash left without a record. It may run beside all other
// methods; once an hour is enough. It gives the number of things removed.
func (s *Store) Sweep(ctx context.Context) (removed int, err error) {
	for _, part := range []func(context.Context) (int, error){s.sweepObjects, s.sweepUploads, s.sweepData} {
		n, err := part(ctx)
		removed += n
		if err != nil {
			return removed, wrap("sweep", err)
		}
	}
	return removed, nil
}

func (s *Store) sweepObjects(ctx context.Context) (removed int, err error) {
	now := s.opt.Now()
	for _, area := range []blob.Area{blob.Temp, blob.Exports} {
		life, _ := blob.Lifetime(area)
		young := func(r record) bool { return now.Sub(r.Modified) < life }
		w := walk{root: s.path(objectsDir), prefix: string(area) + "/", visit: func(key, path string) (bool, error) {
			// Young ones are passed over without their lock; deleteIf looks again under it.
			if rec, err := readRecord(path); err == nil && young(rec) {
				return true, nil
			}
			gone, err := s.deleteIf(key, young)
			if gone {
				removed++
			}
			return true, err
		}}
		if _, err := w.dir(ctx, ""); err != nil {
			return removed, err
		}
	}
	return removed, nil
}

func (s *Store) sweepUploads(ctx context.Context) (removed int, err error) {
	entries, err := os.ReadDir(s.path(uploadsDir))
	if err != nil {
		return 0, err
	}
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return removed, err
		}
		if gone, err := s.sweepUpload(e.Name()); err != nil {
			return removed, err
		} else if gone {
			removed++
		}
	}
	return removed, nil
}

func (s *Store) sweepUpload(id string) (bool, error) {
	defer s.holdID(id)()
	var u upload
	err := readJSON(s.path(uploadsDir, id, uploadFile), &u)
	if err == nil && s.opt.Now().Sub(u.Started) < blob.UploadLife {
		return false, nil
	}
	if err != nil && !errors.Is(err, blob.ErrNotFound) {
		return false, err
	}
	if err := s.removeUpload(id); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	return true, nil
}

// sweepData removes data files that no record names. A file seen in the first step and
// not being written in the second has had its record, if ever, before the third; so what
// the third does not find, nobody will name again.
func (s *Store) sweepData(ctx context.Context) (removed int, err error) {
	orphans := map[string]bool{}
	err = filepath.WalkDir(s.path(dataDir), func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			orphans[d.Name()] = true
		}
		return errors.Join(ignoreAbsent(err), ctx.Err())
	})
	if err != nil {
		return 0, err
	}
	s.mu.Lock()
	for id := range s.inFlight {
		delete(orphans, id)
	}
	s.mu.Unlock()
	for _, dir := range []string{objectsDir, uploadsDir} {
		err := filepath.WalkDir(s.path(dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(d.Name(), mark) {
				return errors.Join(ignoreAbsent(err), ctx.Err())
			}
			rec, err := readRecord(path) // that of an upload itself names no data
			delete(orphans, rec.Data)
			return errors.Join(ignoreAbsent(err), ctx.Err())
		})
		if err != nil {
			return 0, err
		}
	}
	for id := range orphans {
		s.removeData(id)
	}
	return len(orphans), nil
}

// ignoreAbsent drops the error of what went away while a directory was walked.
func ignoreAbsent(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, blob.ErrNotFound) {
		return nil
	}
	return err
}
