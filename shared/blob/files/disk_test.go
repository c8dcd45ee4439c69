package files_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/blob/files"
)

func put(t *testing.T, s *files.Store, key, body string) {
	t.Helper()
	if _, err := s.Put(t.Context(), key, strings.NewReader(body), int64(len(body)), blob.PutOptions{}); err != nil {
		t.Fatal(err)
	}
}

func wantText(t *testing.T, s *files.Store, key, want string) {
	t.Helper()
	rc, _, err := s.Get(t.Context(), key, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(rc)
	if err := errors.Join(err, rc.Close()); err != nil || string(got) != want {
		t.Errorf("%s: %q, %v; want %q", key, got, err, want)
	}
}

// filesBelow counts the plain files below a directory.
func filesBelow(t *testing.T, dir string) (n int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestReopen(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	s, _ := open(t, dir, c)
	put(t, s, "artifacts/u/x", "kept")
	id, err := s.Begin(t.Context(), "artifacts/u/y", blob.PutOptions{})
	if err != nil {
		t.Fatal(err)
	}
	part, err := s.PutPart(t.Context(), "artifacts/u/y", id, 1, strings.NewReader("part"), 4)
	if err != nil {
		t.Fatal(err)
	}
	s, _ = open(t, dir, c)
	wantText(t, s, "artifacts/u/x", "kept")
	if _, err := s.Complete(t.Context(), "artifacts/u/y", id, []blob.Part{part}); err != nil {
		t.Fatal(err)
	}
	wantText(t, s, "artifacts/u/y", "part")
}

// TestNothingIsLeftBehind: replaced, deleted and refused bytes, aborted uploads and empty
// directories go at once, without a sweep.
func TestNothingIsLeftBehind(t *testing.T) {
	dir := t.TempDir()
	s, _ := open(t, dir, newClock())
	ctx := t.Context()
	for range 3 {
		put(t, s, "artifacts/u/a/b/c/x", "bytes")
	}
	if _, err := s.Put(ctx, "artifacts/u/y", strings.NewReader("abc"), 2, blob.PutOptions{}); !errors.Is(err, blob.ErrInvalid) {
		t.Fatal(err)
	}
	for _, end := range []func(id string) error{
		func(id string) error { return s.Abort(ctx, "artifacts/u/z", id) },
		func(id string) error {
			parts, err := s.Parts(ctx, "artifacts/u/z", id)
			if err != nil {
				return err
			}
			_, err = s.Complete(ctx, "artifacts/u/z", id, parts)
			return err
		},
	} {
		id, err := s.Begin(ctx, "artifacts/u/z", blob.PutOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.PutPart(ctx, "artifacts/u/z", id, 1, strings.NewReader("x"), 1); err != nil {
			t.Fatal(err)
		}
		if err := end(id); err != nil {
			t.Fatal(err)
		}
	}
	if n := filesBelow(t, dir); n != 4 { // two records, two data files
		t.Errorf("%d files, want 4", n)
	}
	if err := s.Delete(ctx, "artifacts/u/a/b/c/x", "artifacts/u/z"); err != nil {
		t.Fatal(err)
	}
	if n := filesBelow(t, dir); n != 0 {
		t.Errorf("%d files after deleting all, want 0", n)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "objects")); err != nil || len(left) != 0 {
		t.Errorf("directories left: %v, %v", left, err)
	}
}

// TestSweepAfterCrash: bytes without a record go, those with one stay, whatever their keys.
func TestSweepAfterCrash(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	s, _ := open(t, dir, c)
	put(t, s, "artifacts/u/upload", "kept") // the name of an upload's record
	put(t, s, "artifacts/u/x", "kept")
	orphan := filepath.Join(dir, "data", "ab", "ab"+strings.Repeat("0", 30))
	write(t, orphan)
	write(t, filepath.Join(dir, "tmp", ".tmp-1"))
	write(t, filepath.Join(dir, "uploads", strings.Repeat("1", 32), "00001@")) // its record is gone

	s, _ = open(t, dir, c)
	if n, err := s.Sweep(t.Context()); err != nil || n != 2 {
		t.Errorf("Sweep: %d, %v; want 2", n, err)
	}
	wantText(t, s, "artifacts/u/upload", "kept")
	wantText(t, s, "artifacts/u/x", "kept")
	if n := filesBelow(t, dir); n != 4 {
		t.Errorf("%d files, want 4", n)
	}
}

func write(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestSweepBesideWriters: a sweep never takes what is being written.
func TestSweepBesideWriters(t *testing.T) {
	dir := t.TempDir()
	s, _ := open(t, dir, newClock())
	var wg sync.WaitGroup
	for _, key := range []string{"artifacts/u/a", "artifacts/u/b", "temp/u/c"} {
		wg.Go(func() {
			for range 20 {
				put(t, s, key, key)
				wantText(t, s, key, key)
			}
		})
	}
	wg.Go(func() {
		for range 20 {
			id, err := s.Begin(t.Context(), "temp/u/d", blob.PutOptions{})
			if err != nil {
				t.Error(err)
				return
			}
			part, err := s.PutPart(t.Context(), "temp/u/d", id, 1, strings.NewReader("part"), 4)
			if err != nil {
				t.Error(err)
			}
			if _, err := s.Complete(t.Context(), "temp/u/d", id, []blob.Part{part}); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Go(func() {
		for range 40 {
			if _, err := s.Sweep(t.Context()); err != nil {
				t.Errorf("Sweep: %v", err)
			}
		}
	})
	wg.Wait()
	if _, err := s.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"artifacts/u/a", "artifacts/u/b", "temp/u/c"} {
		wantText(t, s, key, key)
	}
	wantText(t, s, "temp/u/d", "part")
	if n := filesBelow(t, dir); n != 8 {
		t.Errorf("%d files, want a record and a data file for each of 4 objects", n)
	}
}

func TestDamageIsReported(t *testing.T) {
	dir := t.TempDir()
	s, client := open(t, dir, newClock())
	put(t, s, "artifacts/u/x", "bytes")
	if err := os.RemoveAll(filepath.Join(dir, "data")); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Get(t.Context(), "artifacts/u/x", nil); !errors.Is(err, blob.ErrUnavailable) {
		t.Errorf("lost bytes: %v, want ErrUnavailable", err)
	}
	g, err := s.SignGet(t.Context(), "artifacts/u/x", blob.GetGrant{Life: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	status, body, _ := do(t, client, http.MethodGet, g.URL, nil)
	if status != http.StatusServiceUnavailable || bytes.Contains(body, []byte(dir)) {
		t.Errorf("%d %s", status, body)
	}
	if err := os.WriteFile(filepath.Join(dir, "objects", "artifacts", "u", "x@"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Head(t.Context(), "artifacts/u/x"); !errors.Is(err, blob.ErrUnavailable) {
		t.Errorf("damaged record: %v, want ErrUnavailable", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	if _, err := files.Open(t.TempDir(), files.Options{SignKey: make([]byte, files.MinSignKey-1)}); err == nil {
		t.Error("opened with a short signing key")
	}
	file := filepath.Join(t.TempDir(), "file")
	write(t, file)
	if _, err := files.Open(file, files.Options{SignKey: signKey}); err == nil {
		t.Error("opened a file as a directory")
	}
}
