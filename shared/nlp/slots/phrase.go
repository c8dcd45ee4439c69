package slots

import (
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// Meaning is the value of a phrase that is known to fill a slot of an operation: by what the
// annotated messages and the vocabulary say, word for word.
func (m *Model) Meaning(op, slot, phrase string) (any, bool) {
	if !slices.Contains(m.Slots(op), slot) {
		return nil, false
	}
	p := plain(phrase)
	for _, q := range []string{p, strings.ReplaceAll(p, "-", " ")} {
		if e, ok := m.memory[memoryKey(op, slot, q)]; ok {
			return e.value, true
		}
	}
	return nil, false
}

// Slots are the slots of an operation.
func (m *Model) Slots(op string) []string {
	o, ok := m.operations[op]
	if !ok {
		return nil
	}
	out := make([]string, 0, len(o.labels))
	for _, l := range o.labels {
		if s := m.labels[l].slot; !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// Typed is the value of a phrase as that of a slot by its grammar: of "12" for a width "12px".
func (m *Model) Typed(op, slot, phrase string) (any, bool) {
	scan := entity.Parse(phrase)
	toks := scan.Tokens()
	if len(toks) == 0 {
		return nil, false
	}
	return m.value(scan, op, label{slot: slot}, toks[0].From, toks[len(toks)-1].To)
}
