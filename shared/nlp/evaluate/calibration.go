package evaluate

import (
	"fmt"
	"io"
	"math"

	"github.com/aio-creative-hub/aio/shared/nlp"
)

// calibrationBins is the number of equal-width bins of the calibration error.
const calibrationBins = 10

// Calibration compares what was stated with what came true. The zero value is empty.
type Calibration struct {
	count [calibrationBins]int
	right [calibrationBins]int
	sum   [calibrationBins]float64
}

// Bin is one bar of a reliability diagram: the guesses whose stated confidence lies in
// [From, To), of the last bin also those with To.
type Bin struct {
	From, To     float64
	Count, Right int
	Confidence   float64 // mean of what was stated; 0 if Count is 0
}

// Share is the observed share of right guesses, 0 of none.
func (b Bin) Share() float64 { return share(b.Right, b.Count) }

// Add takes a guess: its stated confidence, in [0, 1], and whether it was right.
func (c *Calibration) Add(confidence float64, right bool) {
	b := min(calibrationBins-1, max(0, int(confidence*calibrationBins)))
	c.count[b]++
	c.sum[b] += confidence
	if right {
		c.right[b]++
	}
}

// ExpectedError is the mean over rows of |confidence - accuracy| by bin.
func (c *Calibration) ExpectedError() float64 {
	total, off := 0, 0.0
	for b, n := range c.count {
		total += n
		off += math.Abs(c.sum[b] - float64(c.right[b]))
	}
	if total == 0 {
		return 0
	}
	return off / float64(total)
}

// Bins gives all ten bins, from the least confident.
func (c *Calibration) Bins() []Bin {
	bins := make([]Bin, calibrationBins)
	for i := range bins {
		b := Bin{From: float64(i) / calibrationBins, To: float64(i+1) / calibrationBins, Count: c.count[i], Right: c.right[i]}
		if b.Count > 0 {
			b.Confidence = c.sum[i] / float64(b.Count)
		}
		bins[i] = b
	}
	return bins
}

// Reliability scores the rows of JSONL files together, and gives what Report's
// CalibrationError is computed of.
func Reliability(r *nlp.Recognizer, files ...io.Reader) (Calibration, error) {
	var t tally
	for _, rows := range files {
		if err := t.score(r, rows); err != nil {
			return Calibration{}, fmt.Errorf("reliability: %w", err)
		}
	}
	return t.bins, nil
}
