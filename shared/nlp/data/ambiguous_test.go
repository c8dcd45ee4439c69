package data_test

import (
	"os"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/aio-creative-hub/aio/shared/nlp/data"
)

// TestAmbiguousMessagesNameIntents: a candidate without training messages could
// never be offered.
func TestAmbiguousMessagesNameIntents(t *testing.T) {
	rows, err := data.LoadAmbiguous(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	var intents []string
	for _, e := range train(t) {
		intents = append(intents, e.Intent)
	}
	for _, r := range rows {
		for _, c := range r.Candidates {
			if !slices.Contains(intents, c) {
				t.Errorf("%q: no messages of %s", r.Text, c)
			}
		}
	}
}

func TestLoadAmbiguousRefusesBadRows(t *testing.T) {
	const name = "ambiguous/a.jsonl"
	for _, row := range []string{`{`, `{"candidates":["a.b"]}`} {
		if _, err := data.LoadAmbiguous(fstest.MapFS{name: {Data: []byte(row)}}); err == nil {
			t.Errorf("%s: no error", row)
		}
	}
	if _, err := data.LoadAmbiguous(fstest.MapFS{}); err == nil {
		t.Error("no error without a file")
	}
}
