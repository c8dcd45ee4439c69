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
		if s.toks[p.from].Kind == codeKind {
			continue
		}
		from, to := s.toks[p.from].From, s.toks[p.to-1].To
		l := m.labels[o.labels[p.label]]
		if to = trim(scan, l.slot, from, to); to == from {
			continue
		}
		value, ok := m.value(scan, op, l, from, to)
		if !ok {
			continue
		}
		l.slot, value = m.byRule(s, l.slot, value, p)
		start, end := scan.Bounds(from, to)
		labelled = append(labelled, found{entity.Span{Start: start, End: end, Slot: l.slot, Raw: scan.Text(from, to), Value: value}, p.from, p.to})
	}
	for _, sp := range m.negated(s.edged(s.coloured(labelled)), s, o) {
		out = append(out, sp.Span)
	}
	out = withoutRef(out, op)
	slices.SortStableFunc(out, func(a, b entity.Span) int { return a.Start - b.Start })
	return out
}

// byRule gives what a rule of package entity says of the same words. Of numbers the rules
// know the sign and the sum ("50% bigger" is 1.5), and those that the annotated messages
// proved right which slot it is ("95 mm wide"); of the colours of a new picture which one is
// the background ("white on navy").
func (m *Model) byRule(s *sentence, slot string, value any, p piece) (string, any) {
	for _, r := range s.ruled {
		if r.from >= p.to || r.to <= p.from {
			continue
		}
		_, proved := m.trust[r.key]
		switch k := kinds[slot]; {
		case r.slot == slot && (k == length || k == number || k == angle || k == share || k == seconds):
			return slot, r.value
		case proved && kinds[r.slot] == k && (k == length || k == seconds):
			return r.slot, r.value
		case k == colour && kinds[r.slot] == colour && s.op == "graphics.create":
			return r.slot, value
		case k == colour && (r.slot == slot || r.slot == "opacity"): // "no background", "half transparent"
			return r.slot, r.value
		}
	}
	return slot, value
}

// coloured gives the colour of the one layer that is deleted its own slot: "the red circle".
// Of several the colours stay in the names, or they would be of all.
func (s *sentence) coloured(spans []found) []found {
	if s.op != "graphics.delete_layer" {
		return spans
	}
	var layer *found
	for i := range spans {
		switch spans[i].Slot {
		case "layer":
			if layer != nil {
				return spans
			}
			layer = &spans[i]
		case "color":
			return spans
		}
	}
	if layer == nil {
		return spans
	}
	from, to := layer.from, layer.to
	head := from
	for head < to && s.toks[head].Kind == "_color" && (head == from || !s.toks[head].First) {
		head++
	}
	if head == from || head == to {
		return spans
	}
	value, ok := s.scan.Color(s.toks[from].From, s.toks[head-1].To)
	if !ok {
		return spans
	}
	*layer = s.found("layer", nil, head, to)
	return append(spans, s.found("color", value, from, head))
}

// edged gives the length of a rounded or bevelled edge its slot: of a fillet it is the radius,
// of a chamfer the size.
func (s *sentence) edged(spans []found) []found {
	if s.op != "cad.transform" {
		return spans
	}
	of := ""
	for _, sp := range spans {
		if sp.Slot == "action" && sp.Value == "fillet" {
			of = "radius"
		} else if sp.Slot == "action" && sp.Value == "chamfer" {
			of = "size"
		}
	}
	for i := range spans {
		if of != "" && (spans[i].Slot == "size" || spans[i].Slot == "radius") {
			spans[i].Slot = of
		}
	}
	return spans
}

// found is a span on pieces [from, to); without a value it is as typed.
func (s *sentence) found(slot string, value any, from, to int) found {
	first, last := s.toks[from].From, s.toks[to-1].To
	start, end := s.scan.Bounds(first, last)
	raw := s.scan.Text(first, last)
	if value == nil {
		value = ofPossessive(raw)
	}
	return found{entity.Span{Start: start, End: end, Slot: slot, Raw: raw, Value: value}, from, to}
}

// withoutRef drops "it" and "that" where the thing itself is named: they stand for it.
func withoutRef(spans []entity.Span, op string) []entity.Span {
	if !slices.ContainsFunc(spans, func(s entity.Span) bool { return standsFor(op, s.Slot) }) {
		return spans
	}
	return slices.DeleteFunc(spans, func(s entity.Span) bool {
		raw := strings.ToLower(s.Raw)
		return s.Slot == "ref" && (raw == "it" || raw == "that" || raw == "its" || strings.HasPrefix(op, "ide."))
	})
}

// standsFor tells whether a slot names the thing that an operation works on. What it is put
// on or beside, or sent to, is another: "save it to google drive", "a star next to it".
func standsFor(op, slot string) bool {
	switch tool, _, _ := strings.Cut(op, "."); slot {
	case "file", "name", "layer", "code":
		return op != "graphics.add_layer" && op != "video.concat"
	case "target", "tool_body":
		return tool == "cad"
	case "component", "page":
		return tool == "web" && op != "web.edit"
	}
	return false
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
