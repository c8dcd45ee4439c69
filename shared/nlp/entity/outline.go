package entity

// outlineNouns are words for the line around a shape.
var outlineNouns = set(`outline border stroke edge outlined bordered`)

// outlineReach is how many words may stand between an outline and its colour: "a thick
// border in dark gold".
const outlineReach = 3

// outline finds the colour of a line around something, which as a slot is a colour like
// any other: "a circle with a black border".
func (f *filler) outline(out map[string]any) {
	for i := range f.s.toks {
		if !outlineNouns.has(f.s.low(i)) || f.content(i) {
			continue
		}
		if c := f.colourNear(i); c != nil {
			out["stroke"] = c.value
			return
		}
	}
}

// colourNear is the colour that token i has: the one before it, else the next one.
func (f *filler) colourNear(i int) *mention {
	var after *mention
	for k := range f.s.mentions {
		m := &f.s.mentions[k]
		switch {
		case m.kind != colour:
		case m.to <= i && i-m.to <= outlineReach && !f.s.separates(m.to, i):
			return m
		case after == nil && m.from > i && m.from-i <= outlineReach:
			after = m
		}
	}
	return after
}

// separates tells whether another phrase begins between two tokens: "a white box with a
// border".
func (s *Scan) separates(from, to int) bool {
	for i := from; i < to; i++ {
		switch s.low(i) {
		case "with", "and", ",", "has", "have", "a", "an", "the", "in", "on", "to":
			return true
		}
	}
	return false
}
