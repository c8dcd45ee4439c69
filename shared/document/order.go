package document

import (
	"errors"
	"strings"
)

// Order keys are the fractional indexing of Greenspan (2020): a key is an integer part,
// whose first character says its length, and a fraction, both in base 62. Putting
// something first or last counts the integer up or down, so a key grows only with the
// logarithm of the number of siblings; putting something between two neighbours adds a
// digit about every sixth time. Keys are compared as bytes.

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

var (
	errOrderKey   = errors.New("not an order key")
	errOrderSpan  = errors.New("the first key must be less than the second")
	errOrderRange = errors.New("no keys are left")
)

// OrderBetween gives a key greater than a and less than b. An empty a is the beginning,
// an empty b the end; the key between two empty ones is that of an only child.
func OrderBetween(a, b string) (string, error) {
	if (a != "" && !validOrder(a)) || (b != "" && !validOrder(b)) {
		return "", orderError(errOrderKey)
	}
	if a != "" && b != "" && a >= b {
		return "", orderError(errOrderSpan)
	}
	key, err := between(a, b)
	if err == nil && len(key) > MaxOrder {
		err = errOrderRange
	}
	if err != nil {
		return "", orderError(err)
	}
	return key, nil
}

func orderError(err error) *Error {
	code := CodeInvalidEdit
	if errors.Is(err, errOrderRange) {
		code = CodeTooLarge
	}
	return fail(code, "order", "%s", err.Error())
}

func between(a, b string) (string, error) {
	switch {
	case a == "" && b == "":
		return "a0", nil
	case a == "":
		whole, frac := split(b)
		if frac != "" {
			return whole, nil // an integer is less than itself with a fraction
		}
		if lower := decrement(whole); lower != "" {
			return lower, nil
		}
		return "", errOrderRange
	case b == "":
		whole, frac := split(a)
		if next := increment(whole); next != "" {
			return next, nil
		}
		return whole + middle(frac, ""), nil
	}
	wholeA, fracA := split(a)
	wholeB, fracB := split(b)
	if wholeA == wholeB {
		return wholeA + middle(fracA, fracB), nil
	}
	if next := increment(wholeA); next != "" && next < b {
		return next, nil
	}
	return wholeA + middle(fracA, ""), nil
}

// wholeLen is the length of an integer part with this first character, 0 for none.
func wholeLen(c byte) int {
	switch {
	case c >= 'a' && c <= 'z':
		return int(c-'a') + 2
	case c >= 'A' && c <= 'Z':
		return int('Z'-c) + 2
	default:
		return 0
	}
}

func split(key string) (whole, frac string) {
	n := wholeLen(key[0])
	return key[:n], key[n:]
}

// validOrder reports whether a string is an order key: digits only, a whole integer
// part that is not the least of all, and a fraction that does not end in 0, so that
// there is always a key before it.
func validOrder(key string) bool {
	if key == "" || len(key) > MaxOrder {
		return false
	}
	n := wholeLen(key[0])
	if n == 0 || len(key) < n {
		return false
	}
	for i := range len(key) {
		if strings.IndexByte(digits, key[i]) < 0 {
			return false
		}
	}
	if len(key) > n {
		return key[len(key)-1] != '0'
	}
	return key != leastWhole
}

var leastWhole = "A" + strings.Repeat("0", 26)

// increment gives the next integer part, "" after the greatest.
func increment(whole string) string {
	b := []byte(whole)
	for i := len(b) - 1; i > 0; i-- {
		d := strings.IndexByte(digits, b[i]) + 1
		if d < len(digits) {
			b[i] = digits[d]
			return string(b)
		}
		b[i] = digits[0]
	}
	switch head := b[0]; {
	case head == 'z':
		return ""
	case head == 'Z':
		return "a0"
	case head >= 'a': // longer by a digit
		return string(head+1) + string(b[1:]) + "0"
	default: // shorter by a digit
		return string(head+1) + string(b[2:])
	}
}

// decrement gives the integer part before, "" before the least.
func decrement(whole string) string {
	b := []byte(whole)
	last := digits[len(digits)-1]
	for i := len(b) - 1; i > 0; i-- {
		if d := strings.IndexByte(digits, b[i]); d > 0 {
			b[i] = digits[d-1]
			if string(b) == leastWhole {
				return ""
			}
			return string(b)
		}
		b[i] = last
	}
	switch head := b[0]; {
	case head == 'A':
		return ""
	case head == 'a':
		return "Z" + string(last)
	case head > 'a': // shorter by a digit
		return string(head-1) + string(b[2:])
	default: // longer by a digit
		return string(head-1) + string(b[1:]) + string(last)
	}
}

// middle gives a fraction between two fractions; a may be "" (zero), b may be "" (one).
func middle(a, b string) string {
	n := 0
	for b != "" && n < len(b) && digitAt(a, n) == b[n] {
		n++
	}
	if n > 0 {
		return b[:n] + middle(tail(a, n), b[n:])
	}
	lo, hi := strings.IndexByte(digits, digitAt(a, 0)), len(digits)
	if b != "" {
		hi = strings.IndexByte(digits, b[0])
	}
	if hi-lo > 1 {
		return string(digits[(lo+hi+1)/2])
	}
	if len(b) > 1 {
		return b[:1]
	}
	return string(digits[lo]) + middle(tail(a, 1), "")
}

func digitAt(s string, i int) byte {
	if i < len(s) {
		return s[i]
	}
	return digits[0]
}

func tail(s string, n int) string {
	if n >= len(s) {
		return ""
	}
	return s[n:]
}
