// Package data reads the labelled messages that the recognizer is trained on.
//
// Every line of a JSONL file is {"text": ..., "intent": "graphics.create", "entities": [...]}. The
// training files lie beside this package, one an intent; dev holds a separate,
// independently written set in the format of package evaluate.
package data

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io/fs"
	"sort"

	"github.com/aio-creative-hub/aio/shared/nlp/slots"
)

// Example is one labelled message.
type Example struct {
	Text   string `json:"text"`
	Intent string `json:"intent"`
	// Entities are the slots that the message says, in the order of the text.
	Entities []slots.Annotation `json:"entities,omitempty"`
}

// maxLine bounds a line of a data file, in bytes.
const maxLine = 64 << 10

// Load reads every *.jsonl file at the top of a file system, in the order of
// their names.
func Load(fsys fs.FS) ([]Example, error) {
	names, err := fs.Glob(fsys, "*.jsonl")
	if err != nil {
		return nil, fmt.Errorf("list training data: %w", err)
	}
	sort.Strings(names)
	var all []Example
	for _, name := range names {
		part, err := read(fsys, name)
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("training data: no *.jsonl file with examples")
	}
	return all, nil
}

func read(fsys fs.FS, name string) ([]Example, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("training data: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	var out []Example
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, maxLine)
	for line := 1; sc.Scan(); line++ {
		if len(sc.Bytes()) == 0 {
			continue
		}
		var e Example
		if err := json.Unmarshal(sc.Bytes(), &e); err != nil {
			return nil, fmt.Errorf("training data %s line %d: %w", name, line, err)
		}
		if e.Text == "" || e.Intent == "" {
			return nil, fmt.Errorf("training data %s line %d: text and intent are required", name, line)
		}
		out = append(out, e)
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("training data %s: %w", name, err)
	}
	return out, nil
}
