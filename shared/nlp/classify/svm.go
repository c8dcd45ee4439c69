package classify

import (
	"math"
	"slices"

	"github.com/aio-creative-hub/aio/shared/nlp/internal/xorshift"
)

// sample is one training vector with its class.
type sample struct {
	vec    []feature
	class  int
	also   []int   // further classes that it is an example of
	weight float64 // of the price of an error
	sqNorm float64
}

// feature is an entry in half its size: training is bound by memory.
type feature struct {
	bucket uint32
	value  float32
}

// biasFeature is the value of the constant feature that carries the bias.
const biasFeature = 1.0

// descent parameters: maxEpochs passes at most, until the largest projected
// gradient of a pass over all samples is below tolerance.
const (
	maxEpochs = 60
	tolerance = 0.1
)

// binarySVM trains class against the rest: L2-regularised, squared hinge loss
// with cost c, by dual coordinate descent with shrinking (Hsieh et al. 2008,
// algorithm 3). It returns the weights, the bias last. The order of the
// coordinates is drawn from a generator seeded with the class, so the result is
// reproducible.
func binarySVM(samples []sample, class int, buckets int, c float64) []float64 {
	w := make([]float64, buckets+1)
	alpha := make([]float64, len(samples))
	order := make([]int, len(samples))
	for i := range order {
		order[i] = i
	}
	rng := xorshift.Source(0x9E3779B97F4A7C15 ^ uint64(class+1))
	active, bound := len(order), math.Inf(1)
	for range maxEpochs {
		rng.Shuffle(order[:active])
		worst := 0.0
		for k := 0; k < active; k++ {
			i := order[k]
			g, idle := step(&samples[i], &alpha[i], w, class, 1/(2*c*samples[i].weight))
			if idle && g > bound { // far on the right side of the margin: leave it out for a while
				active--
				order[k], order[active] = order[active], order[k]
				k--
				continue
			}
			if !idle {
				worst = max(worst, math.Abs(g))
			}
		}
		bound = worst
		if worst >= tolerance {
			continue
		}
		if active == len(order) {
			break
		}
		active, bound = len(order), math.Inf(1)
	}
	return w
}

// step optimises one dual coordinate and returns its gradient; idle tells that
// the coordinate is zero and stays so. It and dot touch only their caller's
// slices; without the race detector's checks on every product, training under
// -race takes seconds instead of a minute.
//
//go:norace
func step(s *sample, alpha *float64, w []float64, class int, diag float64) (g float64, idle bool) {
	y := -1.0
	if s.class == class || slices.Contains(s.also, class) {
		y = 1
	}
	g = float64(y*dot(s.vec, w)) - 1 + float64(diag*(*alpha))
	if *alpha == 0 && g >= 0 {
		return g, true
	}
	old := *alpha
	*alpha = max(0, old-g/(s.sqNorm+diag))
	d := (*alpha - old) * y
	for i := range len(s.vec) {
		w[s.vec[i].bucket] += float64(d * float64(s.vec[i].value))
	}
	w[len(w)-1] += float64(d * biasFeature)
	return g, false
}

// dot is the score of a vector, bias included.
//
//go:norace
func dot(vec []feature, w []float64) float64 {
	sum := w[len(w)-1] * biasFeature
	for i := range len(vec) {
		sum += float64(float64(vec[i].value) * w[vec[i].bucket])
	}
	return sum
}
