package entity

// maxTitleTokens bounds an unquoted text; a longer one needs quotation marks.
const maxTitleTokens = 60

// attributeNouns are what a text may be in, on or at, besides colours,
// positions and sizes: "in bold letters", "on the poster".
var attributeNouns = set(`color colour colors font fonts letters letter lettering type size style text bold italic italics caps uppercase lowercase
 capitals corner side edge background bg canvas picture image page poster banner it photo opacity width height radius cursive serif sans
 script typeface shape rectangle circle box layer layers border logo subtitle headline title heading caption outline shadow screen
 design card flyer frame footer button line image star gradient overlay quality resolution transparency`)

// fillers may stand between a preposition and its attribute noun.
var fillers = set(`the a an some my big large small little huge tiny nice very bright dark light thin thick elegant simple plain red-ish
 our your its of fancy medium soft strong deep pale solid plain white-ish round new`)

var andStops = set(`a an the then also add make put set export save color with it its use give some my place draw i we move rotate
 background send share change`)

// contentEnd is the token after the text that starts at token i.
func (s *Scan) contentEnd(i int) int {
	upper := s.capital(i)
	j := i + 1
	for ; j < len(s.toks) && j-i < maxTitleTokens; j++ {
		if s.owner[j] != 0 || s.newline(j) {
			break
		}
		if s.kind(j) == punct {
			if stop, keep := s.endsAtMark(j); stop {
				if keep {
					j++
				}
				break
			}
			continue
		}
		if s.toks[j].upper && upper {
			continue
		}
		if s.stopsText(j, upper) {
			break
		}
	}
	for j > i && (s.is(j-1, ",") || s.is(j-1, "-") || s.is(j-1, ":") || s.is(j-1, "(")) {
		j--
	}
	return j
}

// capital tells whether the first word from token i on has one.
func (s *Scan) capital(i int) bool {
	for i+1 < len(s.toks) && s.toks[i].kind == punct {
		i++
	}
	return s.toks[i].upper
}

func (s *Scan) newline(j int) bool {
	for k := s.toks[j-1].end; k < s.toks[j].start; k++ {
		if s.text[k] == '\n' {
			return true
		}
	}
	return false
}

// endsAtMark decides about a punctuation mark inside a text: whether the text
// stops there and whether the mark still belongs to it.
func (s *Scan) endsAtMark(j int) (stop, keep bool) {
	last := j+1 >= len(s.toks)
	switch s.low(j) {
	case ".", ";", "(", "\"":
		return last || s.toks[j+1].gap, false
	case "?":
		return last || s.toks[j+1].gap, !s.question()
	case "!":
		return last || !s.toks[j+1].upper, true
	case ",":
		return last || s.attribute(j+1) || s.stopsText(j+1, false) || andStops.has(s.low(j+1)) || s.is(j+1, "and"), false
	}
	return false, false
}

var questionStarts = set(`can could would will how what why where please is are do does may might shall should`)

func (s *Scan) question() bool { return questionStarts.has(s.low(0)) }

// stopsText tells whether token j starts something that is not text any more.
func (s *Scan) stopsText(j int, upper bool) bool {
	switch s.low(j) {
	case "in":
		return s.attribute(j+1) || s.lettering(j+1)
	case "on", "at", "with", "using", "over", "above", "below", "under", "underneath", "beneath", "behind",
		"across", "inside", "near", "onto", "next":
		return s.attribute(j + 1)
	case "and", "then":
		return andStops.has(s.low(j+1)) || s.attribute(j+1)
	case "as":
		return formats[s.low(j+1)] != "" || s.is(j+1, "a") || s.is(j+1, "the")
	case "to":
		return s.attribute(j+1) && !s.toks[j].upper
	case "for":
		return s.is(j+1, "me") || s.is(j+1, "my")
	case "please", "pls", "plz", "thanks", "centered", "centred", "aligned", "colored", "coloured", "sized", "rotated", "instead":
		return true
	case "size", "font", "color", "colour", "opacity", "bold":
		return s.kind(j+1) == number || j+1 >= len(s.toks) || s.is(j+1, "is") || s.attribute(j+1)
	}
	if m := s.measureAt(j); m.unit == "px" || m.unit == "pt" {
		return true
	}
	if _, n := positions.at(s, j); n > 1 {
		return true
	}
	_, n := s.colorAt(j)
	return n > 0 && upper
}

// lettering: "in large, friendly letters".
func (s *Scan) lettering(j int) bool {
	const reach = 5
	for k := j; k < j+reach && k < len(s.toks); k++ {
		switch s.low(k) {
		case "letters", "lettering", "font", "type", "characters", "caps", "handwriting":
			return true
		}
	}
	return false
}

// attribute tells whether an attribute of the text or its place follows at
// token j: a colour, a size, a position, a font, or a noun of attributeNouns.
func (s *Scan) attribute(j int) bool {
	const maxFillers = 3
	for k := 0; k <= maxFillers && j < len(s.toks); k, j = k+1, j+1 {
		if _, n := s.colorAt(j); n > 0 {
			return true
		}
		if _, n := positions.at(s, j); n > 0 {
			return true
		}
		if _, n := fonts.at(s, j); n > 0 {
			return true
		}
		if s.measureAt(j).n > 0 || attributeNouns.has(s.low(j)) {
			return true
		}
		if _, n := orders.at(s, j); n > 0 {
			return true
		}
		if !fillers.has(s.low(j)) {
			return false
		}
	}
	return false
}
