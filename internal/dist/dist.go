// Package dist builds the functions for Lambda: dist/{arch}/{artifact}/bootstrap, one
// folder a function, as the runtime provided.al2023 wants it.
//
// Builds are reproducible: no path, time, version or build id is in the bytes, so that a
// function whose code did not change is the same asset and is not deployed anew. What
// changed is told by the build ids of the packages that a function is linked of; the rest
// is not linked again.
package dist

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/aio-creative-hub/aio/internal/functions"
	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// Bootstrap is the name of a function's program.
const Bootstrap = "bootstrap"

// stampFile holds, for each artifact, what it was linked of.
const stampFile = "stamps.json"

// The flags of every build. norpc leaves out a protocol that provided.al2023 does not use.
func flags() []string {
	return []string{"-tags", "lambda.norpc", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -buildid="}
}

// Arches are the architectures: what Lambda runs, and what emulators on most machines run.
func Arches() []string { return []string{"arm64", "amd64"} }

// Options configure Build.
type Options struct {
	Root string // of the module
	Dir  string // of what is built
	Arch string // one of Arches
	Only []string
	// Log is told of what is done; may be nil.
	Log func(format string, args ...any)
}

// Built is a function's program.
type Built struct {
	Artifact string
	Package  string // below the module, with slashes
	Bytes    int64
	SHA256   string
	Fresh    bool // it was linked now
}

// Sources maps every artifact to its main package, below the module. It fails if two
// operations would share one: they would overwrite each other in silence.
func Sources() (map[string]string, error) {
	out := map[string]string{}
	var errs []error
	add := func(artifact, dir string) {
		if other, ok := out[artifact]; ok {
			errs = append(errs, fmt.Errorf("dist: %s and %s would both be built as %s", other, dir, artifact))
		}
		out[artifact] = functions.Dir + "/" + dir
	}
	for _, d := range catalog.All() {
		if s := operation.SpecOf(d); !s.Planned {
			add(cloud.Artifact(s.ID), cloud.FunctionDir(s.ID))
		}
	}
	for _, dir := range functions.Plumbing() {
		add(strings.ReplaceAll(dir, "/", "-"), dir)
	}
	return out, errors.Join(errs...)
}

// Build builds the functions, as many at a time as there are processors, and removes
// folders that belong to none.
func Build(ctx context.Context, o Options) ([]Built, error) {
	if !slices.Contains(Arches(), o.Arch) {
		return nil, fmt.Errorf("dist: architecture %q; there are %s", o.Arch, strings.Join(Arches(), " and "))
	}
	if o.Log == nil {
		o.Log = func(string, ...any) {}
	}
	sources, err := Sources()
	if err != nil {
		return nil, err
	}
	if o.Dir, err = filepath.Abs(o.Dir); err != nil { // go build runs in Root
		return nil, fmt.Errorf("dist: %w", err)
	}
	if len(o.Only) > 0 {
		for artifact := range sources {
			if !slices.Contains(o.Only, artifact) {
				delete(sources, artifact)
			}
		}
		if len(sources) < len(o.Only) {
			return nil, fmt.Errorf("dist: no such function among %s", strings.Join(o.Only, ", "))
		}
	} else if err := prune(filepath.Join(o.Dir, o.Arch), sources); err != nil {
		return nil, err
	}
	b := &builder{o: o, out: filepath.Join(o.Dir, o.Arch)}
	if err := b.readStamps(ctx, sources); err != nil {
		return nil, err
	}
	return b.all(ctx, sources)
}

// prune removes folders of functions that are no more.
func prune(dir string, sources map[string]string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if _, ok := sources[e.Name()]; !ok && e.IsDir() {
			err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
		}
	}
	return err
}

// builder builds for one architecture.
type builder struct {
	o    Options
	out  string            // dist/{arch}
	want map[string]string // what each artifact would be linked of now

	mu     sync.Mutex
	stamps map[string]string // what is there was linked of
}

func (b *builder) all(ctx context.Context, sources map[string]string) ([]Built, error) {
	var mu sync.Mutex
	var out []Built
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.NumCPU())
	for artifact, pkg := range sources {
		group.Go(func() error {
			built, err := b.one(ctx, artifact, pkg)
			mu.Lock()
			defer mu.Unlock()
			out = append(out, built)
			return err
		})
	}
	err := errors.Join(group.Wait(), b.writeStamps())
	slices.SortFunc(out, func(a, b Built) int { return strings.Compare(a.Artifact, b.Artifact) })
	return out, err
}

// one links a function, unless what is there was linked of the same.
func (b *builder) one(ctx context.Context, artifact, pkg string) (Built, error) {
	path := filepath.Join(b.out, artifact, Bootstrap)
	fresh := false
	if _, err := os.Stat(path); err != nil || b.stamp(artifact) != b.want[artifact] {
		fresh = true
		args := append(append([]string{"build"}, flags()...), "-o", path, "./"+pkg)
		if _, err := b.run(ctx, args...); err != nil {
			return Built{}, err
		}
		b.setStamp(artifact)
		b.o.Log("%s/%s", b.o.Arch, artifact)
	}
	data, err := os.ReadFile(path) //nolint:gosec // what was just built
	if err != nil {
		return Built{}, fmt.Errorf("dist: %w", err)
	}
	sum := sha256.Sum256(data)
	return Built{Artifact: artifact, Package: pkg, Bytes: int64(len(data)), SHA256: hex.EncodeToString(sum[:]), Fresh: fresh}, nil
}

// run runs the go command for the architecture.
func (b *builder) run(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...) //nolint:gosec // our own packages
	cmd.Dir = b.o.Root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+b.o.Arch, "GOFLAGS=")
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("dist: go %s: %w\n%s", args[0], err, bytes.TrimSpace(complaints.Bytes()))
	}
	return out.Bytes(), nil
}

// readStamps compiles all packages and finds out of what each function would be linked.
func (b *builder) readStamps(ctx context.Context, sources map[string]string) error {
	b.stamps = map[string]string{}
	if data, err := os.ReadFile(filepath.Join(b.out, stampFile)); err == nil {
		if json.Unmarshal(data, &b.stamps) != nil {
			b.stamps = map[string]string{} // damaged: everything is linked again
		}
	}
	version, err := b.run(ctx, "version")
	if err != nil {
		return err
	}
	args := append(append([]string{"list", "-export", "-deps", "-json=ImportPath,BuildID,Deps"}, flags()...), "--")
	for _, pkg := range sources {
		args = append(args, "./"+pkg)
	}
	out, err := b.run(ctx, args...)
	if err != nil {
		return err
	}
	b.want, err = stampsOf(out, string(version), sources)
	return err
}

// stampsOf hashes, for each function, the build ids of the packages it is linked of.
func stampsOf(list []byte, version string, sources map[string]string) (map[string]string, error) {
	type pkg struct {
		ImportPath, BuildID string
		Deps                []string
	}
	all := map[string]pkg{}
	for dec := json.NewDecoder(bytes.NewReader(list)); dec.More(); {
		var p pkg
		if err := dec.Decode(&p); err != nil {
			return nil, fmt.Errorf("dist: go list: %w", err)
		}
		all[p.ImportPath] = p
	}
	out := map[string]string{}
	for artifact, source := range sources {
		p, ok := all[functions.Module+"/"+source]
		if !ok {
			return nil, fmt.Errorf("dist: there is no package %s", source)
		}
		h := sha256.New()
		_, _ = fmt.Fprintln(h, version, flags(), p.BuildID) // a hash never fails to write
		for _, dep := range p.Deps {
			_, _ = fmt.Fprintln(h, dep, all[dep].BuildID)
		}
		out[artifact] = hex.EncodeToString(h.Sum(nil))
	}
	return out, nil
}

func (b *builder) stamp(artifact string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stamps[artifact]
}

func (b *builder) setStamp(artifact string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stamps[artifact] = b.want[artifact]
}

func (b *builder) writeStamps() error {
	data, err := json.MarshalIndent(b.stamps, "", "  ")
	if err != nil {
		return fmt.Errorf("dist: %w", err)
	}
	if err := os.MkdirAll(b.out, 0o755); err != nil { //nolint:gosec // programs are no secret
		return fmt.Errorf("dist: %w", err)
	}
	return os.WriteFile(filepath.Join(b.out, stampFile), data, 0o644) //nolint:gosec // no secret
}
