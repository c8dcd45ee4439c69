package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/evaluate"
)

// scores are what package evaluate reports and other libraries can answer, too: shares in
// [0, 1], by its definitions.
type scores struct{ tool, operation, actedRight, actedWrong, outOfScope, calibration float64 }

// named gives the scores under the names of evaluate.Report.
func (s scores) named() map[string]float64 {
	return map[string]float64{
		"tool_accuracy": s.tool, "operation_accuracy": s.operation, "acted_right": s.actedRight, "acted_wrong": s.actedWrong,
		"out_of_scope_recall": s.outOfScope, "calibration_error": s.calibration,
	}
}

// singleTurns reads the rows of a folder that are one message: the libraries know nothing
// of what was said before.
func singleTurns(folder string) ([]evaluate.Row, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil {
		return nil, fmt.Errorf("rows: %w", err)
	}
	var rows []evaluate.Row
	for _, path := range paths {
		part, err := readRows(path)
		if err != nil {
			return nil, err
		}
		rows = append(rows, part...)
	}
	rows = slices.DeleteFunc(rows, func(r evaluate.Row) bool { return len(r.Turns) != 1 })
	if len(rows) == 0 {
		return nil, fmt.Errorf("rows: there are none of one message in %s/*.jsonl", folder)
	}
	return rows, nil
}

func readRows(path string) ([]evaluate.Row, error) {
	f, err := os.Open(path) //nolint:gosec // a flag of ours
	if err != nil {
		return nil, fmt.Errorf("rows: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	var rows []evaluate.Row
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, maxAnswer)
	for lines.Scan() {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var row evaluate.Row
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, fmt.Errorf("rows: %s: %w", path, err)
		}
		rows = append(rows, row)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("rows: %s: %w", path, err)
	}
	return rows, nil
}

// counts are how many rows there are of each kind, and what was made of them.
type counts struct {
	inScope, tool, operation, right, wrong int
	outOfScope, notActed, clarify          int
	said                                   evaluate.Calibration
}

// score compares a contender's answers with what the rows expect.
func score(rows []evaluate.Row, answers []answer) (scores, error) {
	if len(rows) != len(answers) {
		return scores{}, fmt.Errorf("%d answers to %d rows", len(answers), len(rows))
	}
	var n counts
	for i, row := range rows {
		if answers[i].ID != row.ID {
			return scores{}, fmt.Errorf("row %s was answered as %q", row.ID, answers[i].ID)
		}
		n.add(row.Expect, answers[i])
	}
	return scores{
		tool: part(n.tool, n.inScope), operation: part(n.operation, n.inScope), actedRight: part(n.right, n.inScope), actedWrong: part(n.wrong, n.inScope),
		outOfScope: part(n.notActed, n.outOfScope), calibration: n.said.ExpectedError(),
	}, nil
}

func (n *counts) add(e evaluate.Expect, a answer) {
	right, acted := false, a.Action == nlp.ActionAct
	switch {
	case e.OutOfScope:
		n.outOfScope++
		n.notActed += ifSo(!acted)
	case e.Clarify:
		n.clarify++
		right = slices.Contains(e.Candidates, a.Tool+"."+a.Operation)
	case e.Operation != "":
		right = e.Tool == a.Tool && e.Operation == a.Operation
		n.inScope++
		n.tool += ifSo(e.Tool == a.Tool)
		n.operation += ifSo(right)
		n.right += ifSo(acted && right)
		n.wrong += ifSo(acted && !right)
	}
	if a.Tool != "" {
		n.said.Add(a.Confidence, right)
	}
}

func ifSo(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func part(some, all int) float64 {
	if all == 0 {
		return 0
	}
	return float64(some) / float64(all)
}
