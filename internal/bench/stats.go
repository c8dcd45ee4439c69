package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// quantile gives the smallest value that at least the share q of the values does not
// exceed (nearest rank, no interpolation), 0 if there is none. It sorts the values.
func quantile[T cmp.Ordered](values []T, q float64) T {
	var none T
	if len(values) == 0 {
		return none
	}
	slices.Sort(values)
	// 0.56 × 25 is 14.000000000000002 in binary, and means 14.
	const rounding = 1e-9
	rank := int(math.Ceil(q*float64(len(values)) - rounding))
	return values[min(max(rank, 1), len(values))-1]
}

// median is the middle of the values, of an even number the mean of the two in the middle.
func median(values []float64) float64 {
	v := slices.Sorted(slices.Values(values))
	if len(v) == 0 {
		return 0
	}
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// readable gives a number three significant digits, whole numbers their thousands' commas.
func readable(v float64) string {
	switch a := math.Abs(v); {
	case a == math.Trunc(a) && a < 1000:
		return fmt.Sprintf("%.0f", v)
	case a < 1:
		return fmt.Sprintf("%.3f", v)
	case a < 10:
		return fmt.Sprintf("%.2f", v)
	case a < 100:
		return fmt.Sprintf("%.1f", v)
	}
	digits := fmt.Sprintf("%.0f", v)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
