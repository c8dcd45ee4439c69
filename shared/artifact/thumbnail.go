package artifact

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"

	"github.com/disintegration/imaging"

	"github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/picture"
	"github.com/aio-creative-hub/aio/shared/share"
)

// thumbnailSizes are the sizes that thumbnails are made in, so that they are few; the
// declaration tells of them.
var thumbnailSizes = []int{128, 256, 512}

// atLeast gives the smallest of the sizes that is enough.
func atLeast(wanted int) int {
	for _, size := range thumbnailSizes {
		if size >= wanted {
			return size
		}
	}
	return thumbnailSizes[len(thumbnailSizes)-1]
}

// Thumbnail redirects to a small picture of a file that is one. It is made when it is
// first asked for and kept among what can be made again.
func (s *Service) Thumbnail(ctx context.Context, in *ops.ThumbnailInput) (*ops.Redirect, error) {
	r, err := s.find(ctx, in.ArtifactID, share.Viewer)
	if err != nil {
		return nil, err
	}
	if !pictured[r.ContentType] {
		return nil, noThumbnail()
	}
	size := atLeast(in.Size)
	k, err := thumbnailKey(r, r.File, size)
	if err != nil {
		return nil, err
	}
	_, err = s.c.Blob.Head(ctx, k)
	if errors.Is(err, blob.ErrNotFound) {
		err = s.shrink(ctx, r, k, size)
	}
	if err != nil {
		return nil, err
	}
	signed, err := s.c.Blob.SignGet(ctx, k, blob.GetGrant{Life: linkLife, Disposition: "inline"})
	if err != nil {
		return nil, fmt.Errorf("artifact: sign thumbnail: %w", err)
	}
	return &ops.Redirect{Location: signed.URL}, nil
}

func noThumbnail() *operation.Problem {
	return operation.NewProblem(404, "no_thumbnail", "There is no small picture of this file: it is no picture, or damaged.")
}

func thumbnailKey(r *record, file string, size int) (string, error) {
	k, err := blob.Key(blob.Derived, r.Owner, r.ID, fmt.Sprintf("%s.%d.png", file, size))
	if err != nil {
		return "", fmt.Errorf("artifact: thumbnail key: %w", err)
	}
	return k, nil
}

// thumbnails lists where thumbnails of any version may lie.
func (s *Service) thumbnails(r record, files map[string]int64) ([]string, error) {
	var keys []string
	for file := range files {
		for _, size := range thumbnailSizes {
			k, err := thumbnailKey(&r, file, size)
			if err != nil {
				return nil, err
			}
			keys = append(keys, k)
		}
	}
	return keys, nil
}

// shrink makes a thumbnail: it fits into a square of the size, and is never larger than
// the picture itself.
func (s *Service) shrink(ctx context.Context, r *record, thumbnail string, size int) error {
	if err := s.decodes.Acquire(ctx, 1); err != nil {
		return fmt.Errorf("artifact: wait to decode: %w", err)
	}
	defer s.decodes.Release(1)
	m, err := s.decode(ctx, r)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := png.Encode(&out, imaging.Fit(m, size, size, imaging.Lanczos)); err != nil {
		return fmt.Errorf("artifact: encode thumbnail: %w", err)
	}
	if _, err := s.c.Blob.Put(ctx, thumbnail, &out, int64(out.Len()), blob.PutOptions{ContentType: "image/png"}); err != nil {
		return fmt.Errorf("artifact: put thumbnail: %w", err)
	}
	return nil
}

func (s *Service) decode(ctx context.Context, r *record) (_ image.Image, err error) {
	k, err := r.blobKey(r.File)
	if err != nil {
		return nil, err
	}
	file, _, err := s.c.Blob.Get(ctx, k, nil)
	if errors.Is(err, blob.ErrNotFound) {
		return nil, noThumbnail().Because(err)
	}
	if err != nil {
		return nil, fmt.Errorf("artifact: read %s: %w", r.ID, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	data, err := picture.Read(file)
	if err == nil {
		var m image.Image
		if m, err = picture.Decode(data); err == nil {
			return m, nil
		}
	}
	if errors.Is(err, picture.ErrFormat) || errors.Is(err, picture.ErrTooLarge) {
		return nil, noThumbnail().Because(err)
	}
	return nil, fmt.Errorf("artifact: read %s: %w", r.ID, err)
}
