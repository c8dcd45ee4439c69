package entity

// colors gives each colour its slot: background or color.
func (f *filler) colors() {
	skip := f.replacedColor()
	for i := range f.s.mentions {
		m := &f.s.mentions[i]
		if m.kind != colour || f.used[m.from] || i == skip {
			continue
		}
		slot := "color"
		if f.isBackground(m) || f.wholeCanvas(m) {
			slot = "background"
		}
		if m.value == "transparent" && slot == "color" {
			continue
		}
		f.putAt(slot, m.value, m.from, m.to, m.start, m.end)
	}
}

var gradientWord = set(`gradient`)

// replacedColor is the index of the colour that is to go in "from red to blue"
// or "change red to blue", or -1.
func (f *filler) replacedColor() int {
	if f.op != "graphics.edit_layer" || f.contains(gradientWord) {
		return -1
	}
	for i := range f.s.mentions {
		m := &f.s.mentions[i]
		next := f.s.at(m.to + 1)
		if m.kind == colour && f.s.is(m.to, "to") && next != nil && next.kind == colour {
			return i
		}
	}
	return -1
}

// linkWords may stand between "background" and its colour.
var linkWords = set(`of is to in : = color colour be with the a should as must needs becomes from gradient -`)

// isBackground: a colour next to a word for the background, or of the surface
// that something is on ("white text on black").
func (f *filler) isBackground(m *mention) bool {
	const reach = 6
	for k, i := 0, m.to; k < 6 && i < len(f.s.toks); k, i = k+1, i+1 {
		if backgroundNouns.has(f.s.low(i)) {
			return true
		}
		if !f.surfaceFiller(i) {
			break
		}
	}
	for k, i := 0, m.from-1; k < reach && i >= 0; k, i = k+1, i-1 {
		low := f.s.low(i)
		if backgroundNouns.has(low) {
			return true
		}
		if low == "on" || low == "onto" || low == "filled" {
			return f.op == "graphics.create"
		}
		if low == "and" && !f.s.isKind(i-1, colour) {
			break
		}
		if !linkWords.has(low) && !fillers.has(low) && !f.s.isKind(i, colour) && low != "and" {
			break
		}
	}
	return false
}

// surfaceFiller: words between a colour and the noun it belongs to.
func (f *filler) surfaceFiller(i int) bool {
	low := f.s.low(i)
	return low == "and" || low == "to" || low == "as" || low == "the" || low == "color" || low == "colour" || low == "coloured" || low == "colored" ||
		low == "gradient" || low == "plain" || f.s.isKind(i, colour) || f.s.isKind(i, pair) || f.s.isKind(i, amount) || f.s.isKind(i, presetName)
}

// wholeCanvas: in a request for a new picture, a colour said of the picture.
func (f *filler) wholeCanvas(m *mention) bool {
	if f.op != "graphics.create" {
		return false
	}
	for k, i := 0, m.to; k < 4 && i < len(f.s.toks); k, i = k+1, i+1 {
		if designNouns.has(f.s.low(i)) {
			return !f.afterWith(m.from)
		}
		if f.s.kind(i) == punct || phraseStops.has(f.s.low(i)) && !f.surfaceFiller(i) || f.content(i) {
			break
		}
	}
	if f.s.at(m.to) != nil && f.s.at(m.to).kind == presetName {
		return true
	}
	return !f.afterText(m) && !textNouns.has(f.s.low(m.to)) && !f.afterWith(m.from)
}

// afterText: a text was said before the colour, which is then the text's.
func (f *filler) afterText(m *mention) bool {
	for i := range f.s.mentions {
		if t := &f.s.mentions[i]; (t.kind == quoted || t.kind == title) && t.from < m.from {
			return true
		}
	}
	return false
}

// afterWith: the colour belongs to something the picture is to have.
func (f *filler) afterWith(i int) bool {
	for k := i - 1; k >= 0; k-- {
		switch f.s.low(k) {
		case "with", "plus", "add", "title", "text":
			return !f.backgroundBetween(k, i)
		}
	}
	return false
}

func (f *filler) backgroundBetween(a, b int) bool {
	for k := a; k < b; k++ {
		if backgroundNouns.has(f.s.low(k)) {
			return true
		}
	}
	return false
}
