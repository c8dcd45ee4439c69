package slots

import (
	"slices"
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// trust tells which slot a typed mention ("_file") or a phrase of the vocabulary fills in an
// operation whenever it stands there, as observed in the annotated messages: what the
// labeller misses of it is filled in.
type trust map[string]int // operation and key -> label

const (
	// trustShare is the least share of such mentions that filled the slot.
	trustShare = 0.75
	// trustSeen is the least number of them.
	trustSeen = 4
)

// key of a typed mention or of a phrase of the vocabulary.
func mentionKey(op, kind string) string { return op + " " + kind }

// learnTrust counts, over all examples, how often a mention filled a slot when nothing else did.
func (m *Model) learnTrust(rows []*example) {
	hits, all := map[string]map[int]int{}, map[string]int{}
	for _, ex := range rows {
		has := map[string]bool{}
		for _, p := range ex.pieces {
			has[p.label.slot] = true
		}
		for _, c := range m.candidates(ex.view) {
			slot := ""
			st := ex.gold[c.from]
			if st > 0 {
				slot = m.labels[ex.op.labels[(st-1)/2]].slot
			}
			if c.slot != "" && slot != c.slot && has[c.slot] {
				continue // it was said elsewhere in the message
			}
			all[c.key]++
			if st > 0 && (c.slot == "" || slot == c.slot) {
				if hits[c.key] == nil {
					hits[c.key] = map[int]int{}
				}
				hits[c.key][ex.op.labels[(st-1)/2]]++
			}
		}
	}
	m.trust = trust{}
	for k, labels := range hits {
		best, n := m.mostFilled(labels)
		if n >= trustSeen && float64(n) >= trustShare*float64(all[k]) {
			m.trust[k] = best
		}
	}
}

// mostFilled is the label that most mentions got, and how many got its slot, with whatever
// turn of the value.
func (m *Model) mostFilled(labels map[int]int) (best, n int) {
	best = -1
	for l := range m.labels {
		if labels[l] > 0 && (best < 0 || labels[l] > labels[best]) {
			best = l
		}
	}
	for l, count := range labels {
		if m.labels[l].slot == m.labels[best].slot {
			n += count
		}
	}
	return best, n
}

// candidate is a mention that may fill a slot: pieces [from, to).
type candidate struct {
	from, to int
	key      string
	slot     string // that the vocabulary or a rule names, "" for a typed mention
	value    any    // of a rule
}

// candidates are the typed mentions and the phrases of the vocabulary in a message.
func (m *Model) candidates(s *sentence) []candidate {
	toks, op := s.toks, s.op
	tool, _, _ := strings.Cut(op, ".")
	out := slices.Clone(s.ruled)
	for i := 0; i < len(toks); i++ {
		if toks[i].Kind != "" && toks[i].First {
			out = append(out, candidate{from: i, to: i + 1, key: mentionKey(op, toks[i].Kind)})
		}
		for n := min(maxPhrase, len(toks)-i); n > 0; n-- {
			slots := m.general.phrases[mix(phraseHash(toks, i, i+n), hash(tool))]
			if len(slots) == 0 {
				continue
			}
			for _, l := range m.operations[op].labels {
				if slot := m.labels[l].slot; slots[hash(slot)] > 0 && m.labels[l].turn == asSaid {
					out = append(out, candidate{from: i, to: i + n, key: mentionKey(op, "="+slot), slot: slot})
				}
			}
			break
		}
	}
	return out
}

// ruled are the spans that the rules of package entity found.
func ruled(scan *entity.Scan, toks []entity.Token, op string) []candidate {
	var out []candidate
	_, spans := scan.Fill(op)
	for _, sp := range spans {
		if from, to := cover(toks, sp.Start, sp.End); from < to {
			out = append(out, candidate{from, to, mentionKey(op, "!"+sp.Slot), sp.Slot, sp.Value})
		}
	}
	return out
}

// complete fills in what is trusted and was not labelled.
func (m *Model) complete(labelled []piece, o *operation, s *sentence) []piece {
	toks := s.toks
	has := map[string]bool{}
	taken := make([]bool, len(toks))
	for _, p := range labelled {
		has[m.labels[o.labels[p.label]].slot] = true
		for k := p.from; k < p.to; k++ {
			taken[k] = true
		}
	}
	for _, c := range m.candidates(s) {
		l, ok := m.trust[c.key]
		if !ok || has[m.labels[l].slot] && !entity.IsList(m.labels[l].slot) || slices.Contains(taken[c.from:c.to], true) {
			continue
		}
		has[m.labels[l].slot] = true
		for k := c.from; k < c.to; k++ {
			taken[k] = true
		}
		labelled = append(labelled, piece{slices.Index(o.labels, l), c.from, c.to})
	}
	return labelled
}
