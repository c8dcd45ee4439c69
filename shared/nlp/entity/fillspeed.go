package entity

var (
	slowWords   = set(`slow slower slowed slowing slowly down`)
	fastWords   = set(`fast faster quick quicker up accelerate accelerated`)
	thanBefore  = set(`faster quicker slower more less`)
	halfOrSmall = set(`half quarter`)
)

// speeds finds by how much a clip's speed changes, as a factor: "four times slower" is 0.25,
// "a third faster" 1.3333, "slow it down by 20%" 0.8, "at half speed" 0.5.
func (f *filler) speeds() {
	slow, fast := f.contains(slowWords), f.contains(fastWords)
	for i := range f.s.toks {
		v, n := f.s.quantityAt(i)
		if n == 0 || f.content(i) || !f.free(i) {
			continue
		}
		unit, un := f.s.unitAt(i + n)
		to := i + n + un
		share := unit == "%" || unit == "" && v < 1
		switch {
		case unit == "%":
			v /= 100
		case unit != "x" && unit != "":
			continue
		case unit == "" && !share && !f.s.is(to, "as"):
			continue
		}
		if v, ok := speed(v, share && f.relativeTo(i, to), slow, fast, share); ok && v > 0 {
			f.put("factor", round4(v), i, to)
			return
		}
	}
}

// relativeTo tells "by a quarter" and "20% faster" from "at a quarter of its speed".
func (f *filler) relativeTo(from, to int) bool {
	i := from - 1
	if f.s.is(i, "a") || f.s.is(i, "another") || f.s.is(i, "about") {
		i--
	}
	return f.s.is(i, "by") || thanBefore.has(f.s.low(to))
}

// speed is the factor that a number means; not ok where the way is not said.
func speed(v float64, change, slow, fast, share bool) (float64, bool) {
	switch {
	case change && slow == fast:
		return 0, false
	case change && slow:
		return 1 - v, true
	case change:
		return 1 + v, true
	case !share && slow && !fast && v > 1:
		return 1 / v, true
	}
	return v, true
}

// angles gives angles their sign: clockwise is positive.
func (f *filler) angles() {
	for i := range f.s.mentions {
		m := &f.s.mentions[i]
		if m.kind != amount || m.measure.unit != "deg" || f.used[m.from] {
			continue
		}
		v := m.measure.value
		if f.negative(m) {
			v = -v
		}
		f.putAt("angle", f.angle(v), m.from, m.to, m.start, m.end)
	}
}

var gridWords = set(`grid array pattern`)

// grid: the 4 × 3 of a pattern are twelve.
func (f *filler) grid() {
	if !f.contains(gridWords) {
		return
	}
	for i := range f.s.mentions {
		m := &f.s.mentions[i]
		if m.kind == pair && m.sides[0].unit == "px" && m.sides[1].unit == "px" && !f.used[m.from] && !f.s.contains("px") {
			f.putAt("count", m.sides[0].value*m.sides[1].value, m.from, m.to, m.start, m.end)
			return
		}
	}
}
