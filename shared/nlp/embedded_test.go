package nlp_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/aio-creative-hub/aio/shared/nlp"
)

// TestWithTheSameModels: a recognizer with the models that are built in is the one built in,
// also in conversations, which the ranker that it shares decides about.
func TestWithTheSameModels(t *testing.T) {
	model, slotModel, _ := nlp.Embedded()
	for name, slotModel := range map[string][]byte{"the slot model shared": nil, "the slot model given": slotModel} {
		t.Run(name, func(t *testing.T) {
			r, err := recognizer(t).With(model, slotModel)
			if err != nil {
				t.Fatal(err)
			}
			for _, before := range [][]string{nil, {"add a red circle"}, {"trim the clip to ten seconds"}} {
				for _, text := range []string{"add a red circle", "make it bigger", "30", "no, blue", "share it", "what's the weather"} {
					s := after(t, before...)
					if got, want := r.Understand(text, s), recognizer(t).Understand(text, s); !reflect.DeepEqual(got, want) {
						t.Errorf("%q after %q: %+v, want %+v", text, before, got, want)
					}
				}
			}
		})
	}
}

func TestWithABrokenModel(t *testing.T) {
	model, slotModel, _ := nlp.Embedded()
	changed := slices.Clone(model)
	changed[len(changed)/2] ^= 1
	for name, c := range map[string]struct{ model, slots []byte }{
		"no model":                {nil, nil},
		"a changed model":         {changed, nil},
		"half a slot model":       {model, slotModel[:len(slotModel)/2]},
		"the models interchanged": {slotModel, model},
	} {
		t.Run(name, func(t *testing.T) {
			if r, err := recognizer(t).With(c.model, c.slots); err == nil || r != nil {
				t.Error("is taken")
			}
		})
	}
}
