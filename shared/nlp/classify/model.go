package classify

import (
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp/internal/logistic"
)

// Model is a trained classifier. It is immutable and safe for concurrent use.
type Model struct {
	classes     []string
	groups      []int // of each class: the index of the first class of its group
	outOfScope  int
	bits        uint
	views       [views]float64
	idf         []uint8
	vectors     *Vectors
	weights     []byte    // int8, bucket-major: weights[bucket*columns + class]
	scale, bias []float32 // by column: the classes and, last, the ambiguity detector
	temperature float64
	logistics   [logistics]logistic.Model
}

// The calibration models, all on the same inputs.
const (
	isRight     = iota // is the best guess right?
	isInScope          // does the message ask for anything the product does?
	isAmbiguous        // may it mean several operations?
	logistics
)

// Result is the classification of one message.
type Result struct {
	// Probability of each class, out of scope included; they add up to 1.
	Probability []float64
	// Best is the likeliest class that is in scope, Second the next (-1 when
	// there is only one).
	Best, Second int
	// Confidence is the calibrated probability that Best is what was meant.
	Confidence float64
	// InScope is the calibrated probability that the message means some class
	// in scope, whichever.
	InScope float64
	// Ambiguous is the calibrated probability that the message may mean several
	// classes and should be asked about; near 0 for a model that was trained
	// without ambiguous messages.
	Ambiguous float64
}

// Classes are the names of the classes, by index.
func (m *Model) Classes() []string { return m.classes }

// OutOfScope is the index of the class of messages that ask for nothing here.
func (m *Model) OutOfScope() int { return m.outOfScope }

// columns is the number of linear models: one a class, and the ambiguity detector.
func (m *Model) columns() int { return len(m.classes) + 1 }

// Classify scores one message.
func (m *Model) Classify(msg Message) Result {
	r, _ := m.result(m.score(m.vector(extract(msg, m.bits, m.vectors))))
	return r
}

func (m *Model) result(s scores) (Result, [evidenceInputs]float64) {
	p := softmax(make([]float64, 0, len(s.logits)), s.logits, m.temperature)
	x, best, second := s.evidence(p, m.outOfScope, m.groups)
	return Result{
		Probability: p, Best: best, Second: second,
		Confidence: m.logistics[isRight].Probability(x[:]),
		InScope:    m.logistics[isInScope].Probability(x[:]),
		Ambiguous:  m.logistics[isAmbiguous].Probability(x[:]),
	}, x
}

// score computes the logits view by view.
func (m *Model) score(v vector) scores {
	k := m.columns()
	s := scores{logits: make([]float64, k), known: v.known, grams: v.end[viewChars], traits: v.traits}
	all := make([]float64, views*k)
	from := 0
	for view, end := range v.end {
		part := all[view*k:][:k]
		for _, e := range v.entries[from:end] {
			row := m.weights[int(e.bucket)*k:][:k]
			for c, q := range row {
				part[c] += float64(e.value * float64(int8(q)))
			}
		}
		for c := range part {
			part[c] *= float64(m.scale[c])
			s.logits[c] += part[c]
		}
		s.parts[view], from = part, end
	}
	for c := range s.logits {
		s.logits[c] += float64(m.bias[c]) * biasFeature
	}
	s.logits, s.vague = s.logits[:k-1], s.logits[k-1]
	return s
}

// groupsOf finds the classes that share what is before the dot of their names:
// the operations of one tool.
func groupsOf(classes []string) []int {
	first := make(map[string]int, len(classes))
	out := make([]int, len(classes))
	for i, name := range classes {
		tool, _, _ := strings.Cut(name, ".")
		at, ok := first[tool]
		if !ok {
			at, first[tool] = i, i
		}
		out[i] = at
	}
	return out
}
