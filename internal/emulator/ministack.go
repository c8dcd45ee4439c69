package emulator

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"github.com/aio-creative-hub/aio/internal/install"
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
	return install.Venv(context.Background(), "ministack", pins, minMinistackPython)
}

// StartMinistack starts it.
func StartMinistack() (*Running, error) { return StartMinistackBehind("") }

// StartMinistackBehind starts it with functions that reach AWS at an address of the caller's,
// who passes on what comes there; "" is ministack itself.
func StartMinistackBehind(address string) (*Running, error) {
	dir, err := InstallMinistack()
	if err != nil {
		return nil, err
	}
	return start("ministack", func(state string, port int) (*exec.Cmd, error) {
		if err := makeDirs(state, "tmp", "state", "objects"); err != nil {
			return nil, err
		}
		seen := address
		if seen == "" {
			seen = fmt.Sprintf("http://127.0.0.1:%d", port)
		}
		cmd := exec.Command(filepath.Join(dir, "venv", "bin", "ministack")) //nolint:gosec,noctx // what was installed; Stop ends it
		cmd.Env = append(os.Environ(),
			"BIND_HOST=127.0.0.1", "MINISTACK_HOST=127.0.0.1", "GATEWAY_PORT="+strconv.Itoa(port), "IOT_MTLS_ENABLED=0", // else another port is open to all
			"AWS_ENDPOINT_URL="+seen, "LAMBDA_EXECUTOR=local",
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
