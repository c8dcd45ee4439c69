package entity

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// contentPhrases introduce a text without quotes; what follows is the text.
var contentPhrases = table(`
1: that says, which says, saying, that reads, which reads, reading, reads, says, say, with the words, the words, with the word,
1: with the phrase, the phrase, the slogan, entitled, titled, captioned, labelled, labeled, should read, must read, the lettering
`)

// writeVerbs take the text as their object: "write Hello at the top".
var writeVerbs = set(`write type scribble`)

// notContent cannot start a text after a text noun.
var notContent = set(`in on at with to of from by as and is are was be should must will would can could has have needs need want
 bigger smaller larger lower higher darker lighter bolder thicker thinner wider taller up down left right a an the it its it's this that
 which so please more less very too font size color colour layer layers box field style bold italic italics again now then for or but
 not instead out off away under over above below behind beside beneath underneath next near inside using says saying reads reading
 say read called named looks look back one two here there across element object area opacity shadow transparent visible invisible me
 centered aligned position look some also text title around closer further half twice double maybe perhaps somehow whatever today tomorrow`)

// notWritten cannot follow "write" or "type" as a text.
var notWritten = set(`a an the some me my code it this that something down text in on at to of about for up out with his her your our`)

// findTitles marks texts said without quotation marks.
func (s *Scan) findTitles() {
	for i := 0; i < len(s.toks); i++ {
		if s.owner[i] != 0 {
			continue
		}
		start := s.contentAfter(i)
		if start == 0 || start >= len(s.toks) || s.owner[start] != 0 {
			continue
		}
		end := s.contentEnd(start)
		if end <= start {
			continue
		}
		from, to := s.toks[start].start, s.toks[end-1].end
		s.addMention(mention{kind: title, from: start, to: end, start: from, end: to, value: s.text[from:to]})
		i = end - 1
	}
}

// contentAfter is the token where the text that token i introduces starts,
// or 0 when token i introduces none.
func (s *Scan) contentAfter(i int) int {
	low := s.low(i)
	if _, n := contentPhrases.at(s, i); n > 0 {
		if textNouns.has(s.low(i+n-1)) && (s.excluded(i+n) || s.governing(i+n-1) == changes) {
			return s.afterNoun(i + n - 1)
		}
		return s.skipMarks(i + n)
	}
	switch {
	case textNouns.has(low):
		return s.afterNoun(i)
	case writeVerbs.has(low) && s.kind(i+1) != punct && !notWritten.has(s.low(i+1)):
		return i + 1
	case low == "line" && s.properName(i+1):
		return i + 1
	case (low == "add" || low == "put" || low == "place") && s.properName(i+1):
		return i + 1
	}
	return 0
}

// skipMarks steps over a colon or comma before the text.
func (s *Scan) skipMarks(i int) int {
	for s.is(i, ":") || s.is(i, ",") || s.is(i, "=") {
		i++
	}
	if !s.startsText(i) {
		return 0
	}
	return i
}

// startsText tells whether a text can start at token i: with a word, a number, or a
// symbol such as an emoji, but not with a mark between words.
func (s *Scan) startsText(i int) bool {
	if i >= len(s.toks) || s.toks[i].kind != punct {
		return i < len(s.toks)
	}
	r, _ := utf8.DecodeRuneInString(s.text[s.toks[i].start:])
	return unicode.In(r, unicode.So, unicode.Sc) || strings.ContainsRune("<@#&+¡¿", r)
}

// properName tells whether a capitalised word that is no layer, shape or
// colour starts at token i: "put SALE in the corner".
func (s *Scan) properName(i int) bool {
	if i >= len(s.toks) || s.kind(i) != word || !s.toks[i].upper {
		return false
	}
	if _, n := s.colorAt(i); n > 0 {
		return false
	}
	if _, n := shapes.at(s, i); n > 0 {
		return false
	}
	return !layerNouns.has(s.low(i)) && !notContent.has(s.low(i)) && !strings.HasSuffix(s.low(i), "'s")
}

// afterNoun is the start of the text after a noun such as "title".
func (s *Scan) afterNoun(i int) int {
	j := i + 1
	if s.is(j, "please") && s.is(j+1, ":") {
		j++
	}
	if s.is(j, ":") || s.is(j, "=") {
		return s.skipMarks(j)
	}
	if k := s.afterChange(i); k > 0 {
		return k
	}
	if !s.startsText(j) || s.kind(j) == file || s.excluded(j) {
		return 0
	}
	upper := s.toks[j].upper
	_, isColor := s.colorAt(j)
	verb := s.governing(i)
	if isColor > 0 && (!upper || verb == changes) {
		return 0
	}
	if m := s.measureAt(j); m.n > 0 && m.unit != "%" && verb != adds {
		return 0
	}
	if m := s.measureAt(j); m.unit == "px" || m.unit == "pt" || m.unit == "deg" {
		return 0
	}
	if layerNouns.has(s.low(j)) && !upper {
		return 0
	}
	if upper || verb == adds {
		return j
	}
	return 0
}

// excluded tells whether token j cannot start a text. A capital makes any word
// one, unless the noun before it has a capital too: "Add A Title In White".
func (s *Scan) excluded(j int) bool {
	return notContent.has(s.low(j)) && (!s.toks[j].upper || s.toks[j-1].upper)
}

type verbKind uint8

const (
	noVerb verbKind = iota
	adds
	changes
)

var addVerbs = set(`add put write insert place include with create design need want plus type draw generate build give`)

var changeVerbs = set(`change set update edit turn move rotate delete remove scale resize rename recolor align center
 blur share open export save hide show erase shrink enlarge paint color use replace bring send duplicate flip let has swap modify switch`)

// governing is the kind of the nearest verb before token i.
func (s *Scan) governing(i int) verbKind {
	for k := i - 1; k >= 0; k-- {
		low := s.low(k)
		switch {
		case low == "make":
			if s.is(k+1, "the") || s.is(k+1, "it") || s.is(k+1, "my") || textNouns.has(s.low(k+1)) {
				return changes
			}
			return adds
		case addVerbs.has(low):
			return adds
		case changeVerbs.has(low):
			return changes
		}
	}
	return noVerb
}

// afterChange handles "change the title to X", "replace the text with X" and
// "the text must be X".
func (s *Scan) afterChange(i int) int {
	j := i + 1
	switch s.low(j) {
	case "to", "with", "into":
		if s.is(j, "to") && s.is(j+1, "be") {
			j++
			break
		}
		if s.governing(i) != changes || (s.is(j, "with") && !s.before(i, "replace")) {
			return 0
		}
	case "must", "should":
		if !s.is(j+1, "be") && !s.is(j+1, "say") {
			return 0
		}
		j++
	default:
		return 0
	}
	j++
	if s.kind(j) == punct || s.attribute(j) || (notContent.has(s.low(j)) && !s.toks[j].upper) {
		return 0
	}
	return j
}

func (s *Scan) before(i int, low string) bool {
	for k := i - 1; k >= 0; k-- {
		if s.is(k, low) {
			return true
		}
	}
	return false
}
