// Package bench measures the classifier on a public data set, so that its numbers
// can be compared with those of others: CLINC150, Larson et al., "An Evaluation
// Dataset for Intent Classification and Out-of-Scope Prediction" (EMNLP 2019).
package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/aio-creative-hub/aio/shared/nlp/classify"
)

// Report are the measures on the test split. Shares are in [0, 1].
type Report struct {
	// Accuracy: the best guess in scope is right, over the rows in scope.
	Accuracy float64 `json:"in_scope_accuracy"`
	// KeptRight: that, with a confidence of at least the threshold.
	KeptRight float64 `json:"in_scope_kept_right"`
	KeptWrong float64 `json:"in_scope_kept_wrong"`
	// OutOfScopeRecall: rows out of scope whose confidence is below it.
	OutOfScopeRecall float64 `json:"out_of_scope_recall"`
	// CalibrationError: ten bins, all rows, those out of scope never right.
	CalibrationError float64 `json:"calibration_error"`
	Threshold        float64 `json:"threshold"`
	TrainSeconds     float64 `json:"train_seconds"`
	MsPerMessage     float64 `json:"ms_per_message"`
	ModelBytes       int     `json:"model_bytes"`
	// Tried are the parameters compared on the validation split.
	Tried []Trial `json:"tried"`
}

// Trial is one setting and its accuracy on the rows in scope of the validation split.
type Trial struct {
	Cost     float64 `json:"cost"`
	Meaning  float64 `json:"meaning"`
	Accuracy float64 `json:"validation_accuracy"`
}

const outOfScope = "oos"

// clinc is the file: lists of [text, intent].
type clinc struct {
	Train    [][2]string `json:"train"`
	Val      [][2]string `json:"val"`
	Test     [][2]string `json:"test"`
	OosTrain [][2]string `json:"oos_train"`
	OosTest  [][2]string `json:"oos_test"`
}

// row is one labelled message.
type row struct {
	message classify.Message
	class   int
}

// CLINC trains on the train split, chooses the parameters on the validation split,
// and measures on the test split at a threshold of confidence.
func CLINC(file io.Reader, vectors *classify.Vectors, threshold float64) (Report, error) {
	var c clinc
	if err := json.NewDecoder(file).Decode(&c); err != nil {
		return Report{}, fmt.Errorf("read CLINC150: %w", err)
	}
	set := &classify.Set{Classes: c.classes(), Vectors: vectors}
	set.OutOfScope = slices.Index(set.Classes, outOfScope)
	for _, r := range rowsOf(set.Classes, c.Train, c.OosTrain) {
		set.Examples = append(set.Examples, classify.Example{Message: r.message, Class: r.class})
	}
	report := Report{Threshold: threshold}
	cfg, err := report.choose(set, rowsOf(set.Classes, c.Val))
	if err != nil {
		return Report{}, err
	}
	start := time.Now()
	m, err := classify.Train(set, cfg)
	if err != nil {
		return Report{}, fmt.Errorf("train on CLINC150: %w", err)
	}
	report.TrainSeconds = time.Since(start).Seconds()
	report.ModelBytes = len(m.Encode())
	report.measure(m, rowsOf(set.Classes, c.Test, c.OosTest))
	return report, nil
}

func (c *clinc) classes() []string {
	var names []string
	for _, r := range slices.Concat(c.Train, c.OosTrain) {
		names = append(names, r[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func rowsOf(classes []string, splits ...[][2]string) []row {
	var out []row
	for _, split := range splits {
		for _, r := range split {
			class, _ := slices.BinarySearch(classes, r[1])
			out = append(out, row{classify.Message{Words: words(r[0])}, class})
		}
	}
	return out
}

func words(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return r != '\'' && !unicode.IsLetter(r) && !unicode.IsNumber(r)
	})
}

// choose compares a few settings on the validation split. They are not calibrated,
// which accuracy does not need.
func (r *Report) choose(set *classify.Set, val []row) (classify.Config, error) {
	var best classify.Config
	top := -1.0
	for _, cost := range []float64{1, 2} {
		for _, meaning := range []float64{1, 1.5} {
			cfg := classify.DefaultConfig()
			cfg.Cost, cfg.Views.Meaning, cfg.Folds = cost, meaning, 0
			m, err := classify.Train(set, cfg)
			if err != nil {
				return best, fmt.Errorf("train on CLINC150: %w", err)
			}
			var t Report
			t.measure(m, val)
			r.Tried = append(r.Tried, Trial{cost, meaning, t.Accuracy})
			if t.Accuracy > top {
				top, best = t.Accuracy, cfg
			}
		}
	}
	best.Folds = classify.DefaultConfig().Folds
	return best, nil
}

const bins = 10

// measure fills in what is measured on labelled rows.
func (r *Report) measure(m *classify.Model, rows []row) {
	var count, right, keptRight, keptWrong, outside, refused int
	var gap [bins]float64 // confidence minus right, added up
	start := time.Now()
	for _, row := range rows {
		res := m.Classify(row.message)
		ok, kept := res.Best == row.class, res.Confidence >= r.Threshold
		b := min(bins-1, int(res.Confidence*bins))
		gap[b] += res.Confidence
		switch {
		case row.class == m.OutOfScope():
			outside++
			refused += one(!kept)
			continue
		case ok:
			right++
			gap[b]--
			keptRight += one(kept)
		default:
			keptWrong += one(kept)
		}
		count++
	}
	r.MsPerMessage = time.Since(start).Seconds() * 1000 / float64(len(rows))
	r.Accuracy, r.KeptRight, r.KeptWrong = share(right, count), share(keptRight, count), share(keptWrong, count)
	r.OutOfScopeRecall = share(refused, outside)
	for _, g := range gap {
		r.CalibrationError += max(g, -g) / float64(len(rows))
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func share(part, whole int) float64 { return float64(part) / float64(max(whole, 1)) }
