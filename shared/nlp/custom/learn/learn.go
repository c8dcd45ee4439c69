// Package learn trains a model of language understanding of the product's own messages
// and a person's, and measures it: on the product's evaluation set, so that one sees what
// the examples cost, and on every fifth of the examples themselves, held out from a model
// that learned the others, so that one sees what they bring (hold-out validation; Hastie,
// Tibshirani, Friedman, "The Elements of Statistical Learning", 2009, section 7.2).
//
// Trained are the classifier and, if examples have entities, the slot labeller. The ranker
// of dialogues is the product's own: it knows operations by their names and a classifier by
// its calibrated probabilities, which are made here in the same way (nlp.Recognizer.With),
// and people give no dialogues to train it with. The report is of all three together.
//
// It holds the product's training messages: only programs that train link it.
package learn

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/classify"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/lesson"
	"github.com/aio-creative-hub/aio/shared/nlp/data"
	"github.com/aio-creative-hub/aio/shared/nlp/evaluate"
	"github.com/aio-creative-hub/aio/shared/nlp/ops"
	"github.com/aio-creative-hub/aio/shared/nlp/slots"
)

const (
	// Weight is how often an example counts: somebody's ten messages stand against some two
	// hundred of the product's for each operation. They come first and one after the other.
	Weight = 3
	// heldOut is which part of a person's examples the report is made of.
	heldOut = 5
)

// Config is what is trained with.
type Config struct {
	Base   nlp.Corpus      // what its own model is trained on
	Dev    fs.FS           // its evaluation set, *.jsonl of package evaluate
	Before *nlp.Recognizer // its model, which others are compared with
}

// Learner trains models.
type Learner struct {
	base   nlp.Corpus
	dev    []byte
	seen   *data.Neighbours // the messages of dev
	before *nlp.Recognizer

	measured func() (ops.Measures, error) // of before
}

// Embedded is the learner of the product's own messages and models.
func Embedded() (*Learner, error) {
	base, err := nlp.Load(data.Files())
	if err != nil {
		return nil, fmt.Errorf("learn: %w", err)
	}
	before, err := nlp.Default()
	if err != nil {
		return nil, fmt.Errorf("learn: %w", err)
	}
	return New(Config{Base: base, Dev: data.Dev(), Before: before})
}

// New makes a learner.
func New(c Config) (*Learner, error) {
	rows, err := devRows(c.Dev)
	if err != nil {
		return nil, err
	}
	texts, err := turnsOf(rows)
	if err != nil {
		return nil, err
	}
	l := &Learner{base: c.Base, dev: rows, seen: data.NewNeighbours(texts), before: c.Before}
	l.measured = sync.OnceValues(func() (ops.Measures, error) { return l.measure(l.before) })
	return l, nil
}

// devRows are the rows of all files of the evaluation set.
func devRows(fsys fs.FS) ([]byte, error) {
	names, err := fs.Glob(fsys, "*.jsonl")
	if err != nil {
		return nil, fmt.Errorf("learn: %w", err)
	}
	var all []byte
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("learn: %w", err)
		}
		all = append(append(all, b...), '\n')
	}
	if len(all) == 0 {
		return nil, errors.New("learn: no evaluation set")
	}
	return all, nil
}

// turnsOf are all messages of the evaluation set.
func turnsOf(rows []byte) (out []string, err error) {
	err = evaluate.Each(bytes.NewReader(rows), func(row evaluate.Row) error {
		out = append(out, row.Turns...)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("learn: evaluation set: %w", err)
	}
	return out, nil
}

var _ lesson.Learner = (*Learner)(nil).Learn

// Learn implements lesson.Learner. What takes long, the training of one model, does not
// look at ctx; between the steps it is looked at.
func (l *Learner) Learn(ctx context.Context, examples []lesson.Example) (*lesson.Outcome, error) {
	out := &lesson.Outcome{}
	var own []lesson.Example
	for _, e := range examples {
		if l.seen.Near(e.Text) >= 0 {
			out.LeftOut = append(out.LeftOut, ops.LeftOut{ExampleID: e.ID, Reason: "evaluation"})
			continue
		}
		own = append(own, e)
	}
	if len(own) == 0 {
		return nil, fmt.Errorf("%w: all are close to the evaluation", lesson.ErrExamples)
	}
	out.Learned = len(own)
	steps := []func() error{
		func() (err error) { out.Report.Own, err = l.crossCheck(own); return err },
		func() (err error) { out.Model, err = l.operations(own, config()); return err },
		func() (err error) { out.Slots, err = l.slots(own); return err },
		func() (err error) { out.Report.Base, err = l.measured(); return err },
		func() error {
			r, err := l.before.With(out.Model, out.Slots)
			if err != nil {
				return fmt.Errorf("learn: %w", err)
			}
			out.Report.Model, err = l.measure(r)
			return err
		},
	}
	for _, step := range steps {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("learn: %w", err)
		}
		if err := step(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// crossCheck is how a model that has learned four of five examples understands the fifth.
func (l *Learner) crossCheck(own []lesson.Example) (ops.Own, error) {
	var taught, held []lesson.Example
	for i, e := range own {
		if i%heldOut == heldOut-1 {
			held = append(held, e)
		} else {
			taught = append(taught, e)
		}
	}
	if len(held) == 0 {
		return ops.Own{}, nil
	}
	cfg := config()
	if !slices.ContainsFunc(held, func(e lesson.Example) bool { return e.Operation == OutOfScope }) {
		cfg.Folds = 0 // which guess is best needs no calibration, and that is six sevenths of a training
	}
	model, err := l.operations(taught, cfg)
	if err != nil {
		return ops.Own{}, err
	}
	after, err := l.before.With(model, nil)
	if err != nil {
		return ops.Own{}, fmt.Errorf("learn: %w", err)
	}
	return ops.Own{Rows: len(held), Before: understood(l.before, held), After: understood(after, held)}, nil
}

// understood is the share of messages whose operation is the best guess, or that are not
// acted on if they are about something else.
func understood(r *nlp.Recognizer, messages []lesson.Example) float64 {
	right := 0
	for _, m := range messages {
		d := r.Understand(m.Text, nlp.State{})
		if m.Operation == OutOfScope && d.Action != nlp.ActionAct || m.Operation == d.Tool+"."+d.Operation {
			right++
		}
	}
	return float64(right) / float64(len(messages))
}

// OutOfScope is the operation of messages about something else.
const OutOfScope = "out_of_scope"

// errTraining stands for the errors of trainers, which quote messages: nobody's messages
// go into a log.
var errTraining = fmt.Errorf("%w: the trainer refuses them", lesson.ErrExamples)

// config is what the product's own model is trained with. The repetitions of an example are
// one block, which the cross-validation keeps in one fold: else one fold would be scored by
// a model that has seen it, and all would seem surer than they are.
func config() classify.Config {
	c := nlp.Config()
	c.Block = Weight
	return c
}

// operations trains the model of operations.
func (l *Learner) operations(own []lesson.Example, cfg classify.Config) ([]byte, error) {
	mixed := weighted(own, func(e lesson.Example) data.Example { return data.Example{Text: e.Text, Intent: e.Operation} })
	corpus := l.base
	corpus.Examples = slices.Concat(mixed, l.base.Examples)
	model, err := nlp.Train(corpus, cfg)
	if err != nil {
		return nil, errTraining
	}
	return model, nil
}

// slots trains the model of slots, if an example says something about slots.
func (l *Learner) slots(own []lesson.Example) ([]byte, error) {
	annotated := slices.DeleteFunc(slices.Clone(own), func(e lesson.Example) bool { return !e.Annotated || e.Operation == OutOfScope })
	if len(annotated) == 0 {
		return nil, nil
	}
	var bad error
	mixed := weighted(annotated, func(e lesson.Example) data.Example {
		out := data.Example{Text: e.Text, Intent: e.Operation}
		for _, a := range e.Entities {
			var v any
			bad = errors.Join(bad, json.Unmarshal(a.Value, &v))
			out.Entities = append(out.Entities, slots.Annotation{Slot: a.Slot, Raw: a.Raw, Value: v})
		}
		// The labeller looks for the words in the order of the text.
		slices.SortStableFunc(out.Entities, func(a, b slots.Annotation) int {
			return strings.Index(e.Text, a.Raw) - strings.Index(e.Text, b.Raw)
		})
		return out
	})
	if bad != nil {
		return nil, errTraining
	}
	model, err := nlp.TrainSlots(slices.Concat(mixed, l.base.Examples))
	if err != nil {
		return nil, errTraining
	}
	return model, nil
}

// weighted repeats examples.
func weighted(own []lesson.Example, as func(lesson.Example) data.Example) []data.Example {
	out := make([]data.Example, 0, Weight*len(own))
	for _, e := range own {
		x := as(e)
		for range Weight {
			out = append(out, x)
		}
	}
	return out
}

// measure evaluates a model on the evaluation set.
func (l *Learner) measure(r *nlp.Recognizer) (ops.Measures, error) {
	m, err := evaluate.Evaluate(r, bytes.NewReader(l.dev))
	if err != nil {
		return ops.Measures{}, fmt.Errorf("learn: %w", err)
	}
	return ops.Measures{OperationAccuracy: m.OperationAccuracy, ActedRight: m.ActedRight, ActedWrong: m.ActedWrong,
		OutOfScopeRecall: m.OutOfScopeRecall, CalibrationError: m.CalibrationError, Rows: m.Rows}, nil
}
