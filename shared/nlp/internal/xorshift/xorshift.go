// Package xorshift is a random generator that gives the same numbers everywhere, so that
// training gives the same bytes: Marsaglia, "Xorshift RNGs", Journal of Statistical Software
// 8 (14), 2003, with 64 bits and the shifts 13, 7, 17.
package xorshift

// Source is the state of a generator; 0 is none, it would stay 0.
type Source uint64

// Next is the next number.
func (s *Source) Next() uint64 {
	v := uint64(*s)
	v ^= v << 13
	v ^= v >> 7
	v ^= v << 17
	*s = Source(v)
	return v
}

// Below is a number in [0, n).
func (s *Source) Below(n int) int {
	return int((s.Next() >> 16) % uint64(n)) // the lowest bits are the weakest
}

// Shuffle brings indices into a random order (Fisher and Yates).
func (s *Source) Shuffle(order []int) {
	for i := len(order) - 1; i > 0; i-- {
		j := int(s.Next() % uint64(i+1))
		order[i], order[j] = order[j], order[i]
	}
}
