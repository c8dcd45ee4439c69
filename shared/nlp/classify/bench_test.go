package classify

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestCalibratedProbabilities: whatever the words, every probability is one.
func TestCalibratedProbabilities(t *testing.T) {
	m := trainToy(t)
	rng := rand.New(rand.NewPCG(3, 5))
	vocabulary := strings.Fields("add delete erase circle the it _color _number zzz ß 東京 what ? drop insert more")
	for range 500 {
		var w []string
		for range rng.IntN(12) {
			w = append(w, vocabulary[rng.IntN(len(vocabulary))])
		}
		r := m.Classify(Message{Words: w, Pattern: w})
		sum := 0.0
		for _, p := range append(r.Probability, r.Confidence, r.InScope, r.Ambiguous) {
			if !(p >= 0 && p <= 1) {
				t.Fatalf("%v: probability %v", w, p)
			}
			sum += p
		}
		if sum -= r.Confidence + r.InScope + r.Ambiguous; math.Abs(sum-1) > 1e-9 {
			t.Fatalf("%v: classes add up to %v", w, sum)
		}
	}
}

func TestAmbiguityIsTold(t *testing.T) {
	m := trainToy(t)
	plain, vague := strings.Fields("add a square"), strings.Fields("do it again")
	if a, b := m.Classify(Message{Words: plain, Pattern: plain}).Ambiguous, m.Classify(Message{Words: vague, Pattern: vague}).Ambiguous; a >= b {
		t.Errorf("plain %.2f, vague %.2f", a, b)
	}
}

func TestGroupsAreTheNamesBeforeTheDot(t *testing.T) {
	got := groupsOf([]string{"a.x", "b.x", "a.y", "none"})
	for i, want := range []int{0, 1, 0, 3} {
		if got[i] != want {
			t.Errorf("class %d is in group %d, want %d", i, got[i], want)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	encoded := trainToy(b).Encode()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Decode(encoded); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkClassify(b *testing.B) {
	m := trainToy(b)
	w := strings.Fields("please erase the circle in the middle of the picture and add a title")
	b.ReportAllocs()
	for b.Loop() {
		m.Classify(Message{Words: w, Pattern: w})
	}
}
