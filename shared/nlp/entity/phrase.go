package entity

import "strings"

// phrases is a dictionary of word sequences, by their first word. "a_4" stands
// for two tokens without space between them: "a4", not "a 4".
type phrases map[string][]phrase

type phrase struct {
	words []string
	value string
}

// add files a phrase; the longest phrase of a first word is tried first.
func (p phrases) add(text, value string) {
	ws := strings.Fields(text)
	if len(ws) == 0 {
		return
	}
	first, _, _ := strings.Cut(ws[0], "_")
	list := p[first]
	at := 0
	for at < len(list) && len(list[at].words) >= len(ws) {
		at++
	}
	list = append(list, phrase{})
	copy(list[at+1:], list[at:])
	list[at] = phrase{ws, value}
	p[first] = list
}

// table makes phrases from lines "value: phrase, phrase".
func table(lines string) phrases {
	p := phrases{}
	for line := range strings.Lines(lines) {
		value, list, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok {
			continue
		}
		for text := range strings.SplitSeq(list, ",") {
			p.add(text, value)
		}
	}
	return p
}

// at is the value of the phrase that starts at token i and the number of
// tokens it takes, or n = 0. Hyphens between words are skipped.
func (p phrases) at(s *Scan, i int) (value string, n int) {
	if i >= len(s.toks) {
		return "", 0
	}
	for _, ph := range p[s.toks[i].low] {
		if n := s.match(i, ph.words); n > 0 {
			return ph.value, n
		}
	}
	return "", 0
}

// match is the number of tokens that words take at token i, or 0.
func (s *Scan) match(i int, words []string) int {
	j := i
	for k, w := range words {
		if k > 0 && j < len(s.toks) && s.toks[j].low == "-" {
			j++
		}
		if a, b, glued := strings.Cut(w, "_"); glued {
			if !s.is(j, a) || !s.is(j+1, b) || s.toks[j+1].gap {
				return 0
			}
			j += 2
			continue
		}
		if j >= len(s.toks) || s.toks[j].low != w {
			return 0
		}
		j++
	}
	return j - i
}
