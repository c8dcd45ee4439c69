// Package main measures the system as its users meet it: it starts bin/aio as a process of
// its own, talks to it over the loopback interface, and writes what it found into
// docs/benchmarks.md. `make bench` runs it.
//
// Latencies of a fixed rate count from when a request was due, not from when it was sent,
// so that a stall is not hidden by the requests that it held back ("coordinated omission",
// Gil Tene, "How NOT to Measure Latency", 2015). Every number is the median of several
// runs, with the smallest and the largest (Georges et al., "Statistically Rigorous Java
// Performance Evaluation", OOPSLA 2007, on why one run says little).
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// patience bounds the whole measurement, which takes about three minutes.
const patience = 40 * time.Minute

// options are the command's flags.
type options struct {
	bin, data, out, only string
	short                bool
	peers                peerOptions
}

func main() {
	var o options
	flag.StringVar(&o.bin, "bin", "bin/aio", "the command to measure")
	flag.StringVar(&o.data, "data", "", "where the data directories go; empty means the system's temporary directory")
	flag.StringVar(&o.out, "out", "docs/benchmarks.md", "the document to write the numbers into")
	flag.StringVar(&o.only, "only", "", "one measurement: "+strings.Join(names(), ", ")+"; nothing is written")
	flag.BoolVar(&o.short, "short", false, "a quick check with small numbers; nothing is written")
	o.peers.flags(flag.CommandLine)
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	do := run
	if o.peers.wanted {
		do = comparePeers
	}
	if err := do(ctx, o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1) //nolint:gocritic // nothing that stop would undo outlives the process
	}
}

// step is one measurement; it adds to the bench's table.
type step struct {
	name string
	do   func(*bench, context.Context) error
}

func steps() []step {
	return []step{
		{"start", (*bench).start}, {"account", (*bench).account}, {"login", (*bench).login}, {"limits", (*bench).limits},
		{"upload", (*bench).upload}, {"banner", (*bench).banner},
		{"editors", (*bench).editors}, {"live", (*bench).live}, {"kill", (*bench).kill},
	}
}

func names() []string {
	var out []string
	for _, s := range steps() {
		out = append(out, s.name)
	}
	return out
}

// run measures, shows the table, and writes the document if everything was measured.
func run(ctx context.Context, o options, out io.Writer) (err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	dir, err := os.MkdirTemp(o.data, "aio-bench-")
	if err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	bin, err := filepath.Abs(o.bin)
	if err != nil {
		return fmt.Errorf("the command: %w", err)
	}
	n := full()
	if o.short {
		n = quick()
	}
	b := &bench{bin: bin, dir: dir, n: n, table: newTable(n), progress: out}
	m, err := describe(dir)
	if err != nil {
		return err
	}
	if err := b.all(ctx, o.only); err != nil {
		return err
	}
	text := b.table.markdown()
	if _, err := fmt.Fprintf(out, "\n%s\n%s", text, m); err != nil {
		return fmt.Errorf("show the table: %w", err)
	}
	if o.short || o.only != "" {
		return nil
	}
	return everything().writeInto(o.out, text+"\n"+m.String())
}

// all runs the measurements, or the one that was asked for.
func (b *bench) all(ctx context.Context, only string) error {
	done := 0
	for _, s := range steps() {
		if only != "" && s.name != only {
			continue
		}
		done++
		begun := time.Now()
		if err := s.do(b, ctx); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		b.say("%s: %.0f s", s.name, time.Since(begun).Seconds())
	}
	if done == 0 {
		return fmt.Errorf("there is no measurement %q", only)
	}
	return nil
}
