package main

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestQuantile(t *testing.T) {
	hundred := make([]int, 100)
	for i := range hundred {
		hundred[i] = 100 - i
	}
	for _, c := range []struct {
		values []int
		q      float64
		want   int
	}{{nil, 0.5, 0}, {[]int{7}, 0.99, 7}, {[]int{3, 1, 2}, 0.5, 2}, {[]int{1, 2, 3, 4}, 0.5, 2}, {hundred[:25], 0.56, 89}, {hundred, 0.5, 50}, {hundred, 0.99, 99}, {hundred, 1, 100}, {hundred, 0, 1}} {
		if got := quantile(slices.Clone(c.values), c.q); got != c.want {
			t.Errorf("quantile(%v, %v) = %d, want %d", c.values, c.q, got, c.want)
		}
	}
}

// What a quantile promises: enough values do not exceed it, and it is the least such one.
func TestQuantileProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.IntRange(-50, 50), 1, 200).Draw(t, "values")
		percent := rapid.IntRange(1, 100).Draw(t, "percent")
		got := quantile(slices.Clone(values), float64(percent)/100)
		upTo, below := 0, 0
		for _, v := range values {
			if v <= got {
				upTo++
			}
			if v < got {
				below++
			}
		}
		if upTo*100 < percent*len(values) {
			t.Fatalf("only %d of %d do not exceed %d", upTo, len(values), got)
		}
		if below*100 >= percent*len(values) {
			t.Fatalf("%d of %d are less than %d", below, len(values), got)
		}
	})
}

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{{nil, 0}, {[]float64{4}, 4}, {[]float64{9, 1, 5}, 5}, {[]float64{4, 1, 3, 2}, 2.5}} {
		if got := median(c.values); got != c.want {
			t.Errorf("median(%v) = %v, want %v", c.values, got, c.want)
		}
	}
}

func TestReadable(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 60: "60", 0.0213: "0.021", 1.234: "1.23", 12.34: "12.3", 226.4: "226",
		1000: "1,000", 1234567.8: "1,234,568", 999.9: "1,000", -5: "-5", -1234: "-1,234"} {
		if got := readable(v); got != want {
			t.Errorf("readable(%v) = %s, want %s", v, got, want)
		}
	}
}
