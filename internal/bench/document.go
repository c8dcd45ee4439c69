package main

import (
	"fmt"
	"os"
	"strings"
)

// marks are the lines between which a document is replaced; the rest of it is written by hand.
type marks struct{ begin, end string }

func everything() marks {
	return marks{"<!-- measured: make bench writes from here -->", "<!-- measured: to here -->"}
}

func peersMarks() marks {
	return marks{"<!-- measured: make bench-nlp writes from here -->", "<!-- measured: language to here -->"}
}

// writeInto replaces a measured part of a document.
func (m marks) writeInto(path, text string) error {
	old, err := os.ReadFile(path) //nolint:gosec // a flag of ours
	if err != nil {
		return fmt.Errorf("document: %w", err)
	}
	updated, err := m.replaced(string(old), text)
	if err != nil {
		return fmt.Errorf("document %s: %w", path, err)
	}
	if err := os.WriteFile(path, []byte(updated), 0o644); err != nil { //nolint:gosec // a public document
		return fmt.Errorf("document: %w", err)
	}
	return nil
}

// replaced gives the document with a new measured part.
func (m marks) replaced(document, text string) (string, error) {
	head, rest, ok := strings.Cut(document, m.begin)
	_, tail, also := strings.Cut(rest, m.end)
	if !ok || !also {
		return "", fmt.Errorf("it has no lines %s and %s", m.begin, m.end)
	}
	return head + m.begin + "\n\n" + strings.TrimSpace(text) + "\n\n" + m.end + tail, nil
}
