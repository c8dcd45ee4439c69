package classify

import (
	"fmt"
	"math"
	"runtime"
	"sync"
)

// Example is one training message and the index of its class.
type Example struct {
	Message Message
	Class   int
}

// Config are the training parameters.
type Config struct {
	// Bits is the logarithm of the number of hash buckets.
	Bits uint
	// Cost is the SVM's C: the price of a training error.
	Cost float64
	// Folds is the number of parts of the cross-validation that gives the
	// held-out scores for calibration.
	Folds int
	// Block is the number of neighbouring examples of a class that stay in one
	// fold: neighbours were written together and resemble each other.
	Block int
}

// DefaultConfig are the parameters that measured best on held-out messages.
func DefaultConfig() Config { return Config{Bits: 16, Cost: 1, Folds: 5, Block: 6} }

func (c Config) validate(classes []string, examples []Example, outOfScope int) error {
	switch {
	case c.Bits < minBits || c.Bits > maxBits:
		return fmt.Errorf("classify: bits %d is not in [%d, %d]", c.Bits, minBits, maxBits)
	case c.Cost <= 0 || c.Folds < 2 || c.Block < 1:
		return fmt.Errorf("classify: cost, folds or block out of range")
	case len(classes) < 2 || len(classes) > maxClasses:
		return fmt.Errorf("classify: %d classes are not in [2, %d]", len(classes), maxClasses)
	case outOfScope < 0 || outOfScope >= len(classes):
		return fmt.Errorf("classify: out-of-scope class %d does not exist", outOfScope)
	case len(examples) < c.Folds:
		return fmt.Errorf("classify: %d examples are too few", len(examples))
	}
	for _, name := range classes {
		if len(name) == 0 || len(name) > maxName {
			return fmt.Errorf("classify: class name of %d bytes is not in [1, %d]", len(name), maxName)
		}
	}
	for i, e := range examples {
		if e.Class < 0 || e.Class >= len(classes) {
			return fmt.Errorf("classify: example %d has class %d of %d", i, e.Class, len(classes))
		}
	}
	return nil
}

// Train makes a model. Calibration is fitted on held-out scores: each fold is
// scored by a model that was trained without it.
func Train(classes []string, examples []Example, outOfScope int, cfg Config) (*Model, error) {
	if err := cfg.validate(classes, examples, outOfScope); err != nil {
		return nil, err
	}
	docs := make([]grams, len(examples))
	labels := make([]int, len(examples))
	for i, e := range examples {
		docs[i], labels[i] = extract(e.Message, cfg.Bits), e.Class
	}
	rows := crossValidate(docs, labels, len(classes), cfg)
	m := &Model{classes: classes, outOfScope: outOfScope, bits: cfg.Bits}
	m.idf = inverseDocumentFrequency(docs, cfg.Bits)
	m.quantise(trainAll(vectors(docs, labels, m.idf), len(classes), cfg))
	m.temperature = fitTemperature(rows)
	m.accept = fitAccept(rows, outOfScope, m.temperature)
	return m, nil
}

// vectors weighs the documents for training.
func vectors(docs []grams, labels []int, idf []uint8) []sample {
	out := make([]sample, len(docs))
	for i, d := range docs {
		vec, known := weigh(d, idf)
		sq := biasFeature * biasFeature
		for _, e := range vec {
			sq += float64(e.value * e.value)
		}
		out[i] = sample{vec: vec, known: known, class: labels[i], sqNorm: sq}
	}
	return out
}

// trainAll trains every class against the rest on all processors. Each class
// is independent of the others, so the result does not depend on the schedule;
// the goroutines end before trainAll returns.
func trainAll(samples []sample, classes int, cfg Config) [][]float64 {
	w := make([][]float64, classes)
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), classes) {
		wg.Go(func() {
			for c := range next {
				w[c] = binarySVM(samples, c, 1<<cfg.Bits, cfg.Cost)
			}
		})
	}
	for c := range classes {
		next <- c
	}
	close(next)
	wg.Wait()
	return w
}

func crossValidate(docs []grams, labels []int, classes int, cfg Config) []scored {
	folds := assignFolds(labels, classes, cfg)
	var rows []scored
	for f := range cfg.Folds {
		var train []grams
		var trainLabels []int
		for i := range docs {
			if folds[i] != f {
				train, trainLabels = append(train, docs[i]), append(trainLabels, labels[i])
			}
		}
		idf := inverseDocumentFrequency(train, cfg.Bits)
		w := trainAll(vectors(train, trainLabels, idf), classes, cfg)
		for i := range docs {
			if folds[i] == f {
				vec, known := weigh(docs[i], idf)
				rows = append(rows, scored{logits: scores(vec, w), known: known, class: labels[i]})
			}
		}
	}
	return rows
}

func scores(vec []entry, w [][]float64) []float64 {
	out := make([]float64, len(w))
	for c := range w {
		out[c] = dot(vec, w[c])
	}
	return out
}

// assignFolds deals blocks of neighbouring examples of a class to the folds.
func assignFolds(labels []int, classes int, cfg Config) []int {
	seen := make([]int, classes)
	folds := make([]int, len(labels))
	for i, c := range labels {
		folds[i] = seen[c] / cfg.Block % cfg.Folds
		seen[c]++
	}
	return folds
}

// quantise stores the weights as int8, one scale a class, buckets major.
func (m *Model) quantise(w [][]float64) {
	k := len(w)
	m.scale, m.bias = make([]float32, k), make([]float32, k)
	m.weights = make([]byte, k<<m.bits)
	for c, ws := range w {
		top := 0.0
		for _, v := range ws[:len(ws)-1] {
			top = math.Max(top, math.Abs(v))
		}
		m.bias[c] = float32(roundParameter(ws[len(ws)-1]))
		m.scale[c] = float32(math.Ceil(top/math.MaxInt8/scaleStep) * scaleStep)
		if m.scale[c] == 0 {
			continue
		}
		for b, v := range ws[:len(ws)-1] {
			q := math.Round(v / float64(m.scale[c]))
			m.weights[b*k+c] = byte(int8(q))
		}
	}
}

// scaleStep is the resolution of the weight scales.
const scaleStep = 1.0 / (1 << 20)
