package dialogue

import "math"

// certaintyInputs is the number of inputs of the model of certainty.
const certaintyInputs = 6

// certainty is the logistic model of "the best operation is right": the ranker's own
// probability is too sure of what it saw in training, and does not know how far to trust the
// operation before.
type certainty [certaintyInputs]float64

// evidence are the inputs: the ranker's log odds of its best operation, its lead over the next,
// out of scope, how sure the last operation was, and the classifier's opinion.
func evidence(t *Turn, p []float64) (x certainty, best int) {
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
	return certainty{1, logit(p[best]), math.Log(max(p[best], least) / max(next, 0.003)), p[t.OutOfScope], was, agrees * t.Confidence}, best
}

func (c certainty) of(x certainty) float64 {
	z := 0.0
	for i := range c {
		z += float64(c[i] * x[i])
	}
	return sigmoid(z)
}

// Confidence is the probability that the best operation of a ranking is right.
func (m *Model) Confidence(t *Turn, p []float64) float64 {
	x, _ := evidence(t, p)
	return m.certainty.of(x)
}

const (
	// calibrationFolds: the certainty is learned from rankings of examples that the ranker
	// was not trained on.
	calibrationFolds = 4
	newtonSteps      = 25
	ridge            = 1.0
)

// judged is a ranking with how right its best is.
type judged struct {
	x      certainty
	right  float64
	weight float64
}

// calibrate learns the certainty by cross-validation.
func calibrate(examples []Example, c Config) certainty {
	var rows []judged
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
				weight *= 0.2
			}
			rows = append(rows, judged{x, e.Target[best], weight})
		}
	}
	var a certainty
	for range newtonSteps {
		a = newton(a, rows)
	}
	for i := range a {
		a[i] = math.Round(a[i]*numericSteps) / numericSteps
	}
	return a
}

// newton does one step of the ridge-penalised logistic regression.
func newton(a certainty, rows []judged) certainty {
	var h [certaintyInputs][certaintyInputs + 1]float64
	for i := range a {
		h[i][i] = ridge
		h[i][certaintyInputs] = float64(-ridge * a[i])
	}
	for _, r := range rows {
		p := a.of(r.x)
		w := float64(p*(1-p)) * r.weight
		for i := range r.x {
			h[i][certaintyInputs] += float64(r.x[i]*(r.right-p)) * r.weight
			for j := range r.x {
				h[i][j] += float64(w*r.x[i]) * r.x[j]
			}
		}
	}
	for c := range certaintyInputs {
		for r := range certaintyInputs {
			if r == c {
				continue
			}
			f := h[r][c] / h[c][c]
			for k := c; k <= certaintyInputs; k++ {
				h[r][k] -= float64(f * h[c][k])
			}
		}
	}
	for i := range a {
		a[i] += h[i][certaintyInputs] / h[i][i]
	}
	return a
}
