package nlp

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// part is a piece of a message that may be a request of its own.
type part struct {
	start, end int  // bytes of the message
	strong     bool // set apart by more than a comma or "and"
	polite     bool // only a greeting or thanks
}

// partsOf cuts a message where a new request may begin; one part or none if it stays whole.
// It needs no model, so that it costs little where there is nothing to cut.
func partsOf(text string) []part {
	if !mayJoin(text) {
		return nil
	}
	ps := pieces(text)
	if len(ps) == 0 || dependent(ps) {
		return nil
	}
	var parts []part
	from, strong, listed := 0, true, 0
	cut := func(to, next int, hard bool) {
		if p, ok := partOf(ps, from, to, strong); ok {
			parts = append(parts, p)
		}
		from, strong = next, hard
	}
	if n, ok := numbered(ps, 0, 1); ok {
		from, listed = n, 1
	}
	from, _ = skipJoins(ps, from)
	for i := max(from, 1); i < len(ps); i++ {
		if listsText(ps, i) {
			break
		}
		if ps[i].held {
			continue
		}
		if n, ok := numbered(ps, i, listed+1); ok && (listed > 0 || ps[i].line) {
			cut(i, n, true)
			listed++
			continue
		}
		if j, ok := joint(ps, from, i); ok {
			cut(i, j.next, j.strong)
			i = max(i, j.next-1)
		}
	}
	cut(len(ps), len(ps), false)
	return parts
}

// mayJoin is the cheap check that most messages do not pass.
func mayJoin(text string) bool {
	if !strings.ContainsAny(text, ",;\n&.!?):") {
		low := strings.ToLower(text)
		if !slices.ContainsFunc(joinHints, func(h string) bool { return strings.Contains(low, h) }) {
			return false
		}
	}
	return !hasCode(text)
}

func hasCode(text string) bool {
	return slices.ContainsFunc(codeMarks, func(m string) bool { return strings.Contains(text, m) })
}

// partOf is the part of the pieces [from, to), without the marks at its ends.
func partOf(ps []piece, from, to int, strong bool) (part, bool) {
	for from < to && ps[from].mark && !opensText(ps[from].low) {
		from++
	}
	for to > from && ps[to-1].among(",;:.-–—&") {
		to--
	}
	if from >= to {
		return part{}, false
	}
	return part{start: ps[from].start, end: ps[to-1].end, strong: strong, polite: isPolite(ps[from:to])}, true
}

func isPolite(ps []piece) bool {
	cue := false
	for _, p := range ps {
		if !p.mark && !polite.has(p.low) {
			return false
		}
		cue = cue || politeCues.has(p.low)
	}
	return cue
}

// found is where a joint's next part begins.
type found struct {
	next   int
	strong bool
}

// joint tells whether a new part begins at piece i; the one before it began at from.
func joint(ps []piece, from, i int) (found, bool) {
	before := ps[i-1]
	hard := ps[i].line || (before.among(".;!?…") && !before.held && !shortened(ps, i-1))
	separate := hard || (before.mark && before.low == ",")
	next, strong := skipJoins(ps, i)
	if next == i && !separate {
		return found{}, false
	}
	if next >= len(ps) {
		return found{}, false
	}
	if separate && politeFrom(ps, next) {
		return found{next, true}, true
	}
	if hard {
		return found{next, true}, true
	}
	verb := skipAsks(ps, next)
	if verb >= len(ps) || ps[verb].held || !commands.has(ps[verb].low) {
		return found{}, false
	}
	if openClause(words(ps[skipAsks(ps, from):i])) {
		return found{}, false
	}
	if strong {
		return found{next, true}, true
	}
	return found{next, false}, weakly(ps, from, i, verb, next > i)
}

// skipJoins goes over the words that join a request to the one before it.
func skipJoins(ps []piece, i int) (next int, strong bool) {
	for i < len(ps) && !ps[i].held {
		n := phraseAt(ps, i)
		switch {
		case n > 0:
			strong = true
			i += n
		case (ordinal.has(ps[i].low) && !apart(ps, i)) || ((ordinal.has(ps[i].low) || unsure.has(ps[i].low)) && !leads(ps, i+1)):
			return i, strong
		case joins.has(ps[i].low):
			strong = strong || strongJoins.has(ps[i].low)
			i++
		case ps[i].low == "," && i > 0 && !ps[i-1].mark && (joins.has(ps[i-1].low) || strong):
			i++
		case bullet(ps[i]):
			i++
		default:
			return i, strong
		}
	}
	return i, strong
}

// apart tells whether nothing but a joint stands before a piece.
func apart(ps []piece, i int) bool {
	return i == 0 || ps[i].line || ps[i-1].mark || joins.has(ps[i-1].low)
}

// leads tells whether a command follows, or a comma: "second, export it".
func leads(ps []piece, i int) bool {
	if i >= len(ps) {
		return false
	}
	verb := skipAsks(ps, i)
	return ps[i].low == "," || ps[i].low == ":" || verb < len(ps) && commands.has(ps[verb].low)
}

func phraseAt(ps []piece, i int) int {
	for _, words := range joinPhrases {
		if i+len(words) >= len(ps) {
			continue
		}
		fits := true
		for k, w := range words {
			fits = fits && ps[i+k].low == w
		}
		if fits {
			return len(words)
		}
	}
	return 0
}

// skipAsks goes over "please", "can you", "I want you to".
func skipAsks(ps []piece, i int) int {
	at := i
	for i < len(ps) && !ps[i].mark && asks.has(ps[i].low) {
		i++
	}
	if i < len(ps) && ps[i].low == "," && i > at && asksOnly.has(ps[i-1].low) {
		i++
	}
	return i
}

func politeFrom(ps []piece, i int) bool {
	return politeCues.has(ps[i].low) && !asksOnly.has(ps[i].low)
}

// weakly tells whether a comma or "and" before a verb begins a request: not within a title,
// not within a clause ("a script to open a file and delete it"), not between two verbs of
// one object ("crop and rotate the picture").
func weakly(ps []piece, from, at, verb int, and bool) bool {
	if isPolite(ps[from:at]) {
		return true
	}
	left := words(ps[skipAsks(ps, from):at])
	right := rightOf(ps, verb)
	switch {
	case ps[verb].upper && !shouted(ps):
		return false
	case len(left) < 2 && (len(left) == 0 || !alone.has(left[0])):
		return false
	case len(right) < 2 && (!alone.has(ps[verb].low) || !and && ps[verb].low != "undo" && ps[verb].low != "redo"):
		return false
	case openText(ps[from:at], left):
		return len(right) > 1 && objects.has(right[1])
	}
	return true
}

// rightOf are the words of a part, as far as the next mark.
func rightOf(ps []piece, verb int) []string {
	end := verb
	for end < len(ps) && !ps[end].among(",;.!?") && (end == verb || !ps[end].line) {
		end++
	}
	return words(ps[verb:end])
}

func words(ps []piece) []string {
	var out []string
	for _, p := range ps {
		if !p.mark {
			out = append(out, p.low)
		}
	}
	return out
}

// shouted tells whether capitals mean nothing: most words have one.
func shouted(ps []piece) bool {
	upper, all := 0, 0
	for _, p := range ps {
		if !p.mark && !p.held {
			all++
			if p.upper {
				upper++
			}
		}
	}
	return 2*upper > all
}

// shortened tells whether a full stop ends an abbreviation or a number of a list.
func shortened(ps []piece, i int) bool {
	if ps[i].low != "." || i == 0 || ps[i-1].end != ps[i].start {
		return false
	}
	switch w := ps[i-1].low; w {
	case "e.g", "i.e", "eg", "ie", "vs", "etc", "mr", "mrs", "ms", "dr", "st", "no", "nr", "approx", "incl", "max", "min", "inc", "ltd":
		return true
	default:
		return utf8.RuneCountInString(w) == 1 && !unicode.IsDigit(rune(w[0]))
	}
}

func bullet(p piece) bool {
	return p.line && p.among("-*•–—·")
}

// numbered tells whether the nth item of a list begins at piece i: "2.", "2)", "(2)", "step 2:".
func numbered(ps []piece, i, n int) (next int, ok bool) {
	if i < len(ps) && ps[i].low == "step" {
		i++
	}
	if i+2 >= len(ps) || ps[i].low != itoa(n) || !ps[i+1].mark || ps[i+1].start != ps[i].end || ps[i+2].start == ps[i+1].end {
		return 0, false
	}
	if !ps[i+1].among(".):") {
		return 0, false
	}
	return i + 2, true
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return string(rune('0'+n/10)) + string(rune('0'+n%10))
}
