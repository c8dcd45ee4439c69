package classify

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
)

// Example is one training message and the index of its class.
type Example struct {
	Message Message
	Class   int
}

// Ambiguous is a message that should be answered with a question, and the
// indices of the classes that it may mean.
type Ambiguous struct {
	Message    Message
	Candidates []int
}

// Set is what a model is trained on.
type Set struct {
	// Classes are the names; those that share what is before the first dot are a
	// group (the operations of a tool). OutOfScope is the index of the class of
	// everything else.
	Classes    []string
	OutOfScope int
	Examples   []Example
	// Ambiguous messages teach how far a guess can be trusted and when to ask.
	Ambiguous []Ambiguous
	// Vectors is the table of word vectors, nil for none.
	Vectors *Vectors
}

// Config are the training parameters.
type Config struct {
	// Views are the lengths of the views.
	Views Views
	// Bits is the logarithm of the number of hash buckets.
	Bits uint
	// Cost is the SVM's C: the price of a training error.
	Cost float64
	// GroupWeight is the weight of the score of a class's group beside its own.
	GroupWeight float64
	// Folds is the number of parts of the cross-validation that gives the
	// held-out scores for calibration; 0 for none, for comparisons of accuracy.
	Folds int
	// Block is the number of neighbouring examples of a class that stay in one
	// fold: neighbours were written together and resemble each other.
	Block int
	// OutOfScopeShare is the share of messages out of scope that is expected in
	// use; the calibration is weighted to it, however many examples there are.
	OutOfScopeShare float64
	// AmbiguousWeight is what an ambiguous message counts, against 1 of a clear one, as an
	// example of each of its candidates: they learn to be among the choices, and the other
	// classes not to be. More would lower the scores of clear messages like it.
	AmbiguousWeight float64
	// Sharpness multiplies the log odds of the confidence: the models that gave the held-out
	// scores learned from less, and a training set may have more messages that are hard to
	// tell apart than there are in use. 1 changes nothing.
	Sharpness float64
}

// DefaultConfig are the parameters that measured best on held-out messages
// (docs/nlp-variants.md).
func DefaultConfig() Config {
	return Config{
		Views: Views{Words: 1, Letters: 1.4, Pattern: 1.2, Meaning: 1.2}, Bits: 16,
		Cost: 1, GroupWeight: 0.7,
		Folds: 6, Block: 1, OutOfScopeShare: 1.0 / 8, AmbiguousWeight: 0.2, Sharpness: 1,
	}
}

func (c Config) validate(s *Set) error {
	switch {
	case c.Bits < minBits || c.Bits > maxBits:
		return fmt.Errorf("classify: bits %d is not in [%d, %d]", c.Bits, minBits, maxBits)
	case c.Cost <= 0 || c.GroupWeight < 0 || c.Folds < 0 || c.Folds == 1 || c.Block < 1:
		return fmt.Errorf("classify: cost, group weight, folds or block out of range")
	case c.AmbiguousWeight < 0 || c.AmbiguousWeight > 1:
		return fmt.Errorf("classify: weight %v of ambiguous messages is not in [0, 1]", c.AmbiguousWeight)
	case c.Sharpness <= 0:
		return fmt.Errorf("classify: sharpness %v is not positive", c.Sharpness)
	case c.OutOfScopeShare <= 0 || c.OutOfScopeShare >= 1:
		return fmt.Errorf("classify: out-of-scope share %v is not in (0, 1)", c.OutOfScopeShare)
	case len(s.Classes) < 2 || len(s.Classes) > maxClasses:
		return fmt.Errorf("classify: %d classes are not in [2, %d]", len(s.Classes), maxClasses)
	case s.OutOfScope < 0 || s.OutOfScope >= len(s.Classes):
		return fmt.Errorf("classify: out-of-scope class %d does not exist", s.OutOfScope)
	case len(s.Examples) < max(c.Folds, 1):
		return fmt.Errorf("classify: %d examples are too few", len(s.Examples))
	}
	for _, name := range s.Classes {
		if len(name) == 0 || len(name) > maxName {
			return fmt.Errorf("classify: class name of %d bytes is not in [1, %d]", len(name), maxName)
		}
	}
	for i, a := range s.Ambiguous {
		for _, c := range a.Candidates {
			if c < 0 || c >= len(s.Classes) {
				return fmt.Errorf("classify: ambiguous message %d has candidate %d of %d", i, c, len(s.Classes))
			}
		}
	}
	for i, e := range s.Examples {
		if e.Class < 0 || e.Class >= len(s.Classes) {
			return fmt.Errorf("classify: example %d has class %d of %d", i, e.Class, len(s.Classes))
		}
	}
	return nil
}

// labelled is a training message and its class, or the candidates of an
// ambiguous one.
type labelled struct {
	grams
	class      int
	candidates []int
}

// trainer holds what the parts of a training share.
type trainer struct {
	cfg    Config
	set    *Set
	groups []int
	docs   []labelled
}

// Train makes a model. Calibration is fitted on held-out scores: each fold is
// scored by a model that was trained without it.
func Train(set *Set, cfg Config) (*Model, error) {
	if err := cfg.validate(set); err != nil {
		return nil, err
	}
	t := &trainer{cfg: cfg, set: set, groups: groupsOf(set.Classes)}
	for _, e := range set.Examples {
		t.docs = append(t.docs, labelled{extract(e.Message, cfg.Bits, set.Vectors), e.Class, nil})
	}
	for _, a := range set.Ambiguous {
		t.docs = append(t.docs, labelled{extract(a.Message, cfg.Bits, set.Vectors), ambiguous, a.Candidates})
	}
	m := t.fit(t.docs)
	m.calibrate(t.crossValidate(), cfg)
	return m, nil
}

// fit trains the linear model on documents; it is not calibrated yet.
func (t *trainer) fit(docs []labelled) *Model {
	m := &Model{classes: t.set.Classes, groups: t.groups, outOfScope: t.set.OutOfScope, bits: t.cfg.Bits, views: t.cfg.Views.list(), vectors: t.set.Vectors}
	m.idf = inverseDocumentFrequency(docs, t.cfg.Bits)
	samples := make([]sample, len(docs))
	for i, d := range docs {
		samples[i] = sampleOf(m.vector(d.grams).entries, d.class, d.candidates)
	}
	m.quantise(t.trainAll(samples))
	return m
}

func sampleOf(vec []entry, class int, candidates []int) sample {
	sq := biasFeature * biasFeature
	features := make([]feature, len(vec))
	for i, e := range vec {
		sq += float64(e.value * e.value)
		features[i] = feature{e.bucket, float32(e.value)}
	}
	return sample{vec: features, class: class, also: candidates, weight: 1, sqNorm: sq}
}

// trainAll trains every class, and every group of several classes, against the
// rest, and adds a group's weights to those of its classes. A class that is alone
// in its group counts for both. The last of the results tells ambiguous messages from
// all others.
func (t *trainer) trainAll(all []sample) [][]float64 {
	k := len(t.set.Classes)
	tasks := make([]task, 0, 2*k+1)
	samples := t.ofClasses(all)
	for c := range k {
		tasks = append(tasks, task{samples, c})
	}
	if t.cfg.GroupWeight > 0 {
		tasks = append(tasks, t.groupTasks(samples)...)
	}
	groups := len(tasks) - k
	tasks = append(tasks, task{all, ambiguous})
	w := t.run(tasks)
	ofGroup := make(map[int][]float64, groups)
	for i, g := range tasks[k : k+groups] {
		ofGroup[g.class] = w[k+i]
	}
	for c := range k {
		if group, ok := ofGroup[t.groups[c]]; ok {
			addScaled(w[c], group, t.cfg.GroupWeight)
		} else {
			addScaled(w[c], w[c], t.cfg.GroupWeight)
		}
	}
	return append(w[:k:k], w[len(w)-1])
}

// ofClasses are the samples that the classes learn from: of ambiguous messages those with
// candidates, at their weight.
func (t *trainer) ofClasses(all []sample) []sample {
	out := make([]sample, 0, len(all))
	for _, s := range all {
		if s.class == ambiguous {
			if s.weight = t.cfg.AmbiguousWeight; s.weight == 0 || len(s.also) == 0 {
				continue
			}
		}
		out = append(out, s)
	}
	return out
}

// groupTasks are the same samples labelled with their groups, one task for each
// group of several classes.
func (t *trainer) groupTasks(samples []sample) []task {
	size := make([]int, len(t.groups))
	for _, g := range t.groups {
		size[g]++
	}
	relabelled := slices.Clone(samples)
	for i, s := range samples {
		relabelled[i].also = nil
		for _, c := range s.also {
			relabelled[i].also = append(relabelled[i].also, t.groups[c])
		}
		if s.class != ambiguous {
			relabelled[i].class = t.groups[s.class]
		}
	}
	var tasks []task
	for g, n := range size {
		if n > 1 {
			tasks = append(tasks, task{relabelled, g})
		}
	}
	return tasks
}

func addScaled(dst, src []float64, factor float64) {
	for i, v := range src {
		dst[i] += float64(factor * v)
	}
}

// task is one class, or group, to train against the rest.
type task struct {
	samples []sample
	class   int
}

// run works through the tasks on all processors. Each is independent of the
// others, so the result does not depend on the schedule; the goroutines end
// before run returns.
func (t *trainer) run(tasks []task) [][]float64 {
	buckets := 1<<t.cfg.Bits + t.set.Vectors.columns()
	w := make([][]float64, len(tasks))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(tasks)) {
		wg.Go(func() {
			for i := range next {
				w[i] = binarySVM(tasks[i].samples, tasks[i].class, buckets, t.cfg.Cost)
			}
		})
	}
	for i := range tasks {
		next <- i
	}
	close(next)
	wg.Wait()
	return w
}

// crossValidate scores every message by a model that was trained without its fold.
func (t *trainer) crossValidate() []scored {
	if t.cfg.Folds == 0 {
		return nil
	}
	folds := t.assignFolds()
	var rows []scored
	for f := range t.cfg.Folds {
		var train []labelled
		for i, d := range t.docs {
			if folds[i] != f {
				train = append(train, d)
			}
		}
		m := t.fit(train)
		for i, d := range t.docs {
			if folds[i] == f {
				rows = append(rows, scored{m.score(m.vector(d.grams)), d.class, d.candidates})
			}
		}
	}
	return rows
}

// assignFolds deals blocks of neighbouring messages of a class to the folds.
func (t *trainer) assignFolds() []int {
	seen := make(map[int]int, len(t.set.Classes)+1)
	folds := make([]int, len(t.docs))
	for i, d := range t.docs {
		folds[i] = seen[d.class] / t.cfg.Block % t.cfg.Folds
		seen[d.class]++
	}
	return folds
}

// quantise stores the weights as int8, one scale a class, buckets major.
func (m *Model) quantise(w [][]float64) {
	k := len(w)
	m.scale, m.bias = make([]float32, k), make([]float32, k)
	m.weights = make([]byte, k*(1<<m.bits+m.vectors.columns()))
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
