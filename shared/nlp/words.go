package nlp

import (
	"slices"
	"strings"
	"unicode"
)

// wordSet is a fixed set of words.
type wordSet map[string]struct{}

func setOf(words string) wordSet {
	m := wordSet{}
	for _, w := range strings.Fields(words) {
		m[w] = struct{}{}
	}
	return m
}

func (s wordSet) has(w string) bool {
	_, ok := s[w]
	return ok
}

// plainWords are the lower-case words and numbers of a short text.
func plainWords(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return r != '\'' && !unicode.IsLetter(r) && !unicode.IsNumber(r)
	})
}

// all tells whether every word is in the set.
func (s wordSet) all(words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !s.has(w) })
}

// any tells whether a word is in the set.
func (s wordSet) any(words []string) bool {
	return slices.ContainsFunc(words, s.has)
}
