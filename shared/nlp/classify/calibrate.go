package classify

import (
	"math"
	"slices"

	"github.com/aio-creative-hub/aio/shared/nlp/internal/logistic"
)

// ambiguous is the class of a scored message that may mean several operations.
const ambiguous = -1

// scored are the held-out scores of one training message.
type scored struct {
	scores
	class      int
	candidates []int // of an ambiguous message
}

const (
	minTemperature = 0.02
	maxTemperature = 5.0
	// parameterStep is the resolution of stored calibration parameters: coarse
	// enough that the last bits of a logarithm do not reach the model file.
	parameterStep = 1.0 / 4096
)

// fitTemperature finds the temperature that minimises the cross-entropy of
// softmax(logits / T), by golden-section search on log T (Guo et al. 2017).
func fitTemperature(rows []scored) float64 {
	inv := (math.Sqrt(5) - 1) / 2
	lo, hi := math.Log(minTemperature), math.Log(maxTemperature)
	for range 60 {
		a, b := hi-inv*(hi-lo), lo+inv*(hi-lo)
		if crossEntropy(rows, math.Exp(a)) < crossEntropy(rows, math.Exp(b)) {
			hi = b
		} else {
			lo = a
		}
	}
	return roundParameter(math.Exp((lo + hi) / 2))
}

func crossEntropy(rows []scored, temperature float64) float64 {
	sum := 0.0
	p := make([]float64, 0, 64)
	for _, r := range rows {
		if r.class == ambiguous {
			continue
		}
		p = softmax(p[:0], r.logits, temperature)
		sum -= math.Log(math.Max(p[r.class], 1e-12))
	}
	return sum
}

// softmax appends exp(l/T) / sum to dst.
func softmax(dst, logits []float64, temperature float64) []float64 {
	top := math.Inf(-1)
	for _, l := range logits {
		top = math.Max(top, l)
	}
	sum := 0.0
	for _, l := range logits {
		e := math.Exp((l - top) / temperature)
		dst = append(dst, e)
		sum += e
	}
	for i := range dst {
		dst[i] /= sum
	}
	return dst
}

// calibrate fits the temperature and the logistic models on held-out scores.
// Messages out of scope are weighted to be a share of all. For an ambiguous
// message every candidate is a right guess.
func (m *Model) calibrate(rows []scored, cfg Config) {
	m.temperature = fitTemperature(rows)
	outside := 0
	for _, r := range rows {
		if r.class == m.outOfScope {
			outside++
		}
	}
	share := cfg.OutOfScopeShare
	weight := share / (1 - share) * float64(len(rows)-outside) / float64(max(outside, 1))
	var fits [logistics][]logistic.Observation
	for _, r := range rows {
		x, best, _ := r.evidence(softmax(nil, r.logits, m.temperature), m.outOfScope, m.groups)
		o := logistic.Observation{X: x[:], Weight: 1}
		if r.class == m.outOfScope {
			o.Weight = weight
		}
		for i, yes := range [logistics]bool{
			isRight:     best == r.class || slices.Contains(r.candidates, best),
			isInScope:   r.class != m.outOfScope,
			isAmbiguous: r.class == ambiguous,
		} {
			if o.Y = 0; yes {
				o.Y = 1
			}
			fits[i] = append(fits[i], o)
		}
	}
	for i, rows := range fits {
		fit := logistic.Fit(rows, evidenceInputs)
		for k := range fit {
			if i == isRight {
				fit[k] *= cfg.Sharpness
			}
			fit[k] = roundParameter(fit[k])
		}
		m.logistics[i] = fit
	}
}

func roundParameter(v float64) float64 { return math.Round(v/parameterStep) * parameterStep }
