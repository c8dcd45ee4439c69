package chat

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/aio-creative-hub/aio/shared/nlp"
)

func testTools() map[string]tool { return New(Config{}).tools }

func TestArguments(t *testing.T) {
	state := nlp.State{Active: map[string]string{"graphics": "doc_1", "cad": "mod_1", "video": "tl_1"}, LastArtifact: "art_1"}
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
		"an image gets another file":                           {"graphics.edit_layer", map[string]any{"layer": "photo", "file": "dog.png"}, `{"canvasId":"doc_1","layer":"photo","artifactId":"dog.png"}`},
		"text is aligned":                                      {"graphics.edit_layer", map[string]any{"layer": "text", "anchor": "center"}, `{"canvasId":"doc_1","layer":"text","align":"center"}`},
		"a new layer is called so":                             {"graphics.add_layer", map[string]any{"layer": "subtitle", "text": "Hi"}, `{"canvasId":"doc_1","name":"subtitle","text":"Hi"}`},
		"CSS writes hyphens":                                   {"graphics.edit_layer", map[string]any{"layer": "sky", "blend": "soft_light"}, `{"canvasId":"doc_1","layer":"sky","blend":"soft-light"}`},
		"a quality in words":                                   {"graphics.export", map[string]any{"quality": "high"}, `{"canvasId":"doc_1","quality":95}`},
		"files by name":                                        {"artifact.list", map[string]any{"name": "draft", "count": 3.0}, `{"q":"draft","limit":3}`},
		"lengths become millimetres":                           {"cad.create", map[string]any{"shape": "plate", "width": "12cm", "height": "3.5in", "depth": "5", "size": "M8"}, `{"modelId":"mod_1","shape":"plate","width":120,"height":88.9,"depth":5,"size":"M8"}`},
		"it is the last part":                                  {"cad.transform", map[string]any{"ref": "$last", "dz": "-0.5in", "size": "+3mm"}, `{"modelId":"mod_1","target":["$last"],"dz":-12.7,"size":"+3mm"}`},
		"the named part wins":                                  {"cad.measure", map[string]any{"ref": "$last", "target": "lid", "quantity": "Mass"}, `{"modelId":"mod_1","target":["lid"],"quantity":["mass"]}`},
		"seconds":                                              {"video.trim", map[string]any{"start_s": -20.0, "name": "webinar", "end_frame": 47.0}, `{"timelineId":"tl_1","start":-20,"clip":"webinar","endFrame":47}`},
		"sound":                                                {"video.audio", map[string]any{"action": "add", "gain_db": "-6db", "volume": "150%", "file": "song.mp3"}, `{"timelineId":"tl_1","action":"add","gain":-6,"volume":1.5,"artifactId":"song.mp3"}`},
		"a file's size":                                        {"video.convert", map[string]any{"max_size": "16mb", "quality": 28.0, "fps": 29.97, "width": "1280"}, `{"timelineId":"tl_1","maxSize":16000000,"quality":"28","fps":29.97,"width":1280}`},
		"several clips":                                        {"video.concat", map[string]any{"name": []string{"part1", "part2"}, "transition": "crossfade"}, `{"timelineId":"tl_1","clips":["part1","part2"],"transition":"crossfade"}`},
		"memory and time":                                      {"ide.execute", map[string]any{"code": "x", "timeout_s": "1min", "memory_mb": "1gb", "language": "python"}, `{"code":"x","timeout":60,"memory":1024,"language":"python"}`},
		"code needs no file":                                   {"ide.scan", map[string]any{"rule": "secrets"}, `{"rule":["secrets"]}`},
		"that file":                                            {"ide.validate", map[string]any{"ref": "$last"}, `{"artifactId":"art_1"}`},
		"what leaves is pointed at":                            {"drive.save", map[string]any{"target": "google_drive"}, `{"target":"google_drive"}`},
		"and then it does":                                     {"drive.save", map[string]any{"ref": "$last", "format": "pdf"}, `{"artifactId":"art_1","format":["pdf"]}`},
		"part of a list does not fit":                          {"cad.export", map[string]any{"format": []string{"stl", "x_t"}, "resolution": "10um"}, `{"modelId":"mod_1","resolution":0.01}`},
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

func TestNumber(t *testing.T) {
	for _, tt := range []struct {
		said, format string
		want         float64
	}{
		{"12cm", "mm", 120}, {"2.2cm", "mm", 22}, {"0.5in", "mm", 12.7}, {"3ft", "mm", 914.4}, {"1.5m", "mm", 1500}, {"7", "mm", 7}, {"-4mm", "mm", -4},
		{"1.5min", "s", 90}, {"250ms", "s", 0.25}, {"10s", "s", 10}, {"2h", "s", 7200},
		{"200kb", "bytes", 200e3}, {"1MiB", "bytes", 1 << 20}, {"4gb", "bytes", 4e9},
		{"512mb", "MB", 512}, {"1gb", "MB", 1024}, {"-3dB", "dB", -3},
		{"low", "percent", 40}, {"80%", "percent", 80}, {"-40%", "fraction", -0.4}, {"2x", "factor", 2}, {"90deg", "degrees", 90},
		{"20pt", "px", 26.667}, {"1.5m", "px", 5669.291}, {"3", "", 3}, {"3", "int64", 3},
	} {
		if got, err := number(tt.said, tt.format); err != nil || got != tt.want {
			t.Errorf("%s as %q: %v %v, want %v", tt.said, tt.format, got, err, tt.want)
		}
	}
	for _, tt := range [][2]string{{"5px", "mm"}, {"50%", "mm"}, {"3mm", "s"}, {"60vh", "px"}, {"1stop", "fraction"}, {"high", "px"}, {"5s", ""}, {"much", "percent"}, {"10mm", "bytes"}} {
		if got, err := number(tt[0], tt[1]); err == nil {
			t.Errorf("%s as %q is %v", tt[0], tt[1], got)
		}
	}
}

// Every operation the chat may call can be carried out or asks a question that was
// written for it.
func TestEveryRequiredArgumentHasAQuestion(t *testing.T) {
	for id, tl := range testTools() {
		for _, a := range tl.args {
			if a.Required && tl.spec.Chat.Ask[a.Name] == "" {
				t.Errorf("%s: no question for %s", id, a.Name)
			}
		}
	}
}
