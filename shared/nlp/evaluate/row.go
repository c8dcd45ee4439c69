// Package evaluate scores a recognizer on labelled conversations: routing
// accuracy, what is acted on rightly and wrongly at the threshold, how out-of-scope
// messages and ambiguous ones are met, entity F1, and calibration (expected
// calibration error, Naeini, Cooper, Hauskrecht, AAAI 2015).
package evaluate

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
)

// Row is one labelled conversation: a line of a JSONL file.
type Row struct {
	ID    string   `json:"id"`
	Turns []string `json:"turns"`
	// Expect is for the last turn; the earlier ones are taken as carried out.
	Expect Expect `json:"expect"`
}

// Expect is what should be understood: an operation with its entities, or a
// clarifying question, or that the message is out of scope.
type Expect struct {
	Tool       string         `json:"tool,omitempty"`
	Operation  string         `json:"operation,omitempty"`
	Entities   map[string]any `json:"entities,omitempty"`
	Clarify    bool           `json:"clarify,omitempty"`
	Candidates []string       `json:"candidates,omitempty"` // "tool.operation"
	OutOfScope bool           `json:"out_of_scope,omitempty"`
}

// inScope tells whether an operation is expected.
func (e Expect) inScope() bool { return e.Operation != "" && !e.Clarify && !e.OutOfScope }

// maxLine bounds a line, in bytes: conversations with long messages fit.
const maxLine = 1 << 20

// each decodes the rows one by one and calls fn.
func each(r io.Reader, fn func(Row) error) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, maxLine)
	for line := 1; sc.Scan(); line++ {
		if len(sc.Bytes()) == 0 {
			continue
		}
		var row Row
		if err := json.Unmarshal(sc.Bytes(), &row); err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
		if len(row.Turns) == 0 {
			return fmt.Errorf("line %d: no turns", line)
		}
		if err := fn(row); err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
	if err := sc.Err(); err != nil {
		return fmt.Errorf("read rows: %w", err)
	}
	return nil
}
