package classify

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"slices"

	"github.com/aio-creative-hub/aio/shared/nlp/internal/logistic"
)

// ErrCorrupt is returned for bytes that are not a whole, unchanged model.
var ErrCorrupt = errors.New("classify: corrupt model (train it again with: aio nlp train)")

const (
	magic      = "AIONLP\x00\x03" // name and version: of the format, of the features and of the inputs of the calibration
	minBits    = 8
	maxBits    = 20
	maxClasses = 255
	maxName    = 64
)

// Encode writes the model: magic, counts, class names, calibration, scales
// and biases, document frequencies, word vectors, weights, CRC-32 of all of it. Numbers are
// little-endian.
func (m *Model) Encode() []byte {
	b := []byte(magic)
	b = append(b, byte(m.bits), byte(len(m.classes)), byte(m.outOfScope))
	for _, c := range m.classes {
		b = append(b, byte(len(c)))
		b = append(b, c...)
	}
	b = appendFloat(b, m.temperature)
	for _, v := range m.views {
		b = appendFloat(b, v)
	}
	for _, v := range slices.Concat(m.logistics[:]...) {
		b = appendFloat(b, v)
	}
	for c := range m.columns() {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(m.scale[c]))
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(m.bias[c]))
	}
	b = append(b, m.idf...)
	b = m.vectors.append(b)
	b = append(b, m.weights...)
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
}

func appendFloat(b []byte, v float64) []byte {
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
}

// Decode reads a model. It keeps b: the caller must not change it. Bytes that
// are not a model give an error that wraps ErrCorrupt.
func Decode(b []byte) (*Model, error) {
	const trailer = 4
	if len(b) < len(magic)+trailer || string(b[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w: no model header", ErrCorrupt)
	}
	body := b[:len(b)-trailer]
	if crc32.ChecksumIEEE(body) != binary.LittleEndian.Uint32(b[len(body):]) {
		return nil, fmt.Errorf("%w: checksum differs", ErrCorrupt)
	}
	return decodeBody(&reader{b: body[len(magic):]})
}

func decodeBody(r *reader) (*Model, error) {
	m := &Model{bits: uint(r.byte())}
	k := int(r.byte())
	m.outOfScope = int(r.byte())
	if m.bits < minBits || m.bits > maxBits || k < 2 || m.outOfScope >= k {
		return nil, fmt.Errorf("%w: counts out of range", ErrCorrupt)
	}
	for range k {
		m.classes = append(m.classes, string(r.take(int(r.byte()))))
	}
	m.temperature = r.float()
	for v := range m.views {
		m.views[v] = r.float()
	}
	for i := range m.logistics {
		m.logistics[i] = r.logistic()
	}
	for range m.columns() {
		m.scale = append(m.scale, math.Float32frombits(r.uint32()))
		m.bias = append(m.bias, math.Float32frombits(r.uint32()))
	}
	m.idf = r.take(1 << m.bits)
	var err error
	if m.vectors, err = takeVectors(r); err != nil {
		return nil, err
	}
	m.weights = r.take(m.columns() * (1<<m.bits + m.vectors.columns()))
	if r.short || len(r.b) != 0 {
		return nil, fmt.Errorf("%w: wrong length", ErrCorrupt)
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	m.groups = groupsOf(m.classes)
	return m, nil
}

// check refuses numbers that would make scores meaningless.
func (m *Model) check() error {
	sum := 0.0
	for _, v := range m.views {
		sum += v
	}
	for c := range m.columns() {
		sum += float64(m.scale[c]) + float64(m.bias[c])
	}
	for _, v := range slices.Concat(m.logistics[:]...) {
		sum += v
	}
	if math.IsNaN(sum) || math.IsInf(sum, 0) || !(m.temperature >= minTemperature && m.temperature <= maxTemperature) {
		return fmt.Errorf("%w: calibration out of range", ErrCorrupt)
	}
	return nil
}

// reader takes fields off a slice; after an underrun it gives zeros.
type reader struct {
	b     []byte
	short bool
}

func (r *reader) take(n int) []byte {
	if n > len(r.b) {
		r.short, r.b = true, nil
		return nil
	}
	out := r.b[:n:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) uint16() uint16 {
	if b := r.take(2); b != nil {
		return binary.LittleEndian.Uint16(b)
	}
	return 0
}

func (r *reader) uint32() uint32 {
	if b := r.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (r *reader) float() float64 {
	if b := r.take(8); b != nil {
		return math.Float64frombits(binary.LittleEndian.Uint64(b))
	}
	return 0
}

func (r *reader) logistic() logistic.Model {
	a := make(logistic.Model, evidenceInputs)
	for i := range a {
		a[i] = r.float()
	}
	return a
}
