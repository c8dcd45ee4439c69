package slots

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// memory is what words meant in the annotated messages, by tool and slot: "how heavy" is the
// quantity "mass". Values are strings, float64 or bool.
type memory map[string]*meaning

type meaning struct {
	value any
	votes map[any]int
}

func memoryKey(op, slot, phrase string) string {
	tool, _, _ := strings.Cut(op, ".")
	return tool + "." + slot + "=" + phrase
}

func (m memory) note(op, slot, phrase string, value any) {
	k := memoryKey(op, slot, phrase)
	if m[k] == nil {
		m[k] = &meaning{votes: map[any]int{}}
	}
	m[k].votes[value]++
}

// settle takes the value that most messages agree on; of equals the first in order.
func (m memory) settle() {
	for _, e := range m {
		values := slices.SortedFunc(maps.Keys(e.votes), func(a, b any) int { return cmp.Compare(sortable(a), sortable(b)) })
		for _, v := range values {
			if e.value == nil || e.votes[v] > e.votes[e.value] {
				e.value = v
			}
		}
		e.votes = nil
	}
}

// complete adds what the messages did not teach.
func (m memory) complete(vocabulary map[string]any) {
	for k, v := range vocabulary {
		if m[k] == nil {
			m[k] = &meaning{value: v}
		}
	}
}

// of is the value of a phrase; without its article, its plural, or all but its longest known
// part if that is needed to know it.
func (m memory) of(op, slot, phrase string) (any, bool) {
	for _, p := range []string{phrase, strings.TrimSuffix(phrase, "s"), phrase + "s", strings.ReplaceAll(phrase, "-", " ")} {
		if e, ok := m[memoryKey(op, slot, p)]; ok {
			return e.value, true
		}
	}
	words := strings.Fields(strings.ReplaceAll(phrase, "-", " "))
	for n := len(words) - 1; n > 0; n-- {
		for i := len(words) - n; i >= 0; i-- {
			if e, ok := m[memoryKey(op, slot, strings.Join(words[i:i+n], " "))]; ok {
				return e.value, true
			}
		}
	}
	return nil, false
}
