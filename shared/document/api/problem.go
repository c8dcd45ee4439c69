package api

import (
	"encoding/json"
	"errors"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// statuses says how each code of shared/document is answered. What is not listed is ours
// to mend: a 500.
var statuses = map[document.Code]int{
	document.CodeNotFound:      404,
	document.CodeConflict:      409,
	document.CodeMissingTarget: 409,
	document.CodeCycle:         409,
	document.CodeNothingToUndo: 409,
	document.CodeNothingToRedo: 409,
	document.CodeInvalidEdit:   422,
	document.CodeInvalid:       422,
	document.CodeTooLarge:      422,
	document.CodeUnsupported:   422,
	document.CodeBusy:          503,
	document.CodeUnavailable:   503,
}

// Problem turns an error of shared/document into the answer for people; other errors
// pass through. Every tool uses it.
func Problem(err error) error {
	var e *document.Error
	if !errors.As(err, &e) {
		return err
	}
	status, ok := statuses[e.Code]
	if !ok {
		return err
	}
	if e.Code == document.CodeNotFound {
		return operation.NotFound("document").Because(err)
	}
	p := operation.NewProblem(status, string(e.Code), text(e)).Because(err)
	if e.Field != "" {
		p.Field = "body." + e.Field
		p.Errors = []operation.FieldProblem{{Field: p.Field, Code: string(e.Code), Message: e.Message}}
	}
	if e.Current != nil {
		if state, err := json.Marshal(e.Current); err == nil {
			p.Current = state
		}
	}
	return p
}

func text(e *document.Error) string {
	switch e.Code {
	case document.CodeNothingToUndo:
		return "There is nothing of yours left to undo."
	case document.CodeNothingToRedo:
		return "There is nothing to redo."
	case document.CodeBusy, document.CodeUnavailable:
		return "The document is busy. Send the same request again."
	}
	if e.Field != "" {
		return e.Field + ": " + e.Message + "."
	}
	return e.Message + "."
}
