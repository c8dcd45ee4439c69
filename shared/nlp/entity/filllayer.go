package entity

import (
	"math"
	"strings"
)

// maxLayerWords bounds the name of a layer said without quotation marks.
const maxLayerWords = 6

// phraseStops end the name of a layer.
var phraseStops = set(`to in on at by with from of into and or but so please pls now again for as is are was should must be will would can could
 isn't aren't about under below above over behind between across around without until like than then if when where which who it me you
 not has have had goes go say says said read reads look looks bigger smaller larger lower higher darker lighter bolder
 thicker thinner wider narrower taller shorter brighter twice double triple half a an more less bit little slightly left right up down
 top bottom center middle centre forward backward backwards forwards horizontally vertically clockwise counterclockwise visible
 invisible transparent bold italic underlined again instead too also away off out there here red-ish semi fully using called named
 make set change delete remove move rotate scale resize turn put use add upside closer further back down, smaller, glow pop`)

// notLayers cannot be the name of a layer by themselves.
var notLayers = set(`canvas canvass page document doc design thing things whole everything all last first next same change changes one
 ones rest other previous edit step action two three more work file files project colour color way best final new
 result middle center top bottom left right side corner front back edge edges filter filters effect effects undo redo`)

// aimWords stand before a layer that is a place, not the object: "move the
// date under the title".
var aimWords = set(`under below above beside behind near over beneath underneath next inside`)

// layers finds the layers an operation is about.
func (f *filler) layers() {
	f.quotedLayers()
	for i := 0; i < len(f.s.toks); i++ {
		if !f.free(i) || f.content(i) {
			continue
		}
		from, to := f.layerAt(i)
		if to <= from {
			continue
		}
		if f.has("layer") && !f.listed(i) || f.aimed(i) {
			i = to - 1
			continue
		}
		if f.wholeBackground(from, to) {
			continue
		}
		f.putLayer(from, to)
		i = to - 1
	}
}

// quotedLayers takes quotations as layers: in 'change "A" to "B"' the first.
func (f *filler) quotedLayers() {
	editing := f.op == "graphics.edit_layer"
	for i := range f.s.mentions {
		m := &f.s.mentions[i]
		if m.kind == title && !editing && f.op != "graphics.filter" {
			f.putAt("layer", m.value, m.from, m.to, m.start, m.end)
			continue
		}
		if m.kind != quoted {
			continue
		}
		if !editing || f.replaced(m.to) {
			f.putAt("layer", m.value, m.from, m.to, m.start, m.end)
		}
	}
}

// replaced tells whether a second quotation follows after "to", "with", "by".
func (f *filler) replaced(i int) bool {
	switch f.s.low(i) {
	case "to", "with", "by", "into", "say", "read":
		return f.s.isKind(i+1, quoted)
	}
	return false
}

// layerAt is the layer phrase that starts at token i, with its article cut.
func (f *filler) layerAt(i int) (from, to int) {
	if determiners.has(f.s.low(i)) {
		j := i + 1
		for determiners.has(f.s.low(j)) {
			j++
		}
		return j, f.nounPhrase(j, true)
	}
	if f.s.kind(i) == punct || aimWords.has(f.s.low(i)) || f.s.is(i-1, "a") || f.s.is(i-1, "an") || f.s.is(i-1, "new") {
		return i, i
	}
	if f.named(i) {
		from, to, _, _ := f.nameAfter(i + 1)
		return from, to
	}
	return i, f.nounPhrase(i, false)
}

// named: "the layer called sky", "layer named header".
func (f *filler) named(i int) bool {
	return (f.s.is(i, "called") || f.s.is(i, "named")) && layerNouns.has(f.s.low(i-1))
}

// nounPhrase is the end of the layer name that starts at token i, or i when
// none does. After an article any noun can be a layer; without one only words
// that name layers are taken.
func (f *filler) nounPhrase(i int, article bool) int {
	head := false
	j := i
	for j < len(f.s.toks) && j-i < maxLayerWords {
		low := f.s.low(j)
		if f.content(j) || !f.free(j) || f.s.kind(j) == punct && low != "-" || propertyNouns.has(low) {
			break
		}
		if f.s.kind(j) == number {
			if head && f.layerNumber(j) {
				return j + 1
			}
			break
		}
		if _, n := f.s.colorAt(j); n > 0 && !layerNouns.has(low) {
			if head || !f.headAfter(j+n) {
				break
			}
			j += n
			continue
		}
		if base, ok := strings.CutSuffix(low, "'s"); ok && article && !phraseStops.has(base) {
			return j + 1
		}
		isHead := layerNouns.has(low)
		if (phraseStops.has(low) && !isHead) || (head && !isHead) || (!article && !isHead && !f.adjective(j)) {
			break
		}
		head = head || isHead
		j++
	}
	return f.acceptPhrase(i, j, head, article)
}

// layerNumber: "layer 2", but not "the star 60 pixels to the right".
func (f *filler) layerNumber(i int) bool {
	m := f.s.at(i)
	if m != nil && (m.kind != amount || m.measure.unit != "" || m.measure.value != math.Trunc(m.measure.value)) {
		return false
	}
	next := f.s.low(i + 1)
	return compass(next) == "" && (next != "to" || f.op != "graphics.transform") && !f.contains(turnVerbs)
}

// adjective words may stand before a bare layer noun: "rounded rectangle".
func (f *filler) adjective(i int) bool {
	_, n := shapes.at(f.s, i)
	return n > 0 || layerNouns.has(f.s.low(i+1)) && (f.s.is(i, "last") || f.s.is(i, "selected") || f.s.is(i, "top"))
}

func (f *filler) headAfter(i int) bool {
	const reach = 3
	for j := i; j < i+reach && j < len(f.s.toks); j++ {
		if low := f.s.low(j); layerNouns.has(low) || layerNouns.has(strings.TrimSuffix(low, "'s")) {
			return true
		}
		if phraseStops.has(f.s.low(j)) || f.s.kind(j) == punct {
			return false
		}
	}
	return false
}

func (f *filler) acceptPhrase(i, j int, head, article bool) int {
	if j <= i {
		return i
	}
	if head {
		if f.called(j) {
			return i // the name after "called" says it better
		}
		return j
	}
	if !article || j-i > 3 || notLayers.has(f.s.low(i)) || notLayers.has(f.s.low(j-1)) || designNouns.has(f.s.low(j-1)) && j-i < 2 {
		return i
	}
	return j
}

func (f *filler) called(j int) bool { return f.s.is(j, "called") || f.s.is(j, "named") }

// listed: the phrase continues a list, "the headline and the subtitle".
func (f *filler) listed(i int) bool {
	prev := f.s.low(i - 1)
	return f.op == "graphics.delete_layer" && (prev == "and" || prev == ",")
}

func (f *filler) aimed(i int) bool {
	if f.op == "graphics.filter" || f.op == "graphics.delete_layer" {
		return aimWords.has(f.s.low(i-1)) || f.s.is(i-1, "from") || f.s.is(i-1, "except")
	}
	prev := f.s.low(i - 1)
	return aimWords.has(prev) || prev == "to" && aimWords.has(f.s.low(i-2)) || prev == "of" && f.s.is(i-2, "top") ||
		prev == "of" && f.s.is(i-2, "front") || prev == "in" && !f.s.is(i-2, "word")
}

// wholeBackground: with a colour, "the background" is the canvas's, no layer.
func (f *filler) wholeBackground(from, to int) bool {
	if f.op != "graphics.edit_layer" || !backgroundNouns.has(f.s.low(to-1)) {
		return false
	}
	for i := range f.s.mentions {
		if m := &f.s.mentions[i]; m.kind == colour && !f.used[m.from] {
			return true
		}
	}
	return to-from == 0
}

// target finds the layer after "under", "next to", "on top of".
func (f *filler) target() {
	for i := range f.s.toks {
		if !determiners.has(f.s.low(i)) || !f.free(i) || f.content(i) || !f.aimed(i) {
			continue
		}
		if from, to := f.layerAt(i); to > from && !f.s.is(from, "canvas") {
			start := f.s.toks[from].start
			f.putAt("target", f.s.text[start:f.s.toks[to-1].end], from, to, start, f.s.toks[to-1].end)
			f.take(i-1, to)
			return
		}
	}
}
