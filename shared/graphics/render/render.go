// Package render draws a canvas, in pure Go and the same bytes every time: coverage by
// x/image/vector, blending and compositing by W3C Compositing and Blending Level 1, text
// outlines by go-text/typesetting.
//
// The canvas is drawn layer by layer, and a layer in horizontal bands, so that besides the
// output only a few megabytes are needed whatever the layers' sizes.
package render

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"io"
	"math"
	"time"

	"github.com/aio-creative-hub/aio/shared/graphics/geom"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/paint"
	"github.com/aio-creative-hub/aio/shared/graphics/text"
)

// Version names the renderer's behaviour. An artifact records it: the same document,
// sequence number, options and version give the same bytes on the same processor
// architecture (between architectures the floating point of edges may differ by a step).
// Raise it when any pixel of the golden pictures changes.
const Version = "1"

// DefaultBudget is the time a render may take unless told otherwise: a request's 29
// seconds less what surrounds the render.
const DefaultBudget = 20 * time.Second

// The failures of Render.
var (
	ErrTooLarge = errors.New("render: the output would be too large")
	ErrOptions  = errors.New("render: bad options")
	ErrBudget   = errors.New("render: took too long")
)

// AssetError says that the picture of an image layer could not be used. It wraps the
// cause: what the AssetFunc returned, picture.ErrFormat or picture.ErrTooLarge.
type AssetError struct {
	Layer, Source string // ids of the layer and of the artifact
	Err           error
}

// Error implements error.
func (e *AssetError) Error() string {
	return fmt.Sprintf("render: layer %s: artifact %s: %v", e.Layer, e.Source, e.Err)
}

// Unwrap returns the cause.
func (e *AssetError) Unwrap() error { return e.Err }

// AssetFunc opens the bytes of an artifact that an image layer shows.
type AssetFunc func(ctx context.Context, source string) (io.ReadCloser, error)

// Options say what of a canvas is drawn and how large. The zero value draws all of it,
// one output pixel a canvas pixel.
type Options struct {
	Scale     float64       // output pixels per canvas pixel; 0 is 1
	Region    geom.Rect     // part of the canvas to draw, canvas pixels; empty: all of it
	Fonts     *text.Fonts   // nil: text.Embedded()
	Budget    time.Duration // time limit; 0: DefaultBudget
	MaxPixels int           // limit of the output's size; 0: model.MaxPixels
}

// Render draws a canvas; the result is premultiplied. Assets may be nil for a canvas
// without images. Errors: ctx's, ErrOptions, ErrTooLarge, ErrBudget, *AssetError.
func Render(ctx context.Context, c model.Canvas, assets AssetFunc, opts Options) (*image.RGBA, error) {
	view, bounds, err := opts.frame(c)
	if err != nil {
		return nil, err
	}
	if opts.Fonts == nil {
		opts.Fonts = text.Embedded()
	}
	if opts.Budget <= 0 {
		opts.Budget = DefaultBudget
	}
	ctx, cancel := context.WithTimeoutCause(ctx, opts.Budget, ErrBudget)
	defer cancel()
	r := &renderer{dst: image.NewRGBA(bounds), view: view, fonts: opts.Fonts, assets: assets}
	if c.Background.A != 0 {
		draw.Draw(r.dst, bounds, image.NewUniform(c.Background.NRGBA()), image.Point{}, draw.Src)
	}
	for _, l := range c.Layers {
		if err := r.layer(ctx, l); err != nil {
			return nil, err
		}
	}
	return r.dst, nil
}

// frame returns the map from canvas to output pixels and the output's bounds.
func (o Options) frame(c model.Canvas) (geom.Matrix, image.Rectangle, error) {
	scale, region := o.Scale, o.Region
	if scale == 0 {
		scale = 1
	}
	if region == (geom.Rect{}) {
		region = c.Bounds()
	}
	w, h := region.Width()*scale, region.Height()*scale
	if !(scale > 0) || !(w > 0) || !(h > 0) || math.IsInf(w, 0) || math.IsInf(h, 0) {
		return geom.Matrix{}, image.Rectangle{}, ErrOptions
	}
	limit := o.MaxPixels
	if limit <= 0 {
		limit = model.MaxPixels
	}
	w, h = math.Max(1, math.Round(w)), math.Max(1, math.Round(h))
	if w > model.MaxSide || h > model.MaxSide || w*h > float64(limit) {
		return geom.Matrix{}, image.Rectangle{}, fmt.Errorf("%w: %.0f x %.0f pixels", ErrTooLarge, w, h)
	}
	fit := geom.Scale(w/region.Width(), h/region.Height())
	view := fit.Mul(geom.Translate(-region.Min.X, -region.Min.Y))
	return view, image.Rect(0, 0, int(w), int(h)), nil
}

// renderer is the state of one Render.
type renderer struct {
	dst      *image.RGBA
	view     geom.Matrix // canvas to output pixels
	fonts    *text.Fonts
	assets   AssetFunc
	coverage paint.Coverage
	group    image.RGBA // scratch: a layer with several parts
	texture  image.RGBA // scratch: a picture's pixels
	last     asset      // the picture decoded last: runs of layers often share one
}

type asset struct {
	source string
	image  image.Image
}

// alive reports the end of the context, as the cause.
func alive(ctx context.Context) error {
	if ctx.Err() != nil {
		return fmt.Errorf("render: %w", context.Cause(ctx))
	}
	return nil
}
