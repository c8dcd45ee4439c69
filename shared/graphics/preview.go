package graphics

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/graphics/export"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/ops"
	"github.com/aio-creative-hub/aio/shared/graphics/render"
	"github.com/aio-creative-hub/aio/shared/operation"
)

const (
	// previewLife is how long a preview's address works: long enough to begin.
	previewLife = 5 * time.Minute
	previewType = "png"
)

// Preview redirects to a picture of a canvas. Each person has their own, since what an
// image layer shows depends on who looks; it is not made again for a day, also if a file
// that it shows was purged meanwhile: the next commit's picture is without it.
func (s *Service) Preview(ctx context.Context, in *ops.PreviewInput) (*ops.PreviewOutput, error) {
	meta, state, canvas, err := s.look(ctx, in.CanvasID, in.Seq)
	if err != nil {
		return nil, err
	}
	wanted := in.Scale
	if wanted == 0 {
		wanted = float64(in.Size) / float64(max(canvas.Width, canvas.Height))
	}
	power := previewPower(wanted)
	key, err := blob.Key(blob.Temp, operation.UserID(ctx), "previews", meta.ID, fmt.Sprintf("v%s-%d-%d.%s", render.Version, state.Seq, power, previewType))
	if err != nil {
		return nil, fmt.Errorf("graphics: preview key: %w", err)
	}
	_, err = s.c.Blob.Head(ctx, key)
	if errors.Is(err, blob.ErrNotFound) {
		err = s.preview(ctx, meta.ID, canvas, key, math.Exp2(float64(power)))
	}
	if err != nil {
		return nil, err
	}
	signed, err := s.c.Blob.SignGet(ctx, key, blob.GetGrant{Life: previewLife, Disposition: "inline"})
	if err != nil {
		return nil, fmt.Errorf("graphics: sign preview: %w", err)
	}
	return &ops.PreviewOutput{Location: signed.URL}, nil
}

// The scales of previews, as powers of two: few, so that a window that changes its size
// does not have a picture made at each.
const (
	leastPower = -8 // of the largest canvas it is 64 pixels
	mostPower  = 2
)

// previewPower gives the power of two by which a canvas is scaled so that it has the pixels
// that are wanted, or up to twice as many on a side.
func previewPower(scale float64) int {
	return min(mostPower, max(leastPower, int(math.Ceil(math.Log2(scale)))))
}

func (s *Service) preview(ctx context.Context, id string, canvas model.Canvas, key string, scale float64) error {
	_, data, err := s.draw(ctx, id, canvas, exportOptions{Format: previewType, Scale: scale})
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	_, err = s.c.Blob.Put(ctx, key, bytes.NewReader(data), int64(len(data)), blob.PutOptions{ContentType: export.ContentType(previewType), SHA256: hex.EncodeToString(sum[:])})
	if err != nil {
		return fmt.Errorf("graphics: put preview: %w", err)
	}
	return nil
}
