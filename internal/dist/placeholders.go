package dist

import (
	"errors"
	"os"
	"path/filepath"
)

// Placeholders writes, below a folder, files that stand for the programs of the functions,
// for templates that are synthesized only to be looked at: they name programs and no more.
func Placeholders(dir, arch string) error {
	sources, err := Sources()
	if err != nil {
		return err
	}
	for artifact := range sources {
		folder := filepath.Join(dir, arch, artifact)
		err = errors.Join(err, os.MkdirAll(folder, 0o750), os.WriteFile(filepath.Join(folder, Bootstrap), []byte(artifact), 0o600))
	}
	return err
}
