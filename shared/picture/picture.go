// Package picture reads raster pictures that people upload: it refuses what would not
// fit in memory before decoding, and turns photographs upright.
//
// A few bytes of a compressed file can claim billions of pixels ("decompression bomb",
// CWE-409), so the header is read on its own first.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif"  // formats that may be read
	_ "image/jpeg" // formats that may be read
	_ "image/png"  // formats that may be read
	"io"

	"github.com/disintegration/imaging"
	_ "golang.org/x/image/webp" // formats that may be read
)

// The limits of a picture file.
const (
	MaxBytes   = 50 << 20    // the file: larger than any camera's JPEG
	MaxSide    = 16_384      // pixels a side
	MaxPixels  = 100_000_000 // a 12,000 x 8,333 photograph
	maxDecoded = 400 << 20   // bytes of the decoded pixels: MaxPixels of four bytes
)

// The failures of reading a picture.
var (
	ErrFormat   = errors.New("picture: not a PNG, JPEG, GIF or WebP picture, or damaged")
	ErrTooLarge = errors.New("picture: too large")
)

// Info is what a file's header says.
type Info struct {
	Format        string // "png", "jpeg", "gif" or "webp"
	Width, Height int    // pixels as stored, before a photograph is turned upright
}

// Inspect reads the header only and applies the limits.
func Inspect(data []byte) (Info, error) {
	if len(data) > MaxBytes {
		return Info{}, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, MaxBytes)
	}
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || !allowed(format) {
		return Info{}, ErrFormat
	}
	info := Info{Format: format, Width: config.Width, Height: config.Height}
	if info.Width <= 0 || info.Height <= 0 {
		return Info{}, ErrFormat
	}
	if info.Width > MaxSide || info.Height > MaxSide || info.Width*info.Height > MaxPixels {
		return Info{}, fmt.Errorf("%w: %d x %d pixels", ErrTooLarge, info.Width, info.Height)
	}
	if decoded := info.Width * info.Height * bytesPerPixel(config.ColorModel); decoded > maxDecoded {
		return Info{}, fmt.Errorf("%w: %d bytes when decoded", ErrTooLarge, decoded)
	}
	return info, nil
}

// Size reads width and height from the beginning of a file; the limits do not apply, as
// nothing is decoded.
func Size(r io.Reader) (width, height int, err error) {
	config, format, err := image.DecodeConfig(r)
	if err != nil || !allowed(format) || config.Width <= 0 || config.Height <= 0 {
		return 0, 0, ErrFormat
	}
	return config.Width, config.Height, nil
}

// allowed keeps out formats that other packages of the program have registered.
func allowed(format string) bool {
	switch format {
	case "png", "jpeg", "gif", "webp":
		return true
	}
	return false
}

func bytesPerPixel(m color.Model) int {
	switch m {
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	case color.Gray16Model, color.Alpha16Model:
		return 2
	case color.GrayModel, color.AlphaModel:
		return 1
	}
	return 4
}

// Read reads a whole file within MaxBytes.
func Read(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("picture: read: %w", err)
	}
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, MaxBytes)
	}
	return data, nil
}

// Decode decodes a file within the limits; a photograph with an EXIF orientation comes
// out upright, of an animation the first frame.
func Decode(data []byte) (image.Image, error) {
	if _, err := Inspect(data); err != nil {
		return nil, err
	}
	m, err := imaging.Decode(bytes.NewReader(data), imaging.AutoOrientation(true))
	if err != nil {
		return nil, ErrFormat
	}
	if m.Bounds().Empty() {
		return nil, ErrFormat
	}
	return m, nil
}
