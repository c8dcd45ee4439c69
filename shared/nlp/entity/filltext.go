package entity

import (
	"slices"
	"strings"
)

// plainText are names of a layer that say no more than that it is text.
var plainText = set(`text txt words wording lettering letters`)

// retext drops the layer of "change the text to Goodbye", which names none.
func (f *filler) retext() {
	if !f.has("text") {
		return
	}
	f.spans = slices.DeleteFunc(f.spans, func(s Span) bool { return s.Slot == "layer" && plainText.has(strings.ToLower(s.Raw)) })
}

var nameCues = set(`called named name`)

// texts takes the quoted and unquoted texts as text.
func (f *filler) texts() {
	for i := range f.s.mentions {
		m := &f.s.mentions[i]
		if f.used[m.from] || (m.kind != quoted && m.kind != title) {
			continue
		}
		f.putAt("text", m.value, m.from, m.to, m.start, m.end)
	}
}

// names takes what follows "called" or "named".
func (f *filler) names() {
	for i := range f.s.toks {
		call := f.s.is(i, "call") && (f.s.is(i+1, "it") || f.s.is(i+1, "that") || f.s.is(i+1, "this"))
		if !call && !nameCues.has(f.s.low(i)) || f.content(i) || !f.free(i) {
			continue
		}
		slot := "name"
		if f.op == "graphics.create" && f.s.is(i, "called") && !documentNoun(f.s.low(i-1)) {
			slot = "text" // "a poster called Summer Fair" wants the words on it
		}
		if f.op == "graphics.create" && f.s.is(i, "name") {
			slot = "text" // "a card with the name Tom Baker"
		}
		from, to, start, end := f.nameAfter(i + 1)
		if to > from {
			f.putAt(slot, f.s.text[start:end], from, to, start, end)
		}
	}
	if (f.tool("artifact.") || f.op == "graphics.export") && !f.has("name") {
		f.quotedName()
	}
}

func documentNoun(w string) bool {
	switch w {
	case "canvas", "document", "doc", "file", "project", "design", "artboard", "drawing", "layer":
		return true
	}
	return false
}

func (f *filler) quotedName() {
	for i := range f.s.mentions {
		if m := &f.s.mentions[i]; m.kind == quoted || m.kind == title && (f.op == "artifact.open" || f.op == "artifact.delete") {
			f.putAt("name", m.value, m.from, m.to, m.start, m.end)
			return
		}
	}
}

// nameAfter is a name that starts at token i: a quotation, or words up to a
// preposition or the end.
func (f *filler) nameAfter(i int) (from, to, start, end int) {
	for nameLeads.has(f.s.low(i)) {
		i++
	}
	if i >= len(f.s.toks) {
		return 0, 0, 0, 0
	}
	if m := f.s.at(i); m != nil && (m.kind == quoted || m.kind == title || m.kind == filename) && m.from == i {
		return m.from, m.to, m.start, m.end
	}
	j := i
	for j < len(f.s.toks) && (f.s.kind(j) != punct || f.s.joins(j)) && j-i < 8 {
		if j > i && f.s.stopsText(j, f.s.toks[i].upper) || nameStops.has(f.s.low(j)) && !f.s.toks[j].upper {
			break
		}
		j++
	}
	if j == i {
		return 0, 0, 0, 0
	}
	return i, j, f.s.toks[i].start, f.s.toks[j-1].end
}

// joins tells whether token j is a hyphen inside a name: "final-version".
func (s *Scan) joins(j int) bool {
	low := s.low(j)
	return (low == "-" || low == "_") && !s.toks[j].gap && j+1 < len(s.toks) && !s.toks[j+1].gap && s.kind(j+1) != punct
}

var nameLeads = set(`to as : it that this the is`)

var nameStops = set(`to from with as please and for in at on by please again now`)

var renameVerbs = set(`rename name call`)

// rename finds "rename rectangle 2 to button", "call this layer header".
func (f *filler) rename() {
	for i := range f.s.toks {
		if !renameVerbs.has(f.s.low(i)) || f.content(i) {
			continue
		}
		f.take(i, i+1)
		j := f.renamedLayer(i + 1)
		from, to, start, end := f.nameAfter(j)
		if to > from {
			f.putAt("name", f.s.text[start:end], from, to, start, end)
		}
		return
	}
}

// renamedLayer takes the layer after the verb and returns where the new name starts.
func (f *filler) renamedLayer(i int) int {
	if f.s.is(i, "it") || f.s.is(i, "that") && !layerNouns.has(f.s.low(i+1)) {
		return i + 1
	}
	j := i
	for determiners.has(f.s.low(j)) {
		j++
	}
	for k := j; k < len(f.s.toks); k++ {
		if f.s.is(k, "to") || f.s.is(k, "as") || f.s.is(k, "into") {
			f.putLayer(j, k)
			return k + 1
		}
	}
	k := f.nounPhrase(j, true)
	if k > j+1 && k == len(f.s.toks) {
		k-- // "call this layer header": the last word is the name
	}
	if k > j {
		f.putLayer(j, k)
		return k
	}
	return i
}

var determiners = set(`the my our this that these those both all its your whole entire complete`)

// putLayer records tokens [from, to) as a layer, without a closing "layer".
func (f *filler) putLayer(from, to int) {
	if to <= from {
		return
	}
	end := to
	if last := f.s.low(to - 1); (last == "layer" || last == "layers" || last == "object" || last == "element") && to-from > 1 {
		end--
	}
	if f.s.is(end-1, "text") && end-from > 1 && textNouns.has(f.s.low(end-2)) {
		end--
	}
	value := f.s.text[f.s.toks[from].start:f.s.toks[end-1].end]
	if n := len(value); n > 2 && (value[n-2:] == "'s") {
		value = value[:n-2]
	}
	f.putAt("layer", value, from, to, f.s.toks[from].start, f.s.toks[from].start+len(value))
}
