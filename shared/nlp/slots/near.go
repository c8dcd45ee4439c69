package slots

import "strings"

// closed slots have the values of the vocabulary and no others.
var closed = setOf(`quantity mode projection view op action role order orientation anchor axis plane transition`)

// minTypo is the shortest phrase in which a typing error is looked for.
const minTypo = 5

// near is the value of the phrase that differs by one typing error, not in a number; of
// several the first in the order of the alphabet.
func (m memory) near(op, slot, phrase string) (any, bool) {
	if len(phrase) < minTypo || strings.ContainsAny(phrase, "0123456789") {
		return nil, false
	}
	prefix, best := memoryKey(op, slot, ""), ""
	for k := range m {
		known, ok := strings.CutPrefix(k, prefix)
		if ok && (best == "" || known < best) && oneTypo(phrase, known) {
			best = known
		}
	}
	if best == "" {
		return nil, false
	}
	return m[prefix+best].value, true
}

// oneTypo tells whether a letter was added, left out, replaced or swapped with the next, not
// the first (Damerau, "A technique for computer detection and correction of spelling
// errors", CACM 1964).
func oneTypo(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || len(a) < minTypo-1 || a[0] != b[0] {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if i == len(a) {
		return true
	}
	switch {
	case len(a) < len(b):
		return a[i:] == b[i+1:]
	case a[i+1:] == b[i+1:]:
		return true
	default:
		return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	}
}
