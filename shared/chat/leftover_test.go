package chat

import (
	"testing"

	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/operation"
)

func TestExplained(t *testing.T) {
	create, edit := testTools()["graphics.create"], testTools()["graphics.edit_layer"]
	for _, tt := range []struct {
		tl             tool
		field, message string
		want           string
	}{
		{create, "body.height", "expected number >= 1", "The height must be at least 1 pixel."},
		{create, "body.width", "expected number <= 16384", "The width must be at most 16384 pixels."},
		{create, "body.text", "expected length <= 40000", "The text must have at most 40000 characters."},
		{edit, "body.opacity", "expected number <= 1", "The opacity must be at most 100%."},
		{edit, "body.size", "expected number > 0", "The size must be more than 0 pixels."},
		{edit, "body.color", "color: must be a colour: a CSS name", "The colour must be a colour: a CSS name."},
		{edit, "body.strokeWidth", "strokeWidth: must not be negative.", "The outline's width must not be negative."},
		{edit, "body.blend", "expected value to be one of \"x\"", "The blend is not one that I can use here."},
		{edit, "body.layer", "layer: the canvas itself has no font", "The canvas itself has no font."},
	} {
		p := operation.Invalid(tt.field, operation.CodeInvalid, tt.message)
		if got := explained(tt.tl, p); got != tt.want {
			t.Errorf("%s %q: %q, want %q", tt.field, tt.message, got, tt.want)
		}
	}
	other := operation.NewProblem(503, operation.CodeUnavailable, "Busy.")
	if got := explained(edit, other); got != "Busy." {
		t.Errorf("another refusal became %q", got)
	}
}

func TestLeftOver(t *testing.T) {
	for name, tt := range map[string]struct {
		op       string
		entities map[string]any
		want     string
	}{
		"nothing":          {"graphics.create", map[string]any{"width": "10px", "subject": "shoes"}, ""},
		"no such argument": {"graphics.create", map[string]any{"aspect": "16:9"}, "I left out the aspect ratio (16:9), which I cannot do here yet."},
		"not that value":   {"graphics.add_layer", map[string]any{"position": "moon"}, "I left out the position (moon): it can be top left, top, top right, left, center, right, bottom left, bottom, bottom right, upper third or lower third."},
		"one of several":   {"graphics.edit_layer", map[string]any{"background": []string{"red", "blue"}}, "I used only red: there can be one background colour."},
		"elsewhere":        {"graphics.transform", map[string]any{"color": "red", "factor": 2.0}, "I left out the colour (red): say that in a message of its own."},
		"several layers":   {"graphics.delete_layer", map[string]any{"layer": []string{"a", "b"}}, ""},
		"a thing beside":   {"graphics.edit_layer", map[string]any{"target": "title", "ref": "$last", "color": "red"}, "I left out the place (title), which I cannot do here yet."},
		"the thing itself": {"graphics.edit_layer", map[string]any{"target": "title", "color": "red"}, ""},
		"behind a thing":   {"graphics.edit_layer", map[string]any{"target": "title", "ref": "$last", "order": "back"}, ""},
		"how often":        {"graphics.undo", map[string]any{"count": 3.0}, ""},
		"dropped":          {"graphics.create", map[string]any{"subject": "jazz night"}, ""},
		"not drawn":        {"graphics.add_layer", map[string]any{"subject": "sun", "shape": "circle"}, "I can't draw things (sun): I make shapes and texts, and place pictures of yours."},
		"not drawn, once":  {"graphics.add_layer", map[string]any{"subject": "sun", "drawing": "sun"}, "I can't draw things (sun): I make shapes and texts, and place pictures of yours."},
		"not done":         {"graphics.export", map[string]any{"max_size": "200kb", "format": "png"}, "I left out the size of the file (200kb), which I cannot do here yet."},
		"a link":           {"artifact.share", map[string]any{"target": "link"}, ""},
		"a link for whom":  {"artifact.share", map[string]any{"target": []string{"link", "boss"}}, "I left out the place (boss), which I cannot do here yet."},
		"not in the list":  {"cad.export", map[string]any{"format": []string{"stl", "x_t"}}, "I left out the format (stl, x t): it can be stl, step, obj, 3mf, iges, gltf, glb, ply, amf, dxf, svg or pdf."},
		"a part, and it":   {"cad.transform", map[string]any{"ref": "$last", "target": "lid"}, ""},
		"whole picture":    {"graphics.export", map[string]any{"layer": "picture"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := leftOver(testTools()[tt.op], tt.entities); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// "It" is the thing that was spoken of, whatever else is named beside it: the same each time.
func TestItGoesBeforeThePlace(t *testing.T) {
	for range 50 {
		args := arguments(testTools()["graphics.edit_layer"], map[string]any{"ref": "$last", "target": "title", "color": "red"}, nlp.State{})
		if got := text(args["layer"]); got != lastRef {
			t.Fatalf("layer %q", got)
		}
	}
}

// What is destroyed is pointed at or named, never guessed.
func TestCarefulFiles(t *testing.T) {
	state := nlp.State{LastArtifact: "art_1"}
	for op, want := range map[string]string{"artifact.delete": "", "artifact.open": "art_1"} {
		if got := text(arguments(testTools()[op], map[string]any{}, state)["artifactId"]); got != want {
			t.Errorf("%s takes %q, want %q", op, got, want)
		}
		if got := text(arguments(testTools()[op], map[string]any{"ref": "$last"}, state)["artifactId"]); got != "art_1" {
			t.Errorf("%s of it takes %q", op, got)
		}
		if got := text(arguments(testTools()[op], map[string]any{"file": "a.png"}, state)["artifactId"]); got != "a.png" {
			t.Errorf("%s of a.png takes %q", op, got)
		}
	}
}
