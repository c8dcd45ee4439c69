package nlp

import (
	"fmt"
	"io/fs"
	"slices"

	"github.com/aio-creative-hub/aio/shared/nlp/classify"
	"github.com/aio-creative-hub/aio/shared/nlp/data"
	"github.com/aio-creative-hub/aio/shared/nlp/entity"
	"github.com/aio-creative-hub/aio/shared/nlp/slots"
)

const (
	// outOfScope is the intent of messages that ask for nothing the product does.
	outOfScope = "out_of_scope"
	// vectorFile is the table of word vectors in the folder of the corpus.
	vectorFile = "vectors/english.bin"
)

// message is a scanned message as the classifier sees it.
func message(scan *entity.Scan) classify.Message {
	pattern := scan.Pattern()
	return classify.Message{Words: scan.Words(), Pattern: pattern, Traits: traitsOf(pattern)}
}

// outOfScopeShare is the share of messages out of scope that the confidence is
// calibrated for: people in a product's chat mostly ask for what it does.
const outOfScopeShare = 0.09

// sharpness makes up for what is hard in the training data: many of its messages were written
// where two operations touch. Chosen on dev (docs/nlp-variants.md).
const sharpness = 1.3

// Config are the parameters that the product's model is trained with.
func Config() classify.Config {
	cfg := classify.DefaultConfig()
	cfg.OutOfScopeShare, cfg.Sharpness = outOfScopeShare, sharpness
	return cfg
}

// Corpus is what the recognizer is trained on.
type Corpus struct {
	Examples  []data.Example
	Ambiguous []data.Ambiguous
	// Vectors is a table of word vectors, nil for none.
	Vectors *classify.Vectors
}

// Load reads a corpus from a folder such as shared/nlp/data.
func Load(dir fs.FS) (Corpus, error) {
	var c Corpus
	var err error
	if c.Examples, err = data.Load(dir); err != nil {
		return Corpus{}, err
	}
	if c.Ambiguous, err = data.LoadAmbiguous(dir); err != nil {
		return Corpus{}, err
	}
	table, err := fs.ReadFile(dir, vectorFile)
	if err != nil {
		return Corpus{}, fmt.Errorf("word vectors: %w", err)
	}
	if c.Vectors, err = classify.DecodeVectors(table); err != nil {
		return Corpus{}, fmt.Errorf("word vectors: %w", err)
	}
	return c, nil
}

// Train makes the model file. The same corpus in the same order gives the same
// bytes.
func Train(c Corpus, cfg classify.Config) ([]byte, error) {
	set := classify.Set{Vectors: c.Vectors}
	for _, e := range c.Examples {
		if !slices.Contains(set.Classes, e.Intent) {
			set.Classes = append(set.Classes, e.Intent)
		}
	}
	slices.Sort(set.Classes)
	if set.OutOfScope = slices.Index(set.Classes, outOfScope); set.OutOfScope < 0 {
		return nil, fmt.Errorf("train: no example of %s", outOfScope)
	}
	for _, e := range c.Examples {
		set.Examples = append(set.Examples, classify.Example{
			Message: message(entity.Parse(e.Text)), Class: slices.Index(set.Classes, e.Intent)})
	}
	for _, a := range c.Ambiguous {
		amb := classify.Ambiguous{Message: message(entity.Parse(a.Text))}
		for _, name := range a.Candidates {
			if class := slices.Index(set.Classes, name); class >= 0 {
				amb.Candidates = append(amb.Candidates, class)
			}
		}
		set.Ambiguous = append(set.Ambiguous, amb)
	}
	m, err := classify.Train(&set, cfg)
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	return m.Encode(), nil
}

// TrainSlots makes the slot model file from the annotated messages. The same messages in the
// same order give the same bytes.
func TrainSlots(examples []data.Example) ([]byte, error) {
	var rows []slots.Example
	for _, e := range examples {
		if e.Intent != outOfScope {
			rows = append(rows, slots.Example{Text: e.Text, Operation: e.Intent, Annotations: e.Entities})
		}
	}
	m, err := slots.Train(rows, slots.DefaultConfig())
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	return m.Encode(), nil
}
