package data_test

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/aio-creative-hub/aio/shared/nlp/data"
)

// The least number of examples an intent needs; out_of_scope covers everything
// else people say and needs more.
const (
	intents       = 44
	minExamples   = 120
	minOutOfScope = 500
	minDev        = 25
	minDialogues  = 300
)

func train(t *testing.T) []data.Example {
	t.Helper()
	examples, err := data.Load(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	return examples
}

// row is a line of an evaluation file.
type row struct {
	ID     string   `json:"id"`
	Turns  []string `json:"turns"`
	Expect struct {
		Tool       string         `json:"tool"`
		Operation  string         `json:"operation"`
		Clarify    bool           `json:"clarify"`
		OutOfScope bool           `json:"out_of_scope"`
		Entities   map[string]any `json:"entities"`
	} `json:"expect"`
}

func (r row) label() string {
	switch {
	case r.Expect.Operation != "":
		return r.Expect.Tool + "." + r.Expect.Operation
	case r.Expect.Clarify:
		return "clarify"
	}
	return "out_of_scope"
}

func rows(t *testing.T, name string) []row {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []row
	for sc := bufio.NewScanner(f); sc.Scan(); {
		var r row
		if err := json.Unmarshal(sc.Bytes(), &r); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out = append(out, r)
	}
	return out
}

// frozen are the hashes of the evaluation files' messages and labels, taken when they were
// written, before anything was trained or measured with them. Entities are not part of
// them: their annotation was made uniform later (docs/nlp-data.md).
var frozen = map[string]string{
	"dev/single.jsonl":     "ac87a347537ace3c2f5320d806cff7bf811ccb7ee3c5f6dfb695adfbbb20ed30",
	"dev/dialogues.jsonl":  "f1b5d41d3fbbeb22f9b2673c5ed2815f54c65ef53c9ba5933117832ac2febfd7",
	"test/single.jsonl":    "55daa455dce216cabec51d1312e143ac7472d01538caa7f709dc0782dc945a46",
	"test/dialogues.jsonl": "98905f8b6e29defed1b6183e31f53492974bceb49f740edf7d099971866065e8",
}

func TestEvaluationIsFrozen(t *testing.T) {
	for name, want := range frozen {
		h := sha256.New()
		for _, r := range rows(t, name) {
			fmt.Fprintf(h, "%s\x00%s\x00%s\n", r.ID, strings.Join(r.Turns, "\x00"), r.label())
		}
		if got := hex.EncodeToString(h.Sum(nil)); got != want {
			t.Errorf("%s has changed: %s", name, got)
		}
	}
}

func TestEveryIntentHasExamples(t *testing.T) {
	count := map[string]int{}
	for _, e := range train(t) {
		count[e.Intent]++
	}
	if len(count) != intents {
		t.Errorf("%d intents, want %d", len(count), intents)
	}
	for intent, n := range count {
		least := minExamples
		if intent == "out_of_scope" {
			least = minOutOfScope
		}
		if n < least {
			t.Errorf("%s has %d examples, want %d", intent, n, least)
		}
	}
}

func TestDevCoversEveryIntent(t *testing.T) {
	count := map[string]int{}
	for _, r := range append(rows(t, "dev/single.jsonl"), rows(t, "dev/dialogues.jsonl")...) {
		count[r.label()]++
	}
	for _, e := range train(t) {
		if n := count[e.Intent]; n < minDev {
			t.Fatalf("%s has %d rows in dev, want %d", e.Intent, n, minDev)
		}
	}
	if n := len(rows(t, "dev/dialogues.jsonl")); n < minDialogues {
		t.Errorf("%d dialogues, want %d", n, minDialogues)
	}
}

func TestNoMessageTwice(t *testing.T) {
	seen := map[string]string{}
	for _, e := range train(t) {
		key := strings.ToLower(e.Text)
		if other, ok := seen[key]; ok {
			t.Errorf("%q is in %s and %s", e.Text, other, e.Intent)
		}
		seen[key] = e.Intent
	}
}

// TestEvaluationIsNotInTraining keeps the evaluation honest: no message of it,
// and nothing close to one, may be trained on.
func TestEvaluationIsNotInTraining(t *testing.T) {
	examples := train(t)
	vague, err := data.LoadAmbiguous(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range vague {
		examples = append(examples, data.Example{Text: a.Text})
	}
	texts := make([]string, len(examples))
	for i, e := range examples {
		texts[i] = e.Text
	}
	near := data.NewNeighbours(texts)
	for name := range frozen {
		for _, r := range rows(t, name) {
			for _, text := range r.Turns {
				if i := near.Near(text); i >= 0 {
					t.Errorf("%s: %q is too close to the training message %q", r.ID, text, examples[i].Text)
				}
			}
		}
	}
}

// TestEvaluationIsNotInDialogues compares whole dialogues: an ellipsis ("again", "the other
// way") is the same whoever says it; what it follows must not be.
func TestEvaluationIsNotInDialogues(t *testing.T) {
	dialogues, err := data.LoadDialogues(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	texts := make([]string, len(dialogues))
	for i, d := range dialogues {
		texts[i] = strings.Join(d.Turns, " ")
	}
	near := data.NewNeighbours(texts)
	for name := range frozen {
		for _, r := range rows(t, name) {
			if i := near.Near(strings.Join(r.Turns, " ")); len(r.Turns) > 1 && i >= 0 {
				t.Errorf("%s: %q is too close to the training dialogue %q", r.ID, r.Turns, dialogues[i].Turns)
			}
		}
	}
}

func TestLoadRefusesBadFiles(t *testing.T) {
	tests := map[string]string{
		"not JSON":  "{",
		"no text":   `{"intent":"graphics.create"}`,
		"no intent": `{"text":"hello"}`,
		"empty":     "",
		"long line": `{"text":"` + strings.Repeat("x", 100<<10) + `","intent":"a"}`,
	}
	for name, content := range tests {
		t.Run(name, func(t *testing.T) {
			fsys := fstest.MapFS{"a.jsonl": &fstest.MapFile{Data: []byte(content)}}
			if _, err := data.Load(fsys); err == nil {
				t.Error("no error")
			}
		})
	}
}
