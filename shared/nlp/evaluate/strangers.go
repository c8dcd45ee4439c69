package evaluate

import (
	"fmt"
	"io/fs"
	"slices"

	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/classify"
	"github.com/aio-creative-hub/aio/shared/nlp/data"
)

// Stranger tells how the ambiguous messages of one writer are met by a model that learned from
// none of them.
type Stranger struct {
	File          string  `json:"file"` // of the writer's messages
	Messages      int     `json:"messages"`
	ClarifyRecall float64 `json:"clarify_recall"` // see Report
}

// Strangers leaves out one writer's ambiguous messages after the other: each file of the folder
// ambiguous is by one. It trains as often as there are writers.
func Strangers(dir fs.FS, cfg classify.Config) ([]Stranger, error) {
	corpus, err := nlp.Load(dir)
	if err != nil {
		return nil, fmt.Errorf("strangers: %w", err)
	}
	files, err := fs.Glob(dir, data.AmbiguousFiles)
	if err != nil {
		return nil, fmt.Errorf("strangers: %w", err)
	}
	all := corpus.Ambiguous
	var out []Stranger
	for _, file := range files {
		rows, err := data.LoadAmbiguous(only{dir, file})
		if err != nil {
			return nil, fmt.Errorf("strangers: %w", err)
		}
		corpus.Ambiguous = slices.DeleteFunc(slices.Clone(all), func(a data.Ambiguous) bool {
			return slices.ContainsFunc(rows, func(r data.Ambiguous) bool { return r.Text == a.Text })
		})
		recall, err := asked(corpus, cfg, rows)
		if err != nil {
			return nil, fmt.Errorf("strangers: %s: %w", file, err)
		}
		out = append(out, Stranger{file, len(rows), recall})
	}
	return out, nil
}

// asked is the share of messages that a model of the corpus asks about as it should.
func asked(corpus nlp.Corpus, cfg classify.Config, rows []data.Ambiguous) (float64, error) {
	model, err := nlp.Train(corpus, cfg)
	if err != nil {
		return 0, err
	}
	r, err := nlp.New(model, nil, nil)
	if err != nil {
		return 0, err
	}
	var t tally
	for _, row := range rows {
		t.add(Expect{Clarify: true, Candidates: row.Candidates}, predictionOf("", r.Understand(row.Text, nlp.State{})))
	}
	return t.report().ClarifyRecall, nil
}

// only is a file system in which a pattern finds one file.
type only struct {
	fs.FS
	file string
}

// Glob finds the file.
func (o only) Glob(string) ([]string, error) { return []string{o.file}, nil }
