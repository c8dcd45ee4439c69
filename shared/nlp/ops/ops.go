// Package ops declares the operations of the area nlp: understanding messages, and
// teaching the model that one's own are understood by.
package ops

import (
	"net/http"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// Text is a message to understand.
type Text struct {
	Text      string `json:"text" minLength:"1" maxLength:"8000"`
	SessionID string `json:"sessionId,omitempty" maxLength:"64" doc:"Understand it in the context of this conversation"`
}

// ProcessInput is the input of Process.
type ProcessInput struct{ Body Text }

// Alternative is a less likely operation.
type Alternative struct {
	Tool       string  `json:"tool"`
	Operation  string  `json:"operation"`
	Confidence float64 `json:"confidence"`
}

// Span says where an entity was found, in bytes of the text.
type Span struct {
	Start int           `json:"start"`
	End   int           `json:"end"`
	Slot  string        `json:"slot"`
	Raw   string        `json:"raw"`
	Value operation.Raw `json:"value"`
}

// Understanding is what a message means.
type Understanding struct {
	Tool         string                   `json:"tool"`
	Operation    string                   `json:"operation"`
	Confidence   float64                  `json:"confidence"`
	Action       string                   `json:"action" enum:"act,clarify,refuse"`
	Entities     map[string]operation.Raw `json:"entities"`
	Spans        []Span                   `json:"spans"`
	Alternatives []Alternative            `json:"alternatives"`
	Question     string                   `json:"question,omitempty"`
	Choices      []string                 `json:"choices,omitempty"`
}

// ProcessOutput carries an understanding.
type ProcessOutput struct{ Body Understanding }

// Process understands a message without acting on it.
var Process = operation.Op[ProcessInput, ProcessOutput]{Spec: operation.Spec{
	ID: "nlp.process", Area: "nlp", Method: http.MethodPost, Path: "/api/v1/nlp/process", Summary: "Understand a message without acting on it",
	Auth: operation.User, Refusals: []int{http.StatusNotFound}, Limit: operation.LimitTools, Grants: []operation.Grant{operation.Table("chat", operation.Read), models(operation.Read)}, Price: operation.PriceRequest,
}}

// All lists the area's operations.
func All() []operation.Declared {
	return []operation.Declared{Process, AddExamples, ImportExamples, ListExamples, DeleteExample,
		TrainModel, ListModels, GetModel, PromoteModel, RollbackModel, DeleteModel, RunTraining, PurgeAccount}
}
