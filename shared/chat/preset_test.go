package chat_test

import (
	"testing"

	"github.com/aio-creative-hub/aio/shared/graphics/plan"
	"github.com/aio-creative-hub/aio/shared/nlp/entity"
)

// Every format that the language understands is one that pictures can be made in.
func TestPresetsAgree(t *testing.T) {
	for _, name := range entity.PresetNames() {
		w, h, ok := plan.PresetSize(name)
		if wantW, wantH, _ := entity.PresetSize(name); !ok || w != wantW || h != wantH {
			t.Errorf("%s is %d x %d (%v), the language means %d x %d", name, w, h, ok, wantW, wantH)
		}
	}
}
