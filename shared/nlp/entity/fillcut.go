package entity

import "math"

// cutVerbs take the part away that they name, keepVerbs all but that part.
var (
	cutVerbs    = set(`cut remove drop lose off lop chop delete without rid snip skip discard ditch shave away minus omit strip slice trim trimmed axe out go eliminate`)
	keepVerbs   = set(`keep only just want leave preserve retain need give save`)
	removeVerbs = set(`remove delete omit snip discard exclude erase drop strip chop eliminate lose`)
	outVerbs    = set(`cut take slice lift edit clip trim`)
	outWord     = set(`out`)
	headWords   = set(`first initial opening`)
	tailWords   = set(`last final closing`)
	endWords    = set(`end tail back ending finish`)
	startWords  = set(`start beginning front head intro begin`)
	startVerbs  = set(`start starts begin begins starting beginning open opens`)
	endVerbs    = set(`end ends stop stops finish finishes ending stopping close closes`)
	startsAt    = set(`from starts begins starting since between`)
	endsAt      = set(`to till until ends stops ending and through - – → through thru`)
	timeLinks   = set(`the at its their of a on in that about around right`)
	afterLinks  = set(`off from of the at its`)
)

// cuts gives the times of a cut their slots: what is kept goes from start_s to end_s.
func (f *filler) cuts() {
	for i := 0; i < len(f.s.toks); {
		v, to, ok := f.s.duration(i)
		if !ok || f.content(i) {
			i++
			continue
		}
		if slot, sign := f.cut(i, to); slot != "" && f.free(i) {
			f.put(slot, sign*v, i, to)
		}
		i = to
	}
}

// duration reads "1:45", "ten seconds", "a minute and a half", "2m45s".
func (s *Scan) duration(i int) (seconds float64, to int, ok bool) {
	if m := s.at(i); m != nil && m.from == i && m.kind == clock {
		v, ok := s.Seconds(i, m.to)
		return v, m.to, ok
	}
	if _, n := s.timeAt(i); n == 0 || s.kind(i-1) == number {
		return 0, 0, false
	}
	to = i
	for least := math.Inf(1); ; {
		next := to
		if to > i && s.is(to, "and") {
			next++
		}
		_, n := s.timeAt(next)
		if n == 0 {
			break
		}
		unit, un := s.timeUnit(next + n)
		if un == 0 && to == i || next > to && un > 0 && timeUnits[unit] >= least { // "between 5 s and 25 s" are two
			break
		}
		if un > 0 {
			least = timeUnits[unit]
		}
		to = next + n + un
	}
	v, ok := s.Seconds(i, to)
	return v, to, ok && to > i
}

func (f *filler) cut(from, to int) (slot string, sign float64) {
	before := from - 1
	for timeLinks.has(f.s.low(before)) {
		before--
	}
	after := to
	for afterLinks.has(f.s.low(after)) {
		after++
	}
	cutting, keeping := f.contains(cutVerbs), f.contains(keepVerbs)
	switch word := f.s.low(before); {
	case cutting && (headWords.has(word) || startWords.has(f.s.low(after))):
		return "start_s", 1
	case cutting && (tailWords.has(word) || endWords.has(f.s.low(after))):
		return "end_s", -1
	case keeping && headWords.has(word):
		return "end_s", 1
	case keeping && tailWords.has(word):
		return "start_s", -1
	case f.rangeFrom(to):
		return "start_s", 1
	case word == "to" && !f.has("start_s"):
		return "", 0 // "shorten it to 15 s"
	case cutting && (word == "after" || word == "beyond" || word == "past"), endsAt.has(word):
		return "end_s", 1
	case cutting && word == "before", startsAt.has(word):
		return "start_s", 1
	}
	return f.edge(from)
}

// rangeFrom tells whether a second time follows, up to which it goes: "7:05 to 8:35".
func (f *filler) rangeFrom(to int) bool {
	if f.s.is(to, "up") {
		to++
	}
	switch f.s.low(to) {
	case "to", "-", "–", "→", "until", "till", "through":
		_, _, ok := f.s.duration(to + 1)
		return ok
	}
	return false
}

// edge tells whether a time after "at" is where the clip starts or where it ends: "end the
// talk at 45 sec".
func (f *filler) edge(from int) (slot string, sign float64) {
	at := false
	for i := from - 1; i >= 0 && i >= from-edgeReach; i-- {
		switch w := f.s.low(i); {
		case w == "at":
			at = true
		case at && startVerbs.has(w):
			return "start_s", 1
		case at && endVerbs.has(w):
			return "end_s", 1
		}
	}
	return "", 0
}

// edgeReach is how far before a time the verb is looked for.
const edgeReach = 8

// removed finds the verb that takes the middle of a clip out.
func (f *filler) removed() {
	if !f.has("start_s") || !f.has("end_s") {
		return
	}
	for i := range f.s.toks {
		if removeVerbs.has(f.s.low(i)) && f.free(i) && !f.content(i) || outVerbs.has(f.s.low(i)) && f.contains(outWord) {
			f.put("action", "remove", i, i+1)
			return
		}
	}
}
