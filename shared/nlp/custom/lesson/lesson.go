// Package lesson says what goes into a training of somebody's own model, and what comes
// out of it, apart from how it is done: a training may run in a process of its own, and
// tests have one that is quick.
package lesson

import (
	"context"
	"errors"

	"github.com/aio-creative-hub/aio/shared/nlp/ops"
)

// ErrExamples says that the examples cannot be learned: trying again will not help.
var ErrExamples = errors.New("lesson: these examples cannot be learned")

// Example is a labelled message of a person's.
type Example struct {
	ID        string `json:"id"`
	Text      string `json:"text"`
	Operation string `json:"operation"`
	// Annotated says that Entities are all that the text says; without it nothing is known.
	Annotated bool         `json:"annotated,omitempty"`
	Entities  []ops.Entity `json:"entities,omitempty"`
}

// Outcome is what was learned.
type Outcome struct {
	Model   []byte        `json:"model"`           // of operations
	Slots   []byte        `json:"slots,omitempty"` // none: the product's own
	Learned int           `json:"learned"`         // examples
	LeftOut []ops.LeftOut `json:"leftOut,omitempty"`
	Report  ops.Report    `json:"report"`
}

// Learner trains a model of the product's messages and a person's, in the order given,
// and measures it. Its errors hold no text of a message.
type Learner func(ctx context.Context, examples []Example) (*Outcome, error)

type learnerKey struct{}

// With gives a context in which trainings are done by a learner, for tests.
func With(ctx context.Context, l Learner) context.Context {
	return context.WithValue(ctx, learnerKey{}, l)
}

// From gives the learner of a context, nil if it has none.
func From(ctx context.Context) Learner {
	l, _ := ctx.Value(learnerKey{}).(Learner)
	return l
}
