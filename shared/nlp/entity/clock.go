package entity

// screens are the aspect ratios that people name; "1:20" is a time.
var screens = set(`16:9 9:16 4:3 3:4 1:1 21:9 3:2 2:3 4:5 5:4 16:10 10:16 2:1 1:2 18:9 9:18 5:7 7:5 8:10 32:9`)

// clockDigits is how the minutes and seconds of a time are written: "1:05".
const clockDigits = 2

// looksLikeTime tells "1:45" and "0:07" from a ratio such as 16:9.
func (s *Scan) looksLikeTime(i int) bool {
	t := &s.toks[i+2]
	return t.end-t.start == clockDigits && t.num < secondsPerMinute && !screens.has(s.text[s.toks[i].start:t.end])
}

// clockMention reads "1:45", "00:01:30.5".
func (s *Scan) clockMention(m *mention) bool {
	i := m.from
	if s.kind(i) != number || !s.is(i+1, ":") || s.kind(i+2) != number || s.toks[i+1].gap || s.toks[i+2].gap || !s.looksLikeTime(i) && !s.is(i+3, ":") {
		return false
	}
	m.kind, m.to = clock, i+3
	for s.is(m.to, ":") && s.kind(m.to+1) == number && !s.toks[m.to].gap && !s.toks[m.to+1].gap {
		m.to += 2
	}
	return true
}

// durationAt reads a time of several units: "1h02m", "2 min 10 s", "one minute and twenty
// seconds", and "second 7", "minute five", "frame 240".
func (s *Scan) durationAt(m *mention) bool {
	if s.orderedTime(m) {
		return true
	}
	if s.is(m.from, "half") || s.is(m.from, "quarter") { // "half a minute", "half-second"
		if u, n := s.timeUnit(m.from + 1); n > 0 {
			m.kind, m.measure, m.to = amount, measure{value: fractions[s.low(m.from)], unit: u, n: n + 1}, m.from+1+n
			return true
		}
	}
	a := s.measureAt(m.from)
	if a.n == 0 || timeUnits[a.unit] == 0 || a.unit == "s" || a.unit == "ms" {
		return false
	}
	j := m.from + a.n
	if s.is(j, "and") {
		j++
	}
	b := s.measureAt(j)
	small := b.n > 0 && (timeUnits[b.unit] > 0 && timeUnits[b.unit] < timeUnits[a.unit] ||
		b.unit == "" && j == m.from+a.n && b.value < secondsPerMinute && s.kind(j) == number)
	if !small {
		return false
	}
	m.kind, m.measure, m.to = amount, measure{value: a.value, unit: "min", n: j + b.n - m.from}, j+b.n
	if c := s.measureAt(m.to); c.n > 0 && c.unit == "s" {
		m.to += c.n
	}
	return true
}

var orderedUnits = map[string]string{"second": "s", "sec": "s", "minute": "min", "frame": "frames", "frames": "frames"}

// orderedTime reads "second 7", "minute five", "frame nr. 240".
func (s *Scan) orderedTime(m *mention) bool {
	unit, ok := orderedUnits[s.low(m.from)]
	if !ok {
		return false
	}
	j := m.from + 1
	for j < m.from+4 && (s.is(j, "no") || s.is(j, "nr") || s.is(j, "number") || s.is(j, ".") || s.is(j, "#")) {
		j++
	}
	v, n := s.numberAt(j)
	if n == 0 || s.kind(m.from-1) == number {
		return false
	}
	if _, un := s.unitAt(j + n); un > 0 {
		return false
	}
	m.kind, m.measure, m.to = amount, measure{value: v, unit: unit, n: j + n - m.from}, j+n
	return true
}
