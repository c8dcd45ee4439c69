package classify

import "math"

const (
	// idfStep is the resolution of the stored inverse document frequencies.
	idfStep = 1.0 / 24
	// unseenIDF weighs buckets that no training message has: they count in the
	// length of the vector, so that unknown words lower every score.
	unseenIDF = 7.0
)

// inverseDocumentFrequency counts the messages of each bucket and returns the
// smoothed idf as stored: a multiple of idfStep in a byte, 0 for no message.
func inverseDocumentFrequency(docs []labelled, bits uint) []uint8 {
	df := make([]int32, 1<<bits)
	for _, d := range docs {
		for _, block := range d.blocks {
			for _, e := range block {
				df[e.bucket]++
			}
		}
	}
	idf := make([]uint8, len(df))
	for i, n := range df {
		if n > 0 {
			v := math.Log(float64(1+len(docs))/float64(1+n)) + 1
			idf[i] = uint8(math.Max(1, math.Min(math.MaxUint8, math.Round(v/idfStep))))
		}
	}
	return idf
}
