// Command aio is the whole product on one machine: the server, the terminal client and
// the tools that make generated files.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// version is set by the build.
var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := newRootCommand().ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "aio:", err)
		os.Exit(exitCode(err)) //nolint:gocritic // the signal handler goes with the process
	}
}

// exitError carries the exit status of a command that ended as it should, but not with success.
type exitError struct {
	code int
	err  error
}

func (e exitError) Error() string { return e.err.Error() }
func (e exitError) Unwrap() error { return e.err }

func exitCode(err error) int {
	var e exitError
	if errors.As(err, &e) {
		return e.code
	}
	return 1
}

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "aio",
		Short:         "One chat that drives creative tools",
		Version:       version,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(newServeCommand(), newChatCommand(), newUploadCommand(), newNLPCommand(), newOpenAPICommand(), newFunctionsCommand(), newBuildCommand(), newAdminCommand())
	return root
}
