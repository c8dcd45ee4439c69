package render

import (
	"context"
	"errors"
	"image"

	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/picture"
)

// ErrNoAssets is the cause when a canvas has images but Render was given no AssetFunc.
var ErrNoAssets = errors.New("render: no assets were given")

// asset is the decoded picture of an image layer.
func (r *renderer) asset(ctx context.Context, l model.Layer) (image.Image, error) {
	if l.Source == r.last.source && r.last.image != nil {
		return r.last.image, nil
	}
	r.last = asset{} // let go of its memory first
	img, err := r.open(ctx, l.Source)
	if err != nil {
		return nil, &AssetError{Layer: l.ID, Source: l.Source, Err: err}
	}
	r.last = asset{source: l.Source, image: img}
	return img, nil
}

func (r *renderer) open(ctx context.Context, source string) (image.Image, error) {
	if r.assets == nil {
		return nil, ErrNoAssets
	}
	file, err := r.assets(ctx, source)
	if err != nil {
		return nil, err
	}
	data, err := picture.Read(file)
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, err
	}
	return picture.Decode(data)
}
