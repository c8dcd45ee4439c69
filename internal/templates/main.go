// Command templates synthesizes the stacks as they would be deployed, without an account and
// without building a function, and has them checked: by cfn-lint (the schema of each kind of
// resource), by "sam validate --lint", and by Checkov (security). What is left out stands
// with its reason in .cfnlintrc.yaml and .checkov.yaml.
//
//	go run ./internal/templates
//
// It needs Python of 3.11 or newer and Node, but no credentials and no network once the
// tools are installed.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/aio-creative-hub/aio/internal/deploy"
	"github.com/aio-creative-hub/aio/internal/dist"
	"github.com/aio-creative-hub/aio/internal/install"
	"github.com/aio-creative-hub/aio/internal/sam"
)

// region is where the templates are for; nothing is called there.
const region = "eu-central-1"

// stages are the two kinds that differ: one that keeps its data, with a host name of its
// own, and one that does not.
func stages() map[string]map[string]string {
	common := map[string]string{"region": region, "account": "111122223333", "mailFrom": "aio@example.org"}
	with := func(more map[string]string) map[string]string {
		for k, v := range common {
			more[k] = v
		}
		return more
	}
	return map[string]map[string]string{
		"dev": with(map[string]string{"stage": "dev"}),
		"production": with(map[string]string{"stage": "production", "alarmMail": "ops@example.org", "domain": "hub.example.org",
			"certificate": "arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-0000-0000-000000000000"}),
	}
}

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "templates:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	tools, err := install.SAM(ctx)
	if err != nil {
		return err
	}
	checkov, err := install.Checkov(ctx)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "aio-templates-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	if err := dist.Placeholders(filepath.Join(work, "dist"), "arm64"); err != nil {
		return err
	}
	c := checks{ctx: ctx, sam: filepath.Join(tools, "venv", "bin"), checkov: filepath.Join(checkov, "venv", "bin")}
	for stage, settings := range stages() {
		settings["dist"] = filepath.Join(work, "dist")
		if err := deploy.Synthesize(ctx, ".", filepath.Join(work, stage), settings); err != nil {
			return err
		}
	}
	one, err := local(work)
	if err != nil {
		return err
	}
	return c.all(filepath.Join(work, "dev"), filepath.Join(work, "production"), one)
}

// local writes the one template of SAM's local commands. What its functions are told is no
// matter of validation.
func local(work string) (string, error) {
	text, err := sam.Template(sam.Options{Assembly: filepath.Join(work, "dev"), Stage: "dev", Programs: filepath.Join(work, "dist", "arm64"),
		Environment: func(string) map[string]string {
			return map[string]string{"AWS_ENDPOINT_URL": "http://host.docker.internal"}
		}})
	if err != nil {
		return "", err
	}
	path := filepath.Join(work, "local.json")
	return path, os.WriteFile(path, text, 0o600)
}

// checks are made by the commands of two folders.
type checks struct {
	ctx          context.Context //nolint:containedctx // of the one run
	sam, checkov string
}

// all makes the checks, as many at a time as there are processors. What differs between
// the stages is for cfn-lint; the slower two look at the one with more in it, and sam also
// at the template of its local commands.
func (c checks) all(dev, production, local string) error {
	some, _ := filepath.Glob(filepath.Join(dev, "*.template.json"))
	most, _ := filepath.Glob(filepath.Join(production, "*.template.json"))
	if len(some) == 0 || len(most) == 0 {
		return errors.New("nothing was synthesized")
	}
	begun := time.Now()
	jobs := [][]string{
		{filepath.Join(c.checkov, "checkov"), "--config-file", ".checkov.yaml", "--directory", production},
		append([]string{filepath.Join(c.sam, "cfn-lint"), "--template"}, some...),
		append([]string{filepath.Join(c.sam, "cfn-lint"), "--template"}, most...),
	}
	for _, file := range append([]string{local}, most...) {
		jobs = append(jobs, []string{filepath.Join(c.sam, "sam"), "validate", "--lint", "--template", file})
	}
	found := make([]error, len(jobs)) // all that there is, not the first alone
	var group errgroup.Group
	group.SetLimit(runtime.NumCPU())
	for i, job := range jobs {
		group.Go(func() error {
			found[i] = c.command(job[0], job[1:]...)
			return nil
		})
	}
	_ = group.Wait() // what they find is in found
	if err := errors.Join(found...); err != nil {
		return err
	}
	fmt.Printf("templates: cfn-lint on %d, sam validate on %d, Checkov on %d, in %.0f s: nothing found\n", len(some)+len(most), 1+len(most), len(most), time.Since(begun).Seconds())
	return nil
}

// command runs a command, without credentials and without telling anybody of it.
func (c checks) command(name string, args ...string) error {
	cmd := exec.CommandContext(c.ctx, name, args...) //nolint:gosec // the tools that were installed
	cmd.Env = append(os.Environ(), "AWS_DEFAULT_REGION="+region, "AWS_ACCESS_KEY_ID=none", "AWS_SECRET_ACCESS_KEY=none", "AWS_EC2_METADATA_DISABLED=true",
		"SAM_CLI_TELEMETRY=0", "LOG_LEVEL=ERROR", "BC_SKIP_MAPPING=TRUE")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(name), err, out)
	}
	return nil
}
