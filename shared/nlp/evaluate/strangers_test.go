package evaluate_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/data"
	"github.com/aio-creative-hub/aio/shared/nlp/evaluate"
)

// folder is a small folder of training files, with two writers of ambiguous messages.
func folder(t *testing.T) fstest.MapFS {
	t.Helper()
	vectors, err := fs.ReadFile(data.Files(), "vectors/english.bin")
	if err != nil {
		t.Fatal(err)
	}
	dir := fstest.MapFS{"vectors/english.bin": {Data: vectors}}
	for intent, verbs := range map[string]string{"graphics.create": "create make draw", "video.trim": "cut trim shorten", "out_of_scope": "book buy order"} {
		var b strings.Builder
		for _, verb := range strings.Fields(verbs) {
			for _, thing := range []string{"banner", "clip", "flight", "poster", "scene", "pizza", "logo", "intro"} {
				fmt.Fprintf(&b, "{\"text\": \"%s the %s now\", \"intent\": \"%s\"}\n", verb, thing, intent)
			}
		}
		dir[intent+".jsonl"] = &fstest.MapFile{Data: []byte(b.String())}
	}
	for file, texts := range map[string][]string{"a": {"do it", "that one", "again", "go on"}, "b": {"the corner", "shorter banner", "more", "hm", "cut banner"}} {
		var b strings.Builder
		for _, text := range texts {
			fmt.Fprintf(&b, "{\"text\": \"%s\", \"candidates\": [\"graphics.create\", \"video.trim\"]}\n", text)
		}
		dir["ambiguous/"+file+".jsonl"] = &fstest.MapFile{Data: []byte(b.String())}
	}
	return dir
}

// TestStrangers: each writer is met by the model of a folder that has not their file.
func TestStrangers(t *testing.T) {
	dir := folder(t)
	got, err := evaluate.Strangers(dir, nlp.Config())
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Messages != 4 || got[1].Messages != 5 {
		t.Fatalf("writers are %+v", got)
	}
	for _, s := range got {
		rest := maps.Clone(dir)
		delete(rest, s.File)
		corpus, err := nlp.Load(rest)
		if err != nil {
			t.Fatal(err)
		}
		model, err := nlp.Train(corpus, nlp.Config())
		if err != nil {
			t.Fatal(err)
		}
		r, err := nlp.New(model, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		report, err := evaluate.Evaluate(r, strings.NewReader(rowsOf(t, string(dir[s.File].Data))))
		if err != nil {
			t.Fatal(err)
		}
		if s.ClarifyRecall != report.ClarifyRecall {
			t.Errorf("%s: %.3f, want %.3f", s.File, s.ClarifyRecall, report.ClarifyRecall)
		}
	}
}

// rowsOf makes rows to evaluate of a file of ambiguous messages.
func rowsOf(t *testing.T, file string) string {
	t.Helper()
	var b strings.Builder
	enc := json.NewEncoder(&b)
	err := data.EachLine(strings.NewReader(file), 1<<10, func(a data.Ambiguous) error {
		return enc.Encode(evaluate.Row{ID: a.Text, Turns: []string{a.Text}, Expect: evaluate.Expect{Clarify: true, Candidates: a.Candidates}})
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
