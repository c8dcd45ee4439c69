package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/aio-creative-hub/aio/shared/function"
	"github.com/aio-creative-hub/aio/shared/limit"
	"github.com/aio-creative-hub/aio/shared/local"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/learn/apart"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/lesson"
	"github.com/aio-creative-hub/aio/web"
)

// defaultAddr is where `make run` serves: loopback only, until somebody says otherwise.
const defaultAddr = "127.0.0.1:8080"

type serveFlags struct {
	addr, data, logLevel string
	tls, open            bool
	hosts                []string
	unlimited            bool
	passwordCost         int
}

func newServeCommand() *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve everything on this machine",
		Long: "Serve the API, the WebSocket and the files on this machine, with durable state in one directory.\n" +
			"It needs no account and nothing else installed.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return serve(cmd.Context(), cmd.OutOrStdout(), f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.addr, "addr", defaultAddr, "address to listen on; port 0 picks one")
	flags.StringVar(&f.data, "data", defaultData(), "directory of the data")
	flags.BoolVar(&f.tls, "tls", false, "serve HTTPS with a self-signed certificate")
	flags.BoolVar(&f.open, "open", false, "open the browser")
	flags.StringSliceVar(&f.hosts, "host", nil, "further host names to answer to, e.g. hub.example.org")
	flags.StringVar(&f.logLevel, "log", "info", "log level: debug, info, warn, error")
	flags.BoolVar(&f.unlimited, "no-limits", false, "lift all rate limits, for measurements")
	flags.IntVar(&f.passwordCost, "password-cost", 0, "bcrypt cost; less than the default is refused but by test binaries")
	if err := flags.MarkHidden("password-cost"); err != nil {
		panic(err) // the flag is defined one line above
	}
	return cmd
}

// defaultData follows the XDG base directory specification.
func defaultData() string {
	if dir := os.Getenv("AIO_DATA"); dir != "" {
		return dir
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "aio")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "aio-data"
	}
	return filepath.Join(home, ".local", "share", "aio")
}

func serve(ctx context.Context, out io.Writer, f serveFlags) (err error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(f.logLevel)); err != nil {
		return fmt.Errorf("--log %s: use debug, info, warn or error", f.logLevel)
	}
	log := slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	limits := function.DefaultLimits()
	var accounts local.AccountLimits
	if f.unlimited {
		most := limit.Rule{Events: 1_000_000_000, Period: time.Second}
		accounts = local.AccountLimits{Passwords: most, Mails: most}
		for class, rule := range limits {
			rule.Events, rule.Period = 1_000_000_000, time.Second
			limits[class] = rule
		}
	}
	app, err := local.Open(ctx, local.Config{Pages: web.Pages(), Addr: f.addr, DataDir: f.data, TLS: f.tls, Hosts: f.hosts, Limits: limits, Accounts: accounts,
		Log: log, Now: time.Now, Version: version, PasswordCost: f.passwordCost, Learn: learner(log)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.Close()) }()
	url, err := app.Start(ctx)
	if err != nil {
		return err
	}
	banner(out, url, app, f)
	if f.open {
		openBrowser(ctx, log, url)
	}
	return app.Run(ctx)
}

// learner trains people's own models in a process of this program.
func learner(log *slog.Logger) lesson.Learner {
	exe, err := os.Executable()
	if err != nil {
		log.Warn("own models are trained in the server's process", "error", err)
		return nil
	}
	return apart.Learner(exe, "nlp", learnCommand)
}

// banner says where everything is and what to try.
func banner(out io.Writer, url string, app *local.App, f serveFlags) {
	options := ""
	if url != "http://"+defaultAddr {
		options += " --server " + url
	}
	if f.tls {
		options += " --ca " + filepath.Join(app.DataDir(), local.CertFile)
	}
	_, _ = fmt.Fprintf(out, "AIO Creative Hub %s\n  serving    %s\n  data       %s\n  inspector  %s\nIn another terminal:\n  bin/aio chat%s \"Create a 1200x630 banner with a navy background and the title Launch Day in white\"\n",
		version, url, app.DataDir(), app.InspectorURL(), options)
}

// openBrowser asks the desktop to show a page; a machine without one just serves.
func openBrowser(ctx context.Context, log *slog.Logger, url string) {
	name := "xdg-open"
	if runtime.GOOS == "darwin" {
		name = "open"
	}
	if err := exec.CommandContext(ctx, name, url).Start(); err != nil { //nolint:gosec // our own URL
		log.WarnContext(ctx, "no browser opened", "error", err)
	}
}
