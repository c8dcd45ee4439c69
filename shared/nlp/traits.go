package nlp

import (
	"strings"

	"github.com/aio-creative-hub/aio/shared/nlp/classify"
)

// grammar are the classes of words that say nothing of what is meant, measures those of
// numbers.
var (
	grammar  = setOf(`_it _the _a _be _wh _not _cando _dir _back _place`)
	measures = setOf(`_number _length _pixels _percent _angle _duration _times _size _clock`)
)

// shortWord is the longest word of which nothing is expected.
const shortWord = 3

// traitsOf tells how much a message says, by its pattern.
func traitsOf(pattern []string) classify.Traits {
	var t classify.Traits
	for _, w := range pattern {
		switch {
		case w == "_it":
			t.Points = true
		case grammar.has(w):
		case w[0] == '_':
			t.Classed++
			t.Measures = t.Measures || measures.has(w)
			t.Files = t.Files || strings.HasPrefix(w, "_file_") || strings.HasPrefix(w, "_format_")
		case len(w) > shortWord:
			t.Plain++
		}
	}
	return t
}
