package nlp

import (
	"fmt"

	"github.com/aio-creative-hub/aio/shared/nlp/classify"
	"github.com/aio-creative-hub/aio/shared/nlp/slots"
)

// Embedded gives the files of the embedded models: of operations, of slots, and of
// dialogues. They must not be changed.
func Embedded() (model, slotModel, contextModel []byte) {
	return embedded, embeddedSlots, embeddedContext
}

// With is a recognizer with another model of operations and, unless it is nil, of slots.
// The rest is this one's, and is shared: the labeller and the ranker know an operation by
// its name and take the classifier's probabilities as they are, so that they go with every
// classifier that was calibrated in the same way. Of an operation that they never saw, the
// labeller finds no slots and the ranker believes the classifier. The bytes must not
// change afterwards.
func (r *Recognizer) With(model, slotModel []byte) (*Recognizer, error) {
	other := *r
	if slotModel != nil {
		m, err := slots.Decode(slotModel)
		if err != nil {
			return nil, fmt.Errorf("nlp model: %w", err)
		}
		other.slots = m
	}
	m, err := classify.Decode(model)
	if err != nil {
		return nil, fmt.Errorf("nlp model: %w", err)
	}
	other.setOperations(m)
	return &other, nil
}

// Readable tells whether a text is something that Understand reads.
func Readable(text string) bool { return readable(text) }
