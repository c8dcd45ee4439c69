package emulator

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

//go:embed ministack
var ministackPins embed.FS

// minMinistackPython is the least minor version of Python 3 that ministack runs on.
const minMinistackPython = 11

// InstallMinistack installs ministack (some ten seconds, 120 MB) and gives its folder.
func InstallMinistack() (string, error) {
	pins, err := fs.Sub(ministackPins, "ministack")
	if err != nil {
		return "", err
	}
	return installed("ministack", pins, func(dir string) error {
		p, err := python(minMinistackPython)
		if err != nil {
			return err
		}
		if err := os.CopyFS(filepath.Join(dir, "pins"), pins); err != nil {
			return err
		}
		return environment(p, dir, filepath.Join(dir, "pins", "requirements.txt"))
	})
}

// StartMinistack starts it.
func StartMinistack() (*Running, error) {
	dir, err := InstallMinistack()
	if err != nil {
		return nil, err
	}
	return start("ministack", func(state string, port int) (*exec.Cmd, error) {
		if err := makeDirs(state, "tmp", "state", "objects"); err != nil {
			return nil, err
		}
		cmd := exec.Command(filepath.Join(dir, "venv", "bin", "ministack")) //nolint:gosec,noctx // what was installed; Stop ends it
		cmd.Env = append(os.Environ(),
			"BIND_HOST=127.0.0.1", "MINISTACK_HOST=127.0.0.1", "GATEWAY_PORT="+strconv.Itoa(port), "IOT_MTLS_ENABLED=0", // else another port is open to all
			fmt.Sprintf("AWS_ENDPOINT_URL=http://127.0.0.1:%d", port), "LAMBDA_EXECUTOR=local",
			"TMPDIR="+filepath.Join(state, "tmp"), "STATE_DIR="+filepath.Join(state, "state"), "S3_DATA_DIR="+filepath.Join(state, "objects"))
		return cmd, nil
	})
}

func makeDirs(base string, names ...string) error {
	for _, name := range names {
		if err := os.MkdirAll(filepath.Join(base, name), 0o755); err != nil { //nolint:gosec // state of a test
			return fmt.Errorf("emulator: %w", err)
		}
	}
	return nil
}
