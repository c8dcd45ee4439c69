package entity

// closing maps an opening quotation mark to the marks that close it.
var closing = map[string][]string{
	`"`: {`"`, "”", "“"}, "“": {"”", "“", `"`}, "”": {"”", `"`}, "„": {"“", "”"}, "«": {"»"}, "»": {"«"},
	"‘": {"’", "'"}, "'": {"'", "’"}, "`": {"`"}, "「": {"」"}, "『": {"』"}, "‹": {"›"},
}

// findQuotes marks quoted texts. An apostrophe opens a quotation only before a
// word and closes it only after one, so that "don't" and "the girls' club"
// stay words.
func (s *Scan) findQuotes() {
	for i := 0; i < len(s.toks); i++ {
		t := &s.toks[i]
		marks, ok := closing[t.low]
		if !ok || t.kind != punct || !s.opens(i) {
			continue
		}
		j := s.closeOf(i, marks)
		if j < 0 {
			continue
		}
		if j > i+1 {
			start, end := s.toks[i+1].start, s.toks[j-1].end
			s.addMention(mention{kind: quoted, from: i, to: j + 1, start: start, end: end, value: s.text[start:end]})
		}
		i = j
	}
}

func (s *Scan) opens(i int) bool {
	t := &s.toks[i]
	if i+1 >= len(s.toks) {
		return false
	}
	if t.low == `"` && s.kind(i-1) == number && !t.gap { // 12" is inches
		return false
	}
	if t.low == "'" || t.low == "‘" || t.low == "’" {
		return (t.gap || s.kind(i-1) == punct) && !s.toks[i+1].gap
	}
	return true
}

func (s *Scan) closeOf(i int, marks []string) int {
	single := s.toks[i].low == "'" || s.toks[i].low == "‘"
	for j := i + 1; j < len(s.toks); j++ {
		for _, m := range marks {
			if s.toks[j].low != m || s.toks[j].kind != punct {
				continue
			}
			if single && j+1 < len(s.toks) && !s.toks[j+1].gap && s.kind(j+1) != punct {
				continue
			}
			return j
		}
	}
	return -1
}
