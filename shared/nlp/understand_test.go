package nlp_test

import (
	"bytes"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aio-creative-hub/aio/shared/catalog"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/classify"
	"github.com/aio-creative-hub/aio/shared/nlp/data"
	"github.com/aio-creative-hub/aio/shared/nlp/evaluate"
	"github.com/aio-creative-hub/aio/shared/operation"
)

func recognizer(t testing.TB) *nlp.Recognizer {
	t.Helper()
	r, err := nlp.Default()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestModelSize: both models are built into every function that understands messages. That
// they are what the data gives is checked by aio nlp train --check (make lint): training
// takes a minute.
func TestModelSize(t *testing.T) {
	const most = 6_000_000
	size := 0
	for _, name := range []string{"model.bin", "slots.bin"} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		size += len(b)
	}
	if size > most {
		t.Errorf("the models have %d bytes, more than %d", size, most)
	}
}

func readModel(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("model.bin")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTrainNeedsOutOfScope(t *testing.T) {
	corpus := nlp.Corpus{Examples: []data.Example{{Text: "hello", Intent: "meta.greet"}}}
	if _, err := nlp.Train(corpus, nlp.Config()); err == nil {
		t.Error("no error")
	}
}

func TestNewRefusesDamagedModel(t *testing.T) {
	if _, err := nlp.New([]byte("not a model"), nil, nil); err == nil || !strings.Contains(err.Error(), classify.ErrCorrupt.Error()) {
		t.Errorf("error %v", err)
	}
}

// TestAccuracy holds the measures on the evaluation sets above floors a few points under
// what was measured: aio nlp eval prints them.
func TestAccuracy(t *testing.T) {
	tests := []struct {
		file  string
		floor evaluate.Report // of errors: the most there may be
	}{
		{"dev/single.jsonl", evaluate.Report{
			ToolAccuracy: 0.945, OperationAccuracy: 0.91, ActedRight: 0.80, ActedWrong: 0.03,
			OutOfScopeRecall: 0.87, ClarifyRecall: 0.77, EntityF1: 0.87, CalibrationError: 0.04,
		}},
		{"dev/dialogues.jsonl", evaluate.Report{
			ToolAccuracy: 0.91, OperationAccuracy: 0.86, ActedRight: 0.79, ActedWrong: 0.05,
			OutOfScopeRecall: 0.80, ClarifyRecall: 0.40, EntityF1: 0.79, CalibrationError: 0.04,
		}},
	}
	for _, tt := range tests {
		b, err := os.ReadFile("data/" + tt.file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := evaluate.Evaluate(recognizer(t), bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %+v", tt.file, got)
		for _, m := range []struct {
			name       string
			got, floor float64
		}{
			{"tool accuracy", got.ToolAccuracy, tt.floor.ToolAccuracy},
			{"operation accuracy", got.OperationAccuracy, tt.floor.OperationAccuracy},
			{"acted right", got.ActedRight, tt.floor.ActedRight},
			{"not acted wrong", 1 - got.ActedWrong, 1 - tt.floor.ActedWrong},
			{"out of scope recall", got.OutOfScopeRecall, tt.floor.OutOfScopeRecall},
			{"clarify recall", got.ClarifyRecall, tt.floor.ClarifyRecall},
			{"entity F1", got.EntityF1, tt.floor.EntityF1},
			{"calibration", 1 - got.CalibrationError, 1 - tt.floor.CalibrationError},
		} {
			if m.got < m.floor {
				t.Errorf("%s: %s is %.3f, want at least %.2f", tt.file, m.name, m.got, m.floor)
			}
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
		{"get rid of the blue square and the headline", "delete_layer", map[string]any{"color": "blue", "layer": []string{"square", "headline"}}},
		{"nudge the logo 15px to the left", "transform", map[string]any{"layer": "logo", "dx": "-15px"}},
		{"apply sepia and vignette to the photo", "filter", map[string]any{"effect": []string{"sepia", "vignette"}}},
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

// TestNobodyIsAskedForPleasantries: a question offers what can be done, and talk at most as the
// likeliest reading.
func TestNobodyIsAskedForPleasantries(t *testing.T) {
	rows, err := data.LoadAmbiguous(data.Files())
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	for _, row := range rows {
		d := recognizer(t).Understand(row.Text, nlp.State{})
		for i, c := range d.Choices {
			if c.Tool == "meta" && (i > 0 || c.Operation == "greet" || c.Operation == "thanks") {
				t.Errorf("%q: choice %d is %s.%s", row.Text, i, c.Tool, c.Operation)
			}
		}
		if len(d.Choices) > 0 {
			asked++
		}
	}
	if asked < len(rows)/2 {
		t.Errorf("%d of %d ambiguous messages are asked about", asked, len(rows))
	}
}

// TestChoiceSentences: the sentence of every choice means that choice, and sent as the answer
// to the question it is acted on.
func TestChoiceSentences(t *testing.T) {
	seen := map[string]bool{}
	for _, text := range []string{"red", "the circle", "remove", "1200x630", "logo", "the photo", "change", "title", "file", "48px", "make", "add", "bring"} {
		asked := recognizer(t).Understand(text, nlp.State{})
		s := nlp.State{}.Asked(text, asked)
		for _, c := range asked.Choices {
			if d := recognizer(t).Understand(c.Text, s); d.Tool != c.Tool || d.Operation != c.Operation || d.Action != nlp.ActionAct {
				t.Errorf("after %q: %q means %s.%s %.2f %s, want %s.%s", text, c.Text, d.Tool, d.Operation, d.Confidence, d.Action, c.Tool, c.Operation)
			}
			if d := recognizer(t).Understand(c.Text, nlp.State{}); d.Tool != c.Tool || d.Operation != c.Operation {
				t.Errorf("%q means %s.%s %.2f, want %s.%s", c.Text, d.Tool, d.Operation, d.Confidence, c.Tool, c.Operation)
			}
			seen[c.Text] = true
		}
	}
	if len(seen) < 5 {
		t.Errorf("only %d choices seen", len(seen))
	}
}

// TestTheLastToolIsLikelier: what could be for several tools is for the one that is at work.
func TestTheLastToolIsLikelier(t *testing.T) {
	begun := map[string]nlp.State{}
	for tool, text := range map[string]string{"graphics": "Create a 1200x630 banner with a navy background", "cad": "drill four 5 mm holes in the plate", "video": "trim the first five seconds"} {
		begun[tool] = nlp.State{}.After(recognizer(t).Understand(text, nlp.State{}), "doc", "art")
	}
	for _, tt := range []struct{ tool, text, operation string }{
		{"graphics", "add the title Hello", "graphics.add_layer"}, {"graphics", "make it bigger", "graphics.transform"}, {"graphics", "export it", "graphics.export"},
		{"graphics", "delete it", "graphics.delete_layer"}, {"video", "make it slower", "video.speed"},
		{"cad", "make a poster for the jazz night", "graphics.create"}, {"graphics", "share it with mia@example.com", "artifact.share"},
	} {
		if d := recognizer(t).Understand(tt.text, begun[tt.tool]); d.Tool+"."+d.Operation != tt.operation || d.Action != nlp.ActionAct {
			t.Errorf("%q after %s: %s.%s %.2f %s, want %s", tt.text, tt.tool, d.Tool, d.Operation, d.Confidence, d.Action, tt.operation)
		}
	}
	if d := recognizer(t).Understand("what is the weather like in Lisbon", begun["graphics"]); d.Action == nlp.ActionAct {
		t.Errorf("the weather is %s.%s", d.Tool, d.Operation)
	}
}

func TestRefuse(t *testing.T) {
	for _, text := range []string{"which layer of skin is the thickest?", "who invented the printing of posters?", "write a poem about autumn", "trim my beard to nine millimetres"} {
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

// TestExamples: what an operation's declaration gives as a message that means it is
// understood as that operation.
func TestExamples(t *testing.T) {
	for _, d := range catalog.All() {
		s := operation.SpecOf(d)
		if s.Chat == nil {
			continue
		}
		got := recognizer(t).Understand(s.Chat.Example, nlp.State{})
		if id := got.Tool + "." + got.Operation; id != s.ID || got.Action == nlp.ActionRefuse {
			t.Errorf("%q means %s %.2f %s, want %s", s.Chat.Example, id, got.Confidence, got.Action, s.ID)
		}
	}
}
