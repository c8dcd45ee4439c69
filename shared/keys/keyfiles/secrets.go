package keyfiles

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/aio-creative-hub/aio/shared/internal/durable"
	"github.com/aio-creative-hub/aio/shared/keys/secretbox"
)

const secretsFile = "secrets.json"

// loadSecrets reads secrets.json, or makes it at the first start.
func (k *Keys) loadSecrets() error {
	path := filepath.Join(k.dir, secretsFile)
	data, ok, err := readPrivate(path)
	if err != nil {
		return err
	}
	if !ok {
		if data, err = k.createSecrets(path); err != nil {
			return err
		}
	}
	if k.Box, err = secretbox.Open(data); err != nil {
		return fmt.Errorf("%s: %w: restore it from a backup", path, err)
	}
	return nil
}

// createSecrets writes new secrets, unless signing keys show that there were some before:
// new ones would make every account unreadable.
func (k *Keys) createSecrets(path string) ([]byte, error) {
	if _, err := os.Lstat(filepath.Join(k.dir, signingFile)); err == nil {
		return nil, fmt.Errorf("%s is missing: restore it from a backup, or empty the directory to begin anew", path)
	}
	data, err := secretbox.New(k.opt.Rand)
	if err != nil {
		return nil, err
	}
	err = durable.Create(path, data, filePerm)
	if errors.Is(err, fs.ErrExist) { // another process was faster; its secrets count
		data, _, err = readPrivate(path)
	}
	return data, err
}
