package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

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

// places says where the fields of shared/document stand in a request if not in its body;
// "" are those that no request has.
var places = map[string]string{
	"cursor":   "query.cursor",
	"seq":      "query.seq",
	"after":    "query.after",
	"document": "",
	"kind":     "",
}

// currentBytes bounds the state that a conflict shows, so that a refusal fits one
// WebSocket message with its envelope. Of a larger document the client reads the state.
const currentBytes = 100 << 10

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
	field, listed := places[e.Field]
	if !listed && e.Field != "" {
		field = "body." + e.Field
	}
	if e.Code == document.CodeNotFound && field == "" {
		return operation.NotFound("document").Because(err)
	}
	p := operation.NewProblem(status, string(e.Code), text(e)).Because(err)
	if status == http.StatusServiceUnavailable {
		p = p.RetryAfter(time.Second)
	}
	if field != "" {
		p.Field = field
		p.Errors = []operation.FieldProblem{{Field: field, Code: p.Code, Message: e.Message}}
	}
	return withCurrent(p, e.Current)
}

func withCurrent(p *operation.Problem, current *document.State) *operation.Problem {
	if current == nil || current.Bytes() > 8*currentBytes { // far too large: not worth encoding
		return p
	}
	if state, err := json.Marshal(current); err == nil && len(state) <= currentBytes {
		p = p.WithCurrent(state)
	}
	return p
}

func text(e *document.Error) string {
	switch {
	case e.Code == document.CodeNothingToUndo && e.Field == "":
		return "There is nothing of yours left to undo."
	case e.Code == document.CodeNothingToRedo:
		return "There is nothing to redo."
	case e.Code == document.CodeBusy, e.Code == document.CodeUnavailable:
		return "The document is busy. Send the same request again."
	}
	if e.Field != "" {
		return e.Field + ": " + e.Message + "."
	}
	return e.Message + "."
}
