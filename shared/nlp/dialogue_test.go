package nlp_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/aio-creative-hub/aio/shared/nlp"
)

// after is the state after messages that were carried out.
func after(t *testing.T, texts ...string) nlp.State {
	t.Helper()
	var s nlp.State
	for _, text := range texts {
		s = s.After(recognizer(t).Understand(text, s), "doc_1", "")
	}
	return s
}

func TestMessagesInContext(t *testing.T) {
	tests := []struct {
		before, text, operation string
		entities                map[string]any
	}{
		{"add a red circle", "same but blue", "graphics.add_layer", map[string]any{"shape": "circle", "color": "blue"}},
		{"add a red circle", "and another one in green", "graphics.add_layer", map[string]any{"shape": "circle", "color": "green"}},
		{"create a 300x200 canvas, white", "the same with a pink background", "graphics.create",
			map[string]any{"width": "300px", "height": "200px", "background": "pink"}},
		{"move the logo 30px up", "again", "graphics.transform", map[string]any{"layer": "logo", "dy": "-30px"}},
		{"move the logo 30px up", "no, 50px", "graphics.transform", map[string]any{"layer": "logo", "dy": "-50px"}},
		{"rotate the star by 20 degrees", "make that 35 degrees", "graphics.transform", map[string]any{"layer": "star", "angle": "35deg"}},
		{"blur the photo by 4px", "a bit more", "graphics.filter", map[string]any{"effect": "blur", "radius": "4px"}},
		{"undo", "once more", "graphics.undo", map[string]any{"count": 1.0}},
		{"add a red circle", "make it bigger", "graphics.transform", map[string]any{"ref": "$last"}},
		{"add a red circle", "undo that", "graphics.undo", map[string]any{"ref": "$last"}},
		{"create a banner 300x100", "now as jpg", "graphics.export", map[string]any{"format": "jpg"}},
		{"add a red circle", "delete it", "graphics.delete_layer", map[string]any{"ref": "$last"}},
		{"open poster.png", "delete it", "artifact.delete", map[string]any{"ref": "$last"}},
	}
	for _, tt := range tests {
		d := recognizer(t).Understand(tt.text, after(t, tt.before))
		if got := d.Tool + "." + d.Operation; got != tt.operation || d.Action != nlp.ActionAct {
			t.Errorf("%q after %q is %s %.2f %s, want %s", tt.text, tt.before, got, d.Confidence, d.Action, tt.operation)
		}
		if !reflect.DeepEqual(d.Entities, tt.entities) {
			t.Errorf("%q after %q has %v, want %v", tt.text, tt.before, d.Entities, tt.entities)
		}
	}
}

func TestAnswersToAQuestion(t *testing.T) {
	add := nlp.Choice{Tool: "graphics", Operation: "add_layer", Label: "Add something to the picture", Text: "Add a new layer to the picture"}
	edit := nlp.Choice{Tool: "graphics", Operation: "edit_layer", Label: "Change a layer", Text: "Edit the layer"}
	del := nlp.Choice{Tool: "graphics", Operation: "delete_layer", Label: "Remove a layer", Text: "Delete the layer"}
	ask := func(text string) nlp.State {
		return nlp.State{Pending: &nlp.Pending{Text: text, Choices: []nlp.Choice{add, edit, del}}}
	}
	tests := []struct {
		text, operation string
		entities        map[string]any
	}{
		{"the first one", "add_layer", map[string]any{"shape": "circle", "color": "red"}},
		{"2", "edit_layer", map[string]any{"layer": "red circle"}},
		{"option three", "delete_layer", map[string]any{"layer": "circle", "color": "red"}},
		{"the last one please", "delete_layer", map[string]any{"layer": "circle", "color": "red"}},
		{"yes", "add_layer", map[string]any{"shape": "circle", "color": "red"}},
		{"Remove a layer", "delete_layer", map[string]any{"layer": "circle", "color": "red"}},
		{"delete", "delete_layer", map[string]any{"layer": "circle", "color": "red"}},
		{"change", "edit_layer", map[string]any{"layer": "red circle"}},
		{"add", "add_layer", map[string]any{"shape": "circle", "color": "red"}},
	}
	for _, tt := range tests {
		d := recognizer(t).Understand(tt.text, ask("red circle"))
		if d.Operation != tt.operation || d.Action != nlp.ActionAct {
			t.Errorf("%q chose %s.%s %.2f %s, want %s", tt.text, d.Tool, d.Operation, d.Confidence, d.Action, tt.operation)
			continue
		}
		if !reflect.DeepEqual(d.Entities, tt.entities) {
			t.Errorf("%q: %v, want %v", tt.text, d.Entities, tt.entities)
		}
	}
}

func TestANewRequestIsNoAnswer(t *testing.T) {
	s := nlp.State{}
	s = s.Asked("the circle", recognizer(t).Understand("the circle", s))
	for text, want := range map[string]string{
		"never mind":                     "meta.cancel",
		"export the picture as a png":    "graphics.export",
		"create a 400x400 canvas in red": "graphics.create",
	} {
		d := recognizer(t).Understand(text, s)
		if got := d.Tool + "." + d.Operation; got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

// Where the name of a layer is asked for, what means a request is one, however short; and
// the name of a layer is none.
func TestACommandIsNoName(t *testing.T) {
	edit := nlp.Choice{Tool: "graphics", Operation: "edit_layer", Label: "Change a layer", Text: "Change a layer"}
	s := nlp.State{Pending: &nlp.Pending{Slot: "layer", Choices: []nlp.Choice{edit}, Entities: map[string]any{"color": "black"}}}
	for text, want := range map[string]string{"undo": "graphics.undo", "add text": "graphics.add_layer", "hide the circle": "graphics.edit_layer"} {
		d := recognizer(t).Understand(text, s)
		if got := d.Tool + "." + d.Operation; got != want || d.Entities["color"] != nil {
			t.Errorf("%q is %s with %v", text, got, d.Entities)
		}
	}
	for _, text := range []string{"title", "the red circle", "second text", "logo", "the big one"} {
		if d := recognizer(t).Understand(text, s); d.Operation != "edit_layer" || d.Entities["color"] != "black" {
			t.Errorf("%q is %s with %v", text, d.Operation, d.Entities)
		}
	}
}

// Asked what a text should say, one may want something else by now.
func TestAnotherShapeIsNoText(t *testing.T) {
	add := nlp.Choice{Tool: "graphics", Operation: "add_layer", Label: "Add a layer", Text: "Add a layer"}
	s := nlp.State{Pending: &nlp.Pending{Slot: "text", Choices: []nlp.Choice{add}, Entities: map[string]any{"shape": "text"}}}
	if d := recognizer(t).Understand("add a red circle", s); d.Entities["shape"] != "circle" || d.Entities["text"] != nil {
		t.Errorf("%v", d.Entities)
	}
	if d := recognizer(t).Understand("Red Circle Society", s); d.Entities["text"] != "Red Circle Society" {
		t.Errorf("%v", d.Entities)
	}
}

// A choice of sizes gives no size to somebody who said another one.
func TestOwnSizeInsteadOfAChoice(t *testing.T) {
	wide := nlp.Choice{Tool: "graphics", Operation: "create", Label: "Wide screen", Text: "Create a 1920x1080 picture"}
	s := nlp.State{Pending: &nlp.Pending{Choices: []nlp.Choice{wide}}}
	if d := recognizer(t).Understand("create a 500px wide banner", s); d.Entities["width"] != "500px" || d.Entities["height"] != nil {
		t.Errorf("%v", d.Entities)
	}
	if d := recognizer(t).Understand("the wide screen one", s); d.Entities["width"] != "1920px" || d.Entities["height"] != "1080px" {
		t.Errorf("%v", d.Entities)
	}
}

func TestAnswerFillsTheSlot(t *testing.T) {
	create := nlp.Choice{Tool: "graphics", Operation: "create", Label: "Start a new picture", Text: "Create a new canvas"}
	add := nlp.Choice{Tool: "graphics", Operation: "add_layer", Label: "Add text", Text: "Add text"}
	tests := []struct {
		choice     nlp.Choice
		slot, text string
		want       any
	}{
		{create, "background", "navy", "navy"},
		{create, "background", "light blue please", "lightblue"},
		{create, "width", "640", "640px"},
		{create, "width", "12cm", "12cm"},
		{add, "text", "Hello World", "Hello World"},
		{add, "text", `"Hello World"`, "Hello World"},
		{add, "position", "top left", "top_left"},
		{add, "color", "#ff0000", "#ff0000"},
	}
	for _, tt := range tests {
		s := nlp.State{Pending: &nlp.Pending{Slot: tt.slot, Choices: []nlp.Choice{tt.choice}, Entities: map[string]any{"name": "kept"}}}
		d := recognizer(t).Understand(tt.text, s)
		if d.Operation != tt.choice.Operation || d.Action != nlp.ActionAct || d.Entities[tt.slot] != tt.want || d.Entities["name"] != "kept" {
			t.Errorf("%q for %s: %s %v, want %v", tt.text, tt.slot, d.Operation, d.Entities, tt.want)
		}
	}
}

func TestStateIsPlainJSON(t *testing.T) {
	s := after(t, "create a 300x200 canvas", "add two red circles and a title saying Hi")
	s = s.Asked("the circle", recognizer(t).Understand("the circle", s))
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back nlp.State
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"same but blue", "again", "the second", "make it bigger", "now 20px"} {
		a, z := recognizer(t).Understand(text, s), recognizer(t).Understand(text, back)
		if a.Tool != z.Tool || a.Operation != z.Operation || a.Confidence != z.Confidence {
			t.Errorf("%q means %s.%s before and %s.%s after JSON", text, a.Tool, a.Operation, z.Tool, z.Operation)
		}
	}
}

func TestAfterKeepsTheConversation(t *testing.T) {
	var zero nlp.State
	s := zero.After(nlp.Decision{Tool: "graphics", Operation: "create", Entities: map[string]any{"width": "5px"}}, "doc_1", "")
	s = s.After(nlp.Decision{Tool: "graphics", Operation: "export"}, "doc_1", "art_1")
	s = s.After(nlp.Decision{Tool: "meta", Operation: "thanks"}, "", "")
	if s.Active["graphics"] != "doc_1" || s.LastArtifact != "art_1" || s.LastOperation != "export" {
		t.Errorf("%+v", s)
	}
	if zero.Active != nil {
		t.Error("the earlier state was changed")
	}
}

// TestReplaces: what takes the place of what was done, and what comes on top of it.
func TestReplaces(t *testing.T) {
	tests := []struct {
		before, text string
		want         bool
	}{
		{"add a red circle", "no, a heart", true},
		{"add a red circle", "blue instead", true},
		{"add a subtitle: Friday 8pm", "in Lobster", true},
		{"rotate the photo by 15 degrees", "25", true},
		{"rotate the photo by 15 degrees", "the other way", true},
		{"delete the circle", "not the circle, the square", true},
		{"make the arrow green", "sorry, teal", true},
		{"add a red circle", "another one, blue", false},
		{"add a red circle", "same but blue", false},
		{"add a red circle", "again", false},
		{"delete the circle", "the square too", false},
		{"make the arrow green", "make the star blue", false},
		{"move the star 50 px up", "30 px to the left", false},
		{"make the title bigger", "even bigger", false},
	}
	for _, tt := range tests {
		if d := recognizer(t).Understand(tt.text, after(t, tt.before)); d.Replaces != tt.want {
			t.Errorf("%q, then %q is %s with %v: replaces %v", tt.before, tt.text, d.Operation, d.Entities, d.Replaces)
		}
	}
}
