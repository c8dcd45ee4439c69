package entity

// Token is a piece of a message as slot filling sees it: a word, a mark, or a typed mention
// of several words ("12 mm", "light blue", "top left") that is never taken apart.
type Token struct {
	// Start and End are half-open byte offsets into the text, From and To half-open
	// indices of the message's lexical units, as the other methods of Scan take them.
	Start, End, From, To int
	// Low is the piece in lower case; of a number with a unit "0" and the unit.
	Low string
	// Kind is the typed mention that it is part of, as the placeholder of its words
	// ("_color", "_length"), "" for none. First tells whether the mention starts here.
	Kind  string
	First bool
	// Class is the word class (see Pattern), or the word itself.
	Class string
	// Upper: it starts with a capital. Gap: white space stands before it.
	Upper, Gap bool
	// Number: it is a number. Mark: it is punctuation.
	Number, Mark bool
	// Named tells in which gazetteers a phrase begins here, as a bit set.
	Named uint16
}

// gazetteers are the dictionaries that Token.Named tells of, by bit.
var gazetteers = [...]phrases{positions, effects, shapes, fonts, orders, factorPhrases, axisPhrases}

// Tokens are the pieces of the message in order.
func (s *Scan) Tokens() []Token {
	out := make([]Token, 0, len(s.toks))
	for i := 0; i < len(s.toks); {
		n := s.pieceAt(i)
		out = append(out, s.piece(i, i+n))
		i += n
	}
	return out
}

// pieceAt is the number of units of the piece at unit i.
func (s *Scan) pieceAt(i int) int {
	if m := s.at(i); m != nil {
		switch m.kind {
		case title:
			return 1
		case pair:
			if side := s.sideAt(i); side.n > 0 && i+side.n <= m.to {
				return side.n
			}
			return 1
		}
		return m.to - i
	}
	if _, n := positions.at(s, i); n > 1 {
		for k := i; k < i+n; k++ {
			if s.at(k) != nil {
				return 1
			}
		}
		return n
	}
	return 1
}

func (s *Scan) piece(from, to int) Token {
	t := &s.toks[from]
	class, _ := s.classAt(from)
	v := Token{Start: t.start, End: s.toks[to-1].end, From: from, To: to, Low: t.low, Class: class, Upper: t.upper, Gap: t.gap,
		Number: t.kind == number, Mark: t.kind == punct && to == from+1}
	m := s.at(from)
	if m != nil {
		v.Kind, v.First = m.placeholder(), m.from == from
	}
	switch {
	case m != nil && m.kind == amount:
		v.Low, v.Number = "0"+m.measure.unit, true
	case v.Number:
		v.Low = "0"
	case m != nil && m.kind == quoted:
		v.Low = `"`
	case m == nil && to > from+1:
		if p, n := positions.at(s, from); n > 1 {
			v.Low, v.Kind, v.First = p, "_place", true
		}
	}
	for bit, g := range gazetteers {
		if _, n := g.at(s, from); n > 0 {
			v.Named |= 1 << bit
		}
	}
	return v
}

// Source is the whole message.
func (s *Scan) Source() string { return s.text }

// Bounds are the bytes of units [from, to); of a quotation what is in the quotation marks.
func (s *Scan) Bounds(from, to int) (start, end int) {
	if m := s.at(from); m != nil && m.kind == quoted && m.from == from && m.to == to {
		return m.start, m.end
	}
	return s.toks[from].start, s.toks[to-1].end
}

// Text is the text of units [from, to); of a quotation what is in the quotation marks.
func (s *Scan) Text(from, to int) string {
	start, end := s.Bounds(from, to)
	return s.text[start:end]
}

// Color is the colour that units [from, to) name, in the canonical form.
func (s *Scan) Color(from, to int) (string, bool) {
	for i := from; i < to; i++ {
		if v, n := s.colorAt(i); n > 0 {
			return v, true
		}
	}
	return "", false
}

// FormatNumber is a number as people write it: "0.5", "12".
func FormatNumber(v float64) string { return formatNumber(v) }
