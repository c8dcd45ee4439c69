package nlp

import (
	"cmp"
	"slices"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// ranked is an operation with the probability that it was meant.
type ranked struct {
	operation
	p float64
}

// guess is the classifier's opinion of a message: operations in scope, best
// first, and how likely it is that none of them was meant.
type guess struct {
	ranked     []ranked
	confidence float64
	outOfScope float64
	ambiguous  float64
}

func (r *Recognizer) guess(scan *entity.Scan) guess {
	res := r.model.Classify(message(scan))
	g := guess{confidence: res.Confidence, outOfScope: 1 - res.InScope, ambiguous: res.Ambiguous}
	for i, p := range res.Probability {
		if i != r.model.OutOfScope() {
			g.ranked = append(g.ranked, ranked{r.operations[i], p})
		}
	}
	g.sort()
	return g
}

// sort brings the likeliest operations to the front.
func (g guess) sort() {
	slices.SortStableFunc(g.ranked, func(a, b ranked) int { return cmp.Compare(b.p, a.p) })
}
