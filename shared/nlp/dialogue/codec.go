package dialogue

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/aio-creative-hub/aio/shared/nlp/internal/logistic"
)

// ErrCorrupt says that the bytes are no whole model.
var ErrCorrupt = errors.New("dialogue: corrupt model")

const magic = "AIODLG2\n"

// Encode is the model as a file: the weights that are not zero, each as its
// distance to the one before and its value in steps.
func (m *Model) Encode() []byte {
	out := []byte(magic)
	for _, w := range m.numeric {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(w))
	}
	for _, w := range m.certainty {
		out = binary.LittleEndian.AppendUint64(out, math.Float64bits(w))
	}
	return appendSparse(appendSparse(out, m.rank), m.inherit)
}

func appendSparse(out []byte, w []float32) []byte {
	n := 0
	for _, x := range w {
		if x != 0 {
			n++
		}
	}
	out = binary.AppendUvarint(out, uint64(n))
	at := 0
	for i, x := range w {
		if x != 0 {
			out = binary.AppendUvarint(out, uint64(i-at))
			out = append(out, byte(int8(math.Round(float64(x)/step))))
			at = i
		}
	}
	return out
}

// Decode reads a file made by Encode.
func Decode(b []byte) (*Model, error) {
	if len(b) < len(magic)+4*inputs+8*certaintyInputs || string(b[:len(magic)]) != magic {
		return nil, ErrCorrupt
	}
	m := &Model{rank: make([]float32, weights), inherit: make([]float32, weights), certainty: make(logistic.Model, certaintyInputs)}
	b = b[len(magic):]
	for i := range m.numeric {
		m.numeric[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		if x := float64(m.numeric[i]); math.IsNaN(x) || math.IsInf(x, 0) {
			return nil, ErrCorrupt
		}
	}
	b = b[4*inputs:]
	for i := range m.certainty {
		m.certainty[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
		if x := m.certainty[i]; math.IsNaN(x) || math.IsInf(x, 0) {
			return nil, ErrCorrupt
		}
	}
	b = b[8*certaintyInputs:]
	for _, w := range [][]float32{m.rank, m.inherit} {
		var ok bool
		if b, ok = readSparse(b, w); !ok {
			return nil, ErrCorrupt
		}
	}
	if len(b) != 0 {
		return nil, ErrCorrupt
	}
	return m, nil
}

func readSparse(b []byte, w []float32) (rest []byte, ok bool) {
	n, k := binary.Uvarint(b)
	if k <= 0 || n > uint64(len(w)) {
		return nil, false
	}
	b = b[k:]
	at := uint64(0)
	for range n {
		d, k := binary.Uvarint(b)
		if k <= 0 || d >= uint64(len(w)) || len(b) <= k {
			return nil, false
		}
		if at += d; at >= uint64(len(w)) {
			return nil, false
		}
		w[at] = float32(int8(b[k])) * step
		b = b[k+1:]
	}
	return b, true
}
