package dialogue

import (
	"math"

	"github.com/aio-creative-hub/aio/shared/nlp/internal/logistic"
)

// certaintyInputs is the number of inputs of the model of certainty, the logistic model of
// "the best operation is right": the ranker's own probability is too sure of what it saw in
// training, and does not know how far to trust the operation before.
const certaintyInputs = 6

// evidence are the inputs: the ranker's log odds of its best operation, its lead over the next,
// out of scope, how sure the last operation was, and the classifier's opinion.
func evidence(t *Turn, p []float64) (x []float64, best int) {
	best = -1
	second := -1
	for i := range p {
		switch {
		case i == t.OutOfScope:
		case best < 0 || p[i] > p[best]:
			best, second = i, best
		case second < 0 || p[i] > p[second]:
			second = i
		}
	}
	next := 0.0
	if second >= 0 {
		next = p[second]
	}
	was := 1.0
	if t.LastConfidence > 0 {
		was = t.LastConfidence
	}
	if t.relation(best) == talk {
		was = 1
	}
	agrees := -1.0
	if best == t.best() {
		agrees = 1
	}
	return []float64{1, logit(p[best]), math.Log(max(p[best], least) / max(next, 0.003)), p[t.OutOfScope], was, agrees * t.Confidence}, best
}

// Confidence is the probability that the best operation of a ranking is right.
func (m *Model) Confidence(t *Turn, p []float64) float64 {
	x, _ := evidence(t, p)
	return m.certainty.Probability(x)
}

// calibrationFolds: the certainty is learned from rankings of examples that the ranker was
// not trained on.
const calibrationFolds = 4

// inventedShare is how much an example that is not one of the dialogues counts.
const inventedShare = 0.2

// calibrate learns the certainty by cross-validation.
func calibrate(examples []Example, c Config) logistic.Model {
	var rows []logistic.Observation
	for f := range calibrationFolds {
		var part []Example
		for i, e := range examples {
			if i%calibrationFolds != f {
				part = append(part, e)
			}
		}
		m := &Model{rank: make([]float32, weights), inherit: make([]float32, weights)}
		rank, numeric := fitRank(part, c)
		m.take(rank, numeric, newLearner(weights, c))
		for i := f; i < len(examples); i += calibrationFolds {
			e := examples[i]
			x, best := evidence(e.Turn, m.Rank(e.Turn))
			weight := e.Weight
			if weight < 1 {
				weight *= inventedShare
			}
			rows = append(rows, logistic.Observation{X: x, Y: e.Target[best], Weight: weight})
		}
	}
	a := logistic.Fit(rows, certaintyInputs)
	for i := range a {
		a[i] = math.Round(a[i]*numericSteps) / numericSteps
	}
	return a
}
