package entity

type mentionKind uint8

const (
	quoted mentionKind = iota + 1
	title              // unquoted text content
	address
	filename
	colour
	pair // width x height
	aspect
	amount // a number with or without a unit
	clock  // "1:45", "00:01:30"
	presetName
	formatName
)

// mention is a typed piece of the message: tokens [from, to).
type mention struct {
	kind     mentionKind
	from, to int
	start    int // bytes of the value in the text, without quotes
	end      int
	value    string
	measure  measure    // of an amount
	sides    [2]measure // of a pair
	second   int        // of a pair: the token where the height starts
}

// Scan is a message split into tokens with its typed mentions. It does not
// depend on the operation, so it is made once a message.
type Scan struct {
	text     string
	toks     []token
	mentions []mention
	owner    []int16 // for each token the index of its mention + 1
}

// Parse scans a message. The text must be valid UTF-8; its length is for the
// caller to bound, time is linear in it.
func Parse(text string) *Scan {
	s := &Scan{text: text, toks: lex(text)}
	s.owner = make([]int16, len(s.toks))
	s.mentions = make([]mention, 0, 8)
	s.findQuotes()
	s.findSwaps()
	s.findTitles()
	for i := 0; i < len(s.toks); {
		i = s.typed(i)
	}
	return s
}

// typed marks the mention that starts at token i and returns the next token.
func (s *Scan) typed(i int) int {
	if s.owner[i] != 0 {
		return i + 1
	}
	t := &s.toks[i]
	m := mention{from: i, to: i + 1, value: t.low}
	switch t.kind {
	case email:
		m.kind = address
	case file:
		m.kind, m.value = filename, s.text[t.start:t.end]
	default:
		if !s.grammar(&m) {
			return i + 1
		}
	}
	s.addMention(m)
	return m.to
}

// grammar tries the typed grammars in order of how specific they are.
func (s *Scan) grammar(m *mention) bool {
	i := m.from
	if s.aspectAt(m) || s.clockMention(m) || s.durationAt(m) || s.pairAt(m) {
		return true
	}
	if v, n := presetPhrases.at(s, i); n > 0 {
		m.kind, m.value, m.to = presetName, v, i+n
		return true
	}
	if ms := s.measureAt(i); ms.n > 0 {
		m.kind, m.measure, m.to = amount, ms, i+ms.n
		return true
	}
	if v, n := s.colorAt(i); n > 0 {
		m.kind, m.value, m.to = colour, v, i+n
		return true
	}
	if v, ok := formats[s.toks[i].low]; ok {
		m.kind, m.value = formatName, v
		return true
	}
	return false
}

// maxAspectTerm keeps clock times and scores apart from ratios such as 16:9.
const maxAspectTerm = 32

func (s *Scan) aspectAt(m *mention) bool {
	i := m.from
	if s.kind(i) != number || !s.is(i+1, ":") || s.kind(i+2) != number || s.toks[i+1].gap || s.toks[i+2].gap {
		return false
	}
	a, b := s.toks[i].num, s.toks[i+2].num
	if s.looksLikeTime(i) {
		return false
	}
	if a < 1 || b < 1 || a > maxAspectTerm || b > maxAspectTerm {
		return false
	}
	m.kind, m.to, m.value = aspect, i+3, formatNumber(a)+":"+formatNumber(b)
	return true
}

// pairAt reads "1200x630", "3.5in by 2in", "640 × 480 pixels". A unit said
// once holds for both sides.
func (s *Scan) pairAt(m *mention) bool {
	i := m.from
	a := s.sideAt(i)
	if a.n == 0 {
		return false
	}
	switch s.low(i + a.n) {
	case "x", "×", "by", "*", "х":
	default:
		return false
	}
	j := i + a.n + 1
	b := s.sideAt(j)
	if b.n == 0 {
		return false
	}
	for _, u := range [2]string{a.unit, b.unit} {
		if u == "x" || u == "%" || u == "deg" {
			return false
		}
	}
	a = a.or(b.unit).or("px")
	b = b.or(a.unit)
	m.kind, m.to, m.sides, m.second = pair, j+b.n, [2]measure{a, b}, j
	return true
}

// sideAt is a measure in which small spelled numbers count too.
func (s *Scan) sideAt(i int) measure {
	v, n := s.numberAt(i)
	if n == 0 {
		return measure{}
	}
	m := measure{value: v, n: n}
	if s.is(i+n, "x") {
		return m
	}
	unit, un := s.unitAt(i + n)
	m.unit, m.n = unit, n+un
	return m
}

// maxMentions bounds the mentions of one message; a person makes a few.
const maxMentions = 256

func (s *Scan) addMention(m mention) {
	if len(s.mentions) >= maxMentions || m.to <= m.from {
		return
	}
	if m.end == 0 {
		m.start, m.end = s.toks[m.from].start, s.toks[m.to-1].end
	}
	s.mentions = append(s.mentions, m)
	for k := m.from; k < m.to; k++ {
		s.owner[k] = int16(len(s.mentions))
	}
}

// at is the mention that owns token i, nil for none.
func (s *Scan) at(i int) *mention {
	if i < 0 || i >= len(s.owner) || s.owner[i] == 0 {
		return nil
	}
	return &s.mentions[s.owner[i]-1]
}

func (s *Scan) isKind(i int, k mentionKind) bool {
	m := s.at(i)
	return m != nil && m.kind == k
}

func (s *Scan) low(i int) string {
	if i < 0 || i >= len(s.toks) {
		return ""
	}
	return s.toks[i].low
}

func (s *Scan) is(i int, low string) bool { return s.low(i) == low }

func (s *Scan) kind(i int) tokenKind {
	if i < 0 || i >= len(s.toks) {
		return punct
	}
	return s.toks[i].kind
}
