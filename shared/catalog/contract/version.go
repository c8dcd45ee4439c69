package contract

import (
	"fmt"
	"strconv"
	"strings"
)

// step is what a new version number announces.
type step int

const (
	stepNone     step = iota // the same version
	stepAdding               // new things, nothing broken
	stepBreaking             // clients must be changed
)

// stepBetween compares two versions (semver.org, numbers only): a breaking step is a
// higher major number or, while that is 0, a higher minor number. Going back is an error.
func stepBetween(before, after string) (step, error) {
	b, err := parseVersion(before)
	if err != nil {
		return stepNone, err
	}
	a, err := parseVersion(after)
	if err != nil {
		return stepNone, err
	}
	for i := range b {
		switch {
		case a[i] < b[i]:
			return stepNone, fmt.Errorf("contract: version %s comes before the released %s", after, before)
		case a[i] > b[i] && (i == 0 || i == 1 && b[0] == 0):
			return stepBreaking, nil
		case a[i] > b[i]:
			return stepAdding, nil
		}
	}
	return stepNone, nil
}

func parseVersion(s string) ([3]uint64, error) {
	var v [3]uint64
	parts := strings.Split(s, ".")
	if len(parts) != len(v) {
		return v, fmt.Errorf("contract: version %q is not MAJOR.MINOR.PATCH", s)
	}
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 32)
		if err != nil || strconv.FormatUint(n, 10) != part {
			return v, fmt.Errorf("contract: version %q is not MAJOR.MINOR.PATCH", s)
		}
		v[i] = n
	}
	return v, nil
}

// breakingHint says which number to raise.
func breakingHint(before string) string {
	v, err := parseVersion(before)
	if err != nil || v[0] > 0 {
		return fmt.Sprintf("at least %d.0.0", v[0]+1)
	}
	return fmt.Sprintf("at least 0.%d.0", v[1]+1)
}
