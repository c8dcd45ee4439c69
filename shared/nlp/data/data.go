// Package data reads the labelled messages that the recognizer is trained on.
//
// Every line of a JSONL file is {"text": ..., "intent": "graphics.create", "entities": [...]}. The
// training files lie beside this package, one an intent; dialogues holds conversations, ambiguous
// messages that should be asked about; dev and test hold separate, independently written sets in the
// format of package evaluate.
package data

import (
	"errors"
	"io/fs"

	"github.com/aio-creative-hub/aio/shared/nlp/slots"
)

// Example is one labelled message.
type Example struct {
	Text   string `json:"text"`
	Intent string `json:"intent"`
	// Entities are the slots that the message says, in the order of the text.
	Entities []slots.Annotation `json:"entities,omitempty"`
}

// Load reads every *.jsonl file at the top of a file system, in the order of
// their names.
func Load(fsys fs.FS) ([]Example, error) {
	return load(fsys, "*.jsonl", func(e Example) error {
		if e.Text == "" || e.Intent == "" {
			return errors.New("text and intent are required")
		}
		return nil
	})
}

// Ambiguous is a message that may mean several operations and should be
// answered with a question.
type Ambiguous struct {
	Text string `json:"text"`
	// Candidates are what it may mean ("tool.operation"), none for anything.
	Candidates []string `json:"candidates"`
}

// AmbiguousFiles is the pattern of the files of ambiguous messages: one a writer.
const AmbiguousFiles = "ambiguous/*.jsonl"

// LoadAmbiguous reads the ambiguous messages of a file system.
func LoadAmbiguous(fsys fs.FS) ([]Ambiguous, error) {
	return load(fsys, AmbiguousFiles, func(a Ambiguous) error {
		if a.Text == "" {
			return errors.New("text is required")
		}
		return nil
	})
}

// Dialogue is a conversation of which the last message is labelled; the messages before it
// were carried out.
type Dialogue struct {
	Turns  []string `json:"turns"`
	Expect Meaning  `json:"expect"`
}

// Meaning is what a message means: an operation with its entities, or that it should be asked
// about, or nothing that the product does.
type Meaning struct {
	Tool       string         `json:"tool,omitempty"`
	Operation  string         `json:"operation,omitempty"`
	Entities   map[string]any `json:"entities,omitempty"`
	Clarify    bool           `json:"clarify,omitempty"`
	Candidates []string       `json:"candidates,omitempty"` // "tool.operation"
	OutOfScope bool           `json:"out_of_scope,omitempty"`
}

// InScope tells whether an operation is meant.
func (m Meaning) InScope() bool { return m.Operation != "" && !m.Clarify && !m.OutOfScope }

// LoadDialogues reads every *.jsonl file in the folder dialogues of a file system, in the
// order of their names.
func LoadDialogues(fsys fs.FS) ([]Dialogue, error) {
	return load(fsys, "dialogues/*.jsonl", func(d Dialogue) error {
		if len(d.Turns) == 0 {
			return errors.New("no turns")
		}
		return nil
	})
}
