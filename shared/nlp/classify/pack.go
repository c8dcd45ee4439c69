package classify

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
)

// vectorStep is the resolution of a component of a word vector of length 1: with
// a hundred dimensions nearly all lie within seven steps of zero.
const vectorStep = 0.04

// PackVectors makes a table from the file of an npm package of word vectors for
// wink-nlp (words in the order of their frequency, vectors by word): the first
// words of the file that want accepts. The mean of these is taken from each and
// the rest scaled to length 1, so that a vector says what is special to its word.
func PackVectors(file io.Reader, want func(word string) bool) (*Vectors, error) {
	var in struct {
		Dimensions int                  `json:"dimensions"`
		Words      []string             `json:"words"`
		Vectors    map[string][]float64 `json:"vectors"`
	}
	if err := json.NewDecoder(file).Decode(&in); err != nil {
		return nil, fmt.Errorf("read the word vectors: %w", err)
	}
	var words []WordVector
	mean := make([]float64, in.Dimensions)
	for _, w := range in.Words {
		if v := in.Vectors[w]; len(v) >= in.Dimensions && want(w) {
			words = append(words, WordVector{w, v[:in.Dimensions]})
			addScaled(mean, v[:in.Dimensions], 1)
		}
	}
	for _, w := range words {
		centre(w.Values, mean, float64(len(words)))
	}
	return NewVectors(words, vectorStep)
}

// centre subtracts sum/n and scales to length 1.
func centre(v, sum []float64, n float64) {
	sq := 0.0
	for i := range v {
		v[i] -= sum[i] / n
		sq += float64(v[i] * v[i])
	}
	if sq == 0 {
		return
	}
	for i := range v {
		v[i] /= math.Sqrt(sq)
	}
}
