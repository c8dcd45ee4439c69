package install

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
)

// The pins of SAM (with cfn-lint, which it brings) and of Checkov, which go badly together.
//
//go:embed sam checkov
var pins embed.FS

// minTools is the least minor version of Python 3 that their pins are for.
const minTools = 11

// SAM installs AWS SAM's command and cfn-lint: venv/bin/sam and venv/bin/cfn-lint of the
// folder. From nothing it takes a minute and a half, and 340 MB.
func SAM(ctx context.Context) (string, error) { return tool(ctx, "sam") }

// Checkov installs Checkov: venv/bin/checkov. From nothing it takes a minute, and 290 MB.
func Checkov(ctx context.Context) (string, error) { return tool(ctx, "checkov") }

func tool(ctx context.Context, name string) (string, error) {
	own, err := fs.Sub(pins, name)
	if err != nil {
		return "", fmt.Errorf("install: %w", err)
	}
	return Venv(ctx, name, own, minTools)
}
