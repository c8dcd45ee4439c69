package dialogue

import (
	"bytes"
	"errors"
	"math"
	"testing"
)

var operations = []string{"cad.transform", "graphics.transform", "meta.thanks", "out_of_scope", "video.speed"}

// turnAfter is a message of which the classifier thinks the same of all operations.
func turnAfter(last string, words ...string) *Turn {
	return &Turn{Words: words, Classes: words, Operations: operations, Probability: []float64{0.2, 0.2, 0.2, 0.2, 0.2}, OutOfScope: 3,
		Confidence: 0.3, Last: last, Known: map[string]bool{"factor": true}}
}

func trained() *Model {
	var examples []Example
	var inheritances []Inheritance
	for range 12 {
		for i, last := range []string{"cad.transform", "graphics.transform", "", "", "video.speed"} {
			if last == "" {
				continue
			}
			target := make([]float64, len(operations))
			target[i] = 1
			examples = append(examples, Example{turnAfter(last, "a", "bit", "more"), target, 1})
			inheritances = append(inheritances, Inheritance{turnAfter(last, "a", "bit", "more"), true, 1},
				Inheritance{turnAfter(last, "start", "with", "a", "new", "one"), false, 1})
		}
		examples = append(examples, Example{turnAfter("cad.transform", "thanks"), []float64{0, 0, 1, 0, 0}, 1})
	}
	return Train(examples, inheritances, DefaultConfig())
}

func TestTheLastOperationGoesOn(t *testing.T) {
	m := trained()
	for i, last := range operations {
		if i == 2 || i == 3 {
			continue
		}
		turn := turnAfter(last, "a", "bit", "more")
		p := m.Rank(turn)
		sum := 0.0
		for k, x := range p {
			sum += x
			if k != i && x >= p[i] {
				t.Errorf("after %s: %v", last, p)
			}
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("probabilities add up to %v", sum)
		}
		if m.Inherits(turn) < 0.5 || m.Inherits(turnAfter(last, "start", "with", "a", "new", "one")) > 0.5 {
			t.Errorf("after %s: inheritance is wrong", last)
		}
		if c := m.Confidence(turn, p); c < 0.5 || c > 1 {
			t.Errorf("confidence %v", c)
		}
	}
}

func TestTrainingIsDeterministicAndTheFileWhole(t *testing.T) {
	file := trained().Encode()
	if !bytes.Equal(file, trained().Encode()) {
		t.Error("two models of the same examples differ")
	}
	m, err := Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(m.Encode(), file) {
		t.Error("decoding and encoding changes the file")
	}
	for n := range file {
		if _, err := Decode(file[:n]); !errors.Is(err, ErrCorrupt) {
			t.Fatalf("%d bytes of %d are a model: %v", n, len(file), err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(trained().Encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, err := Decode(b); err == nil {
			m.Rank(turnAfter("video.speed", "more"))
		}
	})
}
