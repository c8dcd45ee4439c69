package slots

import (
	"strings"
	"unicode/utf8"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// Template numbers keep the features of different kinds apart.
const (
	fWord uint32 = iota + 1
	fClass
	fKind
	fShape
	fPrefix
	fSuffix
	fLexicon
	fNamed
	fHint
	fPair
	fPlace
	fVerb
	fBias
	fLink
	fAround
	fGeneral
	fTransition
	fPronoun
)

// maxTokens bounds the tokens that are labelled; what follows is no argument.
const maxTokens = 128

// sentence is a message with the hashed features of its tokens.
type sentence struct {
	scan  *entity.Scan
	op    string
	toks  []entity.Token
	feats [][]uint32
	ruled []candidate // what the rules of package entity found
}

// view makes the features of a message for an operation: each lexical one alone and together
// with the operation.
func (m *Model) view(scan *entity.Scan, name string, op uint32, own *lexicon) *sentence {
	toks := m.tokens(scan, name)
	toks = toks[:min(len(toks), maxTokens)]
	s := &sentence{scan: scan, op: name, toks: toks, feats: make([][]uint32, len(toks)), ruled: ruled(scan, toks, name)}
	known := m.lexicon.match(toks, 0, own)
	tool, _, _ := strings.Cut(name, ".")
	general := m.general.match(toks, hash(tool), nil)
	hinted := s.hints()
	verb := hash(firstClass(toks))
	link := hash("^")
	all := make([]uint32, 0, len(toks)*48)
	for i := range toks {
		from := len(all)
		all = s.lexical(all, i, op)
		all = append(all, mix(fBias, op), mix(fBias, 0), mix(mix(fVerb, verb), wordHash(toks, i)), mix(mix(mix(fLink, link), classHash(toks, i)), op))
		for _, k := range general[i] {
			all = append(all, mix(fGeneral, k), mix(mix(fGeneral, k), op), mix(mix(fGeneral, k), op))
		}
		for _, k := range known[i] {
			all = append(all, mix(fLexicon, k), mix(mix(fLexicon, k), op))
		}
		if pronouns[toks[i].Low] {
			p := mix(mix(fPronoun, antecedent(toks, i)), hash(toks[i].Low))
			all = append(all, p, mix(p, op), mix(p, classHash(toks, i-1)), mix(mix(p, op), classHash(toks, i+1)))
		}
		if h := hinted[i]; h != 0 {
			all = append(all, h, h, h, mix(h, op), mix(h, op), mix(h, classHash(toks, i-1)))
		}
		if toks[i].Kind != "" || toks[i].Number {
			all = s.around(all, i, op)
		}
		if isLink(toks[i].Low) {
			link = hash(toks[i].Low)
		}
		s.feats[i] = all[from:len(all):len(all)]
	}
	return s
}

// tokens are the pieces that are labelled.
func (m *Model) tokens(scan *entity.Scan, op string) []entity.Token {
	return m.merge(withoutCode(scan.Tokens(), scan, op), op)
}

// withoutCode puts one piece in the place of the program text in a message to the ide: its words
// are no arguments.
func withoutCode(toks []entity.Token, scan *entity.Scan, op string) []entity.Token {
	start, end, ok := codeIn(scan, op)
	if !ok {
		return toks
	}
	out := make([]entity.Token, 0, len(toks))
	for _, t := range toks {
		if t.Start < start || t.Start >= end {
			out = append(out, t)
			continue
		}
		if n := len(out); n > 0 && out[n-1].Kind == codeKind {
			out[n-1].End, out[n-1].To = t.End, t.To
			continue
		}
		t.Low, t.Class, t.Kind, t.Number, t.Mark, t.Named = codeKind, codeKind, codeKind, false, false, 0
		out = append(out, t)
	}
	return out
}

const codeKind = "_code"

func codeIn(scan *entity.Scan, op string) (start, end int, ok bool) {
	if !strings.HasPrefix(op, "ide.") {
		return 0, 0, false
	}
	start, end, _, ok = entity.Code(scan.Source())
	return start, end, ok
}

// hints are what the rules of package entity take the pieces for.
func (s *sentence) hints() []uint32 {
	out := make([]uint32, len(s.toks))
	for _, c := range s.ruled {
		for k := c.from; k < c.to; k++ {
			out[k] = mix(mix(fHint, hash(c.slot)), uint32(min(k-c.from, 1)))
		}
	}
	return out
}

func firstClass(toks []entity.Token) string {
	for i := range toks {
		if c := toks[i].Class; len(c) > 1 && c[0] == '_' {
			return c
		}
	}
	return ""
}

func isLink(w string) bool {
	switch w {
	case "to", "in", "on", "at", "with", "from", "of", "for", "as", "by", "into", "about", "called", "named", "under", "above", "and", ",",
		":", "until", "till", "after", "before", "off", "through", "like", "say", "saying", "says", "is", "be":
		return true
	}
	return false
}

func at(toks []entity.Token, i int) *entity.Token {
	if i < 0 || i >= len(toks) {
		return &edge
	}
	return &toks[i]
}

var edge = entity.Token{Low: "|", Class: "|"}

func wordHash(toks []entity.Token, i int) uint32 {
	return hash(at(toks, i).Low)
}

func classHash(toks []entity.Token, i int) uint32 {
	return hash(at(toks, i).Class)
}

// lexical are the features of the words around token i.
func (s *sentence) lexical(all []uint32, i int, op uint32) []uint32 {
	var w, c [5]uint32
	for d := range w {
		w[d], c[d] = wordHash(s.toks, i+d-2), classHash(s.toks, i+d-2)
	}
	t := &s.toks[i]
	both := func(f uint32) { all = append(all, f, mix(f, op)) }
	for d := range w {
		both(mix(mix(fWord, uint32(d)), w[d]))
		both(mix(mix(fClass, uint32(d)), c[d]))
	}
	kind := hash(t.Kind)
	if t.First {
		kind = mix(kind, 1)
	}
	both(mix(fKind, kind))
	both(mix(fShape, shapeOf(t)))
	both(mix(mix(fPair, w[1]), w[2]))
	both(mix(mix(fPair+100, w[2]), w[3]))
	all = append(all,
		mix(mix(fPair+200, c[1]), c[2]), mix(mix(fPair+300, c[2]), c[3]), mix(mix(fPair+400, c[1]), c[3]),
		mix(mix(fPair+500, w[1]), mix(w[2], w[3])), mix(mix(fPair+600, c[0]), c[1]), mix(mix(fPair+700, c[3]), c[4]),
		mix(mix(fKind+800, kind), w[1]), mix(mix(fKind+900, kind), w[3]), mix(fKind+1000, hash(at(s.toks, i-1).Kind)),
		mix(fKind+1100, hash(at(s.toks, i+1).Kind)), mix(mix(fKind+1200, mix(kind, op)), w[1]), mix(mix(fKind+1300, mix(kind, op)), w[3]),
		mix(fPlace, uint32(min(i, 3))), mix(fPlace+1, uint32(min(len(s.toks)-i, 3))))
	for bit := range 16 {
		if t.Named>>bit&1 == 1 {
			both(mix(fNamed, uint32(bit)))
		}
	}
	return affixes(all, t.Low)
}

// reach is how far a value's words are looked for: "lose everything after 1:45".
const reach = 8

// around are the words before and after a value, which decide what it is the value of.
func (s *sentence) around(all []uint32, i int, op uint32) []uint32 {
	kind := mix(mix(fAround, hash(s.toks[i].Kind)), op)
	for k := max(0, i-reach); k < min(len(s.toks), i+reach); k++ {
		if k == i || s.toks[k].Mark {
			continue
		}
		side := uint32(0)
		if k > i {
			side = 1
		}
		w := mix(wordHash(s.toks, k), side)
		all = append(all, mix(kind, w), mix(mix(fAround, w), op), mix(fAround+1, mix(kind, mix(classHash(s.toks, k), side))))
	}
	return all
}

// affixes are the beginning and the end of a word of letters.
func affixes(all []uint32, w string) []uint32 {
	if len(w) < 4 || !utf8.ValidString(w) {
		return all
	}
	return append(all, mix(fPrefix, hash(w[:3])), mix(fSuffix, hash(w[len(w)-3:])), mix(fSuffix+1, hash(w[len(w)-2:])))
}

func shapeOf(t *entity.Token) uint32 {
	h := uint32(0)
	for bit, on := range [...]bool{t.Upper, t.Number, t.Mark, t.Gap, t.Kind != ""} {
		if on {
			h |= 1 << bit
		}
	}
	return h
}

// pronouns stand for a thing that was named, in the message or before it.
var pronouns = map[string]bool{"it": true, "this": true, "that": true, "its": true, "it's": true, "that's": true}

// antecedent tells what a pronoun may stand for: whether a noun with its article is before it,
// or after it, and whether a phrase begins the message before it.
func antecedent(toks []entity.Token, i int) uint32 {
	h := uint32(0)
	for k := range toks {
		switch {
		case k == i || !determiners[toks[k].Low]:
		case k < i:
			h |= 1
		case k > i+1:
			h |= 2
		}
	}
	if i > 3 {
		h |= 4
	}
	return h
}

var determiners = map[string]bool{"the": true, "my": true, "our": true, "your": true, "a": true, "an": true, "his": true, "her": true, "their": true}
