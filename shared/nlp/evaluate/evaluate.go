package evaluate

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/aio-creative-hub/aio/shared/nlp"
)

// Report are the measures of a file. Shares are in [0, 1]; a share of nothing is 0.
type Report struct {
	// ToolAccuracy and OperationAccuracy: the best guess, whatever the action,
	// over the rows that expect an operation.
	ToolAccuracy      float64 `json:"tool_accuracy"`
	OperationAccuracy float64 `json:"operation_accuracy"`
	// ActedRight and ActedWrong: the share of those rows acted on, and right or
	// wrong in it.
	ActedRight float64 `json:"acted_right"`
	ActedWrong float64 `json:"acted_wrong"`
	// OutOfScopeRecall: out-of-scope rows that are not acted on.
	OutOfScopeRecall float64 `json:"out_of_scope_recall"`
	// ClarifyRecall: ambiguous rows answered with a question whose choices meet
	// the candidates, if any are named.
	ClarifyRecall float64 `json:"clarify_recall"`
	// EntityF1: micro-averaged over (slot, canonical value) pairs of the rows
	// that expect an operation.
	EntityF1 float64 `json:"entity_f1"`
	// CalibrationError: expected calibration error in ten bins over the rows
	// that were given a confidence.
	CalibrationError float64 `json:"calibration_error"`
	// MsPerMessage is the mean time to understand a last turn, in milliseconds.
	MsPerMessage float64 `json:"ms_per_message"`
	Rows         int     `json:"rows"`
}

// tally counts while rows are scored.
type tally struct {
	rows, inScope, tool, operation, right, wrong int
	outOfScope, notActed, clarify, asked         int
	entities                                     pairCount
	bins                                         Calibration
	spent                                        time.Duration
}

// Evaluate scores every row of a JSONL file.
func Evaluate(r *nlp.Recognizer, rows io.Reader) (Report, error) {
	var t tally
	if err := t.score(r, rows); err != nil {
		return Report{}, fmt.Errorf("evaluate: %w", err)
	}
	return t.report(), nil
}

// Score scores predictions of somebody else, one for each row and in their order: what has no
// entities or choices scores none. The time is not theirs to say.
func Score(rows []Row, predictions []Prediction) (Report, error) {
	if len(rows) != len(predictions) {
		return Report{}, fmt.Errorf("evaluate: %d predictions for %d rows", len(predictions), len(rows))
	}
	var t tally
	for i, row := range rows {
		p := predictions[i]
		if p.ID != row.ID {
			return Report{}, fmt.Errorf("evaluate: row %s is predicted as %q", row.ID, p.ID)
		}
		t.add(row.Expect, p)
	}
	return t.report(), nil
}

func (t *tally) score(r *nlp.Recognizer, rows io.Reader) error {
	return Each(rows, func(row Row) error {
		d, spent := converse(r, row.Turns)
		t.spent += spent
		t.add(row.Expect, predictionOf(row.ID, d))
		return nil
	})
}

func (t *tally) add(e Expect, p Prediction) {
	t.rows++
	switch {
	case e.OutOfScope:
		t.outOfScope++
		if p.Action != nlp.ActionAct {
			t.notActed++
		}
	case e.Clarify:
		t.clarify++
		if p.Action == nlp.ActionClarify && meets(e.Candidates, p.Choices) {
			t.asked++
		}
	case e.InScope():
		t.addInScope(e, p)
	}
	right := e.InScope() && e.Tool == p.Tool && e.Operation == p.Operation
	if e.Clarify && slices.Contains(e.Candidates, p.Tool+"."+p.Operation) {
		right = true
	}
	if p.Tool != "" {
		t.bins.Add(p.Confidence, right)
	}
}

func (t *tally) addInScope(e Expect, p Prediction) {
	t.inScope++
	right := e.Tool == p.Tool && e.Operation == p.Operation
	if e.Tool == p.Tool {
		t.tool++
	}
	if right {
		t.operation++
	}
	switch {
	case p.Action != nlp.ActionAct:
	case right:
		t.right++
	default:
		t.wrong++
	}
	t.entities.add(pairs(e.Operation, e.Entities), pairs(e.Operation, p.Entities))
}

// meets: no candidates named, or one of them offered.
func meets(candidates, offered []string) bool {
	if len(candidates) == 0 {
		return true
	}
	return slices.ContainsFunc(candidates, func(c string) bool { return slices.Contains(offered, c) })
}

func (t *tally) report() Report {
	return Report{
		ToolAccuracy:      share(t.tool, t.inScope),
		OperationAccuracy: share(t.operation, t.inScope),
		ActedRight:        share(t.right, t.inScope),
		ActedWrong:        share(t.wrong, t.inScope),
		OutOfScopeRecall:  share(t.notActed, t.outOfScope),
		ClarifyRecall:     share(t.asked, t.clarify),
		EntityF1:          t.entities.f1(),
		CalibrationError:  t.bins.ExpectedError(),
		MsPerMessage:      float64(t.spent.Microseconds()) / 1000 / float64(max(t.rows, 1)),
		Rows:              t.rows,
	}
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
