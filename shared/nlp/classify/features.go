package classify

import (
	"math"
	"slices"
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
	// charWeight is the weight of the character block against the word block.
	charWeight = 1.2
	// patternWeight is the weight of the block of word classes.
	patternWeight = 1.2
	// maxSkip is the distance in words up to which two classes make a pair.
	maxSkip = 4
)

// entry is one bucket of a sparse vector.
type entry struct {
	bucket uint32
	value  float64
}

// Message is what the classifier sees of a message: its words, and the same
// message as a pattern of word classes (see package entity).
type Message struct {
	Words, Pattern []string
}

// grams are the hashed n-grams of a message: counts of buckets, the words,
// characters and pattern apart, because each block is normalised for itself.
type grams struct {
	words, chars, pattern []entry
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

// extract makes the n-grams of a message's words. A word that starts with an
// underscore is a placeholder: it has no characters to look at.
func extract(msg Message, bits uint) grams {
	words := msg.Words[:min(len(msg.Words), maxWords)]
	g := grams{words: make([]entry, 0, 2*len(words)+2), chars: make([]entry, 0, 24*len(words))}
	g.pattern = merge(appendPattern(make([]entry, 0, 6*len(words)+6), msg.Pattern[:min(len(msg.Pattern), maxWords)], bits))
	prev := "<s>"
	for _, w := range words {
		g.words = append(g.words,
			entry{fnvOffset.bytes("w").bytes(w).bucket(bits), 1},
			entry{fnvOffset.bytes("b").bytes(prev).bytes(" ").bytes(w).bucket(bits), 1})
		g.chars = appendChars(g.chars, w, bits)
		prev = w
	}
	g.words = append(g.words, entry{fnvOffset.bytes("b").bytes(prev).bytes(" </s>").bucket(bits), 1})
	g.words, g.chars = merge(g.words), merge(g.chars)
	return g
}

// appendPattern adds the classes, their ordered pairs up to maxSkip apart, and
// runs of three.
func appendPattern(dst []entry, classes []string, bits uint) []entry {
	const start = "<s>"
	a, b := start, start
	for i, c := range classes {
		dst = append(dst, entry{fnvOffset.bytes("p").bytes(c).bucket(bits), 1},
			entry{fnvOffset.bytes("t").bytes(a).bytes(" ").bytes(b).bytes(" ").bytes(c).bucket(bits), 1})
		for j := max(0, i-maxSkip); j < i; j++ {
			dst = append(dst, entry{fnvOffset.bytes("s").bytes(classes[j]).bytes(" ").bytes(c).bucket(bits), 1})
		}
		a, b = b, c
	}
	return append(dst, entry{fnvOffset.bytes("t").bytes(a).bytes(" ").bytes(b).bytes(" </s>").bucket(bits), 1})
}

// appendChars adds the character n-grams of "<word>".
func appendChars(dst []entry, w string, bits uint) []entry {
	if w == "" || w[0] == '_' {
		return dst
	}
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
			if l >= minGram {
				dst = append(dst, entry{h.bucket(bits), 1})
			}
		}
	}
	return dst
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

// weigh makes the vector of a message: (1 + ln count) * idf, each block scaled
// to its length, and the share of its squared length in known buckets.
func weigh(g grams, idf []uint8) (vec []entry, known float64) {
	vec = make([]entry, 0, len(g.words)+len(g.chars)+len(g.pattern))
	vec, kw := appendBlock(vec, g.words, idf, 1)
	vec, kc := appendBlock(vec, g.chars, idf, charWeight)
	vec, _ = appendBlock(vec, g.pattern, idf, patternWeight)
	return vec, (kw + kc) / 2
}

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
			v *= 1 + math.Log(e.value)
		}
		sq := float64(v * v)
		sum += sq
		if known {
			seen += sq
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
