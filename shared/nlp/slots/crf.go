package slots

import (
	"math"

	"github.com/aio-creative-hub/aio/shared/nlp/internal/xorshift"
)

// field is a linear-chain conditional random field in training (Lafferty, McCallum, Pereira,
// "Conditional Random Fields", ICML 2001): stochastic gradient descent on the L2-regularised
// log-likelihood with the schedule of Bottou, "Stochastic Gradient Descent Tricks" (2012), and
// the mean of the weights over the second half of the passes.
type field struct {
	w     []float64 // the weights divided by scale, so that shrinking all is one product
	scale float64
	step  float64 // of the gradient, in units of scale
}

const (
	// leastScale is when the scale is multiplied in, before it loses precision.
	leastScale = 1e-3
	// smallGradient is too small to matter: most states of most pieces.
	smallGradient = 1e-3
)

// trainField learns from the rows in an order drawn anew for each pass, always the same.
func trainField(rows []*example, cfg Config) []int8 {
	f := &field{w: make([]float64, weights), scale: 1}
	order := make([]int, 0, len(rows))
	for i := range rows {
		if len(rows[i].op.labels) > 0 && len(rows[i].view.feats) > 0 {
			order = append(order, i)
		}
	}
	lambda := cfg.Ridge / float64(max(len(order), 1))
	rng := xorshift.Source(0x9E3779B97F4A7C15)
	seen := 0.0
	mean := make([]float64, weights)
	for pass := range cfg.Epochs {
		rng.Shuffle(order)
		for _, i := range order {
			rate := cfg.Rate / (1 + float64(lambda*cfg.Rate*seen))
			f.scale *= 1 - float64(rate*lambda)
			f.step = rate / f.scale
			f.learn(rows[i])
			seen++
			if f.scale < leastScale {
				f.fold()
			}
		}
		if pass >= cfg.Epochs/2 {
			f.fold()
			for i, v := range f.w {
				mean[i] += v
			}
		}
	}
	return quantise(mean)
}

func (f *field) fold() {
	for i := range f.w {
		f.w[i] *= f.scale
	}
	f.scale = 1
}

// lattice holds the scores of one message: n pieces, k states.
type lattice struct {
	n, k        int
	emit, trans []float64 // n x k, k x k
	alpha, beta []float64 // n x k, logarithms
	z           float64   // of the sum over all paths
}

// learn moves the weights along the gradient of one message.
func (f *field) learn(ex *example) {
	l := f.lattice(ex)
	l.forward()
	l.backward()
	for i := range l.n {
		for st := range l.k {
			f.emission(ex, l, i, st)
			if i > 0 {
				f.transition(ex, l, i, st)
			}
		}
	}
}

func (f *field) lattice(ex *example) *lattice {
	o, n, k := ex.op, len(ex.view.feats), len(ex.op.states)
	l := &lattice{n: n, k: k, emit: make([]float64, n*k), trans: make([]float64, k*k), alpha: make([]float64, n*k), beta: make([]float64, n*k)}
	for i := range n {
		for st := range k {
			sum := 0.0
			for _, ft := range ex.view.feats[i] {
				sum += f.w[cell(ft, o.states[st])]
			}
			l.emit[i*k+st] = float64(sum * f.scale)
		}
	}
	for st := 2; st < k; st += 2 { // no message begins inside a slot
		l.emit[st] = math.Inf(-1)
	}
	for p := range k {
		h := mix(o.states[p], fTransition)
		for st := range k {
			l.trans[p*k+st] = float64((f.w[cell(h, o.states[st])] + f.w[cell(mix(h, o.hash), o.states[st])]) * f.scale)
		}
	}
	return l
}

// before are the states [from, to) that st may follow: what is inside a slot only its
// beginning or itself.
func before(st, k int) (from, to int) {
	if st > 0 && st%2 == 0 {
		return st - 1, st + 1
	}
	return 0, k
}

func (l *lattice) forward() {
	copy(l.alpha[:l.k], l.emit[:l.k])
	buf := make([]float64, l.k)
	for i := 1; i < l.n; i++ {
		for st := range l.k {
			from, to := before(st, l.k)
			for p := from; p < to; p++ {
				buf[p] = l.alpha[(i-1)*l.k+p] + l.trans[p*l.k+st]
			}
			l.alpha[i*l.k+st] = logSum(buf[from:to]) + l.emit[i*l.k+st]
		}
	}
	l.z = logSum(l.alpha[(l.n-1)*l.k:])
}

func (l *lattice) backward() {
	buf := make([]float64, l.k)
	for i := l.n - 2; i >= 0; i-- {
		for p := range l.k {
			for st := range l.k {
				buf[st] = math.Inf(-1)
				if from, to := before(st, l.k); p >= from && p < to {
					buf[st] = l.trans[p*l.k+st] + l.emit[(i+1)*l.k+st] + l.beta[(i+1)*l.k+st]
				}
			}
			l.beta[i*l.k+p] = logSum(buf)
		}
	}
}

func (f *field) emission(ex *example, l *lattice, i, st int) {
	g := -math.Exp(l.alpha[i*l.k+st] + l.beta[i*l.k+st] - l.z)
	if ex.gold[i] == st {
		g++
	}
	if math.Abs(g) <= smallGradient {
		return
	}
	g *= f.step
	for _, ft := range ex.view.feats[i] {
		f.w[cell(ft, ex.op.states[st])] += g
	}
}

func (f *field) transition(ex *example, l *lattice, i, st int) {
	from, to := before(st, l.k)
	for p := from; p < to; p++ {
		g := -math.Exp(l.alpha[(i-1)*l.k+p] + l.trans[p*l.k+st] + l.emit[i*l.k+st] + l.beta[i*l.k+st] - l.z)
		if ex.gold[i] == st && ex.gold[i-1] == p {
			g++
		}
		if math.Abs(g) <= smallGradient {
			continue
		}
		h := mix(ex.op.states[p], fTransition)
		f.w[cell(h, ex.op.states[st])] += float64(g * f.step)
		f.w[cell(mix(h, ex.op.hash), ex.op.states[st])] += float64(g * f.step)
	}
}

// logSum is the logarithm of the sum of the exponentials.
func logSum(xs []float64) float64 {
	top := math.Inf(-1)
	for _, x := range xs {
		top = max(top, x)
	}
	if math.IsInf(top, -1) {
		return top
	}
	const negligible = 30 // e^-30 of the sum
	sum := 0.0
	for _, x := range xs {
		if x > top-negligible {
			sum += math.Exp(x - top)
		}
	}
	return top + math.Log(sum)
}

// quantise scales the weights to int8. The few largest are cut off, because they would leave
// the others no steps.
func quantise(w []float64) []int8 {
	const cut = 2 // how many times the largest weight exceeds what is kept of it
	top := 0.0
	for _, v := range w {
		top = max(top, math.Abs(v))
	}
	out := make([]int8, len(w))
	if top == 0 {
		return out
	}
	for i, v := range w {
		out[i] = int8(max(-math.MaxInt8, min(math.MaxInt8, math.Round(v*math.MaxInt8*cut/top))))
	}
	return out
}
