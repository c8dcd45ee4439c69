package main

import (
	"fmt"
	"time"

	"github.com/aio-creative-hub/aio/shared/nlp"
)

// languageRounds is how often each sentence is understood: one takes a fraction of a
// millisecond, and the slowest of a hundred says little.
const languageRounds = 20

// language measures the understanding of the sentences alone, in this process.
func (b *bench) language(texts []string) error {
	r, err := nlp.Default()
	if err != nil {
		return fmt.Errorf("language model: %w", err)
	}
	var took []time.Duration
	for round := range languageRounds {
		for _, text := range texts {
			begun := time.Now()
			d := r.Understand(text, nlp.State{})
			one := time.Since(begun)
			if d.Tool != "graphics" || d.Operation != "create" {
				return fmt.Errorf("%q was understood as %s.%s", text, d.Tool, d.Operation)
			}
			if round > 0 { // the first warms up
				took = append(took, one)
			}
		}
	}
	b.table.add(languageP50, milliseconds(quantile(took, 0.5)))
	b.table.add(languageP99, milliseconds(quantile(took, 0.99)))
	return nil
}
