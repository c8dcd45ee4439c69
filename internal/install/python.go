package install

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// tryTime bounds asking a Python which one it is.
const tryTime = 20 * time.Second

// Python finds a Python of at least 3.minor that makes virtual environments, by running
// those there are: a name on the path may be a shim that fails.
func Python(ctx context.Context, minor int) (string, error) {
	candidates := []string{fmt.Sprintf("python3.%d", minor), "python3"}
	if home, err := os.UserHomeDir(); err == nil {
		some, _ := filepath.Glob(filepath.Join(home, ".pyenv", "versions", fmt.Sprintf("3.%d*", minor), "bin", fmt.Sprintf("python3.%d", minor)))
		candidates = append(candidates, some...)
	}
	for _, c := range candidates {
		limited, cancel := context.WithTimeout(ctx, tryTime)
		test := fmt.Sprintf("import sys, venv, ensurepip; sys.exit(sys.version_info < (3, %d))", minor)
		err := exec.CommandContext(limited, c, "-c", test).Run() //nolint:gosec // the names above
		cancel()
		if err == nil {
			return c, nil
		}
	}
	return "", fmt.Errorf("no Python of 3.%d or newer with venv among %s", minor, strings.Join(slices.Compact(candidates), ", "))
}

// Run runs a command of an installation; what it says is shown if it fails.
func Run(ctx context.Context, dir, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // an installation's own steps
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(name), err, Tail(out))
	}
	return nil
}

// Environment makes a virtual environment in dir/venv with the pinned packages and nothing else.
func Environment(ctx context.Context, python, dir, requirements string) error {
	pip := filepath.Join(dir, "venv", "bin", "pip")
	return errors.Join(
		Run(ctx, dir, python, "-m", "venv", "venv"),
		Run(ctx, dir, pip, "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r", requirements),
	)
}

// Venv installs a tool that is nothing but Python packages: the pins are its
// requirements.txt. Its commands are in venv/bin of the folder.
func Venv(ctx context.Context, tool string, pins fs.FS, minor int) (string, error) {
	return Once(tool, pins, func(dir string) error {
		p, err := Python(ctx, minor)
		if err != nil {
			return err
		}
		if err := os.CopyFS(filepath.Join(dir, "pins"), pins); err != nil {
			return err
		}
		return Environment(ctx, p, dir, filepath.Join(dir, "pins", "requirements.txt"))
	})
}

// Tail is the end of what a command said, where its error is.
func Tail(text []byte) []byte {
	const most = 3000
	return bytes.TrimSpace(text[max(0, len(text)-most):])
}
