// Package evaluate scores a recognizer on labelled conversations: routing
// accuracy, what is acted on rightly and wrongly at the threshold, how out-of-scope
// messages and ambiguous ones are met, entity F1, and calibration (expected
// calibration error, Naeini, Cooper, Hauskrecht, AAAI 2015).
package evaluate

import (
	"errors"
	"io"

	"github.com/aio-creative-hub/aio/shared/nlp/data"
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
type Expect = data.Meaning

// maxLine bounds a line, in bytes: conversations with long messages fit.
const maxLine = 1 << 20

// Each decodes the rows of a JSONL file one by one and calls fn.
func Each(r io.Reader, fn func(Row) error) error {
	return data.EachLine(r, maxLine, func(row Row) error {
		if len(row.Turns) == 0 {
			return errors.New("no turns")
		}
		return fn(row)
	})
}
