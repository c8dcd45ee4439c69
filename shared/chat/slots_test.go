package chat

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/aio-creative-hub/aio/shared/nlp"
)

func testTools() map[string]tool { return New(Config{}).tools }

func TestArguments(t *testing.T) {
	state := nlp.State{Active: map[string]string{"graphics": "doc_1"}, LastArtifact: "art_1"}
	for name, tc := range map[string]struct {
		op       string
		entities map[string]any
		want     string
	}{
		"lengths become pixels":     {"graphics.create", map[string]any{"width": "10in", "height": "25.4mm"}, `{"width":960,"height":96}`},
		"pixels stay":               {"graphics.create", map[string]any{"width": "1200px", "height": "630px", "background": "navy", "text": "Launch Day", "color": "white"}, `{"width":1200,"height":630,"background":"navy","text":"Launch Day","color":"white"}`},
		"a percentage is no length": {"graphics.create", map[string]any{"width": "50%", "height": "100px"}, `{"height":100}`},
		"absurd sizes reach the operation, which refuses them": {"graphics.create", map[string]any{"width": "99999px"}, `{"width":99999}`},
		"opacity is a fraction":                                {"graphics.edit_layer", map[string]any{"layer": "logo", "opacity": "50%"}, `{"canvasId":"doc_1","layer":"logo","opacity":0.5}`},
		"it is the last layer":                                 {"graphics.edit_layer", map[string]any{"ref": "$last", "color": "red"}, `{"canvasId":"doc_1","layer":"$last","color":"red"}`},
		"nobody named a layer":                                 {"graphics.transform", map[string]any{"angle": "45deg"}, `{"canvasId":"doc_1","layer":"$last","angle":45}`},
		"the named layer wins":                                 {"graphics.transform", map[string]any{"layer": "title", "ref": "$last", "factor": 2.0}, `{"canvasId":"doc_1","layer":"title","factor":2}`},
		"an unknown shape is left out":                         {"graphics.add_layer", map[string]any{"shape": "dodecahedron", "text": "Hi"}, `{"canvasId":"doc_1","text":"Hi"}`},
		"case of an allowed value":                             {"graphics.export", map[string]any{"format": "JPG", "quality": "80%"}, `{"canvasId":"doc_1","format":"jpg","quality":80}`},
		"a list fills a list":                                  {"graphics.filter", map[string]any{"effect": []string{"blur", "sepia"}}, `{"canvasId":"doc_1","layer":"$last","effect":["blur","sepia"]}`},
		"the last artifact":                                    {"artifact.open", map[string]any{"ref": "$last"}, `{"artifactId":"art_1"}`},
		"unknown slots are ignored":                            {"graphics.undo", map[string]any{"weather": "fine"}, `{"canvasId":"doc_1"}`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := json.Marshal(arguments(testTools()[tc.op], tc.entities, state))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(decode(t, tc.want), decode(t, string(got))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func decode(t *testing.T, text string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return m
}

func TestFirstMissing(t *testing.T) {
	for name, tc := range map[string]struct {
		op    string
		state nlp.State
		want  string
	}{
		"no picture yet":   {"graphics.add_layer", nlp.State{}, "canvasId"},
		"there is one":     {"graphics.add_layer", nlp.State{Active: map[string]string{"graphics": "doc_1"}}, ""},
		"no file yet":      {"artifact.open", nlp.State{}, "artifactId"},
		"nothing required": {"graphics.create", nlp.State{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			tl := testTools()[tc.op]
			if got := firstMissing(tl, arguments(tl, nil, tc.state)); got != tc.want {
				t.Errorf("missing %q, want %q", got, tc.want)
			}
		})
	}
}

// Every operation the chat may call can be carried out or asks a question that was
// written for it.
func TestEveryRequiredArgumentHasAQuestion(t *testing.T) {
	for id, tl := range testTools() {
		for _, a := range tl.args {
			if a.Required && tl.spec.Chat.Ask[a.Name] == "" && !tl.spec.Planned {
				t.Errorf("%s: no question for %s", id, a.Name)
			}
		}
	}
}
