package slots

import (
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// found is a span with the pieces [from, to) that it was labelled on.
type found struct {
	entity.Span
	from, to int
}

// negations stand before what is not wanted, exceptions before what is kept out of a group.
var (
	negations = []string{"not", "instead of", "rather than", "no longer", "don't want"}
	// plainExceptions say so by themselves, also before what is not known.
	plainExceptions = []string{"except", "apart from", "other than", "excluding", "everything but", "all but"}
	exceptions      = append([]string{"but not", "not", "leave out", "spare"}, plainExceptions...)
)

// fillers may stand between such words and what they are about.
var fillers = map[string]bool{"the": true, "a": true, "an": true, "my": true, "our": true, "for": true, "in": true, "as": true, "to": true}

// follows tells whether one of the phrases stands before piece i.
func (s *sentence) follows(i int, phrases []string) bool {
	for i > 0 && fillers[s.toks[i-1].Low] {
		i--
	}
	for _, p := range phrases {
		words := strings.Fields(p)
		if i < len(words) {
			continue
		}
		same := true
		for k, w := range words {
			same = same && s.toks[i-len(words)+k].Low == w
		}
		if same {
			return true
		}
	}
	return false
}

// negated takes out what is said not to be wanted, where something of its kind is ("not red
// but blue"), and gives what is kept out of a group its slot ("everything except the logo").
func (m *Model) negated(spans []found, s *sentence, o *operation) []found {
	except := slices.ContainsFunc(o.labels, func(l int) bool { return m.labels[l].slot == "except" })
	if except {
		for i := range spans {
			if sp := &spans[i]; isNamed(sp.Slot) && s.follows(sp.from, exceptions) {
				sp.Slot = "except"
			}
		}
		spans = s.kept(spans)
		spans = m.unexcepted(spans, s, o)
	}
	unwanted := func(sp found) bool { return sp.Slot != "except" && s.follows(sp.from, negations) }
	return slices.DeleteFunc(spans, func(sp found) bool {
		return unwanted(sp) && slices.ContainsFunc(spans, func(other found) bool { return other.Slot == sp.Slot && !unwanted(other) })
	})
}

// isNamed tells the slots that name a thing.
func isNamed(slot string) bool {
	switch slot {
	case "layer", "target", "name", "file", "rule", "component":
		return true
	}
	return false
}

// maxKept bounds the words of a thing that is kept out of a group.
const maxKept = 3

// kept adds what an exception names and no label has found.
func (s *sentence) kept(spans []found) []found {
	if slices.ContainsFunc(spans, func(sp found) bool { return sp.Slot == "except" }) {
		return spans
	}
	for i := 1; i < len(s.toks); i++ {
		if fillers[s.toks[i].Low] || !s.follows(i, plainExceptions) {
			continue
		}
		to := i
		for to < len(s.toks) && to-i < maxKept && !s.toks[to].Mark && s.toks[to].Kind == "" && !isLink(s.toks[to].Low) {
			to++
		}
		if to == i || slices.ContainsFunc(spans, func(sp found) bool { return sp.from < to && sp.to > i }) {
			continue
		}
		return append(spans, s.found("except", nil, i, to))
	}
	return spans
}

// exceptionCues are the words of which one is said when something is kept out of a group.
var exceptionCues = setOf(`except excluding but not keep keeping only leave leaving spare just rest apart other besides without save stay stays untouched ignore
 skip minus exclude excepting preserve unless don't alone`)

// unexcepted takes what is labelled as kept for one of the group where nothing says so.
func (m *Model) unexcepted(spans []found, s *sentence, o *operation) []found {
	for i := range s.toks {
		for w := range strings.FieldsSeq(s.toks[i].Low) {
			if exceptionCues[w] {
				return spans
			}
		}
	}
	layers := slices.ContainsFunc(o.labels, func(l int) bool { return m.labels[l].slot == "layer" })
	for i := range spans {
		if spans[i].Slot == "except" && layers {
			spans[i].Slot = "layer"
		}
	}
	return spans
}
