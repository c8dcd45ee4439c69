package dialogue

import (
	"math"

	"github.com/aio-creative-hub/aio/shared/nlp/internal/logistic"
)

// Model is the trained ranker and the model of inheritance. It is immutable and
// safe for concurrent use.
type Model struct {
	rank      []float32 // hashed features
	numeric   [inputs]float32
	inherit   []float32
	certainty logistic.Model // see evidence
}

// problem is a turn as features.
type problem struct {
	relations []relation
	message   [relations][]uint32
	own       [][]uint32
	numeric   [][2]float64 // logarithm of the probability; confidence, if it is the classifier's best
}

func (t *Turn) problem() *problem {
	p := &problem{relations: make([]relation, len(t.Operations)), own: make([][]uint32, len(t.Operations)), numeric: make([][2]float64, len(t.Operations))}
	message, words := t.message(), t.words()
	best := t.best()
	for i := range t.Operations {
		r := t.relation(i)
		p.relations[i] = r
		if p.message[r] == nil {
			p.message[r] = crossed(message, relationNames[r])
		}
		p.own[i] = t.own(i, words)
		p.numeric[i][0] = math.Log(max(t.Probability[i], least))
		if i == best {
			p.numeric[i][1] = logit(t.Confidence)
		}
	}
	return p
}

func crossed(message []hash, with string) []uint32 {
	out := make([]uint32, len(message))
	h := fnvOffset.add(with)
	for i, f := range message {
		out[i] = (h ^ f*17).cell()
	}
	return out
}

type number interface{ ~float32 | ~float64 }

// probabilities of the candidates of a problem.
func probabilities[N number](p *problem, rank []N, numeric []N) []float64 {
	var base [relations]float64
	for r, feats := range p.message {
		base[r] = sum(feats, rank)
	}
	out := make([]float64, len(p.relations))
	top := math.Inf(-1)
	for i, r := range p.relations {
		out[i] = base[r] + sum(p.own[i], rank) + float64(float64(numeric[r])*p.numeric[i][0]) +
			float64(float64(numeric[relations])*p.numeric[i][1])
		top = max(top, out[i])
	}
	total := 0.0
	for i := range out {
		out[i] = math.Exp(out[i] - top)
		total += out[i]
	}
	for i := range out {
		out[i] /= total
	}
	return out
}

func sum[N number](feats []uint32, w []N) float64 {
	s := 0.0
	for _, f := range feats {
		s += float64(w[f])
	}
	return s
}

// Rank is the probability of each operation of a turn.
func (m *Model) Rank(t *Turn) []float64 { return probabilities(t.problem(), m.rank, m.numeric[:]) }

// Inherits is the probability that a turn that means the last operation goes on with it,
// with what was said before.
func (m *Model) Inherits(t *Turn) float64 {
	return logistic.Sigmoid(sum(crossed(t.message(), "inherit"), m.inherit))
}
