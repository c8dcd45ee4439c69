package entity

// dimensionNouns name a length of a solid before or after the number ("radius 20 mm", "40 mm
// length"), dimensionAdjectives only after it ("40 mm long").
var (
	dimensionNouns = map[string]string{"width": "width", "height": "height", "hight": "height", "length": "length", "depth": "depth",
		"lenght":    "length", //nolint:misspell // as people type it
		"thickness": "depth", "diameter": "diameter", "dia": "diameter", "diam": "diameter", "ø": "diameter", "⌀": "diameter", "radius": "radius", "r": "radius"}
	dimensionAdjectives = map[string]string{"wide": "width", "broad": "width", "tall": "height", "high": "height", "long": "length", "deep": "depth",
		"thick": "depth", "across": "diameter"}
	dimensionLinks = set(`of is to : = at by be about around approx approximately roughly`)
	insideWords    = set(`inner inside internal`)
	outsideWords   = set(`outer outside external overall total`)
)

// said is a number with its unit in tokens [from, to).
type said struct {
	measure
	from, to int
}

// lengths calls fn for every free number that may be a length: in digits or words, with a
// unit of length or none.
func (f *filler) lengths(fn func(said)) {
	for i := 0; i < len(f.s.toks); {
		q, ok := f.s.lengthAt(i)
		if !ok || f.content(i) {
			i++
			continue
		}
		if f.free(i) {
			fn(q)
		}
		i = q.to
	}
}

// lengthAt reads "12 mm", "half an inch", "-5", "a foot and a half", "2 in".
func (s *Scan) lengthAt(i int) (said, bool) {
	v, n := s.quantityAt(i)
	if n == 0 || s.is(i, "both") || s.is(i, "once") || s.is(i, "single") {
		return said{}, false
	}
	if s.minusBefore(i) {
		v = -v
	}
	q := said{measure{value: v}, i, i + n}
	for k := q.to; k < q.to+3; k++ {
		if u, un := s.unitAt(k); un > 0 {
			q.unit, q.to = u, k+un
			break
		}
		if s.is(k, "in") && !s.axisFollows(k+1) {
			q.unit, q.to = "in", k+1
			break
		}
		if !s.is(k, "a") && !s.is(k, "an") && !s.is(k, "of") {
			break
		}
	}
	switch q.unit {
	case "", "mm", "cm", "m", "in", "ft", "um", "thou":
		return q, true
	}
	return said{}, false
}

// axisFollows tells "30 in x" and "30 in the y direction" from inches.
func (s *Scan) axisFollows(i int) bool {
	switch s.low(i) {
	case "x", "y", "z", "the", "a", "an", "each", "every", "all", "both", "my", "positive", "negative", "total", "this", "it", "one",
		"diameter", "length", "width", "height", "radius", "depth", "thickness":
		return true
	}
	return false
}

// dimensions gives the lengths of a solid, or of what is cut out of one, their slots.
func (f *filler) dimensions() {
	f.lengths(func(q said) {
		if slot := f.dimension(q); slot != "" {
			f.put(slot, q.String(), q.from, q.to)
		}
	})
}

func (f *filler) dimension(q said) string {
	before := q.from - 1
	for before >= 0 && dimensionLinks.has(f.s.low(before)) {
		before--
	}
	if slot, ok := dimensionNouns[f.s.low(before)]; ok {
		return f.sided(slot, before)
	}
	after := q.to
	if f.s.is(after, "in") || f.s.is(after, "of") {
		after++
	}
	if insideWords.has(f.s.low(after)) || outsideWords.has(f.s.low(after)) {
		after++
	}
	if slot, ok := dimensionAdjectives[f.s.low(after)]; ok {
		return slot
	}
	if slot, ok := dimensionNouns[f.s.low(after)]; ok && len(f.s.low(after)) > 1 {
		return f.sided(slot, after)
	}
	return ""
}

// sided is the inner or outer radius where that is said.
func (f *filler) sided(slot string, at int) string {
	switch before := f.s.low(at - 1); {
	case slot != "radius":
		return slot
	case insideWords.has(before):
		return "inner_radius"
	case before == "outer" || before == "outside":
		return "outer_radius"
	}
	return slot
}

// ways are the directions of a move in space: the slot, and whether it goes against the axis.
var ways = map[string]struct {
	slot string
	back bool
}{
	"left": {"dx", true}, "leftwards": {"dx", true}, "right": {"dx", false}, "rightwards": {"dx", false},
	"up": {"dz", false}, "upwards": {"dz", false}, "upward": {"dz", false}, "higher": {"dz", false},
	"down": {"dz", true}, "downwards": {"dz", true}, "downward": {"dz", true}, "lower": {"dz", true},
	"forward": {"dy", true}, "forwards": {"dy", true}, "front": {"dy", true}, "toward me": {"dy", true}, "towards me": {"dy", true},
	"back": {"dy", false}, "backward": {"dy", false}, "backwards": {"dy", false},
	"x": {"dx", false}, "y": {"dy", false}, "z": {"dz", false},
}

var (
	raiseVerbs = set(`lift raise elevate raised lifted`)
	sinkVerbs  = set(`lower drop sink lowered`)
	wayLinks   = set(`to the in on along by further more straight about positive negative direction axis + - toward towards`)
	shiftVerbs = set(`move shift nudge slide push pull bring translate offset lift raise lower drop moved shifted displace shove relocate reposition put elevate sit sink`)
)

// moves gives the lengths of a move in space their slots: "12 mm up", "30 in x", "(5, 0, -20)".
func (f *filler) moves() {
	f.vector()
	if !f.contains(shiftVerbs) {
		return
	}
	f.lengths(func(q said) {
		if slot, ok := f.way(&q); ok {
			f.put(slot, q.String(), q.from, q.to)
		}
	})
}

// way is the slot that the words around a length give it; q gets its sign.
func (f *filler) way(q *said) (slot string, ok bool) {
	i := q.to
	for wayLinks.has(f.s.low(i)) && i < q.to+4 {
		i++
	}
	w, ok := ways[f.s.low(i)]
	if !ok && f.s.is(i, "me") {
		w, ok = ways["toward me"]
	}
	if !ok {
		i = q.from - 1
		for wayLinks.has(f.s.low(i)) && i >= q.from-3 {
			i--
		}
		w, ok = ways[f.s.low(i)]
	}
	switch {
	case ok:
	case f.contains(raiseVerbs):
		return "dz", true
	case f.contains(sinkVerbs):
		w.slot, w.back, ok = "dz", true, true
	}
	if w.back {
		q.value = -q.value
	}
	return w.slot, ok
}

// vector reads "(5, 0, -20) mm".
func (f *filler) vector() {
	for i := range f.s.toks {
		if !f.s.is(i, "(") {
			continue
		}
		var parts []said
		k := i + 1
		for len(parts) < 3 {
			if f.s.is(k, "-") || f.s.is(k, "−") {
				k++
			}
			v, n := f.s.numberAt(k)
			if n == 0 || !f.s.is(k+n, ",") && !f.s.is(k+n, ")") {
				break
			}
			if f.s.is(k-1, "-") || f.s.is(k-1, "−") {
				v = -v
			}
			parts = append(parts, said{measure{value: v}, k, k + n})
			k += n + 1
		}
		if len(parts) != 3 {
			continue
		}
		unit, _ := f.s.unitAt(k)
		for n, slot := range [...]string{"dx", "dy", "dz"} {
			f.put(slot, parts[n].or(unit).String(), parts[n].from, parts[n].to)
		}
		return
	}
}

// IsLength tells whether tokens [from, to) are a number with a unit of length.
func (s *Scan) IsLength(from, to int) bool {
	q, ok := s.lengthAt(from)
	return ok && q.to == to && q.unit != ""
}
