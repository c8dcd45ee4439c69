package classify

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// minGram and maxGram are the lengths of the character n-grams, in runes.
	minGram = 2
	maxGram = 5
	// maxWordRunes bounds the characters of a word that are looked at; longer
	// "words" are noise and would only cost time.
	maxWordRunes = 32
	// maxWords bounds the words of a message that are looked at.
	maxWords = 160
	// maxSkip is the distance in words up to which two classes make a pair.
	maxSkip = 3
)

// The views of a message. Each is scaled to a length of its own, so that none
// drowns the others.
const (
	viewWords   = iota // words and their pairs
	viewChars          // character n-grams
	viewPattern        // word classes
	viewMeaning        // sum of word vectors
	views
)

// viewNames are the names of the views in an explanation.
var viewNames = [views]string{"word", "letters", "pattern", "meaning"}

// Views are the lengths that the views of a message are scaled to. A view of
// length 0 is not used.
type Views struct {
	Words, // words and their pairs
	Letters, // character n-grams
	Pattern, // word classes
	Meaning float64 // sum of word vectors
}

func (v Views) list() [views]float64 { return [views]float64{v.Words, v.Letters, v.Pattern, v.Meaning} }

// entry is one bucket of a sparse vector.
type entry struct {
	bucket uint32
	value  float64
}

// Message is what the classifier sees of a message: its words, and the same
// message as a pattern of word classes (see package entity).
type Message struct {
	Words, Pattern []string
	Traits         Traits
}

// Traits tell how much a message says: of one that says little it is asked what it means.
type Traits struct {
	// Classed counts the words with a class of their own meaning, Plain the longer ones
	// without.
	Classed, Plain int
	// Points tells whether it points at something ("it"), Measures whether it has a
	// number, Files whether it names a file or a format.
	Points, Measures, Files bool
}

// wordVector is a word of a message that the table of vectors has.
type wordVector struct {
	bucket uint32 // of the word as an n-gram, for its weight
	row    int32
}

// grams are the hashed n-grams of a message: counts of buckets by view, and
// its words' vectors.
type grams struct {
	blocks  [viewMeaning][]entry
	vectors []wordVector
	traits  Traits
}

// hasher is FNV-1a, written out so that hashing allocates nothing.
type hasher uint64

const (
	fnvOffset hasher = 14695981039346656037
	fnvPrime  hasher = 1099511628211
)

func (h hasher) bytes(s string) hasher {
	for i := range len(s) {
		h = (h ^ hasher(s[i])) * fnvPrime
	}
	return h
}

// bucket folds the hash to a number of bits.
func (h hasher) bucket(bits uint) uint32 {
	x := uint64(h)
	x ^= x >> 32
	x ^= x >> 15
	return uint32(x & (1<<bits - 1))
}

// extractor makes the n-grams of a message. With names it also notes what each
// bucket stands for, which only an explanation needs.
type extractor struct {
	bits  uint
	table *Vectors
	names map[uint32][]string
	g     grams
}

func extract(msg Message, bits uint, table *Vectors) grams {
	x := extractor{bits: bits, table: table}
	x.run(msg)
	return x.g
}

func (x *extractor) run(msg Message) {
	words, pattern := msg.Words[:min(len(msg.Words), maxWords)], msg.Pattern[:min(len(msg.Pattern), maxWords)]
	x.g.blocks[viewWords] = make([]entry, 0, 2*len(words)+2)
	x.g.blocks[viewChars] = make([]entry, 0, 24*len(words))
	x.g.blocks[viewPattern] = make([]entry, 0, 6*len(pattern)+6)
	x.g.traits = msg.Traits
	x.words(words)
	x.pattern(pattern)
	for v, block := range x.g.blocks {
		x.g.blocks[v] = merge(block)
	}
}

// emit counts one n-gram; parts are what it is called.
func (x *extractor) emit(view int, h hasher, parts ...string) {
	bucket := h.bucket(x.bits)
	x.g.blocks[view] = append(x.g.blocks[view], entry{bucket, 1})
	if x.names == nil {
		return
	}
	name := viewNames[view] + " " + strings.Join(parts, " ")
	if !slices.Contains(x.names[bucket], name) {
		x.names[bucket] = append(x.names[bucket], name)
	}
}

const (
	sentenceStart = "<s>"
	sentenceEnd   = "</s>"
)

// words adds the words, their pairs, their characters and their vectors. A word
// that starts with an underscore is a placeholder: it has no characters to look at.
func (x *extractor) words(words []string) {
	prev := sentenceStart
	for _, w := range words {
		h := fnvOffset.bytes("w").bytes(w)
		x.emit(viewWords, h, w)
		x.emit(viewWords, fnvOffset.bytes("b").bytes(prev).bytes(" ").bytes(w), prev, w)
		if w != "" && w[0] != '_' {
			x.chars(w)
		}
		if row := x.table.row(w); row >= 0 {
			x.g.vectors = append(x.g.vectors, wordVector{h.bucket(x.bits), row})
		}
		prev = w
	}
	x.emit(viewWords, fnvOffset.bytes("b").bytes(prev).bytes(" </s>"), prev, sentenceEnd)
}

// pattern adds the classes, their ordered pairs up to maxSkip apart, and runs of
// three.
func (x *extractor) pattern(classes []string) {
	a, b := sentenceStart, sentenceStart
	for i, c := range classes {
		x.emit(viewPattern, fnvOffset.bytes("p").bytes(c), c)
		x.triple(a, b, c)
		for j := max(0, i-maxSkip); j < i; j++ {
			x.emit(viewPattern, fnvOffset.bytes("s").bytes(classes[j]).bytes(" ").bytes(c), classes[j], "…", c)
		}
		a, b = b, c
	}
	x.triple(a, b, sentenceEnd)
}

func (x *extractor) triple(a, b, c string) {
	x.emit(viewPattern, fnvOffset.bytes("t").bytes(a).bytes(" ").bytes(b).bytes(" ").bytes(c), a, b, c)
}

// chars adds the character n-grams of "<word>".
func (x *extractor) chars(w string) {
	var buf [maxWordRunes*utf8.UTFMax + 2]byte
	var offs [maxWordRunes + 3]int
	b, n := append(buf[:0], '<'), 1
	for _, r := range w {
		if n > maxWordRunes {
			break
		}
		offs[n] = len(b) //nolint:gosec // n <= maxWordRunes
		n++
		b = utf8.AppendRune(b, r)
	}
	offs[n] = len(b) //nolint:gosec // n <= maxWordRunes+1
	b = append(b, '>')
	n++
	offs[n] = len(b)
	for i := range n {
		h := fnvOffset.bytes("c")
		for l := 1; l <= maxGram && i+l <= n; l++ {
			for _, c := range b[offs[i+l-1]:offs[i+l]] {
				h = (h ^ hasher(c)) * fnvPrime
			}
			if l < minGram {
				continue
			}
			name := ""
			if x.names != nil {
				name = string(b[offs[i]:offs[i+l]])
			}
			x.emit(viewChars, h, name)
		}
	}
}

// merge sorts by bucket and adds up equal ones.
func merge(es []entry) []entry {
	slices.SortFunc(es, func(a, b entry) int { return int(a.bucket) - int(b.bucket) })
	out := es[:0]
	for _, e := range es {
		if n := len(out); n > 0 && out[n-1].bucket == e.bucket {
			out[n-1].value += e.value
			continue
		}
		out = append(out, e)
	}
	return out
}

// vector is a message as the linear model sees it: the entries of all views,
// one view after the other, where each view ends, and the share of its squared
// length that lies in buckets known from training.
type vector struct {
	entries []entry
	end     [views]int
	known   float64
	traits  Traits
}

// vector makes the vector of a message: (1 + ln count) * idf, each view scaled
// to its weight.
func (m *Model) vector(g grams) vector {
	n := m.vectors.columns()
	for _, b := range g.blocks {
		n += len(b)
	}
	v := vector{entries: make([]entry, 0, n), traits: g.traits}
	var known [viewMeaning]float64
	for view, block := range g.blocks {
		v.entries, known[view] = appendBlock(v.entries, block, m.idf, m.views[view])
		v.end[view] = len(v.entries)
	}
	v.entries = m.appendMeaning(v.entries, g.vectors)
	v.end[viewMeaning] = len(v.entries)
	v.known = (known[viewWords] + known[viewChars]) / 2
	return v
}

// appendBlock adds one view and tells which share of its squared length is known.
func appendBlock(vec, block []entry, idf []uint8, weight float64) ([]entry, float64) {
	var sum, seen float64
	from := len(vec)
	for _, e := range block {
		known := idf[e.bucket] > 0
		v := unseenIDF
		if known {
			v = float64(idf[e.bucket]) * idfStep
		}
		if e.value > 1 {
			v *= dampen(e.value)
		}
		sq := float64(v * v)
		sum += sq
		if known {
			seen += sq
		}
		if known && weight > 0 {
			vec = append(vec, entry{e.bucket, v})
		}
	}
	if sum == 0 {
		return vec, 0
	}
	norm := weight / math.Sqrt(sum)
	for i := from; i < len(vec); i++ {
		vec[i].value *= norm
	}
	return vec, seen / sum
}

// dampen is 1 + ln count, rounded because logarithms differ in their last bits
// between processors.
func dampen(count float64) float64 { return math.Round((1+math.Log(count))*256) / 256 }

// spreadWeight is the length of the spread of the vectors against that of their sum.
const spreadWeight = 0.7

// appendMeaning adds the sum of the words' vectors and their spread; the buckets
// of the dimensions follow those of the n-grams.
func (m *Model) appendMeaning(vec []entry, words []wordVector) []entry {
	if len(words) == 0 || m.views[viewMeaning] == 0 {
		return vec
	}
	bucket := len(m.idf)
	sum, spread := m.pool(words)
	for i, values := range [][]int32{sum, spread} {
		norm := m.views[viewMeaning] * inverseLength(values)
		if i > 0 {
			norm *= spreadWeight
		}
		for _, v := range values {
			vec = append(vec, entry{uint32(bucket), float64(v) * norm})
			bucket++
		}
	}
	return vec
}

// pool is the sum of the vectors, each times its word's idf, and how far apart
// they lie in each dimension, which a sum forgets.
func (m *Model) pool(words []wordVector) (sum, spread []int32) {
	sum, spread = make([]int32, m.vectors.size()), make([]int32, m.vectors.size())
	for _, w := range words {
		m.vectors.add(sum, w.row, vectorWeight(m.idf[w.bucket]))
	}
	for d := range spread {
		lo, hi := m.vectors.extremes(words, d)
		spread[d] = m.vectors.at(words[hi].row, d) - m.vectors.at(words[lo].row, d)
	}
	return sum, spread
}

// vectorWeight is the weight of a word's vector: its idf, in idfSteps.
func vectorWeight(idf uint8) int32 {
	if idf == 0 {
		return unseenIDF / idfStep
	}
	return int32(idf)
}

func inverseLength(sum []int32) float64 {
	var sq int64
	for _, s := range sum {
		sq += int64(s) * int64(s)
	}
	if sq == 0 {
		return 0
	}
	return 1 / math.Sqrt(float64(sq))
}
