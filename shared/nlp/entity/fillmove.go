package entity

import "math"

// direction is the way a length goes (left, right, up, down, or "") and the
// token that says so.
func (f *filler) direction(m *mention) (way string, at int) {
	if f.op != "graphics.transform" || m.measure.unit == "deg" || m.measure.unit == "x" || (m.measure.unit == "" && f.contains(turnVerbs)) {
		return "", 0
	}
	i := m.to
	for towards.has(f.s.low(i)) {
		i++
	}
	if d := compass(f.s.low(i)); d != "" {
		return d, i
	}
	i = m.from - 1
	for f.s.is(i, "by") || f.s.is(i, "about") || f.s.is(i, "another") {
		i--
	}
	return compass(f.s.low(i)), i
}

var towards = set(`to the more further towards toward`)

func compass(w string) string {
	switch w {
	case "left", "leftwards", "west":
		return "left"
	case "right", "rightwards", "rigth", "east":
		return "right"
	case "up", "upwards", "higher":
		return "up"
	case "down", "downwards", "lower":
		return "down"
	}
	return ""
}

// shift is a move along an axis: x to the right, y down, as on a screen.
func (f *filler) shift(m *mention) (slot string, value any) {
	ms := m.measure.or("px")
	way, at := f.direction(m)
	f.take(at, at+1)
	switch way {
	case "left":
		ms.value = -ms.value
		return "dx", ms.String()
	case "right":
		return "dx", ms.String()
	case "up":
		ms.value = -ms.value
	}
	return "dy", ms.String()
}

var factorPhrases = table(`
2: twice as big, twice as large, twice the size, twice as wide, double the size, double, twice bigger, twice as tall, two times, double size, double resolution, twice its size, doubled
3: three times, triple the size, triple, thrice, tripled
4: four times, quadruple
5: five times
10: ten times
0.5: half the size, half as big, half as large, half size, half its size, to half, by half, halve, half the width, half
0.25: quarter the size, quarter of the size, a quarter the size, to a quarter, quarter size
`)

// factors finds scale factors said in words or as "20% bigger".
func (f *filler) factors() {
	for i := range f.s.mentions {
		m := &f.s.mentions[i]
		if m.kind != amount || m.measure.unit != "%" || f.used[m.from] {
			continue
		}
		if v, ok := f.relative(m); ok {
			f.putAt("factor", v, m.from, m.to, m.start, m.end)
		}
	}
	if f.contains(turnVerbs) {
		return
	}
	f.each(factorPhrases, func(v string, from, to int) {
		if f.s.is(to, "turn") {
			return
		}
		f.put("factor", factorValue[v], from, to)
	})
}

var factorValue = map[string]float64{"2": 2, "3": 3, "4": 4, "5": 5, "10": 10, "0.5": 0.5, "0.25": 0.25}

var (
	growWords   = set(`bigger larger grow increase enlarge wider taller`)
	shrinkWords = set(`smaller shrink reduce decrease narrower shorter`)
)

// relative is the factor of "20% bigger", "shrink it by 30%".
func (f *filler) relative(m *mention) (float64, bool) {
	by := f.s.is(m.from-1, "by") || growWords.has(f.s.low(m.to)) || shrinkWords.has(f.s.low(m.to))
	share := m.measure.value / 100
	way, _ := f.direction(m)
	switch {
	case !by || f.op != "graphics.transform" || way != "":
		return 0, false
	case f.contains(growWords):
		return round4(1 + share), true
	case f.contains(shrinkWords):
		return round4(1 - share), true
	}
	return 0, false
}

func round4(v float64) float64 { return math.Round(v*1e4) / 1e4 }

var turnPhrases = table(`
180deg: upside down, half turn, half a turn
90deg: quarter turn, a quarter turn
`)

// turns finds angles said in words.
func (f *filler) turns() {
	f.each(turnPhrases, func(v string, from, to int) {
		f.put("angle", v, from, to)
	})
}

var axisPhrases = table(`
horizontal: horizontally, horizontal, left to right, sideways
vertical: vertically, vertical, top to bottom
`)

func (f *filler) axis() {
	f.each(axisPhrases, func(v string, from, to int) {
		f.put("axis", v, from, to)
	})
}
