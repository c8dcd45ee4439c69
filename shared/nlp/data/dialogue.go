package data

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io/fs"
	"sort"
)

// Dialogue is a conversation of which the last message is labelled, in the format of
// package evaluate; the messages before it were carried out.
type Dialogue struct {
	Turns  []string `json:"turns"`
	Expect Meaning  `json:"expect"`
}

// Meaning is what the last message means: an operation with its entities, or one of several
// candidates ("tool.operation"), or nothing that the product does.
type Meaning struct {
	Tool       string         `json:"tool,omitempty"`
	Operation  string         `json:"operation,omitempty"`
	Entities   map[string]any `json:"entities,omitempty"`
	Clarify    bool           `json:"clarify,omitempty"`
	Candidates []string       `json:"candidates,omitempty"`
	OutOfScope bool           `json:"out_of_scope,omitempty"`
}

// LoadDialogues reads every *.jsonl file in the folder dialogues of a file system, in the
// order of their names.
func LoadDialogues(fsys fs.FS) ([]Dialogue, error) {
	names, err := fs.Glob(fsys, "dialogues/*.jsonl")
	if err != nil {
		return nil, fmt.Errorf("list dialogues: %w", err)
	}
	sort.Strings(names)
	var all []Dialogue
	for _, name := range names {
		if all, err = appendDialogues(all, fsys, name); err != nil {
			return nil, err
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("training data: no dialogues/*.jsonl file with dialogues")
	}
	return all, nil
}

func appendDialogues(all []Dialogue, fsys fs.FS, name string) ([]Dialogue, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("dialogues: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, maxLine)
	for line := 1; sc.Scan(); line++ {
		if len(sc.Bytes()) == 0 {
			continue
		}
		var d Dialogue
		if err := json.Unmarshal(sc.Bytes(), &d); err != nil {
			return nil, fmt.Errorf("dialogues %s line %d: %w", name, line, err)
		}
		if len(d.Turns) == 0 {
			return nil, fmt.Errorf("dialogues %s line %d: no turns", name, line)
		}
		all = append(all, d)
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("read dialogues: %w", err)
	}
	return all, nil
}
