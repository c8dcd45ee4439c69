package evaluate

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/aio-creative-hub/aio/shared/nlp"
)

// Prediction is one line of Predict's output.
type Prediction struct {
	ID         string         `json:"id"`
	Tool       string         `json:"tool"`
	Operation  string         `json:"operation"`
	Confidence float64        `json:"confidence"`
	Entities   map[string]any `json:"entities"`
	Action     nlp.Action     `json:"action"`
	Choices    []string       `json:"choices"` // "tool.operation"
}

// Predict writes a prediction for the last turn of every row, as JSONL.
func Predict(r *nlp.Recognizer, rows io.Reader, out io.Writer) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return Each(rows, func(row Row) error {
		d, _ := converse(r, row.Turns)
		if err := enc.Encode(predictionOf(row.ID, d)); err != nil {
			return fmt.Errorf("write prediction: %w", err)
		}
		return nil
	})
}

func predictionOf(id string, d nlp.Decision) Prediction {
	p := Prediction{ID: id, Tool: d.Tool, Operation: d.Operation, Confidence: d.Confidence,
		Entities: d.Entities, Action: d.Action, Choices: choiceIDs(d)}
	if p.Entities == nil {
		p.Entities = map[string]any{}
	}
	return p
}

func choiceIDs(d nlp.Decision) []string {
	ids := make([]string, 0, len(d.Choices))
	for _, c := range d.Choices {
		ids = append(ids, c.Tool+"."+c.Operation)
	}
	return ids
}

// converse understands the turns one after the other. Each but the last is
// taken as carried out, whatever its confidence: its document and artifact
// exist and are the newest of their kind. It returns the decision about the
// last turn and the time that it took.
func converse(r *nlp.Recognizer, turns []string) (nlp.Decision, time.Duration) {
	var s nlp.State
	for _, t := range turns[:len(turns)-1] {
		s = s.After(r.Understand(t, s), "doc_evaluation", "art_evaluation")
		s.Pending = nil
	}
	start := time.Now()
	d := r.Understand(turns[len(turns)-1], s)
	return d, time.Since(start)
}
