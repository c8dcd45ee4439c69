package entity

// people finds e-mail addresses, and names after "with" or "to".
func (f *filler) people() {
	for i := range f.s.toks {
		m := f.mention(i)
		if m != nil && m.kind == address {
			f.putAt("email", m.value, m.from, m.to, m.start, m.end)
		}
	}
	if f.has("email") {
		return
	}
	for i := range f.s.toks {
		switch f.s.low(i) {
		case "with", "to", "give", "let", "allow", "invite", "for":
			if f.person(i + 1) {
				return
			}
		}
	}
}

var relations = set(`team colleague colleagues boss friend friends mom mum client manager marketing everyone anyone family brother sister
 sales customer customers partner wife husband teacher students group`)

// person takes the person or group whose name starts at token i.
func (f *filler) person(i int) bool {
	j := i
	for determiners.has(f.s.low(j)) || f.s.is(j, "a") || f.s.is(j, "whole") || f.s.is(j, "entire") {
		j++
	}
	if j >= len(f.s.toks) || f.content(j) || f.s.kind(j) != word {
		return false
	}
	if relations.has(f.s.low(j)) {
		f.put("user", f.s.low(j), j, j+1)
		return true
	}
	if !f.s.toks[j].upper {
		return false
	}
	k := j + 1
	for k < len(f.s.toks) && f.s.kind(k) == word && f.s.toks[k].upper && k-j < 3 {
		k++
	}
	f.put("user", f.s.text[f.s.toks[j].start:f.s.toks[k-1].end], j, k)
	return true
}

var roles = table(`
viewer: viewer, view only, read only, readonly, view access, can view, to view, viewers, view, read access
editor: editor, edit access, can edit, to edit, editors, edit, editor rights, write access
commenter: commenter, can comment, to comment, comment, comment access
`)

func (f *filler) role() {
	f.each(roles, func(v string, from, to int) {
		f.put("role", v, from, to)
	})
}

var lastPhrases = table(`
$last: the last one, the latest one, the newest one, the most recent one, the last, the latest, the newest, the most recent, last one, latest one, newest one, most recent, my last, my latest, my newest, my most recent, last, latest, newest
`)

var pointers = set(`it that this them those these`)

// refs finds "it", "that", "the last one".
func (f *filler) refs() {
	if f.has("layer") || f.has("ref") || f.has("file") && f.op != "graphics.export" {
		return
	}
	if f.op == "graphics.export" || f.tool("artifact.") {
		f.each(lastPhrases, func(v string, from, to int) {
			f.put("ref", v, from, to)
		})
	}
	for i := range f.s.toks {
		if !pointers.has(f.s.low(i)) || !f.free(i) || f.content(i) {
			continue
		}
		if f.pronoun(i) {
			f.put("ref", "$last", i, i+1)
			return
		}
	}
}

// feelings stand before an "it" that nothing is to be done to.
var feelings = set(`like liked love loved prefer preferred hate enjoy`)

// pronoun tells "that" as a thing from "that" as a conjunction.
func (f *filler) pronoun(i int) bool {
	next := f.s.low(i + 1)
	if feelings.has(f.s.low(i - 1)) {
		return false
	}
	if f.s.is(i, "it") || f.s.is(i, "them") {
		return next != "was" && next != "is" && next != "should"
	}
	if next == "back" || next == "was" {
		return next == "back" && !f.s.is(i, "this")
	}
	switch next {
	case "one":
		return true
	case "change", "changes", "edit", "step", "action":
		return false
	}
	if i+1 >= len(f.s.toks) || f.s.kind(i+1) == punct || phraseStops.has(next) {
		return next != "says" && next != "reads" && next != "say" && next != "is"
	}
	if layerNouns.has(next) || designNouns.has(next) || next == "artifact" || next == "export" || next == "one" {
		return f.tool("artifact.") || f.op == "graphics.export" || designNouns.has(next)
	}
	_, isColor := f.s.colorAt(i + 1)
	return isColor > 0 || f.s.at(i+1) != nil && f.s.at(i+1).kind != title
}
