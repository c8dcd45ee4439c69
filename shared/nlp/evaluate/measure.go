package evaluate

import (
	"fmt"
	"math"
)

// pair is one (slot, canonical value).
type pair struct{ slot, value string }

// pairs flattens entities; of a create, color and background count as one slot.
func pairs(operation string, entities map[string]any) map[pair]bool {
	out := make(map[pair]bool)
	for slot, v := range entities {
		if operation == "create" && slot == "background" {
			slot = "color"
		}
		switch list := v.(type) {
		case []any:
			for _, x := range list {
				out[pair{slot, fmt.Sprint(x)}] = true
			}
		case []string:
			for _, x := range list {
				out[pair{slot, x}] = true
			}
		default:
			out[pair{slot, fmt.Sprint(v)}] = true
		}
	}
	return out
}

// pairCount counts for precision and recall.
type pairCount struct{ hit, expected, found int }

func (c *pairCount) add(expected, found map[pair]bool) {
	c.expected += len(expected)
	c.found += len(found)
	for p := range expected {
		if found[p] {
			c.hit++
		}
	}
}

// f1 is 2 hits / (expected + found); 1 when nothing was expected nor found.
func (c *pairCount) f1() float64 {
	if c.expected+c.found == 0 {
		return 1
	}
	return 2 * float64(c.hit) / float64(c.expected+c.found)
}

// calibrationBins is the number of equal-width bins of the calibration error.
const calibrationBins = 10

type calibration struct {
	count [calibrationBins]int
	right [calibrationBins]int
	sum   [calibrationBins]float64
}

func (c *calibration) add(confidence float64, right bool) {
	b := min(calibrationBins-1, max(0, int(confidence*calibrationBins)))
	c.count[b]++
	c.sum[b] += confidence
	if right {
		c.right[b]++
	}
}

// expectedError is the mean over rows of |confidence - accuracy| by bin.
func (c *calibration) expectedError() float64 {
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
