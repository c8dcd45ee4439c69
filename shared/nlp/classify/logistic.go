package classify

import "math"

// logistic is a small logistic regression: weights of its inputs, of which the
// first is constant.
type logistic []float64

// observation is one row that a logistic model is fitted to.
type observation struct {
	x      []float64
	yes    bool
	weight float64
}

func (a logistic) probability(x []float64) float64 { return 1 / (1 + math.Exp(-a.logit(x))) }

func (a logistic) logit(x []float64) float64 {
	z := 0.0
	for i := range a {
		z += float64(a[i] * x[i])
	}
	return z
}

const (
	newtonSteps = 25
	// ridge keeps the weights small: the inputs are correlated.
	ridge = 1.0
)

// fitLogistic fits by Newton's method on the ridge-penalised log-likelihood.
func fitLogistic(rows []observation, inputs int) logistic {
	a := make(logistic, inputs)
	for range newtonSteps {
		a.newton(rows)
	}
	for i := range a {
		a[i] = roundParameter(a[i])
	}
	return a
}

// newton does one step: a + (X'WX + ridge)^-1 (X'(y-p) - ridge a).
func (a logistic) newton(rows []observation) {
	n := len(a)
	h := make([][]float64, n)
	for i := range h {
		h[i] = make([]float64, n+1)
		h[i][i], h[i][n] = ridge, -ridge*a[i]
	}
	for _, r := range rows {
		p := a.probability(r.x)
		y, w := 0.0, r.weight*p*(1-p)
		if r.yes {
			y = 1
		}
		for i, xi := range r.x {
			h[i][n] += float64(r.weight * xi * (y - p))
			for j, xj := range r.x {
				h[i][j] += float64(w * xi * xj)
			}
		}
	}
	for i, d := range solve(h) {
		a[i] += d
	}
}

// solve is Gauss-Jordan elimination; the matrix is positive definite.
func solve(m [][]float64) []float64 {
	n := len(m)
	for c := range n {
		for r := range n {
			if r == c {
				continue
			}
			f := m[r][c] / m[c][c]
			for k := c; k <= n; k++ {
				m[r][k] -= float64(f * m[c][k])
			}
		}
	}
	x := make([]float64, n)
	for i := range x {
		x[i] = m[i][n] / m[i][i]
	}
	return x
}
