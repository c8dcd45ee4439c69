package graphics

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"path"
	"strconv"
	"strings"
	"unicode"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/graphics/export"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/ops"
	"github.com/aio-creative-hub/aio/shared/graphics/render"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
)

// rendererName and its version stand in every artifact made here.
const rendererName = "graphics/" + render.Version

// exportOptions are an artifact's options in canonical JSON: with the document, the
// sequence number and the renderer they determine its bytes.
type exportOptions struct {
	Format  string  `json:"format"`
	Quality int     `json:"quality,omitempty"`
	Scale   float64 `json:"scale,omitempty"`
}

// Export renders a canvas into an artifact.
func (s *Service) Export(ctx context.Context, in *ops.ExportInput) (*ops.ExportOutput, error) {
	meta, state, canvas, err := s.look(ctx, in.CanvasID, in.Body.Seq)
	if err != nil {
		return nil, err
	}
	o := exportOptions{Format: in.Body.Format}
	if o.Format == "jpg" {
		o.Quality = export.DefaultQuality
		if in.Body.Quality != nil {
			o.Quality = int(*in.Body.Quality)
		}
	}
	if in.Body.Scale != nil {
		o.Scale = *in.Body.Scale
	}
	picture, data, err := s.draw(ctx, meta.ID, canvas, o)
	if err != nil {
		return nil, err
	}
	size := picture.Bounds()
	operation.MeterFrom(ctx).Add(int64(size.Dx()) * int64(size.Dy()))
	name := in.Body.Name
	if name == "" {
		name = meta.Name
	}
	return s.keep(ctx, meta, state.Seq, o, fileName(bare(name))+"."+o.Format, size, data)
}

// look reads a canvas that the caller may see, as it is, or was at a sequence number.
func (s *Service) look(ctx context.Context, id string, seq int64) (meta document.Meta, state document.State, canvas model.Canvas, err error) {
	if meta, err = s.admit(ctx, id, share.Viewer); err != nil {
		return meta, state, canvas, err
	}
	if state, err = s.c.Docs.State(ctx, meta.ID, seq); err == nil {
		canvas, err = model.FromState(state)
	}
	if err != nil {
		err = problem(err)
	}
	return meta, state, canvas, err
}

// draw renders and encodes a canvas, as look gives it.
func (s *Service) draw(ctx context.Context, id string, canvas model.Canvas, o exportOptions) (*image.RGBA, []byte, error) {
	picture, err := render.Render(ctx, canvas, s.assets(id), render.Options{Scale: o.Scale})
	if err != nil {
		return nil, nil, renderProblem(err)
	}
	var out bytes.Buffer
	if err := export.Encode(&out, picture, export.Options{Format: o.Format, Quality: o.Quality}); err != nil {
		return nil, nil, fmt.Errorf("graphics: encode: %w", err)
	}
	return picture, out.Bytes(), nil
}

// keep puts the bytes and records the artifact.
func (s *Service) keep(ctx context.Context, meta document.Meta, seq int64, o exportOptions, name string, size image.Rectangle, data []byte) (*ops.ExportOutput, error) {
	user := operation.UserID(ctx)
	options, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("graphics: encode options: %w", err)
	}
	id := s.c.NewID("art")
	if key := operation.MetaFrom(ctx).Idempotency; key != "" { // other bytes under the key are another file
		id = ids.Derived("art", user, key, meta.ID, strconv.FormatInt(seq, 10), string(options))
	}
	operation.MeterFrom(ctx).Under(id) // other bytes are also another use
	sum := sha256.Sum256(data)
	file, digest, contentType := "picture."+o.Format, hex.EncodeToString(sum[:]), export.ContentType(o.Format)
	key, err := blob.Key(blob.Artifacts, user, id, file)
	if err != nil {
		return nil, fmt.Errorf("graphics: blob key: %w", err)
	}
	if _, err := s.c.Blob.Put(ctx, key, bytes.NewReader(data), int64(len(data)), blob.PutOptions{ContentType: contentType, SHA256: digest}); err != nil {
		return nil, fmt.Errorf("graphics: put picture: %w", err)
	}
	made, err := artifactops.Create.Call(ctx, s.c.Call, &artifactops.CreateInput{Body: artifactops.NewArtifact{ID: id, Name: name, File: file,
		ContentType: contentType, Bytes: int64(len(data)), SHA256: digest, Width: size.Dx(), Height: size.Dy(),
		Source: &artifactops.Source{DocumentID: meta.ID, Seq: seq, Renderer: rendererName, Options: string(options)}}})
	if err != nil {
		return nil, err
	}
	a := made.Body
	return &ops.ExportOutput{Body: ops.Exported{ArtifactID: a.ID, Name: a.Name, ContentType: a.ContentType, Bytes: a.Bytes,
		Width: a.Width, Height: a.Height, Seq: seq, CreatedAt: a.CreatedAt}}, nil
}

func renderProblem(err error) error {
	var asset *render.AssetError
	switch {
	case errors.Is(err, errUnread):
		return err
	case errors.As(err, &asset):
		return operation.NewProblem(422, "picture_unusable", "The file that an image layer shows cannot be used: it is gone, whoever put it there may not see it, or it is damaged or too large. Delete the layer or give it another file.").
			On("layer." + asset.Layer).Because(err)
	case errors.Is(err, render.ErrTooLarge):
		return operation.Invalid("body.scale", "too_large", "The picture would be too large; use a smaller scale.").Because(err)
	case errors.Is(err, render.ErrOptions):
		return operation.Invalid("body.scale", operation.CodeInvalid, "The picture cannot be made at this scale.").Because(err)
	case errors.Is(err, render.ErrBudget):
		return operation.NewProblem(504, operation.CodeTimeout, "Rendering took too long; make the picture smaller or simpler.").Because(err)
	}
	return fmt.Errorf("graphics: render: %w", err)
}

// bare takes the extension of a picture off a name that was said with it.
func bare(name string) string {
	switch ext := path.Ext(name); strings.ToLower(ext) {
	case ".png", ".jpg", ".jpeg":
		return strings.TrimSuffix(name, ext)
	}
	return name
}

// maxFileName bounds what is made of a title: file systems take 255 bytes.
const maxFileName = 60

// fileName makes a file name of any text: letters and digits stay, all else is a hyphen.
func fileName(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case b.Len() >= maxFileName:
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	if name := strings.Trim(b.String(), "-"); name != "" {
		return name
	}
	return "canvas"
}

// oneLine makes a document's name of any text.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}
