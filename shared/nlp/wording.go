package nlp

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// worded reads the corrections that say in words which value they replace: "not the pin, the
// wedge", "except the logo", "call it X", "until Sunday".
func (c *correction) worded() bool {
	text := strings.TrimSpace(c.scan.Source())
	return c.notOld(text) || c.renamed(text) || c.excepted(text) || c.dated(text)
}

var notPhrase = regexp.MustCompile(`(?i)\b(?:not|instead of|rather than)\s+(?:the\s+|a\s+|an\s+|my\s+|from\s+|on\s+|to\s+|in\s+)?([^,.;!?]+?)(?:\s+(?:please|pls|sorry))?\s*(?:[,.;!?]|$)`)

// notOld: "box, not dropbox" corrects the slot that holds what is not meant.
func (c *correction) notOld(text string) bool {
	m := notPhrase.FindStringSubmatchIndex(text)
	if m == nil {
		return false
	}
	old := plainText(text[m[2]:m[3]])
	for _, slot := range slices.Sorted(maps.Keys(c.last)) {
		s, ok := c.last[slot].(string)
		if !ok || slot == "ref" || plainText(s) != old {
			continue
		}
		x := core(entity.Parse(strings.TrimSpace(text[:m[0]] + " " + text[m[1]:])))
		value, ok := c.r.slots.Typed(c.op, slot, x)
		if x == "" || !ok || len(strings.Fields(x)) > maxCore {
			return false
		}
		c.settle(slot, value)
		return true
	}
	return false
}

// plainText is a value as it is said: without underscores and plurals.
func plainText(s string) string {
	return strings.TrimSuffix(strings.ReplaceAll(strings.ToLower(strings.Join(strings.Fields(s), " ")), "_", " "), "s")
}

var renamePhrase = regexp.MustCompile(`(?i)^(?:(?:and|no|sorry|ok|please|then|or|actually|but|now)[,\s]+)*(?:re)?(?:name|call)\s+(?:it|that|this|them)\s+(?:to\s+|as\s+)?["“'‘]?([^"”'’,;?!]+)`)

// renamed: "call it X".
func (c *correction) renamed(text string) bool {
	m := renamePhrase.FindStringSubmatch(text)
	if m == nil || !slices.Contains(c.r.slots.Slots(c.op), "name") {
		return false
	}
	name := strings.TrimSpace(afterthought.ReplaceAllString(strings.TrimRight(m[1], ". "), ""))
	if name == "" {
		return false
	}
	c.out["name"] = name
	return true
}

var afterthought = regexp.MustCompile(`(?i)\s+(?:please|pls|instead|rather|then|actually|thanks)$`)

var exceptPhrase = regexp.MustCompile(`(?i)^(?:(?:and|no|but|also|oh|sorry|please|ok|well)[,\s]+)*(?:except|all but|not|without|skip|leave out|keep|spare|ignore|excluding)\s+(?:for\s+)?(?:in\s+)?(?:the\s+|my\s+|our\s+|those\s+)?([^,;?!.]+)`)

// excepted: "except the invoices", "and keep the logo too".
func (c *correction) excepted(text string) bool {
	m := exceptPhrase.FindStringSubmatch(text)
	if m == nil || !slices.Contains(c.r.slots.Slots(c.op), "except") {
		return false
	}
	what := strings.TrimSpace(trailingMore.ReplaceAllString(m[1], ""))
	if what == "" || len(strings.Fields(what)) > maxCore || referring.has(what) {
		return false
	}
	if old := values(c.last["except"]); len(old) > 0 {
		c.out["except"] = append(slices.Clone(old), what)
		return true
	}
	c.out["except"] = what
	return true
}

var trailingMore = regexp.MustCompile(`(?i)\s+(?:too|also|as well|please|pls|of course|alone|out)(?:\s.*)?$`)

var datePhrase = regexp.MustCompile(`(?i)^(?:(?:and|no|sorry|or|i|mean|meant|until|till|by|from|on|of|the|one|ones|in|expiring|not|only|just|hmm|actually|make|it|that|for|since|say)[,\s]+)*((?:last |this |next |older than (?:a|one|two|three|\d+) )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:last |this |next |older than (?:a|one|two|three|\d+) )?(?:days?|weeks?|months?|years?|weekend)|yesterday|today|tomorrow|tonight|january|february|march|april|may|june|july|august|september|october|november|december|\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:january|february|march|april|may|june|july|august|september|october|november|december)|(?:january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2})(?:'s|’s)?\b`)

// dated: "until Sunday", "Tuesday's": a time alone is the date of a request that can have one.
func (c *correction) dated(text string) bool {
	m := datePhrase.FindStringSubmatch(text)
	if m == nil || !slices.Contains(c.r.slots.Slots(c.op), "date") || slices.Contains(c.words, "_file") {
		return false
	}
	value, ok := c.r.slots.Typed(c.op, "date", m[1])
	if !ok {
		return false
	}
	c.out["date"] = value
	return true
}

// likeNamed fills up a name that is said in part: "the fish one" after "bird logo", "v3" after
// "hinge_v2.stl", "2023" after "Tax 2024".
func (c *correction) likeNamed(slot, x string) string {
	old, ok := c.last[slot].(string)
	if !ok {
		return x
	}
	words := strings.Fields(old)
	lower := strings.ToLower(c.scan.Source())
	if i := strings.Index(lower, strings.ToLower(x)); i >= 0 && len(words) > 1 {
		after := strings.TrimLeft(lower[i+len(x):], " ")
		if strings.HasPrefix(after, "one") && !strings.HasPrefix(after, "one of") {
			return x + " " + words[len(words)-1]
		}
	}
	for _, shape := range []*regexp.Regexp{versionShape, numberShape} {
		if shape.FindString(x) == x && x != old {
			if found := shape.FindAllStringIndex(old, -1); len(found) == 1 {
				return old[:found[0][0]] + x + old[found[0][1]:]
			}
		}
	}
	if slot == "file" && strings.ContainsFunc(x, unicode.IsLetter) && !strings.Contains(x, ".") && !strings.Contains(x, " ") {
		if i := strings.LastIndexByte(old, '.'); i > 0 {
			return x + old[i:]
		}
	}
	return x
}

var (
	versionShape = regexp.MustCompile(`(?i)v\d+`)
	numberShape  = regexp.MustCompile(`\d+`)
)
