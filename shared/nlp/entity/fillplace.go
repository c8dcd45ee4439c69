package entity

// order finds a place in the stack of layers.
func (f *filler) order() {
	if f.op == "graphics.add_layer" || f.op == "graphics.transform" {
		return
	}
	f.each(orders, func(v string, from, to int) {
		f.put("order", v, from, to)
	})
}

// placeLinks stand before a place: "at the top", "in the middle".
var placeLinks = set(`the at in to on on-the its`)

// moveVerbs take a place as their aim without a preposition: "center the title".
var moveVerbs = set(`move put place align position center centre shift nudge bring drag`)

// position finds a place on the canvas.
func (f *filler) position() {
	for i := 0; i < len(f.s.toks); i++ {
		if !f.free(i) || f.content(i) {
			continue
		}
		v, n := positions.at(f.s, i)
		if n == 0 || !f.isPlace(i, n, v) {
			continue
		}
		f.put("position", v, i, i+n)
		i += n - 1
	}
}

// textPlace is where the text of a new picture goes.
func (f *filler) textPlace() {
	if f.has("text") || f.has("shape") {
		f.position()
	}
}

// isPlace keeps "top layer", "on top of" and "right now" apart from places.
func (f *filler) isPlace(i, n int, v string) bool {
	next := f.s.low(i + n)
	if next == "of" && (v == "top" || v == "bottom") && f.s.is(i-1, "on") && !f.s.is(i-1, "the") {
		return false
	}
	if v == "right" && (next == "in" || next == "at" || next == "on") {
		return false
	}
	if (v == "left" || v == "right") && f.aLittle(i) {
		return false
	}
	if next == "now" || next == "away" || f.s.is(i-1, "all") && v == "right" || layerNouns.has(next) && next != "corner" && v == "top" {
		return false
	}
	if n > 1 || v == "center" {
		return true
	}
	if f.op == "graphics.edit_layer" && !f.contains(moveVerbs) && !placeLinks.has(f.s.low(i-1)) {
		return false
	}
	return placeLinks.has(f.s.low(i-1)) || f.op == "graphics.add_layer" || f.contains(moveVerbs)
}

// aLittle tells whether the place at token i is a way to go: "a bit more to the left".
func (f *filler) aLittle(i int) bool {
	const reach = 4
	if f.op != "graphics.transform" {
		return false
	}
	for k := max(0, i-reach); k < i; k++ {
		if littleWords.has(f.s.low(k)) {
			return true
		}
	}
	return littleWords.has(f.s.low(i+1)) || f.s.is(i+1, "a") && littleWords.has(f.s.low(i+2))
}

var orientationPhrases = table(`
landscape: landscape
portrait: portrait
`)

func (f *filler) orientation() {
	f.each(orientationPhrases, func(v string, from, to int) {
		f.put("orientation", v, from, to)
	})
}

// clearBackground: "a transparent png", "with a transparent background".
func (f *filler) clearBackground() {
	for i := range f.s.mentions {
		if m := &f.s.mentions[i]; m.kind == colour && (m.value == "transparent" || f.isBackground(m)) {
			f.putAt("background", m.value, m.from, m.to, m.start, m.end)
		}
	}
	for i := range f.s.toks {
		if backgroundNouns.has(f.s.low(i)) && f.free(i) && f.without(i) {
			f.put("background", "transparent", i, i+1)
		}
	}
}

// without: "no background", "without the background".
func (f *filler) without(i int) bool {
	i--
	for determiners.has(f.s.low(i)) || f.s.is(i, "a") || f.s.is(i, "any") {
		i--
	}
	return f.s.is(i, "no") || f.s.is(i, "without")
}

// exported finds the layer of "export just the logo".
func (f *filler) exported() {
	for i := range f.s.toks {
		if !f.s.is(i, "just") && !f.s.is(i, "only") {
			continue
		}
		if from, to := f.layerAt(i + 1); to > from && layerNouns.has(f.s.low(to-1)) {
			f.putLayer(from, to)
			return
		}
	}
}
