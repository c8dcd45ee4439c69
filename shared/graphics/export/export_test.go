package export_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"runtime"
	"testing"

	"pgregory.net/rapid"

	"github.com/aio-creative-hub/aio/shared/graphics/colour"
	"github.com/aio-creative-hub/aio/shared/graphics/export"
)

func encode(t interface{ Fatal(...any) }, m *image.RGBA, o export.Options) []byte {
	var out bytes.Buffer
	if err := export.Encode(&out, m, o); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Any premultiplied picture comes back from the standard decoder as it was.
func TestPNGRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 40).Draw(t, "w"), rapid.IntRange(1, 40).Draw(t, "h")
		opaque := rapid.Bool().Draw(t, "opaque")
		colours := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 4, 4), 1, 6).Draw(t, "colours")
		m := image.NewRGBA(image.Rect(3, 5, 3+w, 5+h))
		for i := 0; i < w*h; i++ {
			v := colours[(i*i/7)%len(colours)]
			c := color.NRGBA{v[0], v[1], v[2], v[3]}
			if opaque {
				c.A = 255
			}
			m.Set(3+i%w, 5+i/w, c)
		}
		check(t, m)
	})
}

// check decodes what was encoded, and compares what would be seen.
func check(t interface {
	Fatal(...any)
	Fatalf(string, ...any)
}, m *image.RGBA) {
	got, err := png.Decode(bytes.NewReader(encode(t, m, export.Options{Format: export.PNG})))
	if err != nil {
		t.Fatal(err)
	}
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			want := m.RGBAAt(m.Rect.Min.X+x, m.Rect.Min.Y+y)
			r, g, b, a := got.At(x, y).RGBA()
			for _, d := range [][2]uint32{{r, uint32(want.R)}, {g, uint32(want.G)}, {b, uint32(want.B)}, {a, uint32(want.A)}} {
				if diff := int(d[0]>>8) - int(d[1]); diff > 1 || diff < -1 {
					t.Fatalf("pixel %d,%d: %v, want %v", x, y, got.At(x, y), want)
				}
			}
		}
	}
}

// Large pictures are compressed in several bands, whose seams and checksum must fit.
func TestBands(t *testing.T) {
	for _, alpha := range []uint8{255, 100} {
		m := image.NewRGBA(image.Rect(0, 0, 500, 1100))
		for y := range 1100 {
			for x := range 500 {
				m.SetRGBA(x, y, color.RGBA{uint8(x * y % 97 & 0xff), uint8(y % 90 & 0xff), uint8(x / 300 * 20 & 0xff), alpha})
			}
		}
		check(t, m)
		one := encode(t, m, export.Options{})
		before := runtime.GOMAXPROCS(1)
		two := encode(t, m, export.Options{})
		runtime.GOMAXPROCS(before)
		if !bytes.Equal(one, two) {
			t.Error("the bytes depend on the number of cores")
		}
	}
}

func TestPNGIsSmall(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 1200, 630))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	if n := len(encode(t, m, export.Options{})); n > 20_000 {
		t.Errorf("an empty banner takes %d bytes", n)
	}
}

func TestJPEG(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 16, 16)) // transparent
	for _, c := range []struct {
		background colour.Colour
		want       color.RGBA
	}{
		{colour.Colour{}, color.RGBA{255, 255, 255, 255}},
		{colour.Colour{R: 200, A: 255}, color.RGBA{200, 0, 0, 255}},
	} {
		got, err := jpeg.Decode(bytes.NewReader(encode(t, m, export.Options{Format: "jpg", Background: c.background})))
		if err != nil {
			t.Fatal(err)
		}
		r, g, b, _ := got.At(8, 8).RGBA()
		for _, d := range [][2]uint32{{r, uint32(c.want.R)}, {g, uint32(c.want.G)}, {b, uint32(c.want.B)}} {
			if diff := int(d[0]>>8) - int(d[1]); diff > 3 || diff < -3 {
				t.Errorf("on %s: %v, want %v", c.background, got.At(8, 8), c.want)
			}
		}
	}
	for i := range m.Pix {
		m.Pix[i] = uint8(i * i & 0xff)
	}
	low, high := encode(t, m, export.Options{Format: export.JPEG, Quality: 5}), encode(t, m, export.Options{Format: export.JPEG, Quality: 100})
	if len(low) >= len(high) {
		t.Error("quality changes nothing")
	}
}

func TestRefusals(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 1, 1))
	for _, o := range []export.Options{
		{Format: "bmp"}, {Format: export.JPEG, Quality: 101}, {Format: export.JPEG, Quality: -1},
	} {
		if err := export.Encode(&bytes.Buffer{}, m, o); !errors.Is(err, export.ErrOptions) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	if err := export.Encode(&bytes.Buffer{}, image.NewRGBA(image.Rectangle{}), export.Options{}); !errors.Is(err, export.ErrOptions) {
		t.Errorf("an empty picture: %v", err)
	}
	for _, format := range []string{export.PNG, export.JPEG} {
		if err := export.Encode(broken{}, m, export.Options{Format: format}); !errors.Is(err, errBroken) {
			t.Errorf("%s: a failing writer: %v", format, err)
		}
	}
	if export.ContentType("jpg") != "image/jpeg" || export.ContentType("") != "image/png" || export.ContentType("x") != "" {
		t.Error("wrong content types")
	}
}

var errBroken = errors.New("disk full")

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errBroken }
