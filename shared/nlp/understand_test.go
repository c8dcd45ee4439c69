package nlp_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/classify"
	"github.com/aio-creative-hub/aio/shared/nlp/data"
	"github.com/aio-creative-hub/aio/shared/nlp/evaluate"
)

func recognizer(t testing.TB) *nlp.Recognizer {
	t.Helper()
	r, err := nlp.Default()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestModelIsTrainedFromData fails when the data or the code changed and the
// model was not trained again (aio nlp train).
func TestModelIsTrainedFromData(t *testing.T) {
	examples, err := data.Load(os.DirFS("data"))
	if err != nil {
		t.Fatal(err)
	}
	trained, err := nlp.Train(examples)
	if err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile("model.bin")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(trained, committed) {
		t.Error("model.bin is not what the data gives: run aio nlp train")
	}
	const maxModel = 2 << 20
	if len(committed) > maxModel {
		t.Errorf("model has %d bytes, more than %d", len(committed), maxModel)
	}
}

func TestTrainNeedsOutOfScope(t *testing.T) {
	if _, err := nlp.Train([]data.Example{{Text: "hello", Intent: "meta.greet"}}); err == nil {
		t.Error("no error")
	}
}

func TestNewRefusesDamagedModel(t *testing.T) {
	if _, err := nlp.New([]byte("not a model")); err == nil || !strings.Contains(err.Error(), classify.ErrCorrupt.Error()) {
		t.Errorf("error %v", err)
	}
}

// TestAccuracy holds the measures on the separate evaluation set above floors
// a few points under what was measured.
func TestAccuracy(t *testing.T) {
	names, err := filepath.Glob("data/dev/*.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var rows []byte
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, b...)
	}
	got, err := evaluate.Evaluate(recognizer(t), bytes.NewReader(rows))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", got)
	floors := []struct {
		name      string
		got, want float64
	}{
		{"tool accuracy", got.ToolAccuracy, 0.94},
		{"operation accuracy", got.OperationAccuracy, 0.92},
		{"acted right", got.ActedRight, 0.85},
		{"not acted wrong", 1 - got.ActedWrong, 0.96},
		{"out of scope recall", got.OutOfScopeRecall, 0.90},
		{"clarify recall", got.ClarifyRecall, 0.70},
		{"entity F1", got.EntityF1, 0.92},
		{"calibration", 1 - got.CalibrationError, 0.90},
	}
	for _, f := range floors {
		if f.got < f.want {
			t.Errorf("%s is %.3f, want at least %.2f", f.name, f.got, f.want)
		}
	}
}

func TestUnderstand(t *testing.T) {
	tests := []struct {
		text, operation string
		entities        map[string]any
	}{
		{"Create a 1200x630 banner with a navy background and the title Launch Day in white", "create",
			map[string]any{"width": "1200px", "height": "630px", "background": "navy", "text": "Launch Day", "color": "white"}},
		{"Please put the words Grüße aus Köln in gold at the bottom right, 48pt", "add_layer",
			map[string]any{"text": "Grüße aus Köln", "color": "gold", "position": "bottom_right", "size": "48pt"}},
		{"change the red circle to steel blue", "edit_layer", map[string]any{"layer": "red circle", "color": "steelblue"}},
		{"get rid of the blue square and the headline", "delete_layer", map[string]any{"layer": []string{"blue square", "headline"}}},
		{"nudge the logo 15px to the left", "transform", map[string]any{"layer": "logo", "dx": "-15px"}},
		{"apply sepia and vignette to the photo", "filter", map[string]any{"effect": []string{"sepia", "vignette"}, "layer": "photo"}},
		{"export it as a jpeg with quality 85", "export", map[string]any{"ref": "$last", "format": "jpg", "quality": 85.0}},
	}
	for _, tt := range tests {
		d := recognizer(t).Understand(tt.text, nlp.State{})
		if d.Tool != "graphics" || d.Operation != tt.operation || d.Action != nlp.ActionAct {
			t.Errorf("%q is %s.%s %.2f %s, want %s", tt.text, d.Tool, d.Operation, d.Confidence, d.Action, tt.operation)
		}
		if !reflect.DeepEqual(d.Entities, tt.entities) {
			t.Errorf("%q has %v, want %v", tt.text, d.Entities, tt.entities)
		}
		for _, s := range d.Spans {
			if tt.text[s.Start:s.End] != s.Raw {
				t.Errorf("%q: span %+v does not hold its raw text", tt.text, s)
			}
		}
	}
}

func TestClarify(t *testing.T) {
	for _, text := range []string{"red", "the circle", "remove", "1200x630", "logo"} {
		d := recognizer(t).Understand(text, nlp.State{})
		if d.Action != nlp.ActionClarify {
			t.Errorf("%q: %s %s %.2f", text, d.Operation, d.Action, d.Confidence)
			continue
		}
		if len(d.Choices) < 2 || len(d.Choices) > 3 || !strings.HasSuffix(d.Question, "?") {
			t.Errorf("%q: question %q with %d choices", text, d.Question, len(d.Choices))
		}
		for _, c := range d.Choices {
			if c.Label == "" || c.Text == "" {
				t.Errorf("%q: empty choice %+v", text, c)
			}
		}
	}
}

// TestChoiceSentences: the sentence of every choice, sent as a message, is
// acted on as that choice.
func TestChoiceSentences(t *testing.T) {
	seen := map[string]bool{}
	for _, text := range []string{"red", "the circle", "remove", "1200x630", "logo", "the photo", "change", "title", "file", "48px", "make", "add", "bring"} {
		for _, c := range recognizer(t).Understand(text, nlp.State{}).Choices {
			if seen[c.Text] {
				continue
			}
			seen[c.Text] = true
			d := recognizer(t).Understand(c.Text, nlp.State{})
			if d.Tool != c.Tool || d.Operation != c.Operation || d.Action != nlp.ActionAct {
				t.Errorf("%q means %s.%s %.2f, want %s.%s", c.Text, d.Tool, d.Operation, d.Confidence, c.Tool, c.Operation)
			}
		}
	}
	if len(seen) < 5 {
		t.Errorf("only %d choices seen", len(seen))
	}
}

func TestRefuse(t *testing.T) {
	for _, text := range []string{"which layer of skin is the thickest?", "who invented the printing of posters?", "write a java program", "trim the clip to nine seconds"} {
		if d := recognizer(t).Understand(text, nlp.State{}); d.Action == nlp.ActionAct {
			t.Errorf("%q was acted on: %s.%s %.2f", text, d.Tool, d.Operation, d.Confidence)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	r := recognizer(t)
	texts := []string{"add a red circle", "undo", "export as png", "what is love"}
	want := make([]nlp.Decision, len(texts))
	for i, text := range texts {
		want[i] = r.Understand(text, nlp.State{})
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i, text := range slices.Repeat(texts, 5) {
				if got := r.Understand(text, nlp.State{}); !reflect.DeepEqual(got, want[i%len(texts)]) {
					t.Errorf("%q: %+v", text, got)
				}
			}
		})
	}
	wg.Wait()
}
