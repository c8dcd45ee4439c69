package evaluate

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/nlp"
)

// By hand: of three rows that ask for an operation one is acted on and right, one acted on and
// wrong though its tool is right, one right but not acted on; one of one out of scope is acted on.
func TestScore(t *testing.T) {
	rows := []Row{
		{ID: "1", Expect: Expect{Tool: "graphics", Operation: "undo"}},
		{ID: "2", Expect: Expect{Tool: "artifact", Operation: "list"}},
		{ID: "3", Expect: Expect{OutOfScope: true}},
		{ID: "4", Expect: Expect{Clarify: true, Candidates: []string{"graphics.create"}}},
		{ID: "5", Expect: Expect{Tool: "graphics", Operation: "create"}},
	}
	said := []Prediction{
		{ID: "1", Tool: "graphics", Operation: "undo", Confidence: 0.95, Action: nlp.ActionAct},
		{ID: "2", Tool: "artifact", Operation: "delete", Confidence: 0.75, Action: nlp.ActionAct},
		{ID: "3", Tool: "meta", Operation: "help", Confidence: 0.85, Action: nlp.ActionAct},
		{ID: "4", Tool: "graphics", Operation: "create", Confidence: 0.35, Action: nlp.ActionClarify, Choices: []string{"web.generate"}},
		{ID: "5", Tool: "graphics", Operation: "create", Confidence: 0.55, Action: nlp.ActionClarify},
	}
	got, err := Score(rows, said)
	if err != nil {
		t.Fatal(err)
	}
	for name, pair := range map[string][2]float64{
		"tool": {got.ToolAccuracy, 1}, "operation": {got.OperationAccuracy, 2.0 / 3}, "acted right": {got.ActedRight, 1.0 / 3},
		"acted wrong": {got.ActedWrong, 1.0 / 3}, "out of scope": {got.OutOfScopeRecall, 0}, "asked": {got.ClarifyRecall, 0},
		"calibration": {got.CalibrationError, (0.05 + 0.75 + 0.85 + 0.65 + 0.45) / 5},
	} {
		if !near(pair[0], pair[1]) {
			t.Errorf("%s is %v, want %v", name, pair[0], pair[1])
		}
	}
	if _, err := Score(rows, said[1:]); err == nil {
		t.Error("a missing prediction is no error")
	}
	slices.Reverse(said)
	if _, err := Score(rows, said); err == nil {
		t.Error("predictions of other rows are no error")
	}
}

// What is predicted to a file scores as what is evaluated at once.
func TestScoreOfPredictions(t *testing.T) {
	r := recognizer(t)
	want, err := Evaluate(r, strings.NewReader(rows))
	if err != nil {
		t.Fatal(err)
	}
	var all []Row
	if err := Each(strings.NewReader(rows), func(row Row) error { all = append(all, row); return nil }); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Predict(r, strings.NewReader(rows), &out); err != nil {
		t.Fatal(err)
	}
	var said []Prediction
	for dec := json.NewDecoder(&out); dec.More(); {
		var p Prediction
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		said = append(said, p)
	}
	got, err := Score(all, said)
	if err != nil {
		t.Fatal(err)
	}
	if got.MsPerMessage = want.MsPerMessage; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}
