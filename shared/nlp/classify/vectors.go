package classify

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
)

const (
	// maxDims bounds the length of a word vector.
	maxDims = 256
	// maxVectors bounds the number of words of a table.
	maxVectors = 1 << 17
	// nibbleZero is the stored value of a component that is zero.
	nibbleZero = 8
)

// Vectors is a table of word vectors: words that are used alike lie close
// together, so that the classifier can carry over what it learned of one word to
// another that no training message has. A word is known by the 32-bit hash of
// its lower-case form; a component is four bits wide. A nil table has no words.
type Vectors struct {
	dims   int
	hashes []byte // uint32, little-endian, ascending
	values []byte // a row a word, in the order of hashes; low nibble first
}

// WordVector is one word with its vector.
type WordVector struct {
	Word   string
	Values []float64
}

// NewVectors packs words into a table. Components are divided by step, rounded
// and cut off at -7 and 7. Of two words with one hash the first is kept.
func NewVectors(words []WordVector, step float64) (*Vectors, error) {
	if len(words) == 0 || len(words) > maxVectors {
		return nil, fmt.Errorf("classify: %d word vectors are not in [1, %d]", len(words), maxVectors)
	}
	v := &Vectors{dims: len(words[0].Values)}
	if v.dims == 0 || v.dims > maxDims || v.dims%2 != 0 {
		return nil, fmt.Errorf("classify: %d dimensions are not even or not in [2, %d]", v.dims, maxDims)
	}
	sorted := slices.Clone(words)
	slices.SortStableFunc(sorted, func(a, b WordVector) int { return cmp.Compare(vectorHash(a.Word), vectorHash(b.Word)) })
	sorted = slices.CompactFunc(sorted, func(a, b WordVector) bool { return vectorHash(a.Word) == vectorHash(b.Word) })
	for _, w := range sorted {
		if len(w.Values) != v.dims {
			return nil, fmt.Errorf("classify: the vector of %q has %d dimensions, not %d", w.Word, len(w.Values), v.dims)
		}
		v.hashes = binary.LittleEndian.AppendUint32(v.hashes, vectorHash(w.Word))
		for d := 0; d < v.dims; d += 2 {
			v.values = append(v.values, nibble(w.Values[d], step)|nibble(w.Values[d+1], step)<<4)
		}
	}
	return v, nil
}

func nibble(v, step float64) byte {
	return byte(nibbleZero + math.Max(-7, math.Min(7, math.Round(v/step))))
}

func vectorHash(word string) uint32 { return fnvOffset.bytes("v").bytes(word).bucket(32) }

// size is the number of dimensions, 0 for no table.
func (v *Vectors) size() int {
	if v == nil {
		return 0
	}
	return v.dims
}

// row is the place of a word in the table, -1 for a word it does not have.
func (v *Vectors) row(word string) int32 {
	if v == nil {
		return -1
	}
	h := vectorHash(word)
	lo, hi := 0, len(v.hashes)/4
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		switch at := binary.LittleEndian.Uint32(v.hashes[4*mid:]); {
		case at == h:
			return int32(mid)
		case at < h:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return -1
}

// add adds a row times an integer weight; integers add up to the same sum in
// any order.
func (v *Vectors) add(sum []int32, row, weight int32) {
	half := v.dims / 2
	for i, b := range v.values[int(row)*half:][:half] {
		sum[2*i] += weight * (int32(b&15) - nibbleZero)
		sum[2*i+1] += weight * (int32(b>>4) - nibbleZero)
	}
}

// at is one component of a row.
func (v *Vectors) at(row int32, dim int) int32 {
	b := v.values[int(row)*(v.dims/2)+dim/2]
	if dim%2 == 1 {
		b >>= 4
	}
	return int32(b&15) - nibbleZero
}

// extremes are the first words with the least and with the greatest component.
func (v *Vectors) extremes(words []wordVector, dim int) (lo, hi int) {
	for i := range words {
		switch at := v.at(words[i].row, dim); {
		case at < v.at(words[lo].row, dim):
			lo = i
		case at > v.at(words[hi].row, dim):
			hi = i
		}
	}
	return lo, hi
}

// columns is the number of inputs that the table gives the classifier: the sum
// and the spread of each dimension.
func (v *Vectors) columns() int { return 2 * v.size() }

// append writes the table: dimensions, number of words, hashes, rows.
func (v *Vectors) append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint16(b, uint16(v.size()))
	if v == nil {
		return b
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(v.hashes)/4))
	b = append(b, v.hashes...)
	return append(b, v.values...)
}

// takeVectors reads what append wrote, without copying it.
func takeVectors(r *reader) (*Vectors, error) {
	dims := int(r.uint16())
	if dims == 0 {
		return nil, nil //nolint:nilnil // no table is a valid table
	}
	n := int(r.uint32())
	if dims > maxDims || dims%2 != 0 || n == 0 || n > maxVectors {
		return nil, fmt.Errorf("%w: word vectors out of range", ErrCorrupt)
	}
	return &Vectors{dims: dims, hashes: r.take(4 * n), values: r.take(n * dims / 2)}, nil
}

const vectorMagic = "AIOVEC\x00\x01" // name and format version

// Encode writes the table as a file of its own.
func (v *Vectors) Encode() []byte { return v.append([]byte(vectorMagic)) }

// DecodeVectors reads such a file. It keeps b: the caller must not change it.
func DecodeVectors(b []byte) (*Vectors, error) {
	if len(b) < len(vectorMagic) || string(b[:len(vectorMagic)]) != vectorMagic {
		return nil, fmt.Errorf("%w: no word vectors", ErrCorrupt)
	}
	r := &reader{b: b[len(vectorMagic):]}
	v, err := takeVectors(r)
	if err != nil {
		return nil, err
	}
	if r.short || len(r.b) != 0 {
		return nil, fmt.Errorf("%w: wrong length of the word vectors", ErrCorrupt)
	}
	return v, nil
}
