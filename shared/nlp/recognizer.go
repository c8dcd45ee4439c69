package nlp

import (
	_ "embed" // the model
	"fmt"
	"sync"

	"github.com/aio-creative-hub/aio/shared/nlp/classify"
	"github.com/aio-creative-hub/aio/shared/nlp/dialogue"
	"github.com/aio-creative-hub/aio/shared/nlp/entity"
	"github.com/aio-creative-hub/aio/shared/nlp/slots"
)

// The embedded models: of operations, of their slots, and of dialogues.
//
//go:embed model.bin
var embedded []byte

//go:embed slots.bin
var embeddedSlots []byte

//go:embed context.bin
var embeddedContext []byte

// Recognizer understands messages. It is immutable, safe for concurrent use,
// and does no I/O.
type Recognizer struct {
	model      *classify.Model
	slots      *slots.Model
	context    *dialogue.Model
	operations []operation // of each class of the model
	names      []string    // of the classes
}

var load = sync.OnceValues(func() (*Recognizer, error) { return New(embedded, embeddedSlots, embeddedContext) })

// Default returns the recognizer with the embedded model; it is decoded once.
func Default() (*Recognizer, error) { return load() }

// New returns a recognizer with the models of files made by Train, TrainSlots and
// TrainContext; without the last (nil) every message is understood by itself. The bytes
// must not change afterwards. A file that is not a whole model gives an error
// that wraps classify.ErrCorrupt. No slot model (nil) means the one built in.
func New(model, slotModel, contextModel []byte) (*Recognizer, error) {
	m, err := classify.Decode(model)
	if err != nil {
		return nil, fmt.Errorf("nlp model: %w", err)
	}
	if slotModel == nil {
		slotModel = embeddedSlots
	}
	sm, err := slots.Decode(slotModel)
	if err != nil {
		return nil, fmt.Errorf("nlp model: %w", err)
	}
	r := &Recognizer{slots: sm}
	r.setOperations(m)
	if contextModel != nil {
		if r.context, err = dialogue.Decode(contextModel); err != nil {
			return nil, fmt.Errorf("nlp model: %w", err)
		}
	}
	return r, nil
}

// setOperations gives a recognizer that is being made its classifier.
func (r *Recognizer) setOperations(m *classify.Model) {
	r.model, r.names, r.operations = m, m.Classes(), nil
	for _, name := range r.names {
		r.operations = append(r.operations, operationOf(name))
	}
}

// Understand decides what a message means in a conversation's state. Any text
// is allowed; one that is empty, too long, or not readable is refused.
func (r *Recognizer) Understand(text string, s State) Decision {
	if !readable(text) {
		return unreadable()
	}
	scan := entity.Parse(text)
	d := r.understand(scan, text, s)
	d.Implied = scan.Implied(d.Tool + "." + d.Operation)
	d.About = severalKinds(text)
	return d
}

func (r *Recognizer) understand(scan *entity.Scan, text string, s State) Decision {
	if d, ok := r.answer(scan, text, s.Pending); ok {
		return d
	}
	guess := r.guess(scan)
	if d, ok := r.inContext(scan, guess, s); ok {
		return d
	}
	return r.decide(scan, guess.alone(scan))
}
