package dialogue

import (
	"math"
	"strconv"
)

// hash is FNV-1a of strings one after the other.
type hash uint64

const (
	fnvOffset hash = 14695981039346656037
	fnvPrime  hash = 1099511628211
)

func (h hash) add(s string) hash {
	for i := range len(s) {
		h = (h ^ hash(s[i])) * fnvPrime
	}
	return (h ^ 0xff) * fnvPrime
}

// bits is the logarithm of the number of weights.
const (
	bits    = 16
	weights = 1 << bits
)

func (h hash) cell() uint32 {
	x := uint64(h)
	x ^= x >> 32
	x ^= x >> 16
	return uint32(x & (weights - 1))
}

// maxWords bounds the words that are looked at: in a longer message more say nothing.
const maxWords = 16

var pronouns = setOf("it", "that", "this", "them", "these", "those", "its")

func setOf(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// message are the features of the message against the conversation.
func (t *Turn) message() []hash {
	words := t.Words[:min(len(t.Words), maxWords)]
	out := make([]hash, 0, 6*len(words)+24)
	f := func(parts ...string) {
		h := fnvOffset
		for _, p := range parts {
			h = h.add(p)
		}
		out = append(out, h)
	}
	n := bucket(len(t.Words), 1, 2, 3, 4, 5, 7, 10)
	best := t.best()
	top := relationNames[t.relation(best)]
	sure := bucket(int(t.Confidence*100), 10, 30, 50, 70, 85, 95)
	said := bucket(len(t.Said), 0, 1, 2)
	covered := bucket(int(t.Covered*100), 0, 25, 50, 75, 99)
	f("bias")
	f("n", n)
	f("top", top)
	f("top sure", top, sure)
	f("top n", top, n)
	f("said", said)
	f("said n", said, n)
	f("covered", covered)
	f("covered top", covered, top)
	f("corrects", strconv.FormatBool(t.Corrects))
	was := "known"
	if t.LastConfidence > 0 {
		was = bucket(int(t.LastConfidence*100), 20, 40, 60, 80, 95)
	}
	f("was", was)
	f("was said", was, said)
	f("was covered", was, covered)
	f("was top", was, top)
	several := bucket(len(t.About), 0, 1, 2)
	f("about", several)
	f("about n", several, n)
	f("last", t.Last)
	f("last tool", toolOf(t.Last))
	again := 0
	for _, s := range t.Said {
		if t.Known[s] {
			again++
		}
		f("slot", s, strconv.FormatBool(t.Known[s]))
	}
	f("known", bucket(again, 0, 1, 2), said)
	f("bare", strconv.FormatBool(len(t.Known) == 0), said)
	refers := "no"
	prev := "<s>"
	for _, w := range words {
		if pronouns[w] {
			refers = "yes"
		}
		f("w", w)
		f("b", prev, w)
		prev = w
	}
	f("b", prev, "</s>")
	if len(words) > 0 {
		f("first", words[0])
		f("end", prev)
		f("first", words[0], n)
	}
	for _, c := range t.Classes[:min(len(t.Classes), maxWords)] {
		f("c", c)
	}
	f("refers", refers)
	f("refers", refers, top)
	f("refers", refers, n)
	f("refers", refers, several)
	return out
}

// bucket names the first bound that n does not exceed.
func bucket(n int, bounds ...int) string {
	for _, b := range bounds {
		if n <= b {
			return strconv.Itoa(b)
		}
	}
	return "more"
}

// own are the features of a candidate: its name with the conversation and with the words.
func (t *Turn) own(i int, shared []hash) []uint32 {
	op := t.Operations[i]
	out := make([]uint32, 0, 3+len(shared))
	h := fnvOffset.add("op").add(op)
	out = append(out, h.cell(), h.add(t.Last).cell(), h.add("tool").add(toolOf(t.Last)).cell())
	for _, w := range shared {
		out = append(out, (h ^ w*31).cell())
	}
	return out
}

// words are the features that are crossed with the name of a candidate.
func (t *Turn) words() []hash {
	words := t.Words[:min(len(t.Words), maxWords)]
	out := make([]hash, 0, len(words)+1)
	for _, w := range words {
		out = append(out, fnvOffset.add("ow").add(w))
	}
	return out
}

// Numeric inputs of a candidate: the logarithm of the classifier's probability by relation,
// and its confidence for its best.
const inputs = int(relations) + 1

const least = 1e-5

func logit(p float64) float64 {
	p = min(max(p, 0.005), 0.995)
	return math.Log(p / (1 - p))
}
