package graphics

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/plan"
)

func TestNotes(t *testing.T) {
	say := func(s string) *string { return &s }
	for name, tt := range map[string]struct {
		style plan.Style
		want  []string
	}{
		"nothing to say": {plan.Style{Text: say("Hello")}, nil},
		"characters":     {plan.Style{Text: say("こんにちは")}, []string{noteGlyphs}},
		"font":           {plan.Style{Text: say("Hello"), Font: say("Comic Sans")}, []string{noteFont}},
		"both":           {plan.Style{Text: say("🚀"), Font: say("Comic Sans")}, []string{noteGlyphs, noteFont}},
	} {
		t.Run(name, func(t *testing.T) {
			state, edits := added(t, tt.style)
			got, err := notes(state, edits)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			moved := []document.Edit{{Op: document.Set, ID: "lay_1", Props: document.Props{"x": []byte("1")}}}
			if got, err := notes(state, moved); err != nil || got != nil {
				t.Errorf("moving it: %v %v", got, err)
			}
		})
	}
}

// added is a canvas with one text.
func added(t *testing.T, style plan.Style) (document.State, []document.Edit) {
	t.Helper()
	props, _, err := plan.PlanCreate(plan.CreateArgs{})
	if err != nil {
		t.Fatal(err)
	}
	root := document.Edit{Op: document.Create, ID: document.RootID, Type: model.Kind, Props: props}
	state, err := document.Replay(document.State{}, document.Commit{V: document.EditVersion, Seq: 1, Edits: []document.Edit{root}})
	if err != nil {
		t.Fatal(err)
	}
	edits, err := plan.PlanAddLayer(plan.AddLayerArgs{ID: "lay_1", Shape: "text", Style: style})(state)
	if err != nil {
		t.Fatal(err)
	}
	state, _, err = document.Apply(state, model.Schema{}, edits)
	if err != nil {
		t.Fatal(err)
	}
	return state, edits
}

func TestFileNames(t *testing.T) {
	for name, want := range map[string]string{"Launch Day!": "launch-day", "launch.JPG": "launch", "v1.2": "v1-2", "a.tar.png": "a-tar", ".png": "canvas", "😀": "canvas"} {
		if got := fileName(bare(name)); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}
