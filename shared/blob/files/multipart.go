package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/internal/durable"
)

const uploadFile = "upload" + mark

var uploadID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// upload is the record of a multipart upload.
type upload struct {
	Key         string    `json:"key"`
	ContentType string    `json:"contentType"`
	Started     time.Time `json:"started"`
}

func (s *Store) partPath(id string, number int) string {
	return s.path(uploadsDir, id, fmt.Sprintf("%05d%s", number, mark))
}

// Begin implements blob.Multipart.
func (s *Store) Begin(ctx context.Context, key string, o blob.PutOptions) (id string, err error) {
	defer func() { err = wrap("begin", err) }()
	if err := begin(ctx, key); err != nil {
		return "", err
	}
	if o.SHA256 != "" {
		return "", fmt.Errorf("%w: no checksum of an object made of parts", blob.ErrInvalid)
	}
	if err := blob.CheckPut(0, &o); err != nil {
		return "", err
	}
	if id, err = s.newID(); err != nil {
		return "", err
	}
	defer s.holdID(id)() // or a sweep could take the new directory for a dead one
	u := upload{Key: key, ContentType: o.ContentType, Started: s.opt.Now().UTC()}
	return id, s.putJSON(s.path(uploadsDir, id, uploadFile), u)
}

// holdID takes the lock of an upload; its name cannot be that of an object's key.
func (s *Store) holdID(id string) (release func()) { return s.keys.hold(uploadsDir + mark + id) }

// holdUpload takes the lock of an upload of a key, or fails with ErrNoUpload.
func (s *Store) holdUpload(ctx context.Context, key, id string) (u upload, release func(), err error) {
	if err := begin(ctx, key); err != nil {
		return upload{}, nil, err
	}
	if !uploadID.MatchString(id) {
		return upload{}, nil, blob.ErrNoUpload
	}
	release = s.holdID(id)
	err = readJSON(s.path(uploadsDir, id, uploadFile), &u)
	if errors.Is(err, blob.ErrNotFound) || err == nil && (u.Key != key || s.opt.Now().Sub(u.Started) >= blob.UploadLife) {
		err = blob.ErrNoUpload
	}
	if err != nil {
		release()
		return upload{}, nil, err
	}
	return u, release, nil
}

// PutPart implements blob.Multipart.
func (s *Store) PutPart(ctx context.Context, key, id string, number int, r io.Reader, size int64) (blob.Part, error) {
	part, err := s.putPart(ctx, key, id, number, r, size, "")
	return part, wrap("put part", err)
}

func (s *Store) putPart(ctx context.Context, key, id string, number int, r io.Reader, size int64, sha string) (blob.Part, error) {
	o := blob.PutOptions{SHA256: sha}
	if err := errors.Join(blob.CheckNumber(number), blob.CheckPut(size, &o)); err != nil {
		return blob.Part{}, err
	}
	// The lock is not held while the bytes come in, so that parts may come side by side.
	_, release, err := s.holdUpload(ctx, key, id)
	if err != nil {
		return blob.Part{}, err
	}
	release()
	rec, err := s.store(ctx, r, size, o)
	if err != nil {
		return blob.Part{}, err
	}
	_, release, err = s.holdUpload(ctx, key, id)
	if err != nil {
		s.discard(rec.Data)
		return blob.Part{}, err
	}
	defer release()
	if err := s.putRecord(s.partPath(id, number), rec); err != nil {
		s.settled(rec.Data)
		return blob.Part{}, err
	}
	return blob.Part{Number: number, ETag: rec.ETag, Size: rec.Size}, nil
}

// Parts implements blob.Multipart.
func (s *Store) Parts(ctx context.Context, key, id string) (_ []blob.Part, err error) {
	defer func() { err = wrap("parts", err) }()
	_, release, err := s.holdUpload(ctx, key, id)
	if err != nil {
		return nil, err
	}
	defer release()
	return s.parts(id)
}

// parts lists the parts of an upload whose lock the caller holds.
func (s *Store) parts(id string) ([]blob.Part, error) {
	entries, err := os.ReadDir(s.path(uploadsDir, id)) // sorted, and numbers have leading zeros
	if err != nil {
		return nil, err
	}
	var out []blob.Part
	for _, e := range entries {
		number, err := strconv.Atoi(strings.TrimSuffix(e.Name(), mark))
		if err != nil { // the upload's own record
			continue
		}
		rec, err := readRecord(s.partPath(id, number))
		if err != nil {
			return nil, err
		}
		out = append(out, blob.Part{Number: number, ETag: rec.ETag, Size: rec.Size})
	}
	return out, nil
}

// Complete implements blob.Multipart.
func (s *Store) Complete(ctx context.Context, key, id string, parts []blob.Part) (_ blob.Info, err error) {
	defer func() { err = wrap("complete", err) }()
	u, release, err := s.holdUpload(ctx, key, id)
	if err != nil {
		return blob.Info{}, err
	}
	defer release()
	paths, err := s.chosen(id, parts)
	if err != nil {
		return blob.Info{}, err
	}
	rec, err := s.concat(ctx, paths, u.ContentType)
	if err != nil {
		return blob.Info{}, err
	}
	info, err := s.putObject(key, rec)
	if err != nil {
		return blob.Info{}, err
	}
	return info, s.removeUpload(id)
}

// chosen checks the parts that Complete names and gives their records' paths.
func (s *Store) chosen(id string, parts []blob.Part) ([]string, error) {
	if len(parts) == 0 || len(parts) > blob.MaxParts {
		return nil, fmt.Errorf("%w: 1 to %d parts", blob.ErrInvalid, blob.MaxParts)
	}
	paths := make([]string, len(parts))
	for i, p := range parts {
		if err := blob.CheckNumber(p.Number); err != nil {
			return nil, err
		}
		if i > 0 && p.Number <= parts[i-1].Number {
			return nil, fmt.Errorf("%w: part numbers must rise", blob.ErrInvalid)
		}
		paths[i] = s.partPath(id, p.Number)
		rec, err := readRecord(paths[i])
		if errors.Is(err, blob.ErrNotFound) || err == nil && rec.ETag != p.ETag {
			return nil, fmt.Errorf("%w: part %d has not arrived with this ETag", blob.ErrInvalid, p.Number)
		}
		if err != nil {
			return nil, err
		}
		if i < len(parts)-1 && rec.Size < blob.MinPart {
			return nil, fmt.Errorf("%w: part %d is shorter than %d bytes", blob.ErrInvalid, p.Number, blob.MinPart)
		}
	}
	return paths, nil
}

// Abort implements blob.Multipart.
func (s *Store) Abort(ctx context.Context, key, id string) (err error) {
	defer func() { err = wrap("abort", err) }()
	_, release, err := s.holdUpload(ctx, key, id)
	if err != nil {
		return err
	}
	defer release()
	return s.removeUpload(id)
}

// removeUpload ends an upload, whose lock the caller holds: first its record, which
// makes it unknown, then the parts. What a crash leaves the sweep removes.
func (s *Store) removeUpload(id string) error {
	dir := s.path(uploadsDir, id)
	if err := os.Remove(filepath.Join(dir, uploadFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := durable.SyncDir(dir); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if rec, err := readRecord(filepath.Join(dir, e.Name())); err == nil {
			s.removeData(rec.Data)
		}
	}
	return os.RemoveAll(dir)
}
