package custom

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/lesson"
	"github.com/aio-creative-hub/aio/shared/nlp/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const (
	// maxValue is the longest text that a slot's value can be, in bytes; package slots keeps
	// no longer ones.
	maxValue = 1000
	// maxErrors are told of at once.
	maxErrors = 20
)

// The codes of fields.
const (
	codeUnknownOperation = "unknown_operation"
	codeNotInText        = "not_in_text"
	codeTooManyExamples  = "too_many_examples"
)

var slotName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// checker collects what is wrong with examples.
type checker struct {
	known  map[string]bool
	errors []operation.FieldProblem
}

func (c *checker) wrong(field, code, message string) {
	if len(c.errors) < maxErrors {
		c.errors = append(c.errors, operation.FieldProblem{Field: field, Code: code, Message: message})
	}
}

// problem is what all that is wrong makes, nil if nothing is.
func (c *checker) problem() error {
	if len(c.errors) == 0 {
		return nil
	}
	first := c.errors[0]
	p := operation.NewProblem(http.StatusUnprocessableEntity, first.Code, first.Message).On(first.Field)
	p.Errors = c.errors
	return p
}

// example checks one example at a place of a request or file, and gives it in the form in
// which it is kept.
func (c *checker) example(at string, in ops.NewExample) lesson.Example {
	switch {
	case len(in.Text) > nlp.MaxTextBytes:
		c.wrong(at+".text", operation.CodeInvalid, fmt.Sprintf("A message has at most %d bytes. Shorten it.", nlp.MaxTextBytes))
	case !nlp.Readable(in.Text):
		c.wrong(at+".text", operation.CodeInvalid, "This is no text that a person could have written: it needs a letter, a digit or a question mark, and no control characters.")
	}
	if !c.known[in.Operation] {
		c.wrong(at+".operation", codeUnknownOperation, "There is no such operation that the chat can call. Name one of the API's documents, meta.help, meta.greet, meta.thanks, meta.cancel, or out_of_scope.")
	}
	if len(in.Entities) > ops.MaxEntities {
		c.wrong(at+".entities", operation.CodeInvalid, fmt.Sprintf("An example has at most %d entities.", ops.MaxEntities))
		return lesson.Example{}
	}
	if in.Operation == outOfScope && len(in.Entities) > 0 {
		c.wrong(at+".entities", operation.CodeInvalid, "A message that is out of scope says no slots. Leave the entities out.")
	}
	out := lesson.Example{Text: in.Text, Operation: in.Operation, Annotated: in.Entities != nil && in.Operation != outOfScope}
	for i, e := range in.Entities {
		out.Entities = append(out.Entities, c.entity(fmt.Sprintf("%s.entities[%d]", at, i), in.Text, e))
	}
	return out
}

func (c *checker) entity(at, text string, e ops.Entity) ops.Entity {
	if !slotName.MatchString(e.Slot) {
		c.wrong(at+".slot", operation.CodeInvalid, "A slot's name has up to 40 small letters, digits and _, a letter first.")
	}
	if strings.TrimSpace(e.Raw) == "" || !strings.Contains(text, e.Raw) {
		c.wrong(at+".raw", codeNotInText, "These words are not in the text. Write them as they stand there, to the letter.")
	}
	value, ok := scalar(e.Value)
	if !ok {
		c.wrong(at+".value", operation.CodeInvalid, fmt.Sprintf("A value is a text of 1 to %d bytes, a number, true or false.", maxValue))
	}
	return ops.Entity{Slot: e.Slot, Raw: e.Raw, Value: value}
}

// scalar gives a value in its canonical form; not ok if it is none that a slot can have.
func scalar(raw operation.Raw) (operation.Raw, bool) {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return nil, false
	}
	switch v := v.(type) {
	case string:
		if v == "" || len(v) > maxValue || !utf8.ValidString(v) {
			return nil, false
		}
	case float64:
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return nil, false
		}
	case bool:
	default:
		return nil, false
	}
	out, err := json.Marshal(v)
	return out, err == nil
}

// lines reads the examples of a file, one a line.
func (c *checker) lines(data []byte) []lesson.Example {
	var out []lesson.Example
	n := 0
	for line := range bytes.Lines(data) {
		n++
		line = bytes.TrimSpace(bytes.TrimPrefix(line, []byte("\ufeff")))
		if len(line) == 0 {
			continue
		}
		at := fmt.Sprintf("body.artifactId[%d]", n) // the line
		if len(out) == MaxRows {
			c.wrong(at, codeTooManyExamples, fmt.Sprintf("A set has at most %d examples.", MaxRows))
			return out
		}
		var in ops.NewExample
		dec := json.NewDecoder(bytes.NewReader(line))
		dec.DisallowUnknownFields()
		if operation.CheckJSON(line) != nil || dec.Decode(&in) != nil {
			c.wrong(at, operation.CodeInvalid, "This line is not {\"text\": …, \"operation\": …, \"entities\": […]} as JSON.")
			continue
		}
		out = append(out, c.example(at, in))
	}
	return out
}

// size is what an example counts, in bytes.
func size(e lesson.Example) int64 {
	n := len(e.Text) + len(e.Operation)
	for _, a := range e.Entities {
		n += len(a.Slot) + len(a.Raw) + len(a.Value)
	}
	return int64(n)
}
