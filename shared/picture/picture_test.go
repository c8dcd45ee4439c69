package picture_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/aio-creative-hub/aio/shared/picture"
)

// pngHeader is a PNG file that ends after a header claiming this size.
func pngHeader(w, h uint32, depth byte) []byte {
	ihdr := append([]byte("IHDR"), make([]byte, 13)...)
	binary.BigEndian.PutUint32(ihdr[4:], w)
	binary.BigEndian.PutUint32(ihdr[8:], h)
	ihdr[12], ihdr[13] = depth, 6 // truecolour with alpha
	out := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	out = append(out, ihdr...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(ihdr))
}

// gifHeader is a GIF file's header claiming this size.
func gifHeader(w, h uint16) []byte {
	out := binary.LittleEndian.AppendUint16([]byte("GIF89a"), w)
	return append(binary.LittleEndian.AppendUint16(out, h), 0, 0, 0, 0x3b)
}

func jpegHeader(w, h uint16) []byte {
	out := []byte{0xff, 0xd8, 0xff, 0xc0, 0, 11, 8}
	out = binary.BigEndian.AppendUint16(out, h)
	out = binary.BigEndian.AppendUint16(out, w)
	return append(out, 1, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 0x3f, 0)
}

// Bombs are refused by their header: decoding them would need gigabytes.
func TestBombsAreRefusedBeforeDecoding(t *testing.T) {
	for name, data := range map[string][]byte{
		"png 60000 x 60000":     pngHeader(60000, 60000, 8),
		"png a side":            pngHeader(picture.MaxSide+1, 1, 8),
		"png megapixels":        pngHeader(16000, 16000, 8),
		"png 16 bits a channel": pngHeader(10000, 10000, 16),
		"gif 65535 x 65535":     gifHeader(65535, 65535),
		"jpeg 65500 x 65500":    jpegHeader(65500, 65500),
		"bytes":                 append(pngHeader(1, 1, 8), make([]byte, picture.MaxBytes)...),
	} {
		t.Run(name, func(t *testing.T) {
			allocated := testing.AllocsPerRun(1, func() {
				if _, err := picture.Decode(data); !errors.Is(err, picture.ErrTooLarge) {
					t.Errorf("%v, want ErrTooLarge", err)
				}
			})
			if allocated > 200 {
				t.Errorf("%v allocations: it was decoded", allocated)
			}
		})
	}
}

func TestNotAPicture(t *testing.T) {
	var good bytes.Buffer
	if err := png.Encode(&good, image.NewGray(image.Rect(0, 0, 50, 50))); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"empty": nil, "text": []byte("hello"), "header only": pngHeader(10, 10, 8), "no pixels": pngHeader(0, 0, 8),
		"cut off": good.Bytes()[:good.Len()-20], "bmp": []byte("BM\x3a\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00"),
		"svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`), "tiff": []byte("II*\x00\x08\x00\x00\x00"),
	} {
		if _, err := picture.Decode(data); !errors.Is(err, picture.ErrFormat) {
			t.Errorf("%s: %v, want ErrFormat", name, err)
		}
	}
}

func TestFormats(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 8, 4))
	for i := range m.Pix {
		m.Pix[i] = 255
	}
	var p, j, g bytes.Buffer
	if err := errors.Join(png.Encode(&p, m), jpeg.Encode(&j, m, nil), gif.Encode(&g, m, nil)); err != nil {
		t.Fatal(err)
	}
	// A lossless WebP of one white pixel.
	webp := "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
	for name, c := range map[string]struct {
		data []byte
		size image.Point
	}{
		"png": {p.Bytes(), image.Pt(8, 4)}, "jpeg": {j.Bytes(), image.Pt(8, 4)}, "gif": {g.Bytes(), image.Pt(8, 4)},
		"webp": {[]byte(webp), image.Pt(1, 1)},
	} {
		info, err := picture.Inspect(c.data)
		if err != nil || info != (picture.Info{Format: name, Width: c.size.X, Height: c.size.Y}) {
			t.Errorf("%s: %+v, %v", name, info, err)
			continue
		}
		got, err := picture.Decode(c.data)
		if err != nil || got.Bounds().Size() != c.size {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A photograph taken with the camera on its side (EXIF orientation 6) comes out upright.
func TestOrientation(t *testing.T) {
	var j bytes.Buffer
	if err := jpeg.Encode(&j, image.NewGray(image.Rect(0, 0, 16, 8)), nil); err != nil {
		t.Fatal(err)
	}
	const exif = "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00"
	data := append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(exif) + 2)}, exif...)
	data = append(data, j.Bytes()[2:]...)
	m, err := picture.Decode(data)
	if err != nil || m.Bounds().Dx() != 8 || m.Bounds().Dy() != 16 {
		t.Fatalf("%v, %v; want 8 x 16", m.Bounds(), err)
	}
}

func TestReadLimit(t *testing.T) {
	if data, err := picture.Read(strings.NewReader("abc")); string(data) != "abc" || err != nil {
		t.Errorf("%q, %v", data, err)
	}
	if _, err := picture.Read(zeros{}); !errors.Is(err, picture.ErrTooLarge) {
		t.Errorf("an endless file: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// ramp is 0 at the left and 255 at the right.
func ramp(w, h int) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, color.NRGBA{uint8(255 * x / max(1, w-1) & 0xff), 100, 0, 255})
		}
	}
	return m
}

func FuzzDecode(f *testing.F) {
	var p, j, g bytes.Buffer
	m := ramp(5, 3)
	if err := errors.Join(png.Encode(&p, m), jpeg.Encode(&j, m, nil), gif.Encode(&g, m, nil)); err != nil {
		f.Fatal(err)
	}
	for _, seed := range [][]byte{p.Bytes(), j.Bytes(), g.Bytes(), pngHeader(60000, 60000, 8), gifHeader(9, 9), nil} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if info, err := picture.Inspect(data); err != nil || info.Width*info.Height > 1<<20 {
			return // only small ones are decoded, to keep the fuzzer fast
		}
		if m, err := picture.Decode(data); err == nil && m.Bounds().Empty() {
			t.Error("decoded to nothing")
		}
	})
}
