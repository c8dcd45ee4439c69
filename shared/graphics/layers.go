package graphics

import (
	"context"

	artifactops "github.com/aio-creative-hub/aio/shared/artifact/ops"
	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/graphics/ops"
	"github.com/aio-creative-hub/aio/shared/graphics/plan"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
)

// AddLayer adds a layer in front of the others.
func (s *Service) AddLayer(ctx context.Context, in *ops.AddLayerInput) (*ops.ChangeOutput, error) {
	b := in.Body
	if b.Shape == "" && b.Text == nil && b.ArtifactID == nil {
		return nil, operation.Invalid("body.shape", "required", "Say what to add: a shape, a text, or an image's artifactId.")
	}
	if b.Shape == "text" && b.Text == nil {
		return nil, operation.Invalid("body.text", "required", "Say what the text is.")
	}
	if b.Shape == "image" && b.ArtifactID == nil {
		return nil, operation.Invalid("body.artifactId", "required", "Say which picture: the id of an artifact.")
	}
	args := plan.AddLayerArgs{ID: s.c.NewID("lay"), Shape: b.Shape, Style: style(b.Style)}
	w, h, err := s.imageSize(ctx, b.ArtifactID)
	if err != nil {
		return nil, err
	}
	args.ImageWidth, args.ImageHeight = w, h
	return s.change(ctx, in.CanvasID, "graphics.add_layer", b.Commit, plan.PlanAddLayer(args))
}

// EditLayer changes a layer or the canvas.
func (s *Service) EditLayer(ctx context.Context, in *ops.EditLayerInput) (*ops.ChangeOutput, error) {
	t, err := s.target(ctx, in.LayerInput)
	if err != nil {
		return nil, err
	}
	args := plan.EditLayerArgs{Target: t, Style: style(in.Body.Style), Background: in.Body.Background}
	if args.Style == (plan.Style{}) && args.Background == nil {
		return nil, operation.Invalid("body.color", "required", "Say what to change: color, text, size, position or another property.")
	}
	if args.ImageWidth, args.ImageHeight, err = s.imageSize(ctx, in.Body.ArtifactID); err != nil {
		return nil, err
	}
	return s.change(ctx, in.CanvasID, "graphics.edit_layer", in.Body.Commit, plan.PlanEditLayer(args))
}

// DeleteLayer removes a layer.
func (s *Service) DeleteLayer(ctx context.Context, in *ops.DeleteRequest) (*ops.ChangeOutput, error) {
	t, err := s.target(ctx, in.LayerInput)
	if err != nil {
		return nil, err
	}
	return s.change(ctx, in.CanvasID, "graphics.delete_layer", ops.Commit{CommitID: in.CommitID, Basis: in.Basis, Strict: in.Strict},
		plan.PlanDeleteLayer(plan.DeleteLayerArgs{Target: t}))
}

// Transform moves, scales, turns or reorders a layer.
func (s *Service) Transform(ctx context.Context, in *ops.TransformInput) (*ops.ChangeOutput, error) {
	t, err := s.target(ctx, in.LayerInput)
	if err != nil {
		return nil, err
	}
	b := in.Body
	if b.Factor == nil && b.Width == nil && b.Height == nil && b.Angle == nil && b.Position == nil && b.DX == nil && b.DY == nil && b.Order == nil {
		return nil, operation.Invalid("body.factor", "required", "Say how: factor, width, height, angle, position, dx, dy or order.")
	}
	return s.change(ctx, in.CanvasID, "graphics.transform", b.Commit, plan.PlanTransform(plan.TransformArgs{Target: t,
		Factor: b.Factor, Width: b.Width, Height: b.Height, Angle: b.Angle, Position: b.Position, DX: b.DX, DY: b.DY, Order: b.Order}))
}

// Undo takes back the caller's last change.
func (s *Service) Undo(ctx context.Context, in *ops.UndoInput) (*ops.ChangeOutput, error) {
	return s.step(ctx, &ops.StepInput{CanvasInput: in.CanvasInput, Body: in.Body.Step}, "graphics.undo", func(ctx context.Context, r document.Request) (document.Result, error) {
		r.Last = in.Body.Last
		return s.c.Docs.Undo(ctx, r)
	})
}

// Redo makes the caller's last undone change again.
func (s *Service) Redo(ctx context.Context, in *ops.StepInput) (*ops.ChangeOutput, error) {
	return s.step(ctx, in, "graphics.redo", s.c.Docs.Redo)
}

type stepper func(ctx context.Context, r document.Request) (document.Result, error)

func (s *Service) step(ctx context.Context, in *ops.StepInput, op string, do stepper) (*ops.ChangeOutput, error) {
	meta, err := s.admit(ctx, in.CanvasID, share.Editor)
	if err != nil {
		return nil, err
	}
	res, err := do(ctx, document.Request{Doc: meta.ID, CommitID: s.commitID(ctx, in.Body.CommitID, op).id, By: operation.UserID(ctx), Op: op, Basis: in.Body.Basis,
		Correlation: operation.MetaFrom(ctx).Correlation})
	if err != nil {
		return nil, problem(err)
	}
	return changed(meta.ID, res.Commit), nil
}

// imageSize reads the size of a picture that a layer is to show, and so checks that the
// caller may use it.
func (s *Service) imageSize(ctx context.Context, artifact *string) (w, h int, err error) {
	if artifact == nil {
		return 0, 0, nil
	}
	out, err := artifactops.Get.Call(ctx, s.c.Call, &artifactops.GetInput{IDInput: artifactops.IDInput{ArtifactID: *artifact}})
	if err != nil {
		return 0, 0, err
	}
	if out.Body.Width == 0 {
		return 0, 0, operation.Invalid("body.artifactId", operation.CodeInvalid, "This artifact is not a picture.")
	}
	return out.Body.Width, out.Body.Height, nil
}

func style(s ops.Style) plan.Style {
	return plan.Style{Name: s.Name, Text: s.Text, Color: s.Color, Stroke: s.Stroke, StrokeWidth: s.StrokeWidth,
		X: s.X, Y: s.Y, Width: s.Width, Height: s.Height, Position: s.Position, Size: s.Size, Font: s.Font, Weight: s.Weight,
		Italic: s.Italic, Align: s.Align, LineHeight: s.LineHeight, Radius: s.Radius, Angle: s.Angle, Opacity: s.Opacity,
		Blend: s.Blend, Visible: s.Visible, Order: s.Order, Source: s.ArtifactID}
}
