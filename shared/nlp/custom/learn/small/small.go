// Package small has a small model of language understanding for tests: trained on a part
// of the product's messages in a second, with an evaluation set of as many.
package small

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/learn"
	"github.com/aio-creative-hub/aio/shared/nlp/data"
	"github.com/aio-creative-hub/aio/shared/nlp/evaluate"
	"github.com/aio-creative-hub/aio/shared/nlp/ops"
)

const (
	// perIntent messages of some operations are trained on, and half as many evaluated by;
	// outOfScopes times as many are about something else, as among the product's: of few,
	// each one makes points.
	perIntent   = 60
	outOfScopes = 4
	// DevText is a message of the evaluation.
	DevText = "could you set up a poster for our jumble sale in olive and cream"
)

var intents = []string{"graphics.create", "graphics.add_layer", "graphics.delete_layer", "graphics.export", "artifact.list", "artifact.delete", "meta.help", learn.OutOfScope}

type made struct {
	recognizer *nlp.Recognizer
	learner    *learn.Learner
	measures   ops.Measures
	err        error
}

var once = sync.OnceValue(func() made {
	base, err := nlp.Load(data.Files())
	if err != nil {
		return made{err: err}
	}
	all := base.Examples
	base.Examples = nil
	var dev []evaluate.Row
	count := map[string]int{}
	for _, e := range all {
		most := perIntent * 3 / 2
		if e.Intent == learn.OutOfScope {
			most *= outOfScopes
		}
		switch n := count[e.Intent]; {
		case !contains(e.Intent) || n >= most:
			continue
		case n%3 == 2:
			dev = append(dev, row(e))
		default:
			base.Examples = append(base.Examples, e)
		}
		count[e.Intent]++
	}
	dev = append(dev, evaluate.Row{ID: "x", Turns: []string{DevText}, Expect: evaluate.Expect{Tool: "graphics", Operation: "create"}})
	var text strings.Builder
	for _, r := range dev {
		b, _ := json.Marshal(r) //nolint:errchkjson // texts
		fmt.Fprintf(&text, "%s\n", b)
	}
	model, err := nlp.Train(base, nlp.Config())
	if err != nil {
		return made{err: err}
	}
	slotModel, err := nlp.TrainSlots(base.Examples)
	if err != nil {
		return made{err: err}
	}
	r, err := nlp.New(model, slotModel, nil)
	if err != nil {
		return made{err: err}
	}
	fsys := fstest.MapFS{"all.jsonl": {Data: []byte(text.String())}}
	l, err := learn.New(learn.Config{Base: base, Dev: fsys, Before: r})
	if err != nil {
		return made{err: err}
	}
	report, err := evaluate.Evaluate(r, strings.NewReader(text.String()))
	return made{recognizer: r, learner: l, err: err, measures: ops.Measures{OperationAccuracy: report.OperationAccuracy, ActedRight: report.ActedRight,
		ActedWrong: report.ActedWrong, OutOfScopeRecall: report.OutOfScopeRecall, CalibrationError: report.CalibrationError, Rows: report.Rows}}
})

func contains(intent string) bool {
	for _, i := range intents {
		if i == intent {
			return true
		}
	}
	return false
}

func row(e data.Example) evaluate.Row {
	r := evaluate.Row{ID: "x", Turns: []string{e.Text}}
	if e.Intent == learn.OutOfScope {
		r.Expect.OutOfScope = true
		return r
	}
	r.Expect.Tool, r.Expect.Operation, _ = strings.Cut(e.Intent, ".")
	return r
}

func get(t testing.TB) made {
	t.Helper()
	m := once()
	if m.err != nil {
		t.Fatal(m.err)
	}
	return m
}

// Recognizer is the small model.
func Recognizer(t testing.TB) *nlp.Recognizer { t.Helper(); return get(t).recognizer }

// Learner trains with its messages.
func Learner(t testing.TB) *learn.Learner { t.Helper(); return get(t).learner }

// Measures are what it makes of the evaluation.
func Measures(t testing.TB) ops.Measures { t.Helper(); return get(t).measures }
