// Package durable writes files so that they survive a crash of the process or of the
// machine at any moment: the old file or the new one is there, whole. The recipe is the
// usual one on POSIX file systems (Pillai et al., "All File Systems Are Not Created
// Equal", OSDI 2014): write a temporary file beside the target, fsync it, rename or link
// it into place, fsync the directory.
package durable

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// tempPattern names temporary files, which stay behind if the process dies while writing.
const tempPattern = ".tmp-*"

// Replace writes a file, replacing what may be there. When it returns nil, the new
// content is on disk; when it fails, the old content is untouched.
func Replace(path string, data []byte, perm fs.FileMode) error {
	return place(filepath.Dir(path), path, data, perm, os.Rename)
}

// ReplaceVia is Replace with the temporary file in another directory of the same file
// system, so that what a crash leaves behind is all in one place.
func ReplaceVia(tempDir, path string, data []byte, perm fs.FileMode) error {
	return place(tempDir, path, data, perm, os.Rename)
}

// Create writes a file that must not exist yet; otherwise it fails with fs.ErrExist.
func Create(path string, data []byte, perm fs.FileMode) error {
	return place(filepath.Dir(path), path, data, perm, os.Link)
}

func place(tempDir, path string, data []byte, perm fs.FileMode, put func(from, to string) error) error {
	temp, err := writeTemp(tempDir, data, perm)
	if err != nil {
		return err
	}
	err = put(temp, path)
	// After a rename the temporary name is gone already; after a link it must go.
	if rmErr := os.Remove(temp); rmErr != nil && !errors.Is(rmErr, fs.ErrNotExist) {
		err = errors.Join(err, rmErr)
	}
	if err != nil {
		return fmt.Errorf("put file in place: %w", err)
	}
	return SyncDir(filepath.Dir(path))
}

func writeTemp(dir string, data []byte, perm fs.FileMode) (name string, err error) {
	f, err := os.CreateTemp(dir, tempPattern)
	if err != nil {
		return "", fmt.Errorf("temporary file: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, werr := f.Write(data)
	err = errors.Join(werr, f.Chmod(perm), f.Sync(), f.Close())
	if err != nil {
		return "", fmt.Errorf("write temporary file: %w", err)
	}
	return f.Name(), nil
}

// SyncDir makes the entries of a directory durable: names created, renamed or removed.
func SyncDir(dir string) (err error) {
	d, err := os.Open(dir) //nolint:gosec // the caller's own directory
	if err != nil {
		return fmt.Errorf("sync directory: %w", err)
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("sync directory: %w", err)
	}
	return nil
}

// MkdirAll makes a directory and its parents durably, each with perm. Directories that
// exist are left as they are.
func MkdirAll(dir string, perm fs.FileMode) error {
	if info, err := os.Stat(dir); err == nil {
		if !info.IsDir() {
			return fmt.Errorf("make directory: %w", fs.ErrExist)
		}
		return nil
	}
	parent := filepath.Dir(dir)
	if err := MkdirAll(parent, perm); err != nil {
		return err
	}
	if err := os.Mkdir(dir, perm); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make directory: %w", err)
	}
	return SyncDir(parent)
}
