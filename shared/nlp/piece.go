package nlp

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// piece is a word or a mark of a message.
type piece struct {
	start, end int
	low        string
	upper      bool // begins with a capital
	mark       bool
	line       bool // the first of its line
	held       bool // in a quotation or in parentheses
}

// among tells whether it is one of some marks.
func (p piece) among(marks string) bool { return p.mark && strings.Contains(marks, p.low) }

// trailing are marks that end a word, opening those that begin one.
const (
	trailing = ",;:.!?)]…"
	opening  = "(["
)

// pieces are the words and marks of a message. What stands in quotation marks or in
// parentheses is held together.
func pieces(text string) []piece {
	held := heldRanges(text)
	var out []piece
	line := true
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			line = line || r == '\n'
			i += n
			continue
		}
		end := i
		for end < len(text) {
			r, n := utf8.DecodeRuneInString(text[end:])
			if unicode.IsSpace(r) {
				break
			}
			end += n
		}
		first := len(out)
		out = appendWord(out, text, i, end)
		for k := first; k < len(out); k++ {
			out[k].line = line && k == first
			for len(held) > 0 && held[0].end <= out[k].start {
				held = held[1:]
			}
			out[k].held = len(held) > 0 && held[0].start <= out[k].start
		}
		line = false
		i = end
	}
	return out
}

// appendWord appends a run without spaces: the marks before it, the word, the marks after it.
func appendWord(out []piece, text string, start, end int) []piece {
	for start < end {
		r, n := utf8.DecodeRuneInString(text[start:end])
		if !strings.ContainsRune(opening, r) && !opensText(string(r)) {
			break
		}
		out = append(out, piece{start: start, end: start + n, low: string(r), mark: true})
		start += n
	}
	word := end
	for word > start {
		r, n := utf8.DecodeLastRuneInString(text[start:word])
		if !strings.ContainsRune(trailing, r) && !closesText(r) {
			break
		}
		word -= n
	}
	if word > start {
		low := strings.ReplaceAll(strings.ToLower(text[start:word]), "’", "'")
		first, _ := utf8.DecodeRuneInString(text[start:word])
		content := strings.ContainsFunc(low, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || r == '&' })
		out = append(out, piece{start: start, end: word, low: low, upper: unicode.IsUpper(first), mark: !content})
	}
	for word < end {
		r, n := utf8.DecodeRuneInString(text[word:end])
		out = append(out, piece{start: word, end: word + n, low: string(r), mark: true})
		word += n
	}
	return out
}

// closers maps a quotation mark or parenthesis to those that close it.
var closers = map[rune]string{'"': "\"”", '“': "”“\"", '„': "“”", '«': "»", '»': "«", '‘': "’'", '\'': "'’", '`': "`", '(': ")", '[': "]"}

func opensText(mark string) bool {
	r, n := utf8.DecodeRuneInString(mark)
	_, ok := closers[r]
	return ok && n == len(mark)
}

func closesText(r rune) bool { return strings.ContainsRune("\"”“»«’'`", r) }

// held is a range of bytes that is not cut.
type held struct{ start, end int }

// heldRanges finds what is quoted or in parentheses, in order. A quotation that does not end
// goes to the end of its line; an apostrophe is none.
func heldRanges(text string) []held {
	var out []held
	prev := ' '
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		marks, ok := closers[r]
		next, _ := utf8.DecodeRuneInString(text[i+n:])
		if !ok || unicode.IsLetter(prev) || unicode.IsDigit(prev) || unicode.IsSpace(next) || i+n == len(text) {
			prev = r
			i += n
			continue
		}
		end := closeOf(text, i+n, marks, r == '\'' || r == '‘')
		if end < 0 {
			if r == '\'' || r == '‘' || r == '(' || r == '[' {
				prev = r
				i += n
				continue
			}
			end = len(text)
			if nl := strings.IndexByte(text[i:], '\n'); nl >= 0 {
				end = i + nl
			}
		}
		out = append(out, held{i, end})
		i, prev = end, ' '
	}
	return out
}

// closeOf is the byte after the mark that closes a quotation, -1 if there is none.
func closeOf(text string, from int, marks string, single bool) int {
	for i := from; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if r == '\n' && single {
			return -1
		}
		if strings.ContainsRune(marks, r) {
			next, _ := utf8.DecodeRuneInString(text[i+n:])
			if !single || i+n == len(text) || !unicode.IsLetter(next) {
				return i + n
			}
		}
		i += n
	}
	return -1
}
