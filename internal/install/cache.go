// Package install installs tools that the tests and checks need and that are not written in
// Go: each by its pins, once for all checkouts of a machine.
package install

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// EnvCache names the folder of what is installed; $HOME/.cache/aio if it is not set.
const EnvCache = "AIO_CACHE"

// doneFile is written last: a folder without it is one whose making was cut off.
const doneFile = ".done"

// Once gives the folder of a tool whose pins are the files of a folder: what was made
// for the same pins before is used again, also by other checkouts. One process at a time
// makes it, in place, because some of what is installed knows its own path.
func Once(tool string, pins fs.FS, build func(dir string) error) (string, error) {
	hash, err := hashOf(pins)
	if err != nil {
		return "", fmt.Errorf("install: %s: %w", tool, err)
	}
	base := os.Getenv(EnvCache)
	if base == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", fmt.Errorf("install: %s is not set: %w", EnvCache, err)
		}
		base = filepath.Join(home, ".cache", "aio")
	}
	dir := filepath.Join(base, tool+"-"+hash)
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // tools are no secret
		return "", fmt.Errorf("install: %w", err)
	}
	lock, err := os.OpenFile(dir+".lock", os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // below the cache
	if err != nil {
		return "", fmt.Errorf("install: %w", err)
	}
	defer func() { _ = lock.Close() }() // which also unlocks
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", fmt.Errorf("install: lock %s: %w", dir, err)
	}
	if _, err := os.Stat(filepath.Join(dir, doneFile)); err == nil { //nolint:gosec // whoever runs the tests names the cache
		return dir, nil
	}
	err = os.RemoveAll(dir)                                           //nolint:gosec // whoever runs the tests names the cache
	if err := errors.Join(err, os.MkdirAll(dir, 0o755)); err != nil { //nolint:gosec // tools are no secret
		return "", fmt.Errorf("install: %w", err)
	}
	if err := build(dir); err != nil {
		return "", fmt.Errorf("install: %s: %w", tool, err)
	}
	return dir, os.WriteFile(filepath.Join(dir, doneFile), nil, 0o600) //nolint:gosec // whoever runs the tests names the cache
}

// hashOf tells pins apart: all files below, by name and content.
func hashOf(pins fs.FS) (string, error) {
	h := sha256.New()
	err := fs.WalkDir(pins, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := pins.Open(path)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }() // only read
		_, _ = fmt.Fprintf(h, "%s\n", path)
		_, err = io.Copy(h, f)
		return err
	})
	const digits = 12
	return hex.EncodeToString(h.Sum(nil))[:digits], err
}
