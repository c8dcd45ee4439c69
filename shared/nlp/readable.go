package nlp

import (
	"unicode"
	"unicode/utf8"
)

const (
	// MaxTextBytes is the longest message that is read: some 600 words, ten
	// times the longest request a person types; above it the time per message
	// would not stay in the milliseconds.
	MaxTextBytes = 4096
	// maxMarks is the longest run of combining marks that a script needs.
	maxMarks = 4
)

// readable tells whether a text is something a person may have written: valid
// UTF-8 with a letter, a digit or a question mark, without control characters
// and without floods of combining marks.
func readable(text string) bool {
	if len(text) > MaxTextBytes || !utf8.ValidString(text) {
		return false
	}
	content, marks := false, 0
	for _, r := range text {
		switch {
		case unicode.IsMark(r):
			if marks++; marks > maxMarks {
				return false
			}
			continue
		case unicode.IsControl(r) && !unicode.IsSpace(r), r == utf8.RuneError:
			return false
		case unicode.IsLetter(r), unicode.IsNumber(r), r == '?':
			content = true
		}
		marks = 0
	}
	return content
}

// unreadable is the decision about such a text: refused, with no guess.
func unreadable() Decision {
	return Decision{Action: ActionRefuse, Entities: map[string]any{}}
}
