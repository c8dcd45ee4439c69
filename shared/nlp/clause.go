package nlp

import "strings"

// openClause tells whether words end in a clause that may go on: "which", "to open a file",
// "that downloads a page".
func openClause(left []string) bool {
	for i, w := range left {
		next := ""
		if i+1 < len(left) {
			next = left[i+1]
		}
		switch {
		case i == 0:
		case clauses.has(w) && (w != "so" || next != ""):
			return true
		case w == "to" && commands.has(next) && next != "center" && next != "centre":
			return true
		case w == "that" && (auxiliar.has(next) || (strings.HasSuffix(next, "s") && !openers.has(next) && len(next) > 3)):
			return true
		}
	}
	return false
}

// openText tells whether words end in a text without quotation marks.
func openText(ps []piece, left []string) bool {
	held := -1 // a text in quotation marks has an end
	for i, p := range ps {
		if p.held {
			held = i
		}
	}
	opened := -1
	for i, p := range ps {
		if openers.has(p.low) || (p.low == "to" && len(left) > 0 && retitles.has(left[0])) {
			opened = i
		}
	}
	return opened > held
}

// listsText tells whether a text follows on lines of its own: "add the text:".
func listsText(ps []piece, i int) bool {
	return ps[i].line && i > 1 && ps[i-1].low == ":" && openers.has(ps[i-2].low)
}

// dependent tells whether a message asks, or makes its requests depend on something, or says
// what is not to be done.
func dependent(ps []piece) bool {
	first := true // of a part
	for i, p := range ps {
		if p.held {
			continue
		}
		if p.mark {
			first = first || p.among(".;!?")
			continue
		}
		next := ""
		if i+1 < len(ps) {
			next = ps[i+1].low
		}
		switch {
		case conditional.has(p.low), p.low == "do" && next == "not", p.low == "no" && (next == "wait" || next == "longer"), p.low == "never" && next == "mind":
			return true
		case p.low == "or" && i+1 < len(ps) && commands.has(next):
			return true
		case p.low == "how" && (next == "to" || next == "do" || next == "can" || next == "would"):
			return true
		case relating.has(p.low) && phraseAt(ps, i) == 0 && (subjects.has(next) || (strings.HasSuffix(next, "ing") && len(next) > 4)) && p.low != "as":
			return true
		case i == 0 && (asking.has(p.low) || (auxiliar.has(p.low) && next == "i")):
			return true
		case first && i > 0 && (p.low == "how" || p.low == "what" || p.low == "why" || relating.has(p.low) && phraseAt(ps, i) == 0):
			return true
		}
		first = false
	}
	return false
}
