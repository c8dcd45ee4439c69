// Command run runs a command with the emulators of AWS that can be started here, and ends
// them after it. The command finds them in the environment (emulator.EnvMinistack,
// emulator.EnvLocalStack); one that is named there, if only as empty, is left as it is. The end of the
// output says what ran on what.
//
//	go run ./internal/emulator/run -- go test ./...
//	go run ./internal/emulator/run -install
//
// AIO_REQUIRE_LOCALSTACK=1 makes it a failure if LocalStack cannot be started.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/aio-creative-hub/aio/internal/emulator"
)

// envRequire makes LocalStack's absence a failure.
const envRequire = "AIO_REQUIRE_LOCALSTACK"

func main() {
	install := flag.Bool("install", false, "install the emulators only")
	flag.Parse()
	err := run(*install, flag.Args())
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		os.Exit(exit.ExitCode())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(install bool, command []string) error {
	if install {
		_, err1 := emulator.InstallMinistack()
		_, err2 := emulator.InstallLocalStack()
		return errors.Join(err1, err2)
	}
	if len(command) == 0 {
		return errors.New("emulators: name the command to run")
	}
	signal.Ignore(syscall.SIGINT) // the command ends by it, and the emulators after that
	started := startAll()
	var errs []error
	for _, s := range started {
		for _, r := range s.running {
			defer func() { _ = r.Stop() }()
			if err := r.Loopback(); err != nil {
				errs = append(errs, err)
			}
		}
		if s.err != nil && (s.name == "ministack" || os.Getenv(envRequire) == "1") {
			errs = append(errs, s.err)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return with(started, command)
}

// emulated is an emulator, or why there is none.
type emulated struct {
	name, env string
	start     func() (*emulator.Running, error)
	running   []*emulator.Running
	err       error
}

// perKind is how many of each emulator are started: each is one process of Python, and a
// suite that runs alone has the second (emulator.EachAlone).
const perKind = 2

// startAll starts, side by side, the emulators that are not named in the environment.
func startAll() []*emulated {
	all := []*emulated{
		{name: "ministack", env: emulator.EnvMinistack, start: emulator.StartMinistack},
		{name: "localstack", env: emulator.EnvLocalStack, start: emulator.StartLocalStack},
	}
	var wg sync.WaitGroup
	for _, e := range all {
		if _, named := os.LookupEnv(e.env); !named {
			wg.Go(func() {
				for range perKind { // the first installs it
					r, err := e.start()
					if err != nil {
						e.err = err
						return
					}
					e.running = append(e.running, r)
				}
			})
		}
	}
	wg.Wait()
	return all
}

// endpoints are those of the emulators, as the environment names them.
func (e *emulated) endpoints() string {
	var all []string
	for _, r := range e.running {
		all = append(all, r.Endpoint)
	}
	return strings.Join(all, ",")
}

// with runs the command and shows the report.
func with(started []*emulated, command []string) error {
	dir, err := os.MkdirTemp("", "aio-report-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	report := filepath.Join(dir, "report")
	cmd := exec.Command(command[0], command[1:]...) //nolint:gosec,noctx // what this command is for
	cmd.Env = append(os.Environ(), emulator.EnvReport+"="+report)
	for _, s := range started {
		if at := s.endpoints(); at != "" {
			cmd.Env = append(cmd.Env, s.env+"="+at)
		}
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	failure := cmd.Run()
	if table, err := emulator.Report(report); err == nil {
		fmt.Printf("\nWhat ran on which emulator:\n%s", table)
	}
	for _, s := range started {
		if s.err != nil {
			fmt.Printf("%s: not run: %v\n", s.name, s.err)
		}
	}
	return failure
}
