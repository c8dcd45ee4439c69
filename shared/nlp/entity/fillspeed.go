package entity

var (
	slowWords   = set(`slow slower slowed slowing slowly down`)
	fastWords   = set(`fast faster quick quicker up accelerate accelerated`)
	changeWords = set(`faster quicker slower more less`)
)

// speeds finds by how much a clip's speed changes, as a factor: "four times slower" is 0.25,
// "a third faster" 1.3333, "slow it down by 20%" 0.8, "at half speed" 0.5.
func (f *filler) speeds() {
	for i := range f.s.toks {
		if f.content(i) || !f.free(i) {
			continue
		}
		if v, to, ok := f.speedAt(i); ok {
			f.put("factor", round4(v), i, to)
			return
		}
	}
}

// speedAt is the factor that the number at token i means; not ok for a number of something
// else, and for a change of which the way is not said.
func (f *filler) speedAt(i int) (factor float64, to int, ok bool) {
	v, n := f.s.quantityAt(i)
	unit, un := f.s.unitAt(i + n)
	to = i + n + un
	share := unit == "%" || unit == "" && v < 1
	if unit == "%" {
		v /= 100
	}
	slow, fast := f.contains(slowWords), f.contains(fastWords)
	switch {
	case n == 0 || v <= 0 || unit != "" && unit != "x" && unit != "%":
		return 0, 0, false
	case share && f.relativeTo(i, to):
		if slow {
			v = -v
		}
		return 1 + v, to, slow != fast && v > -1
	case unit == "" && !share && !f.s.is(to, "as"):
		return 0, 0, false
	case !share && slow && !fast && v > 1:
		return 1 / v, to, true
	}
	return v, to, true
}

// relativeTo tells "by a quarter" and "20% faster" from "at a quarter of its speed".
func (f *filler) relativeTo(from, to int) bool {
	i := from - 1
	if f.s.is(i, "a") || f.s.is(i, "another") || f.s.is(i, "about") {
		i--
	}
	return f.s.is(i, "by") || changeWords.has(f.s.low(to))
}
