// Command cmd runs functions with AWS SAM's local commands. It builds the functions, deploys
// the stage "sam" to an emulator (for tables, keys and bucket), writes the template, and
// calls sam, which needs Docker:
//
//	go run ./internal/emulator/run -- go run ./internal/sam/cmd api
//	go run ./internal/emulator/run -- go run ./internal/sam/cmd invoke chat.send
//	go run ./internal/emulator/run -- go run ./internal/sam/cmd template
//
// Functions in containers reach the emulator as host.docker.internal, which is this machine
// with Docker Desktop; elsewhere -inside says how they do.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/aio-creative-hub/aio/internal/deploy"
	"github.com/aio-creative-hub/aio/internal/dist"
	"github.com/aio-creative-hub/aio/internal/edge"
	"github.com/aio-creative-hub/aio/internal/emulator"
	"github.com/aio-creative-hub/aio/internal/functions"
	"github.com/aio-creative-hub/aio/internal/install"
	"github.com/aio-creative-hub/aio/internal/sam"
	"github.com/aio-creative-hub/aio/shared/cloud"
)

const (
	stage    = "sam"
	template = ".aws-sam/template.json" // as samconfig.toml says
)

func main() {
	endpoint := flag.String("endpoint", emulator.Endpoint(emulator.EnvMinistack, false), "the emulator's address")
	inside := flag.String("inside", "", "its address for functions in containers")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *endpoint, *inside, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1) //nolint:gocritic // nothing that stop would undo outlives the process
	}
}

func run(ctx context.Context, endpoint, inside string, args []string) error {
	if endpoint == "" || len(args) == 0 {
		return errors.New("sam: say what to do (template, api, or invoke and an operation), and give an emulator by -endpoint or " + emulator.EnvMinistack)
	}
	if inside == "" {
		inside = strings.Replace(endpoint, "127.0.0.1", "host.docker.internal", 1)
	}
	if err := write(ctx, emulator.Target{Endpoint: endpoint}, inside); err != nil {
		return err
	}
	switch {
	case args[0] == "template":
		return nil
	case args[0] == "api":
		return api(ctx)
	case args[0] == "invoke" && len(args) == 2:
		id := args[1]
		return local(ctx, "invoke", cloud.FunctionName(stage, id), "--event", filepath.Join(functions.Dir, cloud.FunctionDir(id), "event.json"))
	case args[0] == "invoke" && len(args) == 3:
		return local(ctx, "invoke", cloud.FunctionName(stage, args[1]), "--event", args[2])
	}
	return fmt.Errorf("sam: %s: see the comment of internal/sam/cmd", strings.Join(args, " "))
}

// write builds, deploys, and writes the template.
func write(ctx context.Context, at emulator.Target, inside string) error {
	if _, err := dist.Build(ctx, dist.Options{Root: ".", Dir: "dist", Arch: runtime.GOARCH}); err != nil {
		return err
	}
	assembly, err := os.MkdirTemp("", "aio-sam-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(assembly) }()
	if _, err := deploy.ToEmulator(ctx, ".", assembly, at, deploy.ForEmulator(stage, runtime.GOARCH)); err != nil {
		return err
	}
	told, err := environments(ctx, at, inside)
	if err != nil {
		return err
	}
	programs, err := filepath.Abs(filepath.Join("dist", runtime.GOARCH))
	if err != nil {
		return err
	}
	text, err := sam.Template(sam.Options{Assembly: assembly, Stage: stage, Programs: programs, Environment: func(f string) map[string]string { return told[f] }})
	if err != nil {
		return err
	}
	return errors.Join(os.MkdirAll(filepath.Dir(template), 0o750), os.WriteFile(template, text, 0o600))
}

// environments asks the emulator what its functions are told.
func environments(ctx context.Context, at emulator.Target, inside string) (map[string]map[string]string, error) {
	out := map[string]map[string]string{}
	pages := lambda.NewListFunctionsPaginator(lambda.NewFromConfig(at.Config()), &lambda.ListFunctionsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("sam: %w", err)
		}
		for _, f := range page.Functions {
			told := map[string]string{}
			if f.Environment != nil {
				told = f.Environment.Variables
			}
			told["AWS_ENDPOINT_URL"] = inside
			told[cloud.EnvSecrets] = functions.SampleSecret // as the sample events have it
			out[*f.FunctionName] = told
		}
	}
	return out, nil
}

// local runs one of sam's local commands; samconfig.toml has its options.
func local(ctx context.Context, args ...string) error {
	dir, err := install.SAM(ctx)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(dir, "venv", "bin", "sam"), append([]string{"local"}, args...)...) //nolint:gosec // what was installed
	cmd.Env = append(os.Environ(), "SAM_CLI_TELEMETRY=0", "AWS_DEFAULT_REGION="+emulator.Region, "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // it removes its containers
	cmd.WaitDelay = patience
	return cmd.Run()
}

const (
	listen = "127.0.0.1:3000"
	behind = "http://127.0.0.1:3001" // sam's; samconfig.toml
	// patience is how long sam may take to remove its containers.
	patience = 30 * time.Second
)

// api serves the REST API behind what does CloudFront's part: functions answer nobody who
// comes another way.
func api(ctx context.Context) error {
	front, err := edge.New(edge.Options{Rest: behind, Secret: functions.SampleSecret})
	if err != nil {
		return err
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return fmt.Errorf("sam: %w", err)
	}
	server := &http.Server{Handler: front, ReadHeaderTimeout: patience}
	defer func() { _ = server.Close() }()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }() // until server.Close
	fmt.Println("the REST API: http://" + listen)
	if err := local(ctx, "start-api"); err != nil {
		return err
	}
	_ = server.Close()
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("sam: %w", err)
	}
	return nil
}
