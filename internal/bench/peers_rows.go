package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/aio-creative-hub/aio/shared/nlp/evaluate"
)

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

func readRows(path string) (rows []evaluate.Row, err error) {
	f, err := os.Open(path) //nolint:gosec // a flag of ours
	if err != nil {
		return nil, fmt.Errorf("rows: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	err = evaluate.Each(f, func(row evaluate.Row) error {
		rows = append(rows, row)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("rows: %s: %w", path, err)
	}
	return rows, nil
}

// score compares a contender's answers with what the rows expect.
func score(rows []evaluate.Row, answers []answer) (evaluate.Report, error) {
	predictions := make([]evaluate.Prediction, len(answers))
	for i, a := range answers {
		predictions[i] = a.Prediction
	}
	return evaluate.Score(rows, predictions)
}
