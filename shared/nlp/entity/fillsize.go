package entity

import (
	"slices"
)

var (
	widthWords   = set(`wide width across broad long w length widths`)
	heightWords  = set(`tall high height h hight heigth`)
	sizeLinks    = set(`of is to : = at by with be about around set from`)
	turnVerbs    = set(`rotate rotat rotated rotation tilt spin turn skew slant angle turned`)
	counterWords = set(`counterclockwise anticlockwise anti counter ccw`)
	leftWord     = set(`left`)
	resizeVerbs  = set(`resize rescale size shrink`)
	qualityWords = set(`quality compression`)
)

// sizes gives pairs, presets and numbers their slots.
func (f *filler) sizes() {
	for i := range f.s.mentions {
		m := &f.s.mentions[i]
		if f.used[m.from] {
			continue
		}
		switch m.kind {
		case pair:
			f.pair(m)
		case presetName:
			if f.op == "graphics.create" || f.op == "graphics.transform" || f.op == "graphics.export" {
				f.putAt("preset", m.value, m.from, m.to, m.start, m.end)
			}
		case aspect:
			f.putAt("aspect", m.value, m.from, m.to, m.start, m.end)
		case amount:
			f.amount(m)
		}
	}
	if f.op == "graphics.create" {
		f.squarePreset()
	}
}

// point takes "at 300, 150" as the place of the top left corner.
func (f *filler) point(m *mention) bool {
	n := f.s.at(m.to + 1)
	if !f.s.is(m.to, ",") || n == nil || n.kind != amount || n.from != m.to+1 || m.measure.unit != "" && m.measure.unit != "px" {
		return false
	}
	if !f.s.is(m.from-1, "at") && !f.s.is(m.from-1, "to") && !f.s.is(m.from-1, "position") && !f.s.is(m.from-1, "(") {
		return false
	}
	f.putAt("x", m.measure.or("px").String(), m.from, m.to, m.start, m.end)
	f.putAt("y", n.measure.or("px").String(), n.from, n.to, n.start, n.end)
	return true
}

func (f *filler) pair(m *mention) {
	if f.s.is(m.from-1, "position") || f.s.is(m.from-1, "at") && f.op == "graphics.transform" {
		return
	}
	j := m.second
	f.putAt("width", m.sides[0].String(), m.from, j-1, f.s.toks[m.from].start, f.s.toks[j-2].end)
	f.putAt("height", m.sides[1].String(), j, m.to, f.s.toks[j].start, f.s.toks[m.to-1].end)
}

// squarePreset: "a square post" without sizes.
func (f *filler) squarePreset() {
	if f.has("width") {
		f.spans = slices.DeleteFunc(f.spans, func(s Span) bool { return s.Slot == "preset" && s.Value == "square" })
		return
	}
	if f.has("preset") {
		return
	}
	for i := range f.s.toks {
		if f.s.is(i, "with") {
			return
		}
		if f.s.is(i, "square") && !f.content(i) && f.free(i) {
			f.put("preset", "square", i, i+1)
			return
		}
	}
}
