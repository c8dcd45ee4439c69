package main

import (
	"fmt"
	"os"
	"strings"
)

// What is between these lines is replaced; the rest of the document is written by hand.
const (
	beginMark = "<!-- measured: make bench writes from here -->"
	endMark   = "<!-- measured: to here -->"
)

// writeInto replaces the measured part of a document.
func writeInto(path, text string) error {
	old, err := os.ReadFile(path) //nolint:gosec // a flag of ours
	if err != nil {
		return fmt.Errorf("document: %w", err)
	}
	updated, err := replaced(string(old), text)
	if err != nil {
		return fmt.Errorf("document %s: %w", path, err)
	}
	if err := os.WriteFile(path, []byte(updated), 0o644); err != nil { //nolint:gosec // a public document
		return fmt.Errorf("document: %w", err)
	}
	return nil
}

// replaced gives the document with a new measured part.
func replaced(document, text string) (string, error) {
	head, rest, ok := strings.Cut(document, beginMark)
	_, tail, also := strings.Cut(rest, endMark)
	if !ok || !also {
		return "", fmt.Errorf("it has no lines %s and %s", beginMark, endMark)
	}
	return head + beginMark + "\n\n" + strings.TrimSpace(text) + "\n\n" + endMark + tail, nil
}
