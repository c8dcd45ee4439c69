package evaluate

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Confidence 0.85 twice, right once: bin error |1.7-1| of two rows; 0.25
// wrong: |0.25-0| of one row.
func TestCalibrationError(t *testing.T) {
	var c Calibration
	c.Add(0.85, true)
	c.Add(0.85, false)
	c.Add(0.25, false)
	if want := (0.7 + 0.25) / 3; !near(c.ExpectedError(), want) {
		t.Errorf("%v, want %v", c.ExpectedError(), want)
	}
	c.Add(1, true) // the last bin includes 1
	if empty := new(Calibration); empty.ExpectedError() != 0 {
		t.Error("an empty calibration has an error")
	}
	bins := c.Bins()
	if b := bins[8]; b.Count != 2 || b.Right != 1 || b.Share() != 0.5 || !near(b.Confidence, 0.85) || !near(b.From, 0.8) || !near(b.To, 0.9) {
		t.Errorf("bin of 0.85: %+v", b)
	}
	if b := bins[9]; b.Count != 1 || b.Share() != 1 {
		t.Errorf("bin of 1: %+v", b)
	}
	if b := bins[0]; b.Count != 0 || b.Share() != 0 || b.Confidence != 0 {
		t.Errorf("empty bin: %+v", b)
	}
}

// The bins hold every guess, each within its bounds, and the error is what follows of them.
func TestBinsMakeTheError(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c Calibration
		n := rapid.IntRange(1, 50).Draw(t, "n")
		for range n {
			c.Add(rapid.Float64Range(0, 1).Draw(t, "confidence"), rapid.Bool().Draw(t, "right"))
		}
		count, off := 0, 0.0
		for _, b := range c.Bins() {
			count += b.Count
			off += float64(b.Count) * max(b.Confidence-b.Share(), b.Share()-b.Confidence)
			if b.Count > 0 && (b.Confidence < b.From-1e-9 || b.Confidence > b.To+1e-9) {
				t.Errorf("%+v: its mean lies elsewhere", b)
			}
		}
		if count != n || !near(off/float64(n), c.ExpectedError()) {
			t.Errorf("%d of %d guesses, error %v, want %v", count, n, off/float64(n), c.ExpectedError())
		}
	})
}

// Several files count as one, and what is drawn is what the report says.
func TestReliability(t *testing.T) {
	r := recognizer(t)
	report, err := Evaluate(r, strings.NewReader(rows))
	if err != nil {
		t.Fatal(err)
	}
	head, tail, _ := strings.Cut(rows, "\n\n")
	c, err := Reliability(r, strings.NewReader(head), strings.NewReader(tail))
	if err != nil {
		t.Fatal(err)
	}
	if !near(c.ExpectedError(), report.CalibrationError) {
		t.Errorf("error %v, the report says %v", c.ExpectedError(), report.CalibrationError)
	}
	if _, err := Reliability(r, strings.NewReader("{")); err == nil {
		t.Error("a bad row is no error")
	}
}
