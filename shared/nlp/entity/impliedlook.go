package entity

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
