package learn

import (
	"hash/fnv"
	"slices"
	"strings"
)

// maxSimilarity of a message to one of the evaluation, as the Jaccard index of their
// character 5-grams: the bound that the product's own messages keep.
const maxSimilarity = 0.6

// gram is how many characters a gram has.
const gram = 5

// seen are the messages of the evaluation.
type seen struct {
	texts map[string]bool
	grams [][]uint32
}

func see(texts []string) seen {
	s := seen{texts: map[string]bool{}}
	for _, t := range texts {
		t = folded(t)
		if s.texts[t] {
			continue
		}
		s.texts[t] = true
		if g := gramsOf(t); len(g) > 0 {
			s.grams = append(s.grams, g)
		}
	}
	return s
}

// near tells whether a text is one of them, or close to one.
func (s seen) near(text string) bool {
	text = folded(text)
	if s.texts[text] {
		return true
	}
	g := gramsOf(text)
	return slices.ContainsFunc(s.grams, func(other []uint32) bool { return similar(g, other) })
}

func folded(text string) string { return strings.Join(strings.Fields(strings.ToLower(text)), " ") }

// gramsOf are the hashed grams of a folded text, sorted, each once.
func gramsOf(text string) []uint32 {
	r := []rune(text)
	var out []uint32
	for i := 0; i+gram <= len(r); i++ {
		h := fnv.New32a()
		_, _ = h.Write([]byte(string(r[i : i+gram]))) // a hash never fails
		out = append(out, h.Sum32())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// similar tells whether the Jaccard index of two sorted sets is above maxSimilarity.
func similar(a, b []uint32) bool {
	if least, most := min(len(a), len(b)), max(len(a), len(b)); float64(least) <= maxSimilarity*float64(most) {
		return false // even if the smaller one were part of the larger
	}
	both, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			both, i, j = both+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return float64(both) > maxSimilarity*float64(len(a)+len(b)-both)
}
