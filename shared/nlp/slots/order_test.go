package slots

import (
	"slices"
	"testing"

	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// TestFeaturesHaveAnOrder: sums of weights depend on the order of what is added in their last
// bits, and training on those sums makes other bytes of the same data.
func TestFeaturesHaveAnOrder(t *testing.T) {
	l := newLexicon()
	toks := entity.Parse("the poster").Tokens()
	for slot := range uint32(12) { // "poster" filled twelve slots
		l.add(phraseHash(toks, 1, 2), mix(slot, 7))
	}
	want := l.match(toks, 0, nil)
	if len(want[1]) != 12 {
		t.Fatalf("%d slots", len(want[1]))
	}
	for range 50 {
		if got := l.match(toks, 0, nil); !slices.Equal(got[1], want[1]) {
			t.Fatalf("%v, and then %v", want[1], got[1])
		}
	}
}
