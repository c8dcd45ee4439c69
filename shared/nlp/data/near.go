package data

import (
	"hash/fnv"
	"slices"
	"strings"
	"unicode"
)

// MaxSimilarity is how much a text may resemble one of the evaluation to be trained on: the
// Jaccard index of their character 5-grams. Above it, an evaluation would rather tell what was
// learned by heart.
const MaxSimilarity = 0.6

// gram is how many characters a gram has.
const gram = 5

// Neighbours finds texts that are alike.
type Neighbours struct {
	grams [][]uint32
	where map[uint32][]int // gram -> texts
}

// NewNeighbours takes the texts among which is looked.
func NewNeighbours(texts []string) *Neighbours {
	n := &Neighbours{grams: make([][]uint32, len(texts)), where: map[uint32][]int{}}
	for i, text := range texts {
		n.grams[i] = gramsOf(text)
		for _, g := range n.grams[i] {
			n.where[g] = append(n.where[g], i)
		}
	}
	return n
}

// Near is the index of a text that resembles another more than MaxSimilarity, -1 if there is none.
func (n *Neighbours) Near(text string) int {
	g := gramsOf(text)
	both := map[int]int{}
	for _, x := range g {
		for _, i := range n.where[x] {
			both[i]++
		}
	}
	near := -1
	for i, k := range both {
		if float64(k) > MaxSimilarity*float64(len(g)+len(n.grams[i])-k) && (near < 0 || i < near) {
			near = i
		}
	}
	return near
}

// gramsOf are the hashed grams of a text's letters and digits, in small letters, sorted, each
// once; of a shorter text the whole.
func gramsOf(text string) []uint32 {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	r := []rune(strings.Join(words, " "))
	var out []uint32
	for i := 0; i == 0 || i+gram <= len(r); i++ {
		h := fnv.New32a()
		_, _ = h.Write([]byte(string(r[i:min(i+gram, len(r))]))) // a hash never fails
		out = append(out, h.Sum32())
	}
	slices.Sort(out)
	return slices.Compact(out)
}
