package classify

// Model is a trained classifier. It is immutable and safe for concurrent use.
type Model struct {
	classes     []string
	outOfScope  int
	bits        uint
	idf         []uint8
	weights     []byte // int8, bucket-major: weights[bucket*classes + class]
	scale, bias []float32
	temperature float64
	accept      acceptor
}

// Result is the classification of one message.
type Result struct {
	// Probability of each class, out of scope included; they add up to 1.
	Probability []float64
	// Best is the likeliest class that is in scope, Second the next (-1 when
	// there is only one).
	Best, Second int
	// Confidence is the calibrated probability that Best is what was meant.
	Confidence float64
}

// Classes are the names of the classes, by index.
func (m *Model) Classes() []string { return m.classes }

// OutOfScope is the index of the class of messages that ask for nothing here.
func (m *Model) OutOfScope() int { return m.outOfScope }

// Classify scores one message.
func (m *Model) Classify(msg Message) Result {
	g := extract(msg, m.bits)
	vec, known := weigh(g, m.idf)
	logits := m.logits(vec)
	p := softmax(make([]float64, 0, len(logits)), logits, m.temperature)
	x, best := evidence(logits, p, m.outOfScope, known)
	_, second := topTwo(logits, m.outOfScope)
	return Result{Probability: p, Best: best, Second: second, Confidence: m.accept.probability(x)}
}

func (m *Model) logits(vec []entry) []float64 {
	k := len(m.classes)
	acc := make([]float64, k)
	for _, e := range vec {
		row := m.weights[int(e.bucket)*k:][:k]
		for c, q := range row {
			acc[c] += float64(e.value * float64(int8(q)))
		}
	}
	for c := range acc {
		acc[c] = float64(acc[c]*float64(m.scale[c])) + float64(m.bias[c])*biasFeature
	}
	return acc
}
