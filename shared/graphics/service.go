// Package graphics carries out the operations of the area graphics: canvases with
// layers. It joins what its sub-packages do: model (what a canvas is), plan (from a
// request to edits), render and export (from a canvas to bytes).
package graphics

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/document"
	docapi "github.com/aio-creative-hub/aio/shared/document/api"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
	"github.com/aio-creative-hub/aio/shared/graphics/ops"
	"github.com/aio-creative-hub/aio/shared/graphics/plan"
	"github.com/aio-creative-hub/aio/shared/ids"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/share"
)

// recentCommits is how far back "the last one" looks for the layers touched last.
const recentCommits = 20

// Config is what the service needs.
type Config struct {
	Docs  *docapi.Guarded
	Blob  blob.Store
	Call  operation.Invoker
	Now   func() time.Time
	NewID func(prefix string) string
}

// Service carries out the area's operations.
type Service struct{ c Config }

// New makes the service.
func New(c Config) *Service { return &Service{c: c} }

// Create makes a canvas.
func (s *Service) Create(ctx context.Context, in *ops.CreateInput) (*ops.CanvasOutput, error) {
	b := in.Body
	root, edits, err := plan.PlanCreate(plan.CreateArgs{Name: b.Name, Width: b.Width, Height: b.Height, Preset: b.Preset, Orientation: b.Orientation, Background: b.Background,
		TitleID: s.c.NewID("lay"), Text: b.Text, Color: b.Color, Size: b.Size, Font: b.Font, Position: b.Position})
	if err != nil {
		return nil, problem(err)
	}
	name := "Canvas"
	switch {
	case b.Name != nil:
		name = *b.Name
	case b.Text != nil && len([]rune(*b.Text)) <= document.MaxTitle:
		name = *b.Text
	}
	commit := s.commitID(ctx, b.CommitID, "graphics.create")
	operation.MeterFrom(ctx).Under(commit.id)
	user := operation.UserID(ctx)
	id := s.c.NewID("doc")
	if commit.given {
		id = ids.Derived("doc", user, commit.id)
	}
	meta, res, err := s.c.Docs.Create(ctx, document.CreateRequest{ID: id, Owner: user, Within: operation.MetaFrom(ctx).Within, Kind: model.Kind, Name: oneLine(name),
		Root: root, Edits: edits, CommitID: commit.id, By: user, Op: "graphics.create", Correlation: operation.MetaFrom(ctx).Correlation})
	if err != nil {
		return nil, problem(err)
	}
	out, err := s.canvas(meta, res.State, meta.Created)
	if err != nil {
		return nil, err
	}
	out.Body.Notes, err = notes(res.State, edits)
	return out, err
}

// Get reads a canvas.
func (s *Service) Get(ctx context.Context, in *ops.CanvasInput) (*ops.CanvasOutput, error) {
	meta, err := s.admit(ctx, in.CanvasID, share.Viewer)
	if err != nil {
		return nil, err
	}
	state, err := s.c.Docs.State(ctx, meta.ID, 0)
	if err != nil {
		return nil, problem(err)
	}
	return s.canvas(meta, state, meta.Updated)
}

// admit reads the description of a canvas that the caller may use in a role.
func (s *Service) admit(ctx context.Context, id string, asked share.Role) (document.Meta, error) {
	a, err := s.c.Docs.Admit(ctx, id, asked)
	if err == nil && a.Kind != model.Kind {
		err = operation.NotFound("canvas")
	}
	return a.Meta, err
}

func (s *Service) canvas(meta document.Meta, state document.State, updated time.Time) (*ops.CanvasOutput, error) {
	c, err := model.FromState(state)
	if err != nil {
		return nil, problem(err)
	}
	out := ops.Canvas{ID: meta.ID, Name: meta.Name, Seq: state.Seq, Width: float64(c.Width), Height: float64(c.Height),
		Background: c.Background.String(), UpdatedAt: updated, Layers: []ops.Layer{}}
	for _, o := range state.Children(document.RootID) {
		out.Layers = append(out.Layers, ops.Layer{ID: o.ID, Type: o.Type, Order: o.Order, Props: o.Props})
	}
	return &ops.CanvasOutput{Body: out}, nil
}

// commitKey is a commit's id, and whether the client chose it: then a repeated request
// is recognised.
type commitKey struct {
	id    string
	given bool
}

// commitID takes the request's commit id, else one made from its Idempotency-Key, else a
// new one.
func (s *Service) commitID(ctx context.Context, requested, op string) commitKey {
	if requested != "" {
		return commitKey{requested, true}
	}
	if key := operation.MetaFrom(ctx).Idempotency; key != "" {
		sum := sha256.Sum256([]byte(op + "\x00" + operation.UserID(ctx) + "\x00" + key))
		return commitKey{"idem-" + hex.EncodeToString(sum[:16]), true}
	}
	return commitKey{s.c.NewID("cmt"), false}
}

// change commits what a plan makes of the head and answers with what it did.
func (s *Service) change(ctx context.Context, canvas, op string, c ops.Commit, p plan.Plan) (*ops.ChangeOutput, error) {
	meta, err := s.admit(ctx, canvas, share.Editor)
	if err != nil {
		return nil, err
	}
	key := s.commitID(ctx, c.CommitID, op)
	basis := c.Basis
	if basis == 0 && !key.given { // nobody can repeat an id that was just made
		if basis, err = s.c.Docs.Head(ctx, meta.ID); err != nil {
			return nil, problem(err)
		}
	}
	res, err := s.c.Docs.Commit(ctx, document.Request{Doc: meta.ID, CommitID: key.id, By: operation.UserID(ctx),
		Op: op, Basis: basis, Strict: c.Strict, Plan: p, Correlation: operation.MetaFrom(ctx).Correlation})
	if err != nil {
		return nil, problem(err)
	}
	// What was made is charged once; the client's id for it may stand in the log again, after another basis.
	operation.MeterFrom(ctx).Under(canvas + "#" + strconv.FormatInt(res.Commit.Seq, 10))
	out := changed(meta.ID, res.Commit)
	out.Body.Notes, err = notes(res.State, res.Commit.Edits)
	return out, err
}

func changed(canvas string, c document.Commit) *ops.ChangeOutput {
	out := ops.Change{CanvasID: canvas, CommitID: c.ID, Seq: c.Seq, Changed: []string{}}
	seen := map[string]bool{}
	for _, e := range c.Edits {
		if !seen[e.ID] {
			seen[e.ID] = true
			out.Changed = append(out.Changed, e.ID)
		}
	}
	if len(out.Changed) == 1 {
		out.LayerID = out.Changed[0]
	}
	return &ops.ChangeOutput{Body: out}
}

// target names a layer, with what "the last one" means here and now.
func (s *Service) target(ctx context.Context, in ops.LayerInput) (plan.Target, error) {
	t := plan.Target{Layer: in.Layer}
	if in.Layer != plan.Last {
		return t, nil
	}
	if _, err := s.admit(ctx, in.CanvasID, share.Viewer); err != nil {
		return t, err
	}
	commits, _, err := s.c.Docs.History(ctx, in.CanvasID, recentCommits, "")
	if err != nil {
		return t, problem(err)
	}
	for _, c := range commits {
		for _, e := range c.Edits {
			if e.ID != document.RootID {
				t.Recent = append(t.Recent, e.ID)
			}
		}
	}
	return t, nil
}

// problem turns the area's errors into answers for people.
func problem(err error) error {
	var pe *plan.Error
	if errors.As(err, &pe) {
		p := operation.NewProblem(422, pe.Code, pe.Message).On("layer").Because(err)
		for _, c := range pe.Candidates {
			p.Errors = append(p.Errors, operation.FieldProblem{Field: "layer", Code: "candidate", Message: c.Name})
		}
		return p
	}
	var fe *document.FieldError
	if errors.As(err, &fe) {
		return operation.Invalid("body."+fe.Field, operation.CodeInvalid, fmt.Sprintf("%s: %s.", fe.Field, fe.Message)).Because(err)
	}
	return docapi.Problem(err)
}
