package files

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/blob"
)

// List implements blob.Store.
func (s *Store) List(ctx context.Context, prefix, cursor string, limit int) (_ []blob.Info, _ string, err error) {
	defer func() { err = wrap("list", err) }()
	if limit == 0 {
		limit = blob.MaxList
	}
	if limit < 0 || limit > blob.MaxList || len(prefix) > blob.MaxKey {
		return nil, "", fmt.Errorf("%w: limit or prefix", blob.ErrInvalid)
	}
	after, err := openCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	var page []blob.Info
	w := walk{root: s.path(objectsDir), prefix: prefix, after: after, visit: func(key, path string) (bool, error) {
		if len(page) == limit {
			cursor = base64.RawURLEncoding.EncodeToString([]byte(page[limit-1].Key))
			return false, nil
		}
		rec, err := readRecord(path)
		if errors.Is(err, blob.ErrNotFound) { // deleted since the directory was read
			return true, nil
		}
		page = append(page, rec.info(key))
		return true, err
	}}
	cursor = "" // unless the walk finds more than a page
	if _, err := w.dir(ctx, ""); err != nil {
		return nil, "", err
	}
	return page, cursor, nil
}

func openCursor(cursor string) (after string, err error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil {
		return "", fmt.Errorf("%w: cursor", blob.ErrInvalid)
	}
	if len(raw) > 0 {
		if err := blob.CheckKey(string(raw)); err != nil {
			return "", fmt.Errorf("%w: cursor", blob.ErrInvalid)
		}
	}
	return string(raw), nil
}

// walk visits the records of keys that begin with prefix and come after a key, in byte
// order, until visit wants no more.
type walk struct {
	root, prefix, after string
	visit               func(key, path string) (more bool, err error)
}

// dir walks one directory; base is its key with a slash at the end, or "".
func (w *walk) dir(ctx context.Context, base string) (more bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	entries, err := os.ReadDir(filepath.Join(w.root, filepath.FromSlash(base)))
	if errors.Is(err, fs.ErrNotExist) { // removed since its parent was read
		return true, nil
	}
	if err != nil {
		return false, err
	}
	for _, key := range sorted(base, entries) {
		if !w.wanted(key) {
			continue
		}
		if strings.HasSuffix(key, "/") {
			more, err = w.dir(ctx, key)
		} else {
			more, err = w.visit(key, filepath.Join(w.root, filepath.FromSlash(key)+mark))
		}
		if !more || err != nil {
			return false, err
		}
	}
	return true, nil
}

// wanted says whether a key, or for one that ends with a slash any key below it, is to be visited.
func (w *walk) wanted(key string) bool {
	if !strings.HasSuffix(key, "/") {
		return strings.HasPrefix(key, w.prefix) && key > w.after
	}
	below := strings.HasPrefix(key, w.prefix) || strings.HasPrefix(w.prefix, key)
	return below && (key > w.after || strings.HasPrefix(w.after, key))
}

// sorted gives the entries of a directory as keys in byte order; directories end with a
// slash, as the keys below them do at that place.
func sorted(base string, entries []fs.DirEntry) []string {
	out := make([]string, 0, len(entries))
	for _, e := range entries {
		name, isRecord := strings.CutSuffix(e.Name(), mark)
		switch {
		case e.IsDir():
			out = append(out, base+name+"/")
		case isRecord:
			out = append(out, base+name)
		}
	}
	slices.Sort(out)
	return out
}
