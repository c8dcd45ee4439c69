package slots

import (
	_ "embed" // the vocabulary
	"slices"
	"strings"
	"sync"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// maxPhrase is the longest phrase of the lexicon, in tokens.
const maxPhrase = 4

// lexicon tells which slots a phrase filled in the annotated messages, and how often.
type lexicon struct {
	phrases map[uint32]map[uint32]int // hash of the phrase -> hash of the slot -> messages
}

func newLexicon() *lexicon { return &lexicon{phrases: map[uint32]map[uint32]int{}} }

func phraseHash(toks []entity.Token, from, to int) uint32 {
	h := uint32(17)
	for i := from; i < to; i++ {
		for w := range strings.FieldsSeq(toks[i].Low) {
			h = mix(h, hash(w))
		}
	}
	return h
}

func (l *lexicon) add(phrase, slot uint32) {
	m := l.phrases[phrase]
	if m == nil {
		m = map[uint32]int{}
		l.phrases[phrase] = m
	}
	m[slot]++
}

// match lists, for each token, the slots (with begin or inside) of the longest phrases that
// cover it. What only the message itself is the source of (own) is no knowledge.
func (l *lexicon) match(toks []entity.Token, tool uint32, own *lexicon) [][]uint32 {
	out := make([][]uint32, len(toks))
	for i := range toks {
		for n := min(maxPhrase, len(toks)-i); n > 0; n-- {
			h := phraseHash(toks, i, i+n)
			if tool != 0 {
				h = mix(h, tool)
			}
			slots := l.slots(h, own)
			for k := i; k < i+n && len(slots) > 0; k++ {
				for _, slot := range slots {
					out[k] = append(out[k], mix(slot, uint32(min(k-i, 1))))
				}
			}
			if len(slots) > 0 {
				break
			}
		}
	}
	return out
}

// slots are what a phrase fills, beside what own knows, in a fixed order: sums of weights
// depend on it in their last bits, and so does what is learned.
func (l *lexicon) slots(phrase uint32, own *lexicon) []uint32 {
	var out []uint32
	for slot, count := range l.phrases[phrase] {
		if own != nil {
			count -= own.phrases[phrase][slot]
		}
		if count > 0 {
			out = append(out, slot)
		}
	}
	slices.Sort(out)
	return out
}

// merge makes one piece of each phrase of several words in the vocabulary ("fade in",
// "contact form"), so that it is labelled as a whole.
func (m *Model) merge(toks []entity.Token, op string) []entity.Token {
	tool, _, _ := strings.Cut(op, ".")
	t := hash(tool)
	out := make([]entity.Token, 0, len(toks))
	for i := 0; i < len(toks); {
		n := min(maxPhrase, len(toks)-i)
		for ; n > 1; n-- {
			if len(m.general.phrases[mix(phraseHash(toks, i, i+n), t)]) > 0 {
				break
			}
		}
		piece := toks[i]
		for k := i + 1; k < i+n; k++ {
			piece.Low += " " + toks[k].Low
			piece.End, piece.To = toks[k].End, toks[k].To
		}
		if n > 1 {
			piece.Class, piece.Kind, piece.First, piece.Number = piece.Low, phraseKind, true, false
		}
		out = append(out, piece)
		i += max(n, 1)
	}
	return out
}

const phraseKind = "_phrase"

// plain is a phrase in lower case with single spaces.
func plain(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

// vocabularyText is what words mean in general, beside what the annotated messages teach.
//
//go:embed vocabulary.txt
var vocabularyText string

// vocabulary is what a phrase means, by tool and slot; see memoryKey.
var vocabulary = sync.OnceValue(func() map[string]any {
	m := map[string]any{}
	for line := range strings.Lines(vocabularyText) {
		head, phrases, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		slot, value, _ := strings.Cut(head, " ")
		for p := range strings.SplitSeq(phrases, ",") {
			m[slot+"="+plain(p)] = meant(value)
		}
	}
	return m
})

// general is the lexicon of the vocabulary: by tool, which slots a phrase may fill.
func general() *lexicon {
	l := newLexicon()
	for k := range vocabulary() {
		where, phrase, _ := strings.Cut(k, "=")
		tool, slot, _ := strings.Cut(where, ".")
		toks := entity.Parse(phrase).Tokens()
		l.add(mix(phraseHash(toks, 0, len(toks)), hash(tool)), hash(slot))
	}
	return l
}

func meant(value string) any {
	switch value {
	case "true":
		return true
	case "false":
		return false
	}
	return value
}
