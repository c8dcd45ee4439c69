package main

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/nlp/evaluate"
)

func drawn(t *testing.T, c evaluate.Calibration) image.Image {
	t.Helper()
	b, err := drawReliability(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if m.Bounds() != image.Rect(0, 0, chartWidth, chartHeight) {
		t.Errorf("the picture is %v", m.Bounds())
	}
	return m
}

// A bar is as high as what came true: three in four of the bin of 0.35 are right.
func TestReliabilityDiagram(t *testing.T) {
	var c evaluate.Calibration
	for i := range 40 {
		c.Add(0.35, i%4 != 0)
	}
	m := drawn(t, c)
	blue := observed()
	for _, look := range []struct {
		confidence, share float64
		filled            bool
	}{{0.33, 0.72, true}, {0.33, 0.02, true}, {0.33, 0.78, false}, {0.23, 0.02, false}, {0.43, 0.72, false}} {
		at := at(look.confidence, look.share)
		got := color.NRGBAModel.Convert(m.At(int(at.X), int(at.Y))).(color.NRGBA)
		if filled := got == (color.NRGBA{R: blue.R, G: blue.G, B: blue.B, A: 0xff}); filled != look.filled {
			t.Errorf("at %v, %v: %v", look.confidence, look.share, got)
		}
	}
	drawn(t, evaluate.Calibration{}) // nothing said is no failure
}

// Against the interval of 3 in 4 of n = 40, computed by hand from the formula.
func TestWilson(t *testing.T) {
	low, high := wilson(30, 40)
	if math.Abs(low-0.5981) > 1e-3 || math.Abs(high-0.8581) > 1e-3 {
		t.Errorf("%v to %v", low, high)
	}
	if low, high := wilson(0, 3); low != 0 || high < 0.5 {
		t.Errorf("none of three: %v to %v", low, high)
	}
	if low, high := wilson(3, 3); high != 1 || low > 0.5 {
		t.Errorf("three of three: %v to %v", low, high)
	}
}

func TestReliabilityCommand(t *testing.T) {
	dir := t.TempDir()
	rows, out := filepath.Join(dir, "rows.jsonl"), filepath.Join(dir, "r.png")
	if err := os.WriteFile(rows, []byte(`{"id":"1","turns":["undo"],"expect":{"tool":"graphics","operation":"undo"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	cmd := newRootCommand()
	cmd.SetOut(&said)
	cmd.SetArgs([]string{"nlp", "reliability", rows, rows, "--out", out})
	if err := cmd.ExecuteContext(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(out); err != nil || !strings.Contains(said.String(), "calibration error 0.") {
		t.Errorf("%v, %q", err, said.String())
	}
	cmd.SetArgs([]string{"nlp", "reliability", filepath.Join(dir, "none.jsonl")})
	if err := cmd.ExecuteContext(context.Background()); err == nil {
		t.Error("a file that is not there is no error")
	}
}
