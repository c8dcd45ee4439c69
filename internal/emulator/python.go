package emulator

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// tryTime bounds asking a Python which one it is.
const tryTime = 20 * time.Second

// python finds a Python of at least 3.minor that makes virtual environments, by running
// those there are: a name on the path may be a shim that fails.
func python(minor int) (string, error) {
	candidates := []string{fmt.Sprintf("python3.%d", minor), "python3"}
	if home, err := os.UserHomeDir(); err == nil {
		some, _ := filepath.Glob(filepath.Join(home, ".pyenv", "versions", fmt.Sprintf("3.%d*", minor), "bin", fmt.Sprintf("python3.%d", minor)))
		candidates = append(candidates, some...)
	}
	for _, c := range candidates {
		ctx, cancel := context.WithTimeout(context.Background(), tryTime)
		test := fmt.Sprintf("import sys, venv, ensurepip; sys.exit(sys.version_info < (3, %d))", minor)
		err := exec.CommandContext(ctx, c, "-c", test).Run() //nolint:gosec // the names above
		cancel()
		if err == nil {
			return c, nil
		}
	}
	return "", fmt.Errorf("no Python of 3.%d or newer with venv among %s", minor, strings.Join(slices.Compact(candidates), ", "))
}

// run runs a command of an installation; what it says is shown if it fails.
func run(dir, name string, args ...string) error {
	cmd := exec.Command(name, args...) //nolint:gosec,noctx // an installation's own steps
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(name), err, tail(out))
	}
	return nil
}

// environment makes a virtual environment with the pinned packages and nothing else.
func environment(python, dir, requirements string) error {
	pip := filepath.Join(dir, "venv", "bin", "pip")
	return errors.Join(
		run(dir, python, "-m", "venv", "venv"),
		run(dir, pip, "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r", requirements),
	)
}
