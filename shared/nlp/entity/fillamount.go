package entity

import "math"

// amount gives a number its slot: by its unit, by the words next to it, and
// else by the operation.
func (f *filler) amount(m *mention) {
	if f.op != "graphics.create" && f.point(m) {
		return
	}
	slot, value := f.byUnit(m)
	if slot == "" {
		slot, value = f.byNeighbour(m)
	}
	if slot == "" {
		slot, value = f.byProperty(m)
	}
	if slot == "" {
		slot, value = f.byOperation(m)
	}
	if slot != "" {
		f.putAt(slot, value, m.from, m.to, m.start, m.end)
	}
}

func (f *filler) byUnit(m *mention) (slot string, value any) {
	v := m.measure.value
	switch m.measure.unit {
	case "deg":
		if f.op == "graphics.filter" {
			return "amount", m.measure.String()
		}
		return "angle", f.angle(m)
	case "dpi":
		return "dpi", v
	case "kb", "mb":
		return "max_size", m.measure.String()
	case "x":
		if f.op == "graphics.undo" || f.op == "graphics.redo" {
			return "count", v
		}
		return "factor", v
	}
	return "", nil
}

// angles gives angles alone their sign; see angle.
func (f *filler) angles() {
	for i := range f.s.mentions {
		if m := &f.s.mentions[i]; m.kind == amount && m.measure.unit == "deg" && !f.used[m.from] {
			f.putAt("angle", f.angle(m), m.from, m.to, m.start, m.end)
		}
	}
}

// angle is signed: clockwise is positive, as in CSS and on a screen.
func (f *filler) angle(m *mention) string {
	v := m.measure.value
	if f.negative(m) {
		v = -v
	}
	if f.contains(counterWords) || f.contains(leftWord) && f.contains(turnVerbs) {
		v = -v
	}
	return formatNumber(v) + "deg"
}

// negative: "minus 30 degrees", "rotate -20".
func (f *filler) negative(m *mention) bool {
	return f.s.is(m.from-1, "minus") || f.s.is(m.from-1, "-") && f.s.toks[m.from-1].gap && !f.s.toks[m.from].gap
}

// side is a length with the sign that was said, so that what makes no sense is refused
// and not mended.
func (f *filler) side(m *mention) string {
	ms := m.measure.or("px")
	if f.negative(m) {
		ms.value = -ms.value
	}
	return ms.String()
}

// cue is the nearest word before the number that is not a link word.
func (f *filler) cue(m *mention) string {
	i := m.from - 1
	for i >= 0 && sizeLinks.has(f.s.low(i)) {
		i--
	}
	return f.s.low(i)
}

func (f *filler) byNeighbour(m *mention) (slot string, value any) {
	before, after := f.cue(m), f.s.low(m.to)
	if c := f.s.at(m.to); c != nil && c.kind == colour { // "4px black border"
		after = f.s.low(c.to)
	}
	if after == "in" || after == "of" {
		after = f.s.low(m.to + 1)
	}
	px := m.measure.or("px").String()
	way, _ := f.direction(m)
	switch {
	case way != "":
		return f.shift(m)
	case after == "radius" || before == "radius" || roundWords.has(after):
		return "radius", px
	case after == "diameter" || before == "diameter":
		return "diameter", px
	case before == "opacity" || after == "opacity" || after == "opaque" || before == "alpha":
		return "opacity", f.share(m.measure)
	case before == "quality" || after == "quality":
		return "quality", m.measure.value
	case widthWords.has(after), widthWords.has(before):
		return "width", f.side(m)
	case heightWords.has(after), heightWords.has(before):
		return "height", f.side(m)
	case after == "thick" || before == "thickness" || strokeNouns.has(after) || strokeNouns.has(before):
		return "stroke_width", px
	case before == "size" && f.op != "graphics.create" && f.op != "graphics.export", after == "font":
		return "size", px
	case m.measure.unit == "" && (f.s.low(m.from-1) == "x" || f.s.low(m.from-1) == "y"):
		return f.s.low(m.from - 1), px
	case f.op == "graphics.filter":
		return "amount", f.signed(m.measure)
	}
	return "", nil
}

var strokeNouns = set(`stroke outline border`)

var roundWords = set(`round rounded rounding`)

// byProperty takes a property named anywhere before the number: "set the
// opacity of the photo to 35%".
func (f *filler) byProperty(m *mention) (slot string, value any) {
	for i := m.from - 1; i >= 0; i-- {
		if f.content(i) {
			continue
		}
		switch f.s.low(i) {
		case "opacity", "transparency":
			return "opacity", f.share(m.measure)
		case "quality":
			return "quality", m.measure.value
		case "width":
			return "width", m.measure.or("px").String()
		case "height":
			return "height", m.measure.or("px").String()
		case "radius", "corners":
			return "radius", m.measure.or("px").String()
		case "stroke", "outline", "thickness":
			return "stroke_width", m.measure.or("px").String()
		case "font":
			return "size", m.measure.or("px").String()
		case "size":
			if f.op != "graphics.create" && f.op != "graphics.export" && m.measure.unit != "%" {
				return "size", m.measure.or("px").String()
			}
		}
	}
	return "", nil
}

// share is an opacity as a percentage: 0.5 is 50 %.
func (f *filler) share(m measure) string {
	v := m.value
	if m.unit == "" && v <= 1 {
		v *= 100
	}
	return formatNumber(math.Round(v*100)/100) + "%"
}

var lessWords = set(`desaturate reduce decrease lower less darken darker down dim minus reducing`)

// signed is an amount with its direction: "reduce the contrast by 10%" is -10%.
func (f *filler) signed(m measure) any {
	if f.contains(lessWords) || f.s.contains("-") {
		m.value = -m.value
	}
	if m.unit == "" {
		return m.value
	}
	return m.String()
}

func (s *Scan) contains(low string) bool {
	for i := range s.toks {
		if s.toks[i].low == low {
			return true
		}
	}
	return false
}
