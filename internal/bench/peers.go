package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/aio-creative-hub/aio/internal/install"
	"github.com/aio-creative-hub/aio/shared/nlp/evaluate"
)

// peerOptions are the flags of the comparison with other libraries.
type peerOptions struct {
	wanted, optional       bool
	scripts, rows, trained string
	with                   string
	data                   string
	runs, starts           int
}

func (o *peerOptions) flags(f *flag.FlagSet) {
	f.BoolVar(&o.wanted, "nlp", false, "compare the language understanding with spaCy and scikit-learn, and nothing else")
	f.BoolVar(&o.optional, "optional", false, "with -nlp: no failure if the libraries cannot be installed")
	f.StringVar(&o.rows, "dev", "shared/nlp/data/dev", "with -nlp: folder with the rows that all answer (*.jsonl)")
	f.StringVar(&o.data, "train", "shared/nlp/data", "with -nlp: folder with the messages that all learn from (*.jsonl)")
	f.StringVar(&o.trained, "trained", ".tools/peers", "with -nlp: folder that keeps what the others learned, for the same messages and programs")
	f.StringVar(&o.scripts, "peers", "tools/nlp-peers", "with -nlp: folder of the programs in Python")
	f.StringVar(&o.with, "with", "svm,bow,cnn,ensemble", "with -nlp: which libraries' models")
	f.IntVar(&o.runs, "runs", 3, "with -nlp: runs over all rows")
	f.IntVar(&o.starts, "starts", 9, "with -nlp: starts")
}

// envSkipPeers leaves the comparison out where it is optional.
const envSkipPeers = "AIO_SKIP_PEERS"

// pythonMinor is the oldest Python, 3.minor, that the pinned libraries have packages for.
const pythonMinor = 11

// contender is one of those that are compared.
type contender struct {
	name   string // for a column's head
	what   string // what it is and how it was trained
	answer []string
	start  []string // what a message comes after
	env    []string

	examples int
	trained  float64 // seconds of processor time
	bytes    float64
	scores   evaluate.Report
	// One for each run: ms a message, and MiB; one for each start: ms to the first answer,
	// and ms of processor time.
	took, held, began, used []float64
}

// comparePeers has the recognizer and other libraries learn from the same messages and
// answer the same rows, and writes the table of it.
func comparePeers(ctx context.Context, o options, out io.Writer) (err error) {
	ctx, cancel := context.WithTimeout(ctx, peersPatience)
	defer cancel()
	venv, err := peersVenv(ctx, o.peers)
	if err != nil && o.peers.optional && ctx.Err() == nil {
		_, err = fmt.Fprintf(out, "language peers: not measured, the table stays: %v\n", err)
		return err
	}
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(o.data, "aio-bench-")
	if err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	m, err := describe(dir)
	if err != nil {
		return err
	}
	rows, err := singleTurns(o.peers.rows)
	if err != nil {
		return err
	}
	c := &comparison{o: o.peers, bin: o.bin, dir: dir, python: filepath.Join(venv, "venv", "bin", "python"), rows: rows, progress: out}
	if err := c.all(ctx); err != nil {
		return err
	}
	text := c.markdown() + "\n" + m.String()
	if _, err := fmt.Fprintf(out, "\n%s", text); err != nil {
		return fmt.Errorf("show the table: %w", err)
	}
	return peersMarks().writeInto(o.out, text)
}

// peersVenv installs the other libraries.
func peersVenv(ctx context.Context, o peerOptions) (string, error) {
	if o.optional && os.Getenv(envSkipPeers) == "1" {
		return "", fmt.Errorf("%s=1", envSkipPeers)
	}
	return install.Venv(ctx, "nlp-peers", os.DirFS(filepath.Join(o.scripts, "pins")), pythonMinor)
}

// comparison is what the contenders share.
type comparison struct {
	o                peerOptions
	bin, dir, python string
	trained          string // folder of what the others learned
	rows             []evaluate.Row
	progress         io.Writer
	contenders       []*contender // ours is the first
}

func (c *comparison) say(format string, args ...any) {
	_, _ = fmt.Fprintf(c.progress, format+"\n", args...) // progress is worth no failure
}

// systems are the models of peers.py, and what the table calls them.
func systems() map[string]string {
	return map[string]string{"svm": "scikit-learn, SVM", "bow": "spaCy, words", "cnn": "spaCy, CNN", "ensemble": "spaCy, ensemble"}
}

// all trains and measures the contenders, one after the other.
func (c *comparison) all(ctx context.Context) error {
	key, err := trainingKey(c.o)
	if err != nil {
		return err
	}
	c.trained = filepath.Join(c.o.trained, key)
	ours, err := c.ours()
	if err != nil {
		return err
	}
	c.contenders = []*contender{ours}
	for system := range strings.SplitSeq(c.o.with, ",") {
		name, ok := systems()[system]
		if !ok {
			return fmt.Errorf("there is no model %q", system)
		}
		theirs, err := c.peer(ctx, system, name)
		if err != nil {
			return err
		}
		c.contenders = append(c.contenders, theirs)
	}
	for _, one := range c.contenders {
		if err := c.measure(ctx, one); err != nil {
			return fmt.Errorf("%s: %w", one.name, err)
		}
	}
	return nil
}

// measure has one contender answer all rows several times, and start several times.
func (c *comparison) measure(ctx context.Context, one *contender) error {
	for range c.o.runs {
		answers, resident, err := converse(ctx, one, c.rows)
		if err != nil {
			return err
		}
		if one.scores, err = score(c.rows, answers); err != nil {
			return err
		}
		one.held = append(one.held, resident)
		if took, ok := ownTimes(answers); ok {
			one.took = append(one.took, median(took))
		}
	}
	for range c.o.starts {
		began, used, err := firstAnswer(ctx, one, firstMessage)
		if err != nil {
			return err
		}
		one.began = append(one.began, milliseconds(began))
		one.used = append(one.used, milliseconds(used))
	}
	c.say("%s: %s of operations right, %s ms a message", one.name, percent(one.scores.OperationAccuracy), readable(median(one.took)))
	return nil
}
