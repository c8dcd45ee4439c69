package entity

import "strings"

// Steps of what is said without a number: a quarter is seen at a glance, and a small move
// is easily said again.
const (
	growStep   = 1.25
	shrinkStep = 0.8
	nudgeStep  = "40px"
)

// Implied gives values that a message implies and does not say, for a person who expects
// that something happens: "make it bigger" implies a factor, "hide it" a visibility. They
// are no entities: what is said always counts more.
func (s *Scan) Implied(operation string) map[string]any {
	f := &filler{s: s, op: operation, used: make([]bool, len(s.toks))}
	out := map[string]any{}
	switch operation {
	case "graphics.create":
		f.kindOfPicture(out)
	case "graphics.add_layer":
		f.lettering(out)
		f.outline(out)
		f.behind(out)
		f.beside(out)
	case "graphics.edit_layer":
		f.lettering(out)
		f.outline(out)
		f.behind(out)
		f.visibility(out)
	case "graphics.transform":
		f.grow(out)
		f.nudge(out)
		f.canvas(out)
		f.otherColour(out)
	case "graphics.undo", "graphics.redo":
		if f.contains(allWords) {
			out["count"] = allSteps
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// otherColour is one that was said beside a move and belongs to no layer's name: "to the
// top, and make it pink".
func (f *filler) otherColour(out map[string]any) {
	g := &filler{s: f.s, op: f.op, used: make([]bool, len(f.s.toks))}
	for _, step := range plan[f.op] {
		step(g)
	}
	for i := range f.s.mentions {
		if m := &f.s.mentions[i]; m.kind == colour && !g.used[m.from] {
			out["color"] = m.value
		}
	}
}

// allSteps is more than the steps that can be taken back at once.
const allSteps = 50.0

var allWords = set(`everything all`)

// canvas: "resize the canvas to 800x600" is about no layer.
func (f *filler) canvas(out map[string]any) {
	for i := 1; i < len(f.s.toks); i++ {
		if !f.s.is(i, "canvas") || f.content(i) {
			continue
		}
		j := i - 1
		for determiners.has(f.s.low(j)) || f.s.is(j, "whole") || f.s.is(j, "entire") {
			j--
		}
		if resizeVerbs.has(f.s.low(j)) || growWords.has(f.s.low(j)) || canvasVerbs.has(f.s.low(j)) {
			out["layer"] = "canvas"
		}
	}
}

var canvasVerbs = set(`make scale change set extend expand`)

func (f *filler) grow(out map[string]any) {
	switch {
	case f.contains(growWords):
		out["factor"] = growStep
	case f.contains(shrinkWords):
		out["factor"] = shrinkStep
	}
}

// littleWords make a direction a small move: "a bit to the left".
var littleWords = set(`bit little slightly tad touch smidge more further`)

// nudge: "move it up a bit", "a little to the left". Left and right alone are places.
func (f *filler) nudge(out map[string]any) {
	if f.contains(resizeVerbs) || f.contains(turnVerbs) || f.contains(growWords) || f.contains(shrinkWords) || f.contains(scaleVerbs) {
		return
	}
	for i := range f.s.toks {
		if f.content(i) {
			continue
		}
		switch way := compass(f.s.low(i)); {
		case way == "up":
			out["dy"] = "-" + nudgeStep
		case way == "down":
			out["dy"] = nudgeStep
		case way == "left" && f.contains(littleWords):
			out["dx"] = "-" + nudgeStep
		case way == "right" && f.contains(littleWords):
			out["dx"] = nudgeStep
		}
	}
}

// scaleVerbs go with "up" and "down" without a move.
var scaleVerbs = set(`scale zoom size tone dim calm upside`)

var (
	hideWords = set(`hide hidden conceal`)
	showWords = set(`show unhide reveal unhidden`)
)

func (f *filler) visibility(out map[string]any) {
	switch {
	case f.contains(hideWords):
		out["visible"] = false
	case f.contains(showWords):
		out["visible"] = true
	}
}

// bold and regular are the weights of CSS Fonts 4, section 2.2.
const (
	boldWeight    = 700.0
	regularWeight = 400.0
)

var (
	boldWords    = set(`bold bolder heavier`)
	regularWords = set(`unbold regular non-bold`)
	italicWords  = set(`italic italics slanted`)
)

// lettering: "in bold", "make it italic".
func (f *filler) lettering(out map[string]any) {
	switch {
	case f.contains(regularWords):
		out["weight"] = regularWeight
	case f.contains(boldWords):
		out["weight"] = boldWeight
	}
	if f.contains(italicWords) {
		out["italic"] = true
	}
}

var behindWords = set(`behind`)

// behind: what goes behind something is seen only in front of the canvas and behind all else.
func (f *filler) behind(out map[string]any) {
	if f.contains(behindWords) {
		out["order"] = "back"
	}
}

// beside is a place in relation to something else: "a line under the logo". A text goes
// below the others by itself.
func (f *filler) beside(out map[string]any) {
	for i := range f.s.toks {
		if !aimWords.has(f.s.low(i)) || behindWords.has(f.s.low(i)) || f.content(i) {
			continue
		}
		j := i + 1
		if f.s.is(j, "to") {
			j++
		}
		if from, to := f.layerAt(j); to > from {
			out["target"] = f.s.text[f.s.toks[i].start:f.s.toks[to-1].end]
			return
		}
	}
}

// pictureKinds are the words for a picture that has a usual size of its own.
var pictureKinds = table(`
poster: poster
flyer: flyer, leaflet
postcard: postcard, post card
logo: logo
icon: icon, app icon
avatar: avatar, profile picture, profile pic
wallpaper: wallpaper
slide: slide, presentation slide
`)

// kindOfPicture is the preset of the first word for a picture: "a poster for my shop".
func (f *filler) kindOfPicture(out map[string]any) {
	for i := 0; i < len(f.s.toks); i++ {
		if f.content(i) {
			continue
		}
		if kind, n := pictureKinds.at(f.s, i); n > 0 && !designNouns.has(f.s.low(i+n)) {
			out["preset"] = kind
			return
		}
		if low := f.s.low(i); designNouns.has(low) || strings.HasPrefix(low, "with") {
			return
		}
	}
}
