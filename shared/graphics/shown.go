package graphics

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/document/placed"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/ops"
	"github.com/aio-creative-hub/aio/shared/graphics/render"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// pictureTypes are what a layer can show. Nothing else is given to whoever sees a canvas:
// it might be a page that acts as the person who opens it.
var pictureTypes = []string{"image/png", "image/jpeg", "image/webp", "image/gif"}

// Picture redirects to the bytes of a file that a canvas shows, for whoever sees the canvas.
// All that is not shown there is refused in one way, which tells nobody what exists.
func (s *Service) Picture(ctx context.Context, in *ops.PictureInput) (*ops.PreviewOutput, error) {
	meta, _, canvas, err := s.look(ctx, in.CanvasID, in.Seq)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(canvas.Layers, func(l model.Layer) bool { return l.Source == in.ArtifactID }) {
		return nil, operation.NotFound("picture")
	}
	a, err := s.shown(ctx, s.putInto(meta.ID), in.ArtifactID)
	if refused(err) || err == nil && !slices.Contains(pictureTypes, a.ContentType) {
		err = operation.NotFound("picture")
	}
	if err != nil {
		return nil, err
	}
	key, err := blob.Key(blob.Artifacts, a.OwnerID, a.ID, a.File)
	if err != nil {
		return nil, fmt.Errorf("graphics: picture key: %w", err)
	}
	signed, err := s.c.Blob.SignGet(ctx, key, blob.GetGrant{Life: previewLife, Disposition: "inline"}) // without its name, which is its owner's
	if err != nil {
		return nil, fmt.Errorf("graphics: sign picture: %w", err)
	}
	return &ops.PreviewOutput{Location: signed.URL}, nil
}

// errUnread says that a picture could not be read now: nothing is wrong with it, or with
// who may see it.
var errUnread = errors.New("graphics: a picture cannot be read now")

// assets opens the pictures of a canvas's image layers.
func (s *Service) assets(canvas string) render.AssetFunc {
	put := s.putInto(canvas)
	return func(ctx context.Context, id string) (io.ReadCloser, error) {
		r, err := s.opened(ctx, put, id)
		if err != nil && !refused(err) && !errors.Is(err, blob.ErrNotFound) {
			err = fmt.Errorf("%w: %w", errUnread, err)
		}
		return r, err
	}
}

func (s *Service) opened(ctx context.Context, put *placed.Search, id string) (io.ReadCloser, error) {
	a, err := s.shown(ctx, put, id)
	if err != nil {
		return nil, err
	}
	key, err := blob.Key(blob.Artifacts, a.OwnerID, a.ID, a.File)
	if err != nil {
		return nil, err
	}
	r, _, err := s.c.Blob.Get(ctx, key, nil)
	return r, err
}

// putInto begins a search for who put pictures onto a canvas.
func (s *Service) putInto(canvas string) *placed.Search {
	return s.c.Docs.Placed.In(canvas, model.SourceProperty)
}

// shown reads the description of a file that a canvas shows: one that the caller may see,
// or somebody who put it there. The canvas's owner, or anybody else who has a right to the
// file, does not count: otherwise who may edit the canvas could have it show their files.
func (s *Service) shown(ctx context.Context, put *placed.Search, id string) (*artifactops.Artifact, error) {
	a, err := s.file(ctx, id)
	if !refused(err) {
		return a, err
	}
	by, searched := put.Who(ctx, id, func(ctx context.Context, account string) (bool, error) {
		found, err := s.file(as(ctx, account), id)
		if refused(err) {
			return false, nil
		}
		a = found
		return err == nil, err
	})
	switch {
	case searched != nil:
		return nil, problem(searched)
	case by == "":
		return nil, err
	}
	return a, nil
}

// file reads the description of a file that the caller may see. One in the trash is shown
// until it is gone for good.
func (s *Service) file(ctx context.Context, id string) (*artifactops.Artifact, error) {
	out, err := artifactops.Get.Call(ctx, s.c.Call, &artifactops.GetInput{IDInput: artifactops.IDInput{ArtifactID: id}, Trashed: true})
	if err != nil {
		return nil, err
	}
	return &out.Body, nil
}

// as makes a call that of another account, which has asked for it by what it put into a
// document. It has none of the caller's rights, nor the caller's key for repetitions.
func as(ctx context.Context, account string) context.Context {
	return operation.WithMeta(ctx, operation.Meta{Principal: operation.Principal{UserID: account}, Correlation: operation.MetaFrom(ctx).Correlation})
}

// refused reports whether a file is unknown to whom it was asked for, and not that asking failed.
func refused(err error) bool {
	return operation.HasStatus(err, http.StatusNotFound) || operation.HasStatus(err, http.StatusForbidden)
}
