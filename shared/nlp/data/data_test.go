package data_test

import (
	"bufio"
	"encoding/json"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/aio-creative-hub/aio/shared/nlp/data"
)

// The least number of examples an intent needs; out_of_scope covers everything
// else people say and needs more.
const (
	minExamples   = 60
	minOutOfScope = 200
	maxSimilarity = 0.6
)

func train(t *testing.T) []data.Example {
	t.Helper()
	examples, err := data.Load(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	return examples
}

// dev reads every turn of the separate evaluation files.
func dev(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob("dev/*.jsonl")
	if err != nil || len(names) == 0 {
		t.Fatalf("no dev files: %v", err)
	}
	var out []string
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		for sc := bufio.NewScanner(f); sc.Scan(); {
			var row struct {
				Turns []string `json:"turns"`
			}
			if err := json.Unmarshal(sc.Bytes(), &row); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			out = append(out, row.Turns...)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestEveryIntentHasExamples(t *testing.T) {
	count := map[string]int{}
	for _, e := range train(t) {
		count[e.Intent]++
	}
	if len(count) != 18 {
		t.Errorf("%d intents, want 18", len(count))
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
	type known struct {
		text  string
		grams []uint32
	}
	var trained []known
	for _, e := range train(t) {
		trained = append(trained, known{e.Text, fiveGrams(e.Text)})
	}
	held := append(dev(t),
		"Create a 1200x630 banner with a navy background and the title Launch Day in white",
		"Make a 1200 by 630 banner, navy background, title Launch Day in white")
	for _, text := range held {
		g := fiveGrams(text)
		for _, k := range trained {
			if strings.EqualFold(text, k.text) || jaccard(g, k.grams) > maxSimilarity {
				t.Errorf("%q is too close to the training message %q", text, k.text)
			}
		}
	}
}

// fiveGrams are the hashed character 5-grams of a message, sorted and unique.
func fiveGrams(text string) []uint32 {
	r := []rune(strings.Join(strings.Fields(strings.ToLower(text)), " "))
	var out []uint32
	for i := 0; i+5 <= len(r); i++ {
		h := fnv.New32a()
		_, _ = h.Write([]byte(string(r[i : i+5]))) // a hash never fails
		out = append(out, h.Sum32())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func jaccard(a, b []uint32) float64 {
	both, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			both, i, j = both+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	if len(a)+len(b) == both {
		return 0
	}
	return float64(both) / float64(len(a)+len(b)-both)
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
