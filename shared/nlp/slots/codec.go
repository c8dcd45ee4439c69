package slots

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
)

// The file: magic, then counted lists of strings and numbers in the order of Encode, all
// integers unsigned varints; the weights come last, one byte each.
const magic = "AIOSLOT2" // the features are part of the version

const (
	// maxCount bounds every counted list of a file, so that a broken one cannot ask for
	// more memory than a model has.
	maxCount = 1 << 18
	// maxString bounds a name or phrase, in bytes.
	maxString = 1 << 10
)

// ErrCorrupt is returned for bytes that are not a whole model.
var ErrCorrupt = errors.New("slots: not a model")

// Encode writes the model; the same model gives the same bytes.
func (m *Model) Encode() []byte {
	w := writer{b: []byte(magic)}
	w.count(len(m.labels))
	for _, l := range m.labels {
		w.text(l.String())
	}
	w.count(len(m.operations))
	for _, op := range slices.Sorted(maps.Keys(m.operations)) {
		w.text(op)
		w.count(len(m.operations[op].labels))
		for _, l := range m.operations[op].labels {
			w.count(l)
		}
	}
	w.lexicon(m.lexicon)
	w.lexicon(m.general)
	w.count(len(m.memory))
	for _, k := range slices.Sorted(maps.Keys(m.memory)) {
		w.text(k)
		w.value(m.memory[k].value)
	}
	w.count(len(m.trust))
	for _, k := range slices.Sorted(maps.Keys(m.trust)) {
		w.text(k)
		w.count(m.trust[k])
	}
	for _, q := range m.weights {
		w.b = append(w.b, byte(q))
	}
	return w.b
}

type writer struct{ b []byte }

func (w *writer) count(n int) { w.b = binary.AppendUvarint(w.b, uint64(n)) }

func (w *writer) text(s string) {
	w.count(len(s))
	w.b = append(w.b, s...)
}

func (w *writer) lexicon(l *lexicon) {
	w.count(len(l.phrases))
	for _, p := range slices.Sorted(maps.Keys(l.phrases)) {
		w.b = binary.LittleEndian.AppendUint32(w.b, p)
		known := slices.Sorted(maps.Keys(l.phrases[p]))
		w.count(len(known))
		for _, slot := range known {
			w.b = binary.LittleEndian.AppendUint32(w.b, slot)
		}
	}
}

// The kinds of values in a memory.
const (
	valueText = iota
	valueNumber
	valueTrue
	valueFalse
)

func (w *writer) value(v any) {
	switch x := v.(type) {
	case string:
		w.count(valueText)
		w.text(x)
	case float64:
		w.count(valueNumber)
		w.b = binary.LittleEndian.AppendUint64(w.b, math.Float64bits(x))
	case bool:
		if x {
			w.count(valueTrue)
			return
		}
		w.count(valueFalse)
	}
}

// Decode reads what Encode wrote. It keeps no reference to b. The error wraps ErrCorrupt.
func Decode(b []byte) (*Model, error) {
	if len(b) < len(magic) || string(b[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w: no header", ErrCorrupt)
	}
	r := &reader{b: b[len(magic):]}
	m := &Model{operations: map[string]*operation{}}
	for range r.count() {
		m.labels = append(m.labels, parseLabel(r.text()))
	}
	for range r.count() {
		r.operation(m)
	}
	m.lexicon = r.lexicon()
	m.general = r.lexicon()
	n := r.count()
	m.memory = make(memory, n)
	for range n {
		k := r.text()
		m.memory[k] = &meaning{value: r.value()}
	}
	n = r.count()
	m.trust = make(trust, n)
	for range n {
		k := r.text()
		m.trust[k] = min(r.count(), len(m.labels)-1)
	}
	if r.bad || len(r.b) != weights {
		return nil, fmt.Errorf("%w: %d bytes are left for the weights", ErrCorrupt, len(r.b))
	}
	m.weights = make([]int8, weights)
	for i, q := range r.b {
		m.weights[i] = int8(q)
	}
	return m, nil
}

// reader takes values off the front; bad once something was missing.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) count() int {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > maxCount {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return int(v)
}

func (r *reader) take(n int) []byte {
	if n > len(r.b) {
		r.bad, r.b = true, nil
		return make([]byte, min(n, maxString))
	}
	head := r.b[:n]
	r.b = r.b[n:]
	return head
}

func (r *reader) text() string {
	n := r.count()
	if n > maxString {
		r.bad, r.b = true, nil
		return ""
	}
	return string(r.take(n))
}

func (r *reader) operation(m *Model) {
	name := r.text()
	o := &operation{hash: hash(name)}
	for range r.count() {
		l := r.count()
		if l >= len(m.labels) {
			r.bad = true
			return
		}
		o.labels = append(o.labels, l)
	}
	o.prepare(m.labels)
	m.operations[name] = o
}

func (r *reader) lexicon() *lexicon {
	n := r.count()
	l := &lexicon{phrases: make(map[uint32]map[uint32]int, n)}
	for range n {
		p := binary.LittleEndian.Uint32(r.take(4))
		for range r.count() {
			l.add(p, binary.LittleEndian.Uint32(r.take(4)))
		}
	}
	return l
}

func (r *reader) value() any {
	switch r.count() {
	case valueNumber:
		return math.Float64frombits(binary.LittleEndian.Uint64(r.take(8)))
	case valueTrue:
		return true
	case valueFalse:
		return false
	}
	return r.text()
}
