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
		f.drawing(out)
	case "graphics.add_layer":
		f.textRole(out)
		f.picture(out)
		f.lettering(out)
		f.outline(out)
		f.behind(out)
		f.beside(out)
	case "graphics.edit_layer":
		f.lettering(out)
		f.outline(out)
		f.behind(out)
		f.visibility(out)
		f.several(out)
	case "graphics.transform":
		f.grow(out)
		f.nudge(out)
		f.canvas(out)
		f.otherColour(out)
		f.several(out)
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

// drawing is what a picture is to show: "a picture of a cat", not "a picture for my cat".
func (f *filler) drawing(out map[string]any) {
	g := &filler{s: f.s, op: f.op, used: make([]bool, len(f.s.toks))}
	g.subject()
	for _, sp := range g.spans {
		for i := range f.s.toks {
			if f.s.toks[i].start < sp.Start && f.s.is(i, "of") && f.pictureOf(i) {
				out["drawing"] = sp.Value
			}
		}
	}
}

// textRoles are the nouns for a text that serve as its name.
var textRoles = set(`subtitle subheading tagline slogan caption footer heading headline header quote label`)

// textRole names a text by what it is: "add a subtitle saying Hello".
func (f *filler) textRole(out map[string]any) {
	for i := range f.s.toks {
		if aimWords.has(f.s.low(i)) || f.content(i) {
			return // what follows is another layer, or the text itself
		}
		if textRoles.has(f.s.low(i)) {
			out["name"] = f.s.low(i)
			return
		}
	}
}

var pictureWords = set(`image picture photo photograph foto`)

// picture is the shape of "add an image", where nothing says another one.
func (f *filler) picture(out map[string]any) {
	if f.contains(pictureWords) && !f.s.textSaid() {
		out["shape"] = "image"
	}
}

// textSaid tells whether the message says a text.
func (s *Scan) textSaid() bool {
	for i := range s.mentions {
		if s.mentions[i].kind == quoted || s.mentions[i].kind == title {
			return true
		}
	}
	return false
}

var severalWords = set(`everything them both all they`)

// several things at once are more than one layer: "align them left".
func (f *filler) several(out map[string]any) {
	for i := range f.s.toks {
		if severalWords.has(f.s.low(i)) && !f.content(i) && !behindAll(f.s, i) {
			out["several"] = f.s.low(i)
		}
	}
}

// behindAll: "in front of everything", "all right", "at all" mean no layers.
func behindAll(s *Scan, i int) bool {
	before := s.low(i - 1)
	return aimWords.has(before) || before == "of" || before == "above" || before == "at" || before == "between" || s.is(i+1, "right")
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
