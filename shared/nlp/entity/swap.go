package entity

// maxSwapTokens bounds the old text of "change Launch Day to Opening Night".
const maxSwapTokens = 10

// findSwaps marks both texts of "change Launch Day to Opening Night" as if they
// were quoted; the old one must start with a capital.
func (s *Scan) findSwaps() {
	for i := range s.toks {
		if !s.is(i, "change") && !s.is(i, "replace") {
			continue
		}
		if s.owner[i] != 0 || !s.properName(i+1) || s.owner[i+1] != 0 {
			continue
		}
		j := i + 2
		for j < len(s.toks) && j-i < maxSwapTokens && s.kind(j) == word && s.owner[j] == 0 && !s.is(j, "to") && !s.is(j, "with") {
			j++
		}
		if !s.is(j, "to") && !s.is(j, "with") || !s.properName(j+1) || s.owner[j+1] != 0 {
			continue
		}
		s.addText(i+1, j)
		s.addText(j+1, s.contentEnd(j+1))
	}
}

// addText marks tokens [from, to) as a quoted text.
func (s *Scan) addText(from, to int) {
	start, end := s.toks[from].start, s.toks[to-1].end
	s.addMention(mention{kind: quoted, from: from, to: to, start: start, end: end, value: s.text[start:end]})
}
