package entity

import "strings"

// shape finds the kind of the layer that is to be added.
func (f *filler) shape() {
	for i := 0; i < len(f.s.toks); i++ {
		if !f.free(i) || f.content(i) {
			continue
		}
		v, n := shapes.at(f.s, i)
		if n == 0 && textNouns.has(f.s.low(i)) {
			v, n = "text", 1
		}
		if n == 0 {
			continue
		}
		if v == "text" && f.has("text") || aimWords.has(f.s.low(i-2)) || f.s.is(i-1, "the") || f.s.is(i+n, "bar") {
			i += n - 1
			continue
		}
		f.put("shape", v, i, i+n)
		return
	}
}

// newShape: "change the shape of the button to an ellipse".
func (f *filler) newShape() {
	f.each(shapes, func(v string, from, to int) {
		if (f.s.is(from-1, "to") || f.s.is(from-1, "a") || f.s.is(from-1, "an") || f.s.is(from-1, "into")) && f.contains(reshapeVerbs) {
			f.put("shape", v, from, to)
		}
	})
}

var reshapeVerbs = set(`shape turn change`)

// drawnShape: a shape that a new picture is to have, "with a big red circle".
func (f *filler) drawnShape() {
	f.each(shapes, func(v string, from, to int) {
		if v == "text" || v == "image" || v == "button" && !f.afterWith(from) || !f.afterWith(from) {
			return
		}
		f.put("shape", v, from, to)
	})
}

// fonts finds typefaces, and styles where no typeface is said.
func (f *filler) fonts() {
	for _, style := range [2]bool{false, true} {
		f.each(fonts, func(v string, from, to int) {
			if (v == "bold" || v == "italic") == style {
				f.put("font", v, from, to)
			}
		})
	}
}

// transparency finds opacities said in words.
func (f *filler) transparency() {
	f.each(transparencies, func(v string, from, to int) {
		if f.s.isKind(from-1, amount) {
			return
		}
		f.put("opacity", v, from, to)
	})
}

var transparencies = table(`
50%: semi transparent, semitransparent, half transparent, translucent, half opacity, see through, semi opaque
100%: fully opaque, opaque, fully visible
0%: fully transparent, completely transparent, invisible
`)

// effects finds the filters.
func (f *filler) effects() {
	f.each(effects, func(v string, from, to int) {
		f.put("effect", v, from, to)
	})
}

func (f *filler) formats() {
	for i := range f.s.toks {
		if m := f.mention(i); m != nil && m.kind == formatName {
			f.putAt("format", m.value, m.from, m.to, m.start, m.end)
		}
	}
}

// files takes file names; an export's name says its format too.
func (f *filler) files() {
	for i := range f.s.mentions {
		m := &f.s.mentions[i]
		if m.kind != filename || f.used[m.from] {
			continue
		}
		f.putAt("file", m.value, m.from, m.to, m.start, m.end)
		if f.op == "graphics.export" {
			dot := strings.LastIndexByte(m.value, '.')
			f.putAt("format", formats[strings.ToLower(m.value[dot+1:])], m.from, m.to, m.start+dot+1, m.end)
		}
	}
}

// maxCount keeps counts apart from sizes and years.
const maxCount = 100

// counts finds how many: "the last 5 files", "undo two steps".
func (f *filler) counts() {
	for i := range f.s.toks {
		if !f.free(i) || f.content(i) {
			continue
		}
		v, n := f.s.numberAt(i)
		if n == 0 || v < 1 || v > maxCount || v != float64(int(v)) || f.s.is(i, "one") && !f.countNoun(i+n) {
			continue
		}
		steps := f.op == "graphics.undo" || f.op == "graphics.redo"
		if steps || f.countNoun(i+n) || f.countNoun(i+n+1) && f.s.kind(i+n) == word {
			f.put("count", v, i, i+n)
			return
		}
	}
	if f.op == "graphics.undo" || f.op == "graphics.redo" {
		f.each(repetitions, func(v string, from, to int) {
			f.put("count", factorValue[v], from, to)
		})
	}
}

var repetitions = table(`
2: twice
3: thrice
`)

// countNoun: a plural of things that are counted.
func (f *filler) countNoun(i int) bool {
	low := f.s.low(i)
	switch low {
	case "files", "images", "pictures", "exports", "artifacts", "designs", "documents", "photos", "steps", "times", "newest", "latest", "recent", "banners", "posters", "step", "things":
		return true
	}
	_, n := shapes.at(f.s, i)
	return n > 0 && strings.HasSuffix(low, "s") && f.op == "graphics.add_layer"
}

// subjectStops end the subject of a picture.
var subjectStops = set(`with in on at and saying that which , . using by size sized please pls plz called titled today tomorrow now`)

// subject finds what a new picture is about or for.
func (f *filler) subject() {
	for i := range f.s.toks {
		introduces := f.s.is(i, "about") || f.s.is(i, "for") || f.s.is(i, "of") && f.pictureOf(i)
		if !introduces || f.content(i) || !f.free(i) {
			continue
		}
		j := i + 1
		for determiners.has(f.s.low(j)) || f.s.is(j, "a") || f.s.is(j, "an") || f.s.is(j, "his") || f.s.is(j, "her") {
			j++
		}
		if f.s.is(j, "me") || f.s.is(j, "us") {
			continue
		}
		k := j
		for k < len(f.s.toks) && f.free(k) && !f.content(k) && !subjectStops.has(f.s.low(k)) && f.s.kind(k) == word {
			k++
		}
		if k > j {
			f.put("subject", f.s.text[f.s.toks[j].start:f.s.toks[k-1].end], j, k)
			return
		}
	}
}

func (f *filler) pictureOf(i int) bool {
	switch f.s.low(i - 1) {
	case "picture", "image", "drawing", "photo", "pic", "illustration", "painting", "sketch", "graphic":
		return true
	}
	return false
}
