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
	out := code(scan, op)
	o, ok := m.operations[op]
	if !ok || len(o.labels) == 0 {
		return out
	}
	s := m.view(scan, op, o.hash, nil)
	states := decode(o, s.feats, m.weights)
	for _, p := range m.complete(pieces(states), o, s) {
		l := m.ruledColour(m.labels[o.labels[p.label]], s, p)
		value, ok := m.value(scan, op, l, s.toks[p.from].From, s.toks[p.to-1].To)
		if !ok {
			continue
		}
		start, end := scan.Bounds(s.toks[p.from].From, s.toks[p.to-1].To)
		out = append(out, entity.Span{Start: start, End: end, Slot: l.slot, Raw: scan.Text(s.toks[p.from].From, s.toks[p.to-1].To), Value: value})
	}
	out = withoutRef(out)
	slices.SortStableFunc(out, func(a, b entity.Span) int { return a.Start - b.Start })
	return out
}

// ruledColour gives a colour of a new picture the slot that the rules gave it, if any: what
// is the background and what stands on it they know better ("white on navy").
func (m *Model) ruledColour(l label, s *sentence, p piece) label {
	if l.slot != "color" && l.slot != "background" {
		return l
	}
	for _, h := range s.ruled {
		if (h.slot == "color" || h.slot == "background") && h.from == p.from && s.op == "graphics.create" {
			l.slot = h.slot
		}
	}
	return l
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
func code(scan *entity.Scan, op string) []entity.Span {
	start, end, ok := codeIn(scan, op)
	if !ok {
		return nil
	}
	text := scan.Source()
	out := []entity.Span{{Start: start, End: end, Slot: "code", Raw: text[start:end], Value: text[start:end]}}
	if _, _, tag, _ := entity.Code(text); tag != "" {
		if v, known := vocabulary()["ide.language="+tag]; known {
			out = append(out, entity.Span{Start: start, End: start, Slot: "language", Raw: tag, Value: v})
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
