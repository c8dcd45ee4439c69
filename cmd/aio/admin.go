package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/identity"
	"github.com/aio-creative-hub/aio/shared/local"
)

// newAdminCommand is "aio admin": what is done to the data of a server that is stopped.
func newAdminCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "admin", Short: "Administer the data of a stopped server"}
	cmd.AddCommand(newGrantCommand(), newVerifyUsageCommand())
	return cmd
}

func newGrantCommand() *cobra.Command {
	var data string
	cmd := &cobra.Command{
		Use:   "grant EMAIL",
		Short: "Make an account an administrator's",
		Long: "Make an account an administrator's: the first one, since others are made over the API by an administrator.\n" +
			"Register the account first, and stop the server.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := grantAdmin(cmd.Context(), data, args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s is an administrator now.\n", id)
			return err
		},
	}
	cmd.Flags().StringVar(&data, "data", defaultData(), "directory of the data")
	return cmd
}

func newVerifyUsageCommand() *cobra.Command {
	var data string
	cmd := &cobra.Command{
		Use:   "verify-usage [USER-ID...]",
		Short: "Check that ledgers are as they were written",
		Long: "Goes through the ledgers of the accounts, of all if none is named: no entry may have been changed, dropped or put elsewhere,\n" +
			"and the sums must be those of the entries.",
		RunE: func(cmd *cobra.Command, args []string) error {
			return withData(cmd.Context(), data, func(app *local.App) error {
				return verifyUsage(cmd.Context(), app, cmd.OutOrStdout(), args)
			})
		},
	}
	cmd.Flags().StringVar(&data, "data", defaultData(), "directory of the data")
	return cmd
}

// verifyUsage goes on after a ledger that is broken, so that all of them are told.
func verifyUsage(ctx context.Context, app *local.App, out io.Writer, users []string) (err error) {
	if len(users) == 0 {
		if users, err = app.Ledgers(ctx); err != nil {
			return err
		}
	}
	for _, user := range users {
		n, wrong := app.VerifyUsage(ctx, user)
		if wrong != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", user, wrong))
			continue
		}
		if _, failed := fmt.Fprintf(out, "%d entries of %s, as they were written.\n", n, user); failed != nil {
			return errors.Join(err, failed)
		}
	}
	return err
}

func grantAdmin(ctx context.Context, dir, email string) (id string, err error) {
	err = withData(ctx, dir, func(app *local.App) error {
		id, err = app.GrantAdmin(ctx, email)
		return err
	})
	var refusal *identity.Error
	if errors.As(err, &refusal) {
		return "", errors.New(refusal.Message)
	}
	return id, err
}

// withData opens the data of a stopped server for what do does.
func withData(ctx context.Context, dir string, do func(*local.App) error) (err error) {
	if _, err := os.Stat(filepath.Join(dir, "aio.db")); errors.Is(err, fs.ErrNotExist) { // Open would make it
		return fmt.Errorf("there is no data in %s; give the --data of the server", dir)
	}
	app, err := local.Open(ctx, local.Config{DataDir: dir, Limits: function.DefaultLimits(), Log: slog.New(slog.DiscardHandler), Now: time.Now, Version: version})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.Close()) }()
	return do(app)
}
