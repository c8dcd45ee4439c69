// Command cost computes what a deployment costs: a month in which nobody comes, and a
// thousand chats.
//
//	go run ./internal/cost measure   has chats on an emulator, and writes measured.json
//	go run ./internal/cost           writes the section of docs/cloud.md from it and the stacks
//
// What is measured: how often which function runs, its processor time, and every call to
// AWS with its size. What costs by being there is counted in the stacks as they are now. The
// prices are a table (prices.go) copied from AWS's pages.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
)

// data is where measurements are kept.
const data = "internal/cost/measured.json"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1) //nolint:gocritic // nothing that stop would undo outlives the process
	}
}

func run(ctx context.Context, args []string) error {
	switch {
	case len(args) == 1 && args[0] == "measure":
		m, err := measure(ctx)
		if err != nil {
			return err
		}
		text, err := json.MarshalIndent(m, "", " ")
		if err != nil {
			return err
		}
		return os.WriteFile(data, append(text, '\n'), 0o644) //nolint:gosec // a document
	case len(args) > 0:
		return errors.New("cost: measure, or nothing")
	}
	m, err := read(data)
	if err != nil {
		return err
	}
	made, err := resources(ctx, ".")
	if err != nil {
		return err
	}
	text, err := section(m, made)
	if err != nil {
		return err
	}
	old, err := os.ReadFile(document)
	if err != nil {
		return err
	}
	next, err := put(string(old), text)
	if err != nil {
		return err
	}
	return os.WriteFile(document, []byte(next), 0o644) //nolint:gosec // a document
}

func read(path string) (*Measured, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the repository's own file
	if err != nil {
		return nil, fmt.Errorf("%w: go run ./internal/cost measure", err)
	}
	m := &Measured{}
	if err := json.Unmarshal(text, m); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}
