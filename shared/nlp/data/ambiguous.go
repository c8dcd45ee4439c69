package data

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io/fs"
)

// Ambiguous is a message that may mean several operations and should be
// answered with a question.
type Ambiguous struct {
	Text string `json:"text"`
	// Candidates are what it may mean ("tool.operation"), none for anything.
	Candidates []string `json:"candidates"`
}

// ambiguousFile lies in a folder of its own: its rows have no intent.
const ambiguousFile = "ambiguous/clarify.jsonl"

// LoadAmbiguous reads the ambiguous messages of a file system.
func LoadAmbiguous(fsys fs.FS) ([]Ambiguous, error) {
	f, err := fsys.Open(ambiguousFile)
	if err != nil {
		return nil, fmt.Errorf("ambiguous messages: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	var out []Ambiguous
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, maxLine)
	for line := 1; sc.Scan(); line++ {
		if len(sc.Bytes()) == 0 {
			continue
		}
		var a Ambiguous
		if err := json.Unmarshal(sc.Bytes(), &a); err != nil {
			return nil, fmt.Errorf("ambiguous messages line %d: %w", line, err)
		}
		if a.Text == "" {
			return nil, fmt.Errorf("ambiguous messages line %d: text is required", line)
		}
		out = append(out, a)
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("ambiguous messages: %w", err)
	}
	return out, nil
}
