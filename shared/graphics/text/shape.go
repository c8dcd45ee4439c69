package text

import (
	"math"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// shapeSize is the size in pixels at which text is shaped, whatever its own size: one
// font unit of a 2048-unit font is then one step of the 26.6 fixed-point numbers used, so
// layout scales without rounding.
const shapeSize = 32

// unlimited is a line length in 1/64 pixels that no text of 10,000 characters reaches, far
// enough below the largest number that sums do not overflow.
const unlimited = 1 << 29

// lines shapes one paragraph and breaks it where it is wider than width pixels at
// shapeSize (0: never). An empty paragraph is one empty line. It also says whether a word
// had to be broken.
func (s *shaper) lines(text []rune, faces fallback, width float64) ([][]shaping.Output, bool) {
	if len(text) == 0 {
		return [][]shaping.Output{nil}, false
	}
	input := shaping.Input{
		Text: text, RunEnd: len(text), Size: fixed.I(shapeSize),
		Direction: di.DirectionLTR, Language: language.NewLanguage("en"),
	}
	var runs []shaping.Output
	for _, part := range s.split.Split(input, faces) {
		runs = append(runs, s.engine.Shape(part))
	}
	limit := fixed.Int26_6(unlimited)
	if width > 0 {
		// A hair wider, so that a box of exactly the text's own width does not wrap it.
		limit = fixed.Int26_6(math.Min(unlimited, math.Ceil(width*64)+1))
	}
	wrapped, _ := s.wrapper.WrapParagraphF(shaping.WrapConfig{}, limit, text, shaping.NewSliceIterator(runs))
	out := make([][]shaping.Output, len(wrapped))
	broken := false
	for i, line := range wrapped {
		out[i] = visual(line)
		broken = broken || brokenAt(text, end(line))
	}
	return out, broken
}

// end is the index of the rune after a line.
func end(line shaping.Line) int {
	at := 0
	for _, run := range line {
		at = max(at, run.Runes.Offset+run.Runes.Count)
	}
	return at
}

// brokenAt reports whether a line that ends before text[i] ends inside a word.
func brokenAt(text []rune, i int) bool {
	if i <= 0 || i >= len(text) {
		return false
	}
	inWord := func(r rune) bool {
		return (unicode.IsLetter(r) || unicode.IsDigit(r)) &&
			!unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer)
	}
	return inWord(text[i-1]) && inWord(text[i])
}

// visual copies the runs of a line into the order in which they are drawn from the left;
// the line itself is only valid until the next paragraph.
func visual(line shaping.Line) []shaping.Output {
	out := make([]shaping.Output, len(line))
	for _, run := range line {
		if i := int(run.VisualIndex); i >= 0 && i < len(out) {
			out[i] = run
		}
	}
	return out
}
