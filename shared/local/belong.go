package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/aio-creative-hub/aio/shared/keys"
	"github.com/aio-creative-hub/aio/shared/store"
)

// A data directory is only worth something as a whole: without the keys nobody's password
// or address is found again, and without the store the keys open nothing. A part that is
// missing is therefore an error, and never begun anew beside the rest.
const (
	storeFile   = "aio.db"
	secretsFile = "keys/secrets.json"
)

// checkStoreFile refuses a directory that has keys and no store. The store is made before
// the keys, so that a first start that was interrupted does not look like that.
func checkStoreFile(dir string) error {
	if !missing(dir, storeFile) || missing(dir, secretsFile) {
		return nil
	}
	return fmt.Errorf("store: %s is missing or empty, although there are keys: restore the data directory from a backup, or empty all of it to begin anew",
		filepath.Join(dir, storeFile))
}

// missing reports whether a file is not there or empty. What else is wrong with it, opening
// it says.
func missing(dir, name string) bool {
	info, err := os.Stat(filepath.Join(dir, name))
	if err != nil {
		return errors.Is(err, os.ErrNotExist)
	}
	return info.Size() == 0
}

// keysMark is the item that says which keys the data was written with: a keyed hash.
func keysMark() store.Key { return store.Key{Table: store.Identity, PK: "SYSTEM", SK: "KEYS"} }

// checkKeysFile refuses a directory that has data and no keys, before new ones are made.
func checkKeysFile(ctx context.Context, st store.Store, dir string) error {
	if !missing(dir, secretsFile) {
		return nil
	}
	items, err := st.Get(ctx, keysMark())
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if len(items) > 0 {
		return fmt.Errorf("keys: %s is missing, although there is data: restore the data directory from a backup, or empty all of it to begin anew",
			filepath.Join(dir, secretsFile))
	}
	return nil
}

// checkKeys refuses keys that the data was not written with, and leaves the mark in a
// directory that has none.
func checkKeys(ctx context.Context, st store.Store, k keys.Hasher) error {
	mac, err := k.MAC(ctx, "data-directory", []byte("v1"))
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	_, err = st.Write(ctx, store.Write{Item: store.Item{Key: keysMark(), Data: mac}, If: store.Absent()})
	var there *store.Conflict
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &there):
		return fmt.Errorf("store: %w", err)
	}
	items, err := st.Get(ctx, keysMark())
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if len(items) == 0 || !bytes.Equal(items[0].Data, mac) {
		return errors.New("keys: these are not the keys that the data was written with: restore keys/secrets.json from the backup")
	}
	return nil
}
