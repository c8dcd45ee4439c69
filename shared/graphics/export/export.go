// Package export writes rendered canvases as PNG and JPEG files.
//
// The PNG writer is this package's own: the standard one tries five filters on every row
// and compresses on one core, which takes several times as long as drawing (PNG, third
// edition; zlib, RFC 1950).
package export

import (
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"io"

	"github.com/aio-creative-hub/aio/shared/graphics/colour"
)

// The file formats.
const (
	PNG  = "png"
	JPEG = "jpeg"
	jpg  = "jpg" // what people call it
)

// DefaultQuality is JPEG's when none is said: no visible artefacts on text at its own
// size, at about a third of the size of quality 100.
const DefaultQuality = 90

// ErrOptions is wrapped by errors about the options.
var ErrOptions = errors.New("export: bad options")

// Options say how a picture is written.
type Options struct {
	Format     string        // "png", "jpeg" or "jpg"; "" is "png"
	Quality    int           // JPEG: 1 to 100; 0 is DefaultQuality
	Background colour.Colour // JPEG, which has no transparency: what shows through; zero is white
}

// ContentType is the media type of a format; "" for an unknown one.
func ContentType(format string) string {
	switch format {
	case PNG, "":
		return "image/png"
	case JPEG, jpg:
		return "image/jpeg"
	}
	return ""
}

// Encode writes a premultiplied picture. The same picture and options give the same bytes
// whatever the machine's number of cores.
func Encode(w io.Writer, m *image.RGBA, o Options) error {
	switch o.Format {
	case PNG, "":
		return encodePNG(w, m)
	case JPEG, jpg:
		return encodeJPEG(w, m, o)
	}
	return fmt.Errorf("%w: format %q, want %q or %q", ErrOptions, o.Format, PNG, JPEG)
}

func encodeJPEG(w io.Writer, m *image.RGBA, o Options) error {
	quality := o.Quality
	if quality == 0 {
		quality = DefaultQuality
	}
	if quality < 1 || quality > 100 {
		return fmt.Errorf("%w: quality %d, want 1 to 100", ErrOptions, quality)
	}
	if err := jpeg.Encode(w, flatten(m, o.Background), &jpeg.Options{Quality: quality}); err != nil {
		return fmt.Errorf("export: write a JPEG: %w", err)
	}
	return nil
}

// flatten puts a picture on an opaque background.
func flatten(m *image.RGBA, background colour.Colour) *image.RGBA {
	if m.Opaque() {
		return m
	}
	paper := background.Over(colour.White)
	out := image.NewRGBA(m.Rect)
	draw.Draw(out, out.Rect, image.NewUniform(paper.NRGBA()), image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, m, m.Rect.Min, draw.Over)
	return out
}
