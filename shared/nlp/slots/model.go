package slots

import (
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// bits is the logarithm of the number of weights: (feature, label) pairs are hashed.
const (
	bits    = 20
	weights = 1 << bits
)

// Model labels the tokens of messages. It is immutable and safe for concurrent use.
type Model struct {
	labels     []label
	operations map[string]*operation
	weights    []int8
	lexicon    *lexicon // what the annotated messages taught
	general    *lexicon // the vocabulary, by tool
	memory     memory
	trust      trust
}

// operation has the labels that an operation's slots can get, twice the slots and outside:
// state 0 is outside, 2i+1 begins labels[i], 2i+2 goes on with it.
type operation struct {
	hash   uint32
	labels []int    // indices into Model.labels
	states []uint32 // hash of each state
}

func (o *operation) prepare(labels []label) {
	o.states = make([]uint32, 2*len(o.labels)+1)
	o.states[0] = hash("outside")
	for i, l := range o.labels {
		h := hash(labels[l].String())
		o.states[2*i+1], o.states[2*i+2] = mix(h, 1), mix(h, 2)
	}
}

// cell is the weight's place of a feature with a state.
func cell(feature, state uint32) uint32 {
	h := (feature ^ state) * 0x85EBCA6B
	return (h ^ h>>13) & (weights - 1)
}

// Fill gives the slots of an operation ("video.trim") their values, and where in the
// message they were found, in the order of the text. An operation without slots, or one
// that the model does not know, gives none.
func (m *Model) Fill(scan *entity.Scan, op string) []entity.Span {
	out := m.code(scan, op)
	o, ok := m.operations[op]
	if !ok || len(o.labels) == 0 {
		return out
	}
	s := m.view(scan, op, o.hash, nil)
	var labelled []found
	for _, p := range m.complete(pieces(decode(o, s.feats, m.weights)), o, s) {
		from, to := s.toks[p.from].From, s.toks[p.to-1].To
		l := m.labels[o.labels[p.label]]
		value, ok := m.value(scan, op, l, from, to)
		if !ok {
			continue
		}
		l.slot, value = s.byRule(l.slot, value, p)
		start, end := scan.Bounds(from, to)
		labelled = append(labelled, found{entity.Span{Start: start, End: end, Slot: l.slot, Raw: scan.Text(from, to), Value: value}, p.from, p.to})
	}
	for _, sp := range m.negated(labelled, s, o) {
		out = append(out, sp.Span)
	}
	out = withoutRef(out)
	slices.SortStableFunc(out, func(a, b entity.Span) int { return a.Start - b.Start })
	return out
}

// byRule gives what a rule of package entity says of the same words. Of numbers the rules
// know the sign and the sum ("50% bigger" is 1.5), of the colours of a new picture which
// one is the background ("white on navy").
func (s *sentence) byRule(slot string, value any, p piece) (string, any) {
	for _, r := range s.ruled {
		if r.from > p.from || r.to <= p.from {
			continue
		}
		switch k := kinds[slot]; {
		case r.slot == slot && (k == length || k == number || k == angle || k == share):
			return slot, r.value
		case k == colour && kinds[r.slot] == colour && s.op == "graphics.create":
			return r.slot, value
		}
	}
	return slot, value
}

// withoutRef drops "it" and "that" where the thing itself is named: they stand for it.
func withoutRef(spans []entity.Span) []entity.Span {
	named := slices.ContainsFunc(spans, func(s entity.Span) bool {
		switch s.Slot {
		case "layer", "file", "name", "target", "component", "page", "shape", "subject", "code", "tool_body":
			return true
		}
		return false
	})
	if !named {
		return spans
	}
	return slices.DeleteFunc(spans, func(s entity.Span) bool {
		raw := strings.ToLower(s.Raw)
		return s.Slot == "ref" && (raw == "it" || raw == "that" || raw == "its")
	})
}

// code is the program text of a message to the ide, and the language that its fence names.
func (m *Model) code(scan *entity.Scan, op string) []entity.Span {
	start, end, ok := codeIn(scan, op)
	if !ok {
		return nil
	}
	text := scan.Source()
	out := []entity.Span{{Start: start, End: end, Slot: "code", Raw: text[start:end], Value: text[start:end]}}
	if _, _, tag, _ := entity.Code(text); tag != "" {
		if e, known := m.memory[memoryKey(op, "language", tag)]; known {
			out = append(out, entity.Span{Start: start, End: start, Slot: "language", Value: e.value})
		}
	}
	return out
}

// piece is a labelled run of tokens [from, to).
type piece struct{ label, from, to int }

func pieces(states []int) []piece {
	var out []piece
	for i, st := range states {
		switch {
		case st == 0:
		case st%2 == 1 || len(out) == 0:
			out = append(out, piece{(st - 1) / 2, i, i + 1})
		default:
			out[len(out)-1].to = i + 1
		}
	}
	return out
}
