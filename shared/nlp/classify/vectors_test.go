package classify

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// TestVectorsCarryOver: a word that no example has is taken for what its
// neighbours mean.
func TestVectorsCarryOver(t *testing.T) {
	set := toySet(t)
	with, err := Train(set, toyConfig())
	if err != nil {
		t.Fatal(err)
	}
	set.Vectors = nil
	without, err := Train(set, toyConfig())
	if err != nil {
		t.Fatal(err)
	}
	msg := Message{Words: []string{"drop"}, Pattern: nil}
	margin := func(m *Model) float64 {
		p := m.Classify(msg).Probability
		return p[1] - p[0]
	}
	if a, b := margin(with), margin(without); a <= b {
		t.Errorf("margin %v with vectors, %v without", a, b)
	}
}

func TestVectorsEncodeDecode(t *testing.T) {
	want := toyVectors(t)
	b := want.Encode()
	got, err := DecodeVectors(b)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Encode(), b) {
		t.Error("decoding and encoding changed the bytes")
	}
	for _, w := range []string{"add", "drop", "erase"} {
		if got.row(w) < 0 {
			t.Errorf("%s is not found", w)
		}
	}
	if got.row("banana") >= 0 {
		t.Error("banana is found")
	}
	sum := make([]int32, 4)
	got.add(sum, got.row("add"), 2)
	if sum[0] != 10 || sum[1] != 4 && sum[1] != 6 || sum[2] != 0 {
		t.Errorf("sum is %v", sum)
	}
	for _, n := range []int{0, 4, len(vectorMagic), len(vectorMagic) + 3, len(b) - 1} {
		if _, err := DecodeVectors(b[:n]); err == nil && n != len(vectorMagic) || err != nil && !errors.Is(err, ErrCorrupt) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

func TestNewVectorsRefusesBadInput(t *testing.T) {
	for name, words := range map[string][]WordVector{
		"none":   nil,
		"odd":    {{"a", []float64{1, 2, 3}}},
		"uneven": {{"a", []float64{1, 2}}, {"b", []float64{1}}},
		"long":   {{"a", make([]float64, 1000)}},
	} {
		if _, err := NewVectors(words, 0.1); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestPackVectors(t *testing.T) {
	file := `{"dimensions":2,"words":["the","cat","rare"],"vectors":{"the":[1,0,9],"cat":[0,1,9],"rare":[1,1,9]}}`
	v, err := PackVectors(strings.NewReader(file), func(w string) bool { return w != "rare" })
	if err != nil {
		t.Fatal(err)
	}
	if v.row("the") < 0 || v.row("cat") < 0 || v.row("rare") >= 0 {
		t.Error("the wrong words were kept")
	}
	if _, err := PackVectors(strings.NewReader("{"), nil); err == nil {
		t.Error("no error for half a file")
	}
}
