package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/aio-creative-hub/aio/shared/nlp"
)

// peersPatience bounds the comparison: training takes most of it, half an hour on two cores.
const peersPatience = 3 * time.Hour

// firstMessage is what a start is timed with.
const firstMessage = "Create a 1200x630 banner with a navy background"

// learned is what a peer says of its training, and keeps as meta.json.
type learned struct {
	Version  string  `json:"version"`
	How      string  `json:"how"`
	Examples int     `json:"examples"`
	Seconds  float64 `json:"train_seconds"`
	Bytes    float64 `json:"model_bytes"`
}

// peer trains another library, or takes what it learned before.
func (c *comparison) peer(ctx context.Context, system, name string) (*contender, error) {
	script, folder := filepath.Join(c.o.scripts, "peers.py"), filepath.Join(c.trained, system)
	env := peerEnv(os.Environ(), filepath.Join(c.dir, "pycache"))
	meta, err := os.ReadFile(filepath.Join(folder, "meta.json")) //nolint:gosec // a flag of ours
	if errors.Is(err, fs.ErrNotExist) {
		c.say("%s: learning from %s", name, c.o.data)
		meta, err = output(ctx, env, c.python, script, "train", system, "--data", c.o.data, "--out", folder)
	}
	if err != nil {
		return nil, fmt.Errorf("train %s: %w", name, err)
	}
	var l learned
	if err := json.Unmarshal(meta, &l); err != nil {
		return nil, fmt.Errorf("train %s: %w", name, err)
	}
	return &contender{
		name: name, what: l.Version + ": " + l.How, env: env, examples: l.Examples, trained: l.Seconds, bytes: l.Bytes,
		answer: []string{c.python, script, "predict", folder, "/dev/stdin"}, start: []string{c.python, script, "process", folder},
	}, nil
}

// trainingKey tells apart what the others learn from, and by which programs and versions.
func trainingKey(o peerOptions) (string, error) {
	h := sha256.New()
	for _, pattern := range []string{filepath.Join(o.data, "*.jsonl"), filepath.Join(o.scripts, "*.py"), filepath.Join(o.scripts, "pins", "*")} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			return "", fmt.Errorf("training: %w", err)
		}
		for _, path := range paths {
			content, err := os.ReadFile(path) //nolint:gosec // below flags of ours
			if err != nil {
				return "", fmt.Errorf("training: %w", err)
			}
			_, _ = fmt.Fprintf(h, "%s %d\n", filepath.Base(path), len(content))
			h.Write(content)
		}
	}
	const digits = 12
	return hex.EncodeToString(h.Sum(nil))[:digits], nil
}

// peerEnv has the numeric libraries use one thread, and the kernels that they choose for
// this processor; compiled files of the programs go elsewhere than beside them.
func peerEnv(env []string, cache string) []string {
	env = slices.DeleteFunc(slices.Clone(env), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return name == "OPENBLAS_CORETYPE" || name == "OPENBLAS_L2_SIZE"
	})
	return append(env, "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "BLIS_NUM_THREADS=1", "PYTHONPYCACHEPREFIX="+cache)
}

// ours is the recognizer: trained again for the time that it takes, and with the model that
// is shipped.
func (c *comparison) ours() (*contender, error) {
	bin, err := filepath.Abs(c.bin)
	if err != nil {
		return nil, fmt.Errorf("the command: %w", err)
	}
	corpus, err := nlp.Load(os.DirFS(c.o.data))
	if err != nil {
		return nil, err
	}
	model, seconds, err := train(corpus)
	if err != nil {
		return nil, err
	}
	one := &contender{
		name: "AIO", what: "`shared/nlp`: `model.bin`, which these messages train", examples: len(corpus.Examples), trained: seconds, bytes: float64(len(model)),
		answer: []string{bin, "nlp", "predict", "/dev/stdin"}, start: []string{bin, "nlp", "process"}, env: append(os.Environ(), "GOMAXPROCS=1"),
	}
	if shipped, err := os.ReadFile("shared/nlp/model.bin"); err != nil || !bytes.Equal(shipped, model) {
		one.what = "`shared/nlp`: `model.bin` as it is, **which these messages do not train**: run `make generate`"
	}
	for range c.o.runs {
		took, err := c.understand()
		if err != nil {
			return nil, err
		}
		one.took = append(one.took, took)
	}
	return one, nil
}

// train gives the model that messages train, and the processor time that it took, in seconds.
func train(corpus nlp.Corpus) (model []byte, seconds float64, err error) {
	before, err := cpuSeconds(os.Getpid())
	if err != nil {
		return nil, 0, err
	}
	if model, err = nlp.Train(corpus, nlp.Config()); err != nil {
		return nil, 0, err
	}
	after, err := cpuSeconds(os.Getpid())
	return model, after - before, err
}

// understand times the recognizer in this process, on one thread, and gives the median in ms.
func (c *comparison) understand() (float64, error) {
	r, err := nlp.Default()
	if err != nil {
		return 0, fmt.Errorf("language model: %w", err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var took []float64
	for _, row := range c.rows {
		begun := time.Now()
		r.Understand(row.Turns[0], nlp.State{})
		took = append(took, milliseconds(time.Since(begun)))
	}
	return median(took), nil
}

// output runs a command and gives what it printed; its progress goes to ours.
func output(ctx context.Context, env []string, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // flags of ours
	cmd.Env, cmd.Stderr = env, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", filepath.Base(name), strings.Join(args, " "), err)
	}
	return out, nil
}
