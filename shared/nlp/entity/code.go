package entity

import (
	"regexp"
	"strings"
)

// Code is the program text in a message, as half-open byte offsets, and the language that a
// fence names ("" for none). A fenced block counts first (CommonMark 0.31, section 4.5), then a
// code span, then lines, then a part of a line that looks like code. ok is false for none.
func Code(text string) (start, end int, language string, ok bool) {
	if m := fence.FindStringSubmatchIndex(text); m != nil {
		start, end := trimmed(text, m[4], m[5])
		return start, end, strings.ToLower(text[m[2]:m[3]]), end > start
	}
	if m := codeSpan.FindStringSubmatchIndex(text); m != nil {
		return m[2], m[3], "", true
	}
	if start, end, ok := codeLines(text); ok {
		return start, end, "", true
	}
	start, end, ok = codePart(text)
	return start, end, "", ok
}

var (
	fence    = regexp.MustCompile("(?s)```([A-Za-z+#0-9]*)[ \t]*\n?(.*?)(?:```|$)")
	codeSpan = regexp.MustCompile("`([^`\n]+)`")

	// statement is the beginning of a line of a common language.
	statement = regexp.MustCompile(`^\s*(?:#include\b|#!|<\?php|<!DOCTYPE|<[a-zA-Z][\w-]*[\s/>]|</|@\w+|//|/\*|def \w|class \w+[\s({:]|import [\w{*"']|from [\w.]+ import\b|return\b.*|for ?\(?.+[:{]\s*$|for ?\(.*|for \w+ in .*|while ?\(?.*[:{(].*|if ?[( ].*[:{].*|else\b.*|elif\b.*|try ?[:{]|except\b.*:|let (?:mut )?\w+ ?=|const \w+|var \w+ ?=|func\w*[ (].*|fn \w+.*|fun \w+\(.*|public |private |static |int \w+.*[;({]|void \w+.*|SELECT\b.*|INSERT INTO\b.*|UPDATE \w+ SET\b.*|DELETE FROM\b.*|CREATE TABLE\b.*|echo .*|puts .*|print ?[("' ].*|println!?.*|printf.*|console\.\w+.*|System\.out.*|package \w+|use \w+(?:::|;).*|end\s*$|[})\]]+[;,)]*\s*|[\w.\[\]"']+ ?(?:[-+*/%|&]?=|:=|<-) ?.+|[\w.]+\(.*\)\s*;?|[\[{]\s*["\w{\[].*|.*[;{]\s*$)`)
	// call is a call or an index anywhere.
	call = regexp.MustCompile(`[\w\])]\(.*\)|\w\[.*\]|=>|->|\$\(|&&|\|\||[\w)] ?(?:==|!=|<=|>=|\+=|-=) ?\w|<\w+[^>]*>`)
	// formula is a calculation: "2**64 % 97".
	formula = regexp.MustCompile(`\d ?(?:\*\*|[-+*/%^]) ?\(?\d`)
)

// codeLines finds the run of lines that are code in a message of several lines.
func codeLines(text string) (start, end int, ok bool) {
	if !strings.Contains(text, "\n") {
		return 0, 0, false
	}
	from, to, at := -1, 0, 0
	for line := range strings.Lines(text) {
		if body := strings.TrimRight(line, "\r\n"); codeLine(body) || from >= 0 && indented(body) {
			if from < 0 {
				from = at
			}
			to = at + len(body)
		}
		at += len(line)
	}
	if from < 0 {
		return 0, 0, false
	}
	if s, e, found := partOfLine(text[from:lineEnd(text, from)]); found { // prose before it in the same line
		_ = e
		from += s
	}
	start, end = trimmed(text, from, to)
	return start, end, end > start
}

func lineEnd(text string, from int) int {
	if i := strings.IndexByte(text[from:], '\n'); i >= 0 {
		return from + i
	}
	return len(text)
}

func indented(line string) bool {
	return strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "\t")
}

func codeLine(line string) bool {
	if strings.TrimSpace(line) == "" {
		return false
	}
	return statement.MatchString(line) && (symbols(line) > 0 || len(strings.Fields(line)) <= 3) || call.MatchString(line) && symbols(line)*3 >= len(strings.Fields(line))
}

// symbols counts what prose has not.
func symbols(s string) int {
	n := 0
	for i := range len(s) {
		if strings.IndexByte("(){}[];=<>*+/%$#_\\|&\"", s[i]) >= 0 {
			n++
		}
	}
	return n
}

// codePart finds code within one line: after a colon or a question, or before a request.
func codePart(text string) (start, end int, ok bool) {
	if s, e, found := partOfLine(text); found {
		start, end = trimmed(text, s, e)
		return start, end, end > start
	}
	return 0, 0, false
}

var (
	leadIn  = regexp.MustCompile(`^[^(){}\[\];=<>]*?[:?] +`)
	request = regexp.MustCompile(`(?i)(?:\s*(?://|#|--)|[;})]?\s+[-–—,]|\s*[,.;})]|\s)\s*(?:what|why|run|please|pls|plz|execute|does|can|could|in (?:python|javascript|js|ruby|go|rust|java|c|php|bash|node|sql|kotlin|swift|perl|lua)\b|tell|check|explain|is|there|lint|validate|scan|find).*$`)
	tongue  = regexp.MustCompile(`^(?i)(?:python3?|javascript|js|ruby|go|rust|java|php|bash|node|sql|kotlin|swift|perl|lua|scala|dart|elixir|c#|c\+\+|haskell|zig)\s+`)
	head    = regexp.MustCompile(`^(?i)\s*(?:(?:please|pls|can you|could you|hey|ok|now|just|so|quick)\s+)*(?:run|execute|eval|evaluate|calculate|compute|try|test|lint|validate|check|scan|does|is|what does|what is|what's|interpret|compile|syntax check|parse)\s+(?:(?:this|that|my|the|it|for me|following|code|snippet|line|program|script|one)\s+)*`)
)

func partOfLine(line string) (start, end int, ok bool) {
	start, end = 0, len(line)
	for n := codeAfter(leadIn, line); n > 0; n = codeAfter(leadIn, line[start:]) {
		start += n
	}
	start += codeAfter(tongue, line[start:])
	if start == 0 {
		if start = codeAfter(head, line); start == 0 && !looksLikeCode(line) {
			return 0, 0, false
		}
	}
	for _, m := range request.FindAllStringIndex(line[start:], -1) {
		cut := start + m[0]
		if strings.IndexByte(";})", line[cut]) >= 0 {
			cut++
		}
		if cut > start && looksLikeCode(line[start:cut]) {
			end = cut
			break
		}
	}
	return start, end, true
}

// codeAfter is the length of the words that re matches at the beginning of a line, 0 if no
// code follows them.
func codeAfter(re *regexp.Regexp, line string) int {
	words := re.FindString(line)
	if words == "" || !looksLikeCode(line[len(words):]) {
		return 0
	}
	return len(words)
}

// looksLikeCode: it begins like a statement, or calls something, or calculates.
func looksLikeCode(s string) bool {
	s = strings.TrimSpace(s)
	if s == "" || symbols(s) < 1 && !formula.MatchString(s) {
		return false
	}
	prose := len(strings.Fields(s))
	if statement.MatchString(s) && symbols(s)*6 >= prose {
		return true
	}
	return (call.MatchString(s) || formula.MatchString(s)) && symbols(s)*5 >= prose
}

func trimmed(text string, start, end int) (from, to int) {
	for start < end && strings.IndexByte("\n\r", text[start]) >= 0 {
		start++
	}
	for end > start && strings.IndexByte(" \n\r\t", text[end-1]) >= 0 {
		end--
	}
	return start, end
}
