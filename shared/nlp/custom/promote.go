package custom

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/aio-creative-hub/aio/shared/blob"
	"github.com/aio-creative-hub/aio/shared/nlp/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/store"
)

const (
	// maxLoss is by how much a model may be worse than the product's own: one point, which
	// on some two thousand evaluation messages is what trainings differ by that change
	// nothing of weight.
	maxLoss = 0.01
	// maxLossOutOfScope is the same for messages about something else, of which there are a
	// few hundred: three points are a few messages there.
	maxLossOutOfScope = 0.03
	// rounding forgives what the numbers' last digits differ by.
	rounding = 1e-9
)

func noModel() *operation.Problem { return operation.NotFound("model") }

// ListModels lists the caller's models, the latest first.
func (s *Service) ListModels(ctx context.Context, in *ops.ListModelsInput) (*ops.ModelListOutput, error) {
	items, next, err := s.page(ctx, modelPrefix, in.PageInput, true)
	if err != nil {
		return nil, err
	}
	user := operation.UserID(ctx)
	found, err := s.get(ctx, stateKey(user))
	if err != nil {
		return nil, err
	}
	st, err := readState(found[stateKey(user)])
	if err != nil {
		return nil, err
	}
	out := ops.ModelPage{Items: make([]ops.Model, 0, len(items)), NextCursor: next}
	for i := range items {
		m, err := readModel(&items[i])
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, m.forPeople(st, s.release, s.now()))
	}
	return &ops.ModelListOutput{Body: out}, nil
}

// GetModel reads a model of the caller's.
func (s *Service) GetModel(ctx context.Context, in *ops.ModelInput) (*ops.ModelOutput, error) {
	st, m, err := s.find(ctx, in.ModelID)
	if err != nil {
		return nil, err
	}
	return &ops.ModelOutput{Body: m.forPeople(st, s.release, s.now())}, nil
}

// find reads a model that the caller has.
func (s *Service) find(ctx context.Context, id string) (state, model, error) {
	if !plainID(id, "mdl") {
		return state{}, model{}, noModel()
	}
	st, m, err := s.both(ctx, operation.UserID(ctx), id)
	if err == nil && m.rev == 0 {
		err = noModel()
	}
	return st, m, err
}

// PromoteModel makes a model the one that the caller's messages are understood by, unless
// it is worse than the product's own at what everybody asks for.
func (s *Service) PromoteModel(ctx context.Context, in *ops.ModelInput) (*ops.ModelOutput, error) {
	user := operation.UserID(ctx)
	var out ops.Model
	err := s.raced(ctx, func() error {
		st, m, err := s.find(ctx, in.ModelID)
		if err != nil {
			return err
		}
		if st.Active.ID == m.ID {
			out = m.forPeople(st, s.release, s.now())
			return nil // by this request, whose answer was lost, or by another
		}
		if err := s.mayPromote(m); err != nil {
			return err
		}
		st.forget(m.ID)
		st.use(pointer{ID: m.ID, files: m.Files})
		out = m.forPeople(st, s.release, s.now())
		return s.put(ctx, user, st)
	})
	if err != nil {
		return nil, err
	}
	return &ops.ModelOutput{Body: out}, nil
}

// put writes a person's state over the revision that was read.
func (s *Service) put(ctx context.Context, user string, st state) error {
	w, err := write(stateKey(user), st.rev, st)
	if err != nil {
		return err
	}
	if _, err := s.c.Store.Write(ctx, w); err != nil {
		return fmt.Errorf("custom: write state: %w", err)
	}
	return nil
}

// mayPromote refuses a model that is not ready, was measured against another model than
// the product's present one, or is worse than that.
func (s *Service) mayPromote(m model) error {
	switch {
	case m.State != ops.StateReady || m.Report == nil:
		return operation.NewProblem(http.StatusConflict, "model_not_ready", "This model is in training, or its training failed. Promote one that is ready.")
	case m.Release != s.release:
		return operation.NewProblem(http.StatusConflict, "model_outdated", "The product's own model has changed since this one was trained. Train again.")
	}
	worse := regressions(m.Report.Base, m.Report.Model)
	if len(worse) == 0 {
		return nil
	}
	var names []string
	for _, w := range worse {
		names = append(names, w.Message)
	}
	p := operation.NewProblem(http.StatusConflict, codeRegresses,
		"This model is worse at what everybody asks for: "+strings.Join(names, "; ")+". Look for examples with a wrong operation, mend them, and train again.").On(worse[0].Field)
	p.Errors = worse
	return p
}

const codeRegresses = "model_regresses"

// regressions are the measures by which a model is worse than it may be.
func regressions(base, m ops.Measures) []operation.FieldProblem {
	var out []operation.FieldProblem
	for _, c := range []struct {
		name          string
		before, after float64
		loss, allowed float64
	}{
		{"operation_accuracy", base.OperationAccuracy, m.OperationAccuracy, base.OperationAccuracy - m.OperationAccuracy, maxLoss},
		{"acted_right", base.ActedRight, m.ActedRight, base.ActedRight - m.ActedRight, maxLoss},
		{"acted_wrong", base.ActedWrong, m.ActedWrong, m.ActedWrong - base.ActedWrong, maxLoss},
		{"calibration_error", base.CalibrationError, m.CalibrationError, m.CalibrationError - base.CalibrationError, maxLoss},
		{"out_of_scope_recall", base.OutOfScopeRecall, m.OutOfScopeRecall, base.OutOfScopeRecall - m.OutOfScopeRecall, maxLossOutOfScope},
	} {
		if c.loss > c.allowed+rounding {
			const points = 100
			out = append(out, operation.FieldProblem{Field: "report.model." + c.name, Code: codeRegresses,
				Message: fmt.Sprintf("%s went from %.3f to %.3f, %.1f points worse where %.0f may be", c.name, c.before, c.after, points*c.loss, points*c.allowed)})
		}
	}
	return out
}

// RollbackModel goes back to the model that was active before, at last to the product's own.
func (s *Service) RollbackModel(ctx context.Context, _ *operation.None) (*ops.ActiveModelOutput, error) {
	user, request := operation.UserID(ctx), s.newID(ctx, "rbk")
	var st state
	err := s.raced(ctx, func() error {
		items, err := s.get(ctx, stateKey(user))
		if err != nil {
			return err
		}
		if st, err = readState(items[stateKey(user)]); err != nil {
			return err
		}
		if st.Back == request {
			return nil // the same request did it, and its answer was lost
		}
		if st.Active.ID == "" {
			return operation.NewProblem(http.StatusConflict, "nothing_to_roll_back", "Your messages are understood by the product's own model already.")
		}
		st.back()
		st.Back = request
		return s.put(ctx, user, st)
	})
	if err != nil {
		return nil, err
	}
	return &ops.ActiveModelOutput{Body: ops.ActiveModel{ModelID: st.Active.ID}}, nil
}

// DeleteModel removes a model of the caller's that is not active. Its item goes last, so
// that an interrupted delete can be done again.
func (s *Service) DeleteModel(ctx context.Context, in *ops.ModelInput) (*operation.None, error) {
	user, id := operation.UserID(ctx), in.ModelID
	err := s.raced(ctx, func() error { // first nobody can promote it, or go back to it
		st, m, err := s.find(ctx, id)
		if err != nil {
			return err
		}
		if st.Active.ID == id {
			return operation.NewProblem(http.StatusConflict, "model_active", "Your messages are understood by this model. Go back to another one first.")
		}
		st.forget(id)
		st.end(id)
		m.State, m.Reason = ops.StateFailed, ops.ReasonLost
		ws, errState := write(stateKey(user), st.rev, st)
		wm, errModel := write(modelKey(user, id), m.rev, m)
		if err := errors.Join(errState, errModel); err != nil {
			return err
		}
		return s.transact(ctx, ws, wm)
	})
	if err != nil {
		return nil, err
	}
	if err := s.removeFiles(ctx, user, id); err != nil {
		return nil, err
	}
	if _, err := s.c.Store.Write(ctx, store.Write{Delete: true, Item: store.Item{Key: modelKey(user, id)}}); err != nil {
		return nil, fmt.Errorf("custom: delete model: %w", err)
	}
	return &operation.None{}, nil
}

// PurgeAccount removes everything of an account that was deleted.
func (s *Service) PurgeAccount(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	user := in.Body.Data.UserID
	if user == "" {
		return &operation.None{}, nil
	}
	if err := store.RemoveAll(ctx, s.c.Store, store.Query{Table: store.Chat, PK: partition(user)}); err != nil {
		return nil, fmt.Errorf("custom: purge: %w", err)
	}
	prefix, err := blob.Key(blob.Models, user, "x")
	if err != nil {
		return nil, fmt.Errorf("custom: purge: %w", err)
	}
	return &operation.None{}, s.removeBelow(ctx, strings.TrimSuffix(prefix, "x"))
}
