package classify

import "math"

// acceptInputs is the number of inputs of the accept model, bias included.
const acceptInputs = 7

// acceptor is the logistic model of "the best in-scope guess is right".
type acceptor [acceptInputs]float64

// evidence are the inputs of the accept model: the best in-scope logit, its
// margin over the runner-up, the logarithm of its probability, its gap to the
// out-of-scope class, the runner-up's logit, and the share of known n-grams.
func evidence(logits, p []float64, outOfScope int, known float64) (x acceptor, best int) {
	best, second := topTwo(logits, outOfScope)
	runner := logits[best]
	if second >= 0 {
		runner = logits[second]
	}
	return acceptor{
		1,
		logits[best],
		logits[best] - runner,
		math.Log(math.Max(p[best], 1e-6)),
		logits[best] - logits[outOfScope],
		runner,
		known,
	}, best
}

// topTwo are the best two classes that are in scope, second = -1 for none.
func topTwo(logits []float64, outOfScope int) (best, second int) {
	best, second = -1, -1
	for i, l := range logits {
		switch {
		case i == outOfScope:
		case best < 0 || l > logits[best]:
			best, second = i, best
		case second < 0 || l > logits[second]:
			second = i
		}
	}
	return best, second
}

func (a acceptor) probability(x acceptor) float64 {
	z := 0.0
	for i := range a {
		z += float64(a[i] * x[i])
	}
	return 1 / (1 + math.Exp(-z))
}

const (
	newtonSteps = 25
	// ridge keeps the weights small: the inputs are correlated.
	ridge = 1.0
)

// fitAccept fits the accept model by Newton's method on the ridge-penalised
// log-likelihood.
func fitAccept(rows []scored, outOfScope int, temperature float64) acceptor {
	xs := make([]acceptor, len(rows))
	ys := make([]float64, len(rows))
	for i, r := range rows {
		x, best := evidence(r.logits, softmax(nil, r.logits, temperature), outOfScope, r.known)
		xs[i] = x
		if best == r.class {
			ys[i] = 1
		}
	}
	var a acceptor
	for range newtonSteps {
		a = newton(a, xs, ys)
	}
	for i := range a {
		a[i] = roundParameter(a[i])
	}
	return a
}

// newton does one step: a + (X'WX + ridge)^-1 (X'(y-p) - ridge a).
func newton(a acceptor, xs []acceptor, ys []float64) acceptor {
	var h [acceptInputs][acceptInputs + 1]float64
	for i := range a {
		h[i][i] = ridge
		h[i][acceptInputs] = -ridge * a[i]
	}
	for k, x := range xs {
		p := a.probability(x)
		w := p * (1 - p)
		for i := range x {
			h[i][acceptInputs] += float64(x[i] * (ys[k] - p))
			for j := range x {
				h[i][j] += float64(w * x[i] * x[j])
			}
		}
	}
	d := solve(h)
	for i := range a {
		a[i] += d[i]
	}
	return a
}

// solve is Gauss-Jordan elimination; the matrix is positive definite.
func solve(m [acceptInputs][acceptInputs + 1]float64) (x acceptor) {
	for c := range acceptInputs {
		for r := range acceptInputs {
			if r == c {
				continue
			}
			f := m[r][c] / m[c][c]
			for k := c; k <= acceptInputs; k++ {
				m[r][k] -= float64(f * m[c][k])
			}
		}
	}
	for i := range x {
		x[i] = m[i][acceptInputs] / m[i][i]
	}
	return x
}
