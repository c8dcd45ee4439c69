package render_test

import (
	"bytes"
	"context"
	"flag"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/aio-creative-hub/aio/shared/graphics/export"
	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/render"
)

var update = flag.Bool("update", false, "accept what is rendered now as the golden pictures")

// Tolerance of the goldens: floating point may round differently on another processor, by
// a step or two on the edges of shapes.
const (
	maxStep    = 3     // largest difference of a channel that is not counted
	maxDiffers = 0.002 // share of pixels that may differ by more
)

// TestGolden renders canvases and compares them with the pictures in ../testdata.
func TestGolden(t *testing.T) {
	cases := []struct {
		name    string
		canvas  model.Canvas
		options render.Options
	}{
		{"banner", banner(), render.Options{Scale: 0.5}},
		{"shapes", shapesCanvas(), render.Options{}},
		{"strokes", strokesCanvas(), render.Options{}},
		{"blend", blendCanvas(), render.Options{}},
		{"text", textCanvas(), render.Options{}},
		{"images", imagesCanvas(), render.Options{}},
		{"opacity", opacityCanvas(), render.Options{}},
		{"region", shapesCanvas(), render.Options{Scale: 2, Region: geom.Box(20, 10, 120, 60)}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m, err := render.Render(context.Background(), c.canvas, testAssets, c.options)
			if err != nil {
				t.Fatal(err)
			}
			checkGolden(t, c.name, m)
		})
	}
}

func checkGolden(t *testing.T, name string, m *image.RGBA) {
	t.Helper()
	golden := filepath.Join("..", "testdata", name+".png")
	var got bytes.Buffer
	if err := export.Encode(&got, m, export.Options{}); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want := readPNG(t, golden)
	share := 1.0
	if want != nil && want.Bounds() == m.Bounds() {
		share = differing(want, m)
	}
	if share <= maxDiffers {
		return
	}
	actual := filepath.Join(os.TempDir(), "golden-"+name+".png")
	if err := os.WriteFile(actual, got.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Errorf("%.2f %% of the pixels differ.\nLook at %s beside %s.\n"+
		"To accept: go test ./shared/graphics/render -run Golden -update (and raise render.Version).",
		100*share, actual, golden)
}

func readPNG(t *testing.T, name string) image.Image {
	t.Helper()
	data, err := fs.ReadFile(os.DirFS(filepath.Dir(name)), filepath.Base(name))
	if err != nil {
		return nil // reported as a picture that differs everywhere
	}
	m, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// differing is the share of pixels whose channels differ by more than maxStep.
func differing(a, b image.Image) float64 {
	r, n := a.Bounds(), 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			r1, g1, b1, a1 := a.At(x, y).RGBA()
			r2, g2, b2, a2 := b.At(x, y).RGBA()
			for _, d := range [][2]uint32{{r1, r2}, {g1, g2}, {b1, b2}, {a1, a2}} {
				if max(d[0], d[1])-min(d[0], d[1]) > maxStep*0x101 {
					n++
					break
				}
			}
		}
	}
	return float64(n) / float64(r.Dx()*r.Dy())
}
