package nlp_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/evaluate"
)

// TestContinuations: what goes on with the last operation takes its entities over, with what
// is said laid over them.
func TestContinuations(t *testing.T) {
	type m = map[string]any
	tests := []struct {
		kind, tool, operation string
		last                  m
		text                  string
		want                  m
	}{
		{"a bare number takes slot and unit", "video", "speed", m{"factor": 2.0, "name": "lake clip"}, "no, 3", m{"factor": 3.0, "name": "lake clip"}},
		{"a bare number takes the unit", "graphics", "filter", m{"effect": "blur", "radius": "6px", "layer": "sky"}, "9", m{"effect": "blur", "radius": "9px", "layer": "sky"}},
		{"a bare number takes the direction", "graphics", "transform", m{"layer": "badge", "dy": "-20px"}, "make that 45", m{"layer": "badge", "dy": "-45px"}},
		{"a bare number keeps the direction", "graphics", "transform", m{"layer": "badge", "angle": "15deg"}, "no, 25", m{"layer": "badge", "angle": "25deg"}},
		{"a bare number with its sign", "graphics", "transform", m{"layer": "badge", "angle": "15deg"}, "no, -25", m{"layer": "badge", "angle": "-25deg"}},
		{"an angle", "cad", "transform", m{"target": "lever", "angle": "30deg", "axis": "z"}, "no, 75 degrees", m{"target": "lever", "angle": "75deg", "axis": "z"}},
		{"the other way", "graphics", "transform", m{"layer": "arrow", "angle": "90deg"}, "the other way", m{"layer": "arrow", "angle": "-90deg"}},
		{"the opposite place", "graphics", "add_layer", m{"shape": "circle", "position": "top_left"}, "no, the opposite side", m{"shape": "circle", "position": "top_right"}},
		{"same row", "graphics", "add_layer", m{"shape": "star", "position": "bottom_left"}, "sorry, the right one", m{"shape": "star", "position": "bottom_right"}},
		{"same but", "graphics", "add_layer", m{"shape": "star", "color": "gold"}, "same but teal", m{"shape": "star", "color": "teal"}},
		{"not the old one", "drive", "save", m{"file": "cup.stl", "target": "dropbox"}, "onedrive, not dropbox", m{"file": "cup.stl", "target": "onedrive"}},
		{"except", "artifact", "delete", m{"format": "gif"}, "except the logos", m{"format": "gif", "except": "logos"}},
		{"a date", "artifact", "share", m{"file": "q2.pdf", "date": "monday", "target": "link"}, "until thursday", m{"file": "q2.pdf", "date": "thursday", "target": "link"}},
		{"a version", "artifact", "open", m{"file": "case_v1.stl"}, "v4", m{"file": "case_v4.stl"}},
		{"another name", "artifact", "open", m{"name": "owl logo"}, "sorry, the fox one", m{"name": "fox logo"}},
		{"a preset for a size", "graphics", "create", m{"width": "10cm", "height": "20cm", "background": "white"}, "a5 instead", m{"preset": "a5", "background": "white"}},
		{"another file", "ide", "execute", m{"file": "tax.py"}, "the same for fees.py", m{"file": "fees.py"}},
		{"another part", "cad", "measure", m{"quantity": "mass", "target": "rotor"}, "and the stator", m{"quantity": "mass", "target": "stator"}},
	}
	for _, tt := range tests {
		s := nlp.State{}.After(nlp.Decision{Tool: tt.tool, Operation: tt.operation, Entities: tt.last, Confidence: 0.95}, "doc_1", "")
		d := recognizer(t).Understand(tt.text, s)
		if d.Tool != tt.tool || d.Operation != tt.operation {
			t.Errorf("%s: %q is %s.%s %.2f", tt.kind, tt.text, d.Tool, d.Operation, d.Confidence)
			continue
		}
		if !reflect.DeepEqual(d.Entities, tt.want) {
			t.Errorf("%s: %q has %v, want %v", tt.kind, tt.text, d.Entities, tt.want)
		}
		if after := s.After(d, "doc_1", ""); tt.kind != "the other way" && tt.kind != "the opposite place" {
			if again := recognizer(t).Understand(tt.text, after); again.Operation == tt.operation && !reflect.DeepEqual(again.Entities, tt.want) && tt.kind != "except" {
				t.Errorf("%s: said twice, %q has %v, want %v", tt.kind, tt.text, again.Entities, tt.want)
			}
		}
	}
}

// TestAWholeRequestInheritsNothing: a message of the same operation that says all it wants.
func TestAWholeRequestInheritsNothing(t *testing.T) {
	for _, tt := range []struct{ before, text, slot string }{
		{"add a red circle in the top left", "add a blue square", "position"},
		{"convert holiday.mov to webm at 30 fps", "convert the interview to mp4", "fps"},
		{"create a 300x200 canvas with a navy background", "create a poster for the harvest fair", "background"},
	} {
		d := recognizer(t).Understand(tt.text, after(t, tt.before))
		if v, ok := d.Entities[tt.slot]; ok {
			t.Errorf("%q after %q has %s %v", tt.text, tt.before, tt.slot, v)
		}
	}
}

// TestAPronounIsTheLastThing: another operation on what the conversation works on.
func TestAPronounIsTheLastThing(t *testing.T) {
	for _, tt := range []struct{ before, text, operation string }{
		{"cut the first ten seconds", "share it with zoe@mail.example", "artifact.share"},
		{"export the picture as png", "put that on dropbox", "drive.save"},
		{"write a sorting function in go", "run it", "ide.execute"},
	} {
		d := recognizer(t).Understand(tt.text, after(t, tt.before))
		if got := d.Tool + "." + d.Operation; got != tt.operation || d.Entities["ref"] != "$last" {
			t.Errorf("%q after %q is %s with %v", tt.text, tt.before, got, d.Entities)
		}
	}
}

// TestAnEmptyStateChangesNothing: without a conversation the model of dialogues has no say.
func TestAnEmptyStateChangesNothing(t *testing.T) {
	alone, err := nlp.New(file(t, "model.bin"), file(t, "slots.bin"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"add a red circle", "make it bigger", "30", "undo that", "share it", "the other way", "no, blue", "what's the weather"} {
		with, without := recognizer(t).Understand(text, nlp.State{}), alone.Understand(text, nlp.State{})
		if !reflect.DeepEqual(with, without) {
			t.Errorf("%q: %+v, want %+v", text, with, without)
		}
	}
}

// TestTrainingDialogues keeps the floors of the dialogues that the model was trained on; how it
// does on others is measured with aio nlp eval.
func TestTrainingDialogues(t *testing.T) {
	names, err := filepath.Glob("data/dialogues/*.jsonl")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	var all []byte
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	rep, err := evaluate.Evaluate(recognizer(t), bytes.NewReader(all))
	if err != nil {
		t.Fatal(err)
	}
	if rep.OperationAccuracy < 0.85 || rep.ActedWrong > 0.08 || rep.OutOfScopeRecall < 0.9 || rep.EntityF1 < 0.75 {
		t.Errorf("%+v", rep)
	}
}

// randomState is a state with anything in it.
func randomState(r *rand.Rand) nlp.State {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	s := nlp.State{
		LastTool:       pick("", "graphics", "video", "cad", "web", "ide", "artifact", "drive", "meta", "nonsense"),
		LastOperation:  pick("", "create", "transform", "trim", "share", "save", "undo", "nothing"),
		LastConfidence: r.Float64()*3 - 1,
		LastEntities:   map[string]any{},
		Active:         map[string]string{},
	}
	for range r.IntN(5) {
		slot := pick("width", "file", "name", "dy", "angle", "factor", "color", "ref", "except", "date", "", "position")
		values := []any{"-30px", "30", 3.5, nil, true, []string{"a", "b"}, []any{"a", 2.0, nil}, "", "top_left", math.Inf(1), map[string]any{"x": 1}}
		s.LastEntities[slot] = values[r.IntN(len(values))]
	}
	for range r.IntN(3) {
		s.Active[pick("graphics", "video", "cad", "")] = "doc"
	}
	if r.IntN(4) == 0 {
		s.LastAbout = []string{pick("graphics", "cad"), pick("web", "")}
	}
	return s
}

var continuations = []string{"no, 30", "the other way", "again", "same but blue", "not the pin, the wedge", "except the logo", "call it X", "until Sunday",
	"v3", "one", "x", "-", "and b.mov", "make that 1/4 in", "it", "1080x1080", "90%", "#fff", "\"", "not not", "call it \"", "50 60 70", "not -30px"}

// TestRandomStates: no state makes understanding fail.
func TestRandomStates(t *testing.T) {
	const rounds = 2000
	rng := rand.New(rand.NewPCG(3, 5))
	for range rounds {
		s, text := randomState(rng), continuations[rng.IntN(len(continuations))]
		before := fmt.Sprint(s)
		d := recognizer(t).Understand(text, s)
		if math.IsNaN(d.Confidence) || d.Confidence < 0 || d.Confidence > 1 || d.Entities == nil {
			t.Fatalf("%q in %v: %+v", text, s, d)
		}
		if fmt.Sprint(s) != before {
			t.Fatalf("%q changed the state %s to %v", text, before, s)
		}
	}
}

func FuzzContinuation(f *testing.F) {
	for i, text := range continuations {
		f.Add(text, uint64(i))
	}
	r := recognizer(f)
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		d := r.Understand(text, randomState(rand.New(rand.NewPCG(seed, 1))))
		if math.IsNaN(d.Confidence) || d.Confidence < 0 || d.Confidence > 1 {
			t.Fatalf("confidence %v", d.Confidence)
		}
	})
}

func BenchmarkUnderstandInContext(b *testing.B) {
	r := recognizer(b)
	s := nlp.State{}.After(r.Understand("add a red circle in the top left", nlp.State{}), "doc_1", "")
	b.ReportAllocs()
	for b.Loop() {
		r.Understand("same but blue and 40px to the right", s)
	}
}

func file(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
