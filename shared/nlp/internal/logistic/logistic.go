// Package logistic fits small logistic regressions, by which confidences are calibrated.
package logistic

import "math"

// Model has the weights of its inputs.
type Model []float64

// Observation is a row that a model is fitted to: inputs, how true it is, in [0, 1], and
// how much it counts.
type Observation struct {
	X         []float64
	Y, Weight float64
}

// Probability is how likely it is that inputs are true.
func (a Model) Probability(x []float64) float64 { return Sigmoid(a.Logit(x)) }

// Logit are the log odds of that.
func (a Model) Logit(x []float64) float64 {
	z := 0.0
	for i := range a {
		z += float64(a[i] * x[i])
	}
	return z
}

// Sigmoid makes a probability of log odds.
func Sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

const (
	newtonSteps = 25
	// ridge keeps the weights small: the inputs are correlated.
	ridge = 1.0
)

// Fit fits a model of so many inputs by Newton's method on the ridge-penalised
// log-likelihood.
func Fit(rows []Observation, inputs int) Model {
	a := make(Model, inputs)
	for range newtonSteps {
		a.newton(rows)
	}
	return a
}

// newton does one step: a + (X'WX + ridge)^-1 (X'(y-p) - ridge a).
func (a Model) newton(rows []Observation) {
	n := len(a)
	h := make([][]float64, n)
	for i := range h {
		h[i] = make([]float64, n+1)
		h[i][i], h[i][n] = ridge, -ridge*a[i]
	}
	for _, r := range rows {
		p := a.Probability(r.X)
		w := r.Weight * p * (1 - p)
		for i, xi := range r.X {
			h[i][n] += float64(r.Weight * xi * (r.Y - p))
			for j, xj := range r.X {
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
