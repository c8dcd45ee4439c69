// Package main measures how long each built function takes from exec to its first call for
// an event, beside a bare one, and writes docs/functions.md. The functions run as they are
// deployed, on this machine's processor; Lambda adds its own time, the same for all.
//
//	make dist && go run ./internal/coldstart
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/internal/dist"
)

func main() {
	dir := flag.String("dist", "dist", "folder of the built functions")
	out := flag.String("out", "docs/functions.md", "the document to write")
	runs := flag.Int("runs", 7, "starts of each function; the median counts")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *dir, *out, *runs); err != nil {
		fmt.Fprintln(os.Stderr, "coldstart:", err)
		os.Exit(1) //nolint:gocritic // nothing that stop would undo outlives the process
	}
}

// row is one function's numbers.
type row struct {
	artifact string
	start    time.Duration // median
	arm, amd int64         // bytes; 0 is not built
}

func run(ctx context.Context, dir, out string, runs int) error {
	sources, err := dist.Sources()
	if err != nil {
		return err
	}
	api, err := serveRuntime()
	if err != nil {
		return err
	}
	defer func() { _ = api.server.Close() }()
	bare, err := buildBare(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(filepath.Dir(bare)) }()
	programs := map[string]string{"(a bare function)": bare}
	for artifact := range sources {
		programs[artifact] = filepath.Join(dir, runtime.GOARCH, artifact, dist.Bootstrap)
	}
	rows, err := measure(ctx, api, programs, runs)
	if err != nil {
		return err
	}
	for i := range rows {
		rows[i].arm, rows[i].amd = sizes(dir, rows[i].artifact)
	}
	return os.WriteFile(out, []byte(page(rows, runs)), 0o644) //nolint:gosec // a document
}

// measure starts every program in turn, again and again, so that a slow moment of the
// machine is not one function's.
func measure(ctx context.Context, api *runtimeAPI, programs map[string]string, runs int) ([]row, error) {
	times := map[string][]time.Duration{}
	for range runs {
		for name, program := range programs {
			d, err := api.start(ctx, program, settings())
			if err != nil {
				return nil, err
			}
			times[name] = append(times[name], d)
		}
	}
	var rows []row
	for name, all := range times {
		slices.Sort(all)
		rows = append(rows, row{artifact: name, start: all[len(all)/2]})
	}
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.artifact, b.artifact) })
	return rows, nil
}

// settings are what a function must find in its environment; nothing is asked of AWS at a start.
func settings() []string {
	return []string{
		"AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=measured", "AWS_SECRET_ACCESS_KEY=measured", "AWS_LAMBDA_FUNCTION_NAME=measured",
		"AIO_STAGE=measured", "AIO_BUCKET=measured", "AIO_ORIGIN_SECRETS=measured", "AIO_CURSOR_KEY=" + strings.Repeat("0", 32),
		"AIO_SEAL_KEY=measured", "AIO_SIGNING_KEYS=one,two", "AIO_SOCKET_API=measured", "AIO_MAIL_FROM=aio@example.org",
		"AIO_DEAD_LETTERS=https://measured.invalid/q", "_HANDLER=bootstrap",
	}
}

func buildBare(ctx context.Context) (string, error) {
	dir, err := os.MkdirTemp("", "aio-bare-")
	if err != nil {
		return "", fmt.Errorf("bare function: %w", err)
	}
	path := filepath.Join(dir, dist.Bootstrap)
	cmd := exec.CommandContext(ctx, "go", "build", "-tags", "lambda.norpc", "-trimpath", "-ldflags", "-s -w", "-o", path, "./internal/coldstart/bare") //nolint:gosec // our own package
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", errors.Join(fmt.Errorf("bare function: %w: %s", err, out), os.RemoveAll(dir))
	}
	return path, nil
}

func sizes(dir, artifact string) (arm, amd int64) {
	size := func(arch string) int64 {
		info, err := os.Stat(filepath.Join(dir, arch, artifact, dist.Bootstrap))
		if err != nil {
			return 0
		}
		return info.Size()
	}
	return size("arm64"), size("amd64")
}

// page is the document.
func page(rows []row, runs int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Functions: starts and sizes\n\nWritten by `make dist && go run ./internal/coldstart` on %s/%s with %s: from exec to the first call for an event, median of %d starts\n"+
		"(Lambda's own time to get the code and a machine comes on top), and the size of the program.\n\n| function | start, ms | arm64, MB | amd64, MB |\n|---|---|---|---|\n",
		runtime.GOOS, runtime.GOARCH, runtime.Version(), runs)
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s | %.1f | %s | %s |\n", r.artifact, float64(r.start)/float64(time.Millisecond), megabytes(r.arm), megabytes(r.amd))
	}
	return b.String()
}

func megabytes(n int64) string {
	if n == 0 {
		return ""
	}
	const mega = 1e6
	return fmt.Sprintf("%.1f", float64(n)/mega)
}
