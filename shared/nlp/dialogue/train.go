package dialogue

import (
	"math"

	"github.com/aio-creative-hub/aio/shared/nlp/internal/logistic"
	"github.com/aio-creative-hub/aio/shared/nlp/internal/xorshift"
)

// Example is a turn with the probability that each operation was meant.
type Example struct {
	Turn   *Turn
	Target []float64
	Weight float64
}

// Inheritance is a turn that means the last operation, and whether it goes on with it.
type Inheritance struct {
	Turn     *Turn
	Inherits bool
	Weight   float64
}

// Config are the parameters of training.
type Config struct {
	Epochs int
	Rate   float64 // Adagrad's learning rate
	Decay  float64 // L2 penalty, by update
}

// DefaultConfig is what measured best in cross-validation.
func DefaultConfig() Config { return Config{Epochs: 12, Rate: 0.05, Decay: 1e-3} }

// learner is a weight vector under Adagrad.
type learner struct {
	w, g []float64
	sum  []float64 // of w after the epochs of the second half
	c    Config
}

func newLearner(n int, c Config) *learner {
	return &learner{w: make([]float64, n), g: make([]float64, n), sum: make([]float64, n), c: c}
}

//go:norace
func (l *learner) step(i uint32, grad float64) {
	grad += l.c.Decay * l.w[i]
	l.g[i] += float64(grad * grad)
	l.w[i] -= l.c.Rate * grad / (1e-3 + math.Sqrt(l.g[i]))
}

// rest takes the weights after an epoch into the average, which generalises better than the
// last weights (Polyak and Juditsky, 1992).
func (l *learner) rest(epoch int) {
	if epoch < l.c.Epochs/2 {
		return
	}
	n := float64(l.c.Epochs - l.c.Epochs/2)
	for i, w := range l.w {
		l.sum[i] += w / n
	}
}

// Train fits the models. The same examples in the same order give the same model.
func Train(examples []Example, inheritances []Inheritance, c Config) *Model {
	m := &Model{rank: make([]float32, weights), inherit: make([]float32, weights)}
	rank, numeric := fitRank(examples, c)
	inherit := newLearner(weights, c)
	feats := make([][]uint32, len(inheritances))
	for i, e := range inheritances {
		feats[i] = crossed(e.Turn.message(), "inherit")
	}
	order, rng := indices(len(inheritances)), xorshift.Source(seed)
	for epoch := range c.Epochs {
		rng.Shuffle(order)
		for _, k := range order {
			y := 0.0
			if inheritances[k].Inherits {
				y = 1
			}
			g := (logistic.Sigmoid(sum(feats[k], inherit.w)) - y) * inheritances[k].Weight
			for _, f := range feats[k] {
				inherit.step(f, g)
			}
		}
		inherit.rest(epoch)
	}
	m.take(rank, numeric, inherit)
	m.certainty = calibrate(examples, c)
	return m
}

// fitRank fits the ranker.
func fitRank(examples []Example, c Config) (rank, numeric *learner) {
	rank, numeric = newLearner(weights, c), newLearner(inputs, c)
	for i := range relations {
		numeric.w[i] = 1
	}
	problems := make([]*problem, len(examples))
	for i, e := range examples {
		problems[i] = e.Turn.problem()
	}
	order, rng := indices(len(examples)), xorshift.Source(seed)
	for epoch := range c.Epochs {
		rng.Shuffle(order)
		for _, k := range order {
			descend(problems[k], &examples[k], rank, numeric)
		}
		rank.rest(epoch)
		numeric.rest(epoch)
	}
	return rank, numeric
}

// descend does one step on a problem.
//
//go:norace
func descend(p *problem, e *Example, rank, numeric *learner) {
	probs := probabilities(p, rank.w, numeric.w)
	var base [relations]float64
	for i, r := range p.relations {
		g := (probs[i] - e.Target[i]) * e.Weight
		base[r] += g
		numeric.step(uint32(r), float64(g*p.numeric[i][0]))
		if p.numeric[i][1] != 0 {
			numeric.step(uint32(relations), float64(g*p.numeric[i][1]))
		}
		if math.Abs(g) < 1e-4 {
			continue
		}
		for _, f := range p.own[i] {
			rank.step(f, g)
		}
	}
	for r, feats := range p.message {
		for _, f := range feats {
			rank.step(f, base[r])
		}
	}
}

// take stores what was learned in the precision of the file.
func (m *Model) take(rank, numeric, inherit *learner) {
	copyQuantised(m.rank, rank.sum)
	copyQuantised(m.inherit, inherit.sum)
	for i, w := range numeric.sum {
		m.numeric[i] = float32(math.Round(w*numericSteps) / numericSteps)
	}
}

// numericSteps and step are the resolutions of the weights in the file.
const (
	numericSteps = 1024
	step         = 1.0 / 48
	// negligible weights are left out of the file.
	negligible = 0.05
)

func copyQuantised(dst []float32, src []float64) {
	for i, w := range src {
		if math.Abs(w) < negligible {
			continue
		}
		dst[i] = float32(max(-127, min(127, math.Round(w/step))) * step)
	}
}

// seed of the orders in which is learned.
const seed = 0x9E3779B97F4A7C15

func indices(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}
