// Package nlp wires the operations of language understanding: nlp.process, whose code the
// chat has, and those of people's own models.
package nlp

import (
	"context"

	"github.com/aio-creative-hub/aio/functions/internal/chat"
	"github.com/aio-creative-hub/aio/functions/internal/ports"
	"github.com/aio-creative-hub/aio/functions/internal/start"
	"github.com/aio-creative-hub/aio/shared/call/lambda"
	"github.com/aio-creative-hub/aio/shared/nlp/custom"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/learn"
	"github.com/aio-creative-hub/aio/shared/nlp/custom/lesson"
	"github.com/aio-creative-hub/aio/shared/nlp/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
)

// Service has the code of the operations.
type Service struct {
	own  *custom.Service
	chat chat.Service
}

// Open makes it.
func Open(e *start.Env) (Service, error) {
	conversations, err := chat.Open(e)
	if err != nil {
		return Service{}, err
	}
	blobs, err := ports.Blob(e)
	if err != nil {
		return Service{}, err
	}
	own := custom.New(custom.Config{Store: e.Store, Blob: blobs, Call: lambda.New(e.AWS, lambda.Options{Stage: e.Settings.Stage}), Log: e.Log, Now: e.Now, NewID: e.NewID})
	return Service{own: own, chat: conversations}, nil
}

// Process understands a message.
func (s Service) Process(ctx context.Context, in *ops.ProcessInput) (*ops.ProcessOutput, error) {
	return s.chat.Process(ctx, in)
}

// RunTraining trains a model. Only here is what it is trained with referred to, so that
// only its own function holds that.
func (s Service) RunTraining(ctx context.Context, in *ops.RunTrainingInput) (*operation.None, error) {
	learner := lesson.From(ctx)
	if learner == nil {
		l, err := learn.Embedded()
		if err != nil {
			return nil, err
		}
		learner = l.Learn
	}
	return s.own.RunTraining(ctx, in, learner)
}

// AddExamples keeps examples.
func (s Service) AddExamples(ctx context.Context, in *ops.AddExamplesInput) (*ops.ExampleSetOutput, error) {
	return s.own.AddExamples(ctx, in)
}

// ImportExamples keeps the examples of a file.
func (s Service) ImportExamples(ctx context.Context, in *ops.ImportExamplesInput) (*ops.ExampleSetOutput, error) {
	return s.own.ImportExamples(ctx, in)
}

// ListExamples lists examples.
func (s Service) ListExamples(ctx context.Context, in *ops.ListExamplesInput) (*ops.ExampleListOutput, error) {
	return s.own.ListExamples(ctx, in)
}

// DeleteExample removes an example.
func (s Service) DeleteExample(ctx context.Context, in *ops.ExampleInput) (*operation.None, error) {
	return s.own.DeleteExample(ctx, in)
}

// TrainModel begins a training.
func (s Service) TrainModel(ctx context.Context, in *operation.None) (*ops.ModelOutput, error) {
	return s.own.TrainModel(ctx, in)
}

// ListModels lists models.
func (s Service) ListModels(ctx context.Context, in *ops.ListModelsInput) (*ops.ModelListOutput, error) {
	return s.own.ListModels(ctx, in)
}

// GetModel reads a model.
func (s Service) GetModel(ctx context.Context, in *ops.ModelInput) (*ops.ModelOutput, error) {
	return s.own.GetModel(ctx, in)
}

// PromoteModel makes a model the active one.
func (s Service) PromoteModel(ctx context.Context, in *ops.ModelInput) (*ops.ModelOutput, error) {
	return s.own.PromoteModel(ctx, in)
}

// RollbackModel goes back to the model before.
func (s Service) RollbackModel(ctx context.Context, in *operation.None) (*ops.ActiveModelOutput, error) {
	return s.own.RollbackModel(ctx, in)
}

// DeleteModel removes a model.
func (s Service) DeleteModel(ctx context.Context, in *ops.ModelInput) (*operation.None, error) {
	return s.own.DeleteModel(ctx, in)
}

// PurgeAccount removes everything of a deleted account.
func (s Service) PurgeAccount(ctx context.Context, in *operation.Fact) (*operation.None, error) {
	return s.own.PurgeAccount(ctx, in)
}
