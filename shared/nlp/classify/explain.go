package classify

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Feature is one thing seen in a message and what it adds to the logits.
type Feature struct {
	// Name says what it is: "word delete", "letters <de", "meaning erase".
	// N-grams of the message that share a bucket are named together.
	Name string
	// Best and Runner are what it adds to the logit of the best and of the
	// second best class in scope.
	Best, Runner float64
}

// Input is one input of the calibration models: its value and what it adds to
// the log-odds that the best guess is right, that the message is in scope, and
// that it is ambiguous.
type Input struct {
	Name                      string
	Value                     float64
	Right, InScope, Ambiguous float64
}

// Explanation says what decided about a message.
type Explanation struct {
	Result
	// BestLogit and RunnerLogit are the sums of the features and of the bias.
	BestLogit, RunnerLogit float64
	Bias                   Feature
	// Features are ordered by how much they favour the best class over the
	// runner-up, strongest first.
	Features []Feature
	Inputs   []Input
}

// Explain classifies a message and says what decided.
func (m *Model) Explain(msg Message) Explanation {
	x := extractor{bits: m.bits, table: m.vectors, names: map[uint32][]string{}}
	x.run(msg)
	v := m.vector(x.g)
	s := m.score(v)
	r, evidence := m.result(s)
	e := Explanation{Result: r}
	runner := max(r.Second, 0)
	e.BestLogit, e.RunnerLogit = s.logits[r.Best], s.logits[runner]
	e.Bias = Feature{"bias", float64(m.bias[r.Best]), float64(m.bias[runner])}
	from := v.end[viewPattern]
	for _, entry := range v.entries[:from] {
		e.Features = append(e.Features, Feature{strings.Join(x.names[entry.bucket], " / "),
			entry.value * m.weight(entry.bucket, r.Best), entry.value * m.weight(entry.bucket, runner)})
	}
	if from < len(v.entries) {
		e.Features = append(e.Features, m.meanings(msg, r.Best, runner)...)
	}
	slices.SortStableFunc(e.Features, func(a, b Feature) int { return cmp.Compare(b.favour(), a.favour()) })
	e.Inputs = m.inputs(evidence)
	return e
}

func (f Feature) favour() float64 { return f.Best - f.Runner }

// weight is one weight of the linear model.
func (m *Model) weight(bucket uint32, column int) float64 {
	return float64(int8(m.weights[int(bucket)*m.columns()+column])) * float64(m.scale[column])
}

// meanings is what the vector of each word adds: its part of the sum, and of the
// spread where it is the greatest or the least.
func (m *Model) meanings(msg Message, best, runner int) []Feature {
	var out []Feature
	var words []wordVector
	for _, w := range msg.Words[:min(len(msg.Words), maxWords)] {
		if row := m.vectors.row(w); row >= 0 {
			words = append(words, wordVector{fnvOffset.bytes("w").bytes(w).bucket(m.bits), row})
			out = append(out, Feature{Name: viewNames[viewMeaning] + " " + w})
		}
	}
	sum, spread := m.pool(words)
	norm := m.views[viewMeaning] * inverseLength(sum)
	spreadNorm := spreadWeight * m.views[viewMeaning] * inverseLength(spread)
	for d := range sum {
		add := func(word, bucket int, value float64) {
			out[word].Best += value * m.weight(uint32(bucket), best)
			out[word].Runner += value * m.weight(uint32(bucket), runner)
		}
		for i, w := range words {
			add(i, len(m.idf)+d, float64(vectorWeight(m.idf[w.bucket])*m.vectors.at(w.row, d))*norm)
		}
		lo, hi := m.vectors.extremes(words, d)
		add(hi, len(m.idf)+len(sum)+d, float64(m.vectors.at(words[hi].row, d))*spreadNorm)
		add(lo, len(m.idf)+len(sum)+d, -float64(m.vectors.at(words[lo].row, d))*spreadNorm)
	}
	return out
}

func (m *Model) inputs(x [evidenceInputs]float64) []Input {
	var out []Input
	for i, v := range x {
		out = append(out, Input{inputNames[i], v,
			v * m.logistics[isRight][i], v * m.logistics[isInScope][i], v * m.logistics[isAmbiguous][i]})
	}
	slices.SortStableFunc(out, func(a, b Input) int { return cmp.Compare(math.Abs(b.Right), math.Abs(a.Right)) })
	return out
}
