package entity

import "unicode"

var (
	quieterWords = set(`down lower reduce decrease quieter less attenuate minus softer drop cut`)
	columnNouns  = set(`column columns col cols`)
	calledWords  = set(`called named`)
)

// gains gives decibels their sign: "turn it down by 6 dB" is -6.
func (f *filler) gains() {
	for i := range f.s.mentions {
		m := &f.s.mentions[i]
		if m.kind != amount || m.measure.unit != "db" {
			continue
		}
		v := m.measure.value
		if f.negative(m) || f.contains(quieterWords) {
			v = -v
		}
		f.putAt("gain_db", v, m.from, m.to, m.start, m.end)
	}
}

// columns reads "three columns", "3-col", "four per row", "four link columns".
func (f *filler) columns() {
	for i := range f.s.toks {
		v, n := f.s.numberAt(i)
		if n == 0 || v != float64(int(v)) || f.content(i) {
			continue
		}
		k := i + n
		if f.s.is(k, "-") || !columnNouns.has(f.s.low(k)) && f.s.kind(k) == word {
			k++
		}
		if columnNouns.has(f.s.low(k)) || f.s.is(k, "row") && f.s.is(k-1, "per") || f.s.is(k, "row") && f.s.is(k-1, "a") {
			f.put("columns", v, i, i+n)
		}
	}
}

// flags are the options of a command: "-O2", "--release".
func (f *filler) flags() {
	for i := 0; i+1 < len(f.s.toks); i++ {
		if !f.s.is(i, "-") || !f.s.toks[i].gap && !f.s.is(i-1, "(") || f.content(i) {
			continue
		}
		k := i + 1
		if f.s.is(k, "-") && !f.s.toks[k].gap {
			k++
		}
		if f.s.kind(k) != word || f.s.toks[k].gap {
			continue
		}
		for k+1 < len(f.s.toks) && !f.s.toks[k+1].gap && (f.s.kind(k+1) != punct || f.s.is(k+1, "-") || f.s.is(k+1, "=")) {
			k++
		}
		start, end := f.s.toks[i].start, f.s.toks[k].end
		f.putAt("flags", f.s.text[start:end], i, k+1, start, end)
		i = k
	}
}

// functionName is what a program is to be called: the word after "called", or one that is
// written like an identifier ("parseDate", "parse_date").
func (f *filler) functionName() {
	for i := range f.s.toks {
		t := &f.s.toks[i]
		if t.kind != word || f.content(i) {
			continue
		}
		if calledWords.has(f.s.low(i-1)) || f.identifier(i) {
			f.put("name", f.s.text[t.start:t.end], i, i+1)
			return
		}
	}
}

// identifier tells "parseDate" and "parse_date" from names of products ("GitHub", "TypeScript").
func (f *filler) identifier(i int) bool {
	t := &f.s.toks[i]
	if t.upper {
		return false
	}
	for k, r := range f.s.text[t.start:t.end] {
		if k > 0 && (unicode.IsUpper(r) || r == '_') {
			return true
		}
	}
	return false
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
