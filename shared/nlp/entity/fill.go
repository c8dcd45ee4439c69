package entity

import "slices"

// filler gives the mentions of one message their slots for one operation.
type filler struct {
	s     *Scan
	op    string
	spans []Span
	used  []bool // tokens that already gave a value
}

// plan lists, for each operation, the steps that look for its slots. The order
// matters: a step leaves alone the tokens an earlier one has used, so that "the
// red circle" as a layer does not also give a colour and a shape.
var plan = map[string][]func(*filler){
	"graphics.create": {(*filler).texts, (*filler).names, (*filler).sizes, (*filler).colors, (*filler).drawnShape,
		(*filler).orientation, (*filler).fonts, (*filler).subject, (*filler).textPlace},
	"graphics.add_layer": {(*filler).texts, (*filler).files, (*filler).transparency, (*filler).sizes, (*filler).colors, (*filler).shape,
		(*filler).order, (*filler).position, (*filler).fonts, (*filler).counts, (*filler).refs},
	"graphics.edit_layer": {(*filler).rename, (*filler).layers, (*filler).texts, (*filler).retext, (*filler).files, (*filler).transparency, (*filler).sizes,
		(*filler).colors, (*filler).order, (*filler).target, (*filler).position, (*filler).fonts, (*filler).newShape, (*filler).refs},
	"graphics.delete_layer": {(*filler).layers, (*filler).counts, (*filler).refs},
	"graphics.transform": {(*filler).layers, (*filler).factors, (*filler).sizes, (*filler).turns, (*filler).axis, (*filler).order,
		(*filler).target, (*filler).position, (*filler).refs},
	"graphics.filter": {(*filler).effects, (*filler).layers, (*filler).sizes, (*filler).colors, (*filler).refs},
	"graphics.undo":   {(*filler).counts, (*filler).refs},
	"graphics.redo":   {(*filler).counts, (*filler).refs},
	"graphics.export": {(*filler).files, (*filler).formats, (*filler).names, (*filler).factors, (*filler).sizes, (*filler).exported, (*filler).clearBackground,
		(*filler).refs},
	"cad.create":      {(*filler).names, (*filler).dimensions},
	"cad.boolean":     {(*filler).dimensions},
	"cad.transform":   {(*filler).angles, (*filler).moves, (*filler).grid},
	"cad.view":        {(*filler).angles},
	"cad.export":      {(*filler).names},
	"drive.save":      {(*filler).names},
	"drive.import":    {(*filler).names},
	"video.speed":     {(*filler).speeds},
	"video.effect":    {(*filler).angles},
	"web.export":      {(*filler).names},
	"ide.execute":     {(*filler).flags},
	"ide.generate":    {(*filler).functionName},
	"video.audio":     {(*filler).gains},
	"web.edit":        {(*filler).columns},
	"web.generate":    {(*filler).names, (*filler).columns},
	"video.trim":      {(*filler).cuts, (*filler).removed},
	"artifact.list":   {(*filler).formats, (*filler).counts},
	"artifact.open":   {(*filler).files, (*filler).names, (*filler).formats, (*filler).refs},
	"artifact.share":  {(*filler).files, (*filler).people, (*filler).role, (*filler).names, (*filler).formats, (*filler).refs},
	"artifact.delete": {(*filler).files, (*filler).names, (*filler).formats, (*filler).counts, (*filler).refs},
}

// listSlots may hold several values.
var listSlots = set(`color background format effect layer email user component file name flags target tool_body except rule language framework
 page text shape quantity device`)

// IsList tells whether a slot may hold several values.
func IsList(slot string) bool { return listSlots.has(slot) }

// Fill gives the slots of an operation ("graphics.add_layer") their values:
// slot to canonical value (string, float64, or []string for several values in
// the order said), and the spans where they were found, in text order. An
// operation without slots gives an empty map.
func (s *Scan) Fill(operation string) (map[string]any, []Span) {
	f := &filler{s: s, op: operation, used: make([]bool, len(s.toks))}
	for _, step := range plan[operation] {
		step(f)
	}
	slices.SortStableFunc(f.spans, func(a, b Span) int { return a.Start - b.Start })
	return Collect(f.spans), f.spans
}

// Collect turns spans into the map of entities.
func Collect(spans []Span) map[string]any {
	out := make(map[string]any, len(spans))
	for _, sp := range spans {
		old, ok := out[sp.Slot]
		if !ok {
			out[sp.Slot] = sp.Value
			continue
		}
		if v, isText := sp.Value.(string); isText && listSlots.has(sp.Slot) {
			out[sp.Slot] = appendValue(old, v)
		}
	}
	return out
}

func appendValue(old any, v string) any {
	switch o := old.(type) {
	case string:
		if o != v {
			return []string{o, v}
		}
	case []string:
		if !slices.Contains(o, v) {
			return append(o, v)
		}
	}
	return old
}

// put records a value found in tokens [from, to).
func (f *filler) put(slot string, value any, from, to int) {
	f.putAt(slot, value, from, to, f.s.toks[from].start, f.s.toks[to-1].end)
}

// putAt records a value whose text is [start, end) within tokens [from, to).
func (f *filler) putAt(slot string, value any, from, to, start, end int) {
	if !listSlots.has(slot) && f.has(slot) {
		return
	}
	f.spans = append(f.spans, Span{Start: start, End: end, Slot: slot, Raw: f.s.text[start:end], Value: value})
	f.take(from, to)
}

func (f *filler) take(from, to int) {
	for i := from; i < to; i++ {
		f.used[i] = true
	}
}

func (f *filler) has(slot string) bool {
	return slices.ContainsFunc(f.spans, func(s Span) bool { return s.Slot == slot })
}

// free tells whether token i exists and has given no value.
func (f *filler) free(i int) bool { return i >= 0 && i < len(f.used) && !f.used[i] }

// mention is the mention that starts at token i and is not used, nil for none.
func (f *filler) mention(i int) *mention {
	m := f.s.at(i)
	if m == nil || m.from != i || f.used[i] {
		return nil
	}
	return m
}

// content tells whether token i is inside a text, where words are only words.
func (f *filler) content(i int) bool {
	return f.s.isKind(i, quoted) || f.s.isKind(i, title)
}

// contains tells whether any of the words occurs outside texts.
func (f *filler) contains(words wordSet) bool {
	for i := range f.s.toks {
		if words.has(f.s.low(i)) && !f.content(i) {
			return true
		}
	}
	return false
}

// each calls fn for every free phrase of a dictionary outside texts.
func (f *filler) each(p phrases, fn func(value string, from, to int)) {
	for i := 0; i < len(f.s.toks); i++ {
		if !f.free(i) || f.content(i) {
			continue
		}
		if v, n := p.at(f.s, i); n > 0 {
			fn(v, i, i+n)
			i += n - 1
		}
	}
}

func (f *filler) tool(prefix string) bool {
	return len(f.op) > len(prefix) && f.op[:len(prefix)] == prefix
}
