package plan

import (
	"errors"
	"fmt"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
)

// The codes of an Error.
const (
	CodeNotFound  = "layer_not_found"
	CodeAmbiguous = "layer_ambiguous"
)

// Error says that a request did not name exactly one layer. The message is for people.
type Error struct {
	Code       string // CodeNotFound or CodeAmbiguous
	Message    string
	Candidates []Candidate // ambiguous: the layers that fit; not found: all, at most MaxCandidates
}

// Candidate is a layer that may have been meant.
type Candidate struct {
	ID   string     `json:"id"`
	Name string     `json:"name"`
	Type model.Type `json:"type"`
}

// MaxCandidates is how many layers an Error lists: what a person reads in a question.
const MaxCandidates = 10

// Error implements error.
func (e *Error) Error() string { return "plan: " + e.Code + ": " + e.Message }

func unresolved(code, message string, layers []model.Layer) error {
	e := &Error{Code: code, Message: message}
	for _, l := range layers[:min(len(layers), MaxCandidates)] {
		e.Candidates = append(e.Candidates, Candidate{ID: l.ID, Name: l.Name, Type: l.Type})
	}
	return e
}

// wrong is a *document.FieldError about an argument.
func wrong(argument, format string, args ...any) error {
	return &document.FieldError{Field: argument, Message: fmt.Sprintf(format, args...)}
}

// asArgument renames the property of a model's error to the argument that sets it.
func asArgument(t model.Type, err error) error {
	var f *document.FieldError
	if !errors.As(err, &f) {
		return err
	}
	argument := f.Field
	switch f.Field {
	case "fill":
		argument = "color"
	case "stroke":
		if t == model.Line {
			argument = "color"
		}
	case "x1":
		argument = "x"
	case "y1", "y2":
		argument = "y"
	case "x2":
		argument = "width"
	case "fontSize":
		argument = "size"
	case "fontFamily":
		argument = "font"
	case "fontWeight":
		argument = "weight"
	case "rotation":
		argument = "angle"
	case "source":
		argument = "artifactId"
	}
	return &document.FieldError{Field: argument, Message: f.Message}
}
