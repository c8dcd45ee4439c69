package entity

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind uint8

const (
	word tokenKind = iota
	number
	hexColor
	email
	file
	punct
)

// maxCompound bounds the look-ahead for e-mail addresses and file names, so
// that a long run of letters cannot make the lexer quadratic.
const maxCompound = 100

// token is one lexical unit. The offsets are bytes into the text.
type token struct {
	start, end int
	low        string  // lower case
	num        float64 // of a number
	kind       tokenKind
	gap        bool // white space before it
	upper      bool // starts with a capital or a letter without case
}

// lex splits a text into tokens: words, numbers ("1,200.5"), hex colours,
// e-mail addresses, file names with a known extension, and single punctuation
// runes. "1200x630px" becomes 1200, x, 630, px.
func lex(text string) []token {
	toks := make([]token, 0, len(text)/4+4)
	gap := true
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			gap = true
			i += n
			continue
		}
		t := next(text, i, r, n, gap)
		toks = append(toks, t)
		gap = false
		i = t.end
	}
	if shouted(text) { // then a capital says nothing
		for i := range toks {
			toks[i].upper = false
		}
	}
	return toks
}

// shouted tells whether all of a text is in capitals, and more than a name or two.
func shouted(text string) bool {
	const least = 20 // letters
	n := 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			if !unicode.IsUpper(r) {
				return false
			}
			n++
		}
	}
	return n >= least
}

func next(text string, i int, r rune, n int, gap bool) token {
	t := token{start: i, gap: gap, kind: punct, end: i + n}
	switch {
	case r == '#' && hexLen(text[i+1:]) > 0:
		t.kind, t.end = hexColor, i+1+hexLen(text[i+1:])
	case (r == '@' || r == '/') && gap && i+1 < len(text) && isNameByte(text[i+1]) && !isScale(text[i+1:]):
		t.kind, t.end = named(text, i)
	case isDigit(r) || isLetter(r):
		t = compound(text, t, r)
	}
	if t.kind == word {
		if end := functionalEnd(text, t.start, t.end); end > 0 {
			t.kind, t.end = hexColor, end
		}
	}
	t.low = text[t.start:t.end]
	if t.kind != number {
		t.low = strings.ToLower(t.low)
		t.low = strings.ReplaceAll(t.low, "’", "'")
	}
	t.upper = unicode.IsUpper(r) || unicode.Is(unicode.Lo, r)
	return t
}

// isScale tells the "2x" of "@2x" from a name.
func isScale(s string) bool {
	n := digits(s)
	return n > 0 && n < len(s) && s[n]|0x20 == 'x' && (n+1 == len(s) || !isNameByte(s[n+1]))
}

// named reads what begins with a mark: "@kofi", "/booking", "/clients/logo.svg".
func named(text string, i int) (kind tokenKind, end int) {
	if end := fileEnd(text, i+1); end > 0 {
		return file, end
	}
	end = i + 1
	for end < len(text) && end-i < maxCompound && (isNameByte(text[end]) || text[end] == '/') {
		end++
	}
	return word, end
}

// compound reads the token that starts with a digit or a letter.
func compound(text string, t token, r rune) token {
	if end := emailEnd(text, t.start); end > 0 {
		t.kind, t.end = email, end
		return t
	}
	if end := fileEnd(text, t.start); end > 0 {
		t.kind, t.end = file, end
		return t
	}
	if isDigit(r) {
		t.kind = number
		t.end, t.num = numberEnd(text, t.start)
		return t
	}
	t.kind, t.end = word, wordEnd(text, t.start)
	if end := identifierEnd(text, t.start); end > t.end {
		t.end = end
	}
	return t
}

// identifierEnd is the end of a name with underscores ("gear_a", "body_2"), or 0.
func identifierEnd(text string, i int) int {
	j, joined := i, false
	for j < len(text) && j-i < maxCompound && isNameByte(text[j]) && text[j] != '-' {
		joined = joined || text[j] == '_' && j > i
		j++
	}
	if !joined || text[j-1] == '_' {
		return 0
	}
	return j
}

func isDigit(r rune) bool  { return r >= '0' && r <= '9' }
func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }

// wordEnd is the end of a run of letters and marks, with apostrophes inside.
func wordEnd(text string, i int) int {
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if r == '\'' || r == '’' {
			after, _ := utf8.DecodeRuneInString(text[i+n:])
			if !unicode.IsLetter(after) {
				return i
			}
		} else if !isLetter(r) {
			return i
		}
		i += n
	}
	return i
}

// numberEnd reads digits with thousands commas and one decimal point.
func numberEnd(text string, i int) (end int, value float64) {
	start := i
	for i < len(text) && isDigit(rune(text[i])) {
		i++
	}
	for i+3 < len(text) && text[i] == ',' && digits(text[i+1:]) == 3 {
		i += 4
	}
	if i+1 < len(text) && text[i] == '.' && isDigit(rune(text[i+1])) {
		i += 1 + digits(text[i+1:])
	}
	i = exponentEnd(text, i)
	v, err := strconv.ParseFloat(strings.ReplaceAll(text[start:i], ",", ""), 64)
	if err != nil {
		v = 0 // out of range: hundreds of digits, no size anyone means
	}
	return i, v
}

// exponentEnd steps over the exponent of "1e9", if one stands at i.
func exponentEnd(text string, i int) int {
	j := i
	if j < len(text) && (text[j] == 'e' || text[j] == 'E') {
		j++
		if j < len(text) && (text[j] == '+' || text[j] == '-') {
			j++
		}
		if n := digits(text[j:]); n > 0 {
			return j + n
		}
	}
	return i
}

// maxFunctional bounds a colour written as a function, e.g. "rgb(255, 0, 0)".
const maxFunctional = 40

// functionalEnd is the end of a CSS colour function whose name is text[i:j], or 0 (CSS
// Color 4, sections 5 and 7).
func functionalEnd(text string, i, j int) int {
	switch strings.ToLower(text[i:j]) {
	case "rgb", "rgba", "hsl", "hsla":
	default:
		return 0
	}
	if j >= len(text) || text[j] != '(' {
		return 0
	}
	for k := j + 1; k < len(text) && k-i < maxFunctional; k++ {
		switch c := text[k]; {
		case c == ')':
			return k + 1
		case strings.IndexByte("0123456789.,%/- deg", c) < 0:
			return 0
		}
	}
	return 0
}

func digits(s string) int {
	n := 0
	for n < len(s) && isDigit(rune(s[n])) {
		n++
	}
	return n
}

// hexLen is the number of hex digits of a CSS colour (3, 4, 6 or 8), or 0.
func hexLen(s string) int {
	n := 0
	for n < len(s) && strings.IndexByte("0123456789abcdefABCDEF", s[n]) >= 0 {
		n++
	}
	if n < len(s) {
		if r, _ := utf8.DecodeRuneInString(s[n:]); isLetter(r) {
			return 0
		}
	}
	if n == 3 || n == 4 || n == 6 || n == 8 {
		return n
	}
	return 0
}

func isNameByte(c byte) bool {
	return c == '_' || c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf
}

// emailEnd is the end of an e-mail address that starts at i, or 0.
func emailEnd(text string, i int) int {
	j, limit := i, min(len(text), i+maxCompound)
	for j < limit && (isNameByte(text[j]) || text[j] == '.' || text[j] == '+') {
		j++
	}
	if j == i || j >= limit || text[j] != '@' {
		return 0
	}
	dot, k := 0, j+1
	for k < limit && (isNameByte(text[k]) || text[k] == '.') {
		if text[k] == '.' {
			dot = k
		}
		k++
	}
	if dot == k-1 { // the full stop of the sentence
		k--
		dot = strings.LastIndexByte(text[j+1:k], '.') + j + 1
	}
	if dot <= j+1 || dot >= k-1 {
		return 0
	}
	return k
}

// fileEnd is the end of a file name with a known extension, or 0.
func fileEnd(text string, i int) int {
	j, limit := i, min(len(text), i+maxCompound)
	for j < limit && (isNameByte(text[j]) || text[j] == '/' && j > i) {
		j++
	}
	if j >= limit || text[j] != '.' || text[j-1] == '/' {
		return 0
	}
	k := j + 1
	for k < limit && isNameByte(text[k]) && text[k] != '-' {
		k++
	}
	end := strings.ToLower(text[j+1 : k])
	if _, ok := media[end]; !ok && formats[end] == "" {
		return 0
	}
	return k
}
