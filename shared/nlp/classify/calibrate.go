package classify

import "math"

// scored are the held-out logits of one training message.
type scored struct {
	logits []float64
	known  float64
	class  int
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

func roundParameter(v float64) float64 { return math.Round(v/parameterStep) * parameterStep }
