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
	*custom.Service
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
	return Service{own, conversations}, nil
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
	return s.Service.RunTraining(ctx, in, learner)
}
