// Package system wires the operations that say whether the system works.
package system

import (
	"context"

	"github.com/aio-creative-hub/aio/functions/internal/ports"
	"github.com/aio-creative-hub/aio/functions/internal/start"
	"github.com/aio-creative-hub/aio/shared/errortrack"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/operation"
	"github.com/aio-creative-hub/aio/shared/system"
	"github.com/aio-creative-hub/aio/shared/system/ops"
)

// Service has the code of the operations.
type Service struct {
	all, tool, chat, model *system.Health
	errors                 *errortrack.Tracker
}

// Open makes it.
func Open(e *start.Env) (Service, error) {
	blobs, err := ports.Blob(e)
	if err != nil {
		return Service{}, err
	}
	understands, err := nlp.Default()
	if err != nil {
		return Service{}, err
	}
	store, bytes := system.StoreCheck(e.Store, e.Now), system.BlobCheck(blobs)
	model := system.ModelCheck(func(text string) bool { return understands.Understand(text, nlp.State{}).Tool != "" })
	health := func(checks ...system.Check) *system.Health {
		return &system.Health{Version: e.Settings.Release, Now: e.Now, Log: e.Log, Checks: checks}
	}
	return Service{all: health(store, bytes, model), tool: health(store, bytes), chat: health(store, model), model: health(model), errors: e.Errors}, nil
}

// Root answers for the whole system.
func (s Service) Root(ctx context.Context, in *operation.None) (*ops.HealthOutput, error) {
	return s.all.Get(ctx, in)
}

// API answers for the whole system, under the API's path.
func (s Service) API(ctx context.Context, in *operation.None) (*ops.HealthOutput, error) {
	return s.all.Get(ctx, in)
}

// Graphics answers for the graphics tool.
func (s Service) Graphics(ctx context.Context, in *operation.None) (*ops.HealthOutput, error) {
	return s.tool.Get(ctx, in)
}

// Chat answers for the chat.
func (s Service) Chat(ctx context.Context, in *operation.None) (*ops.HealthOutput, error) {
	return s.chat.Get(ctx, in)
}

// NLP answers for language understanding.
func (s Service) NLP(ctx context.Context, in *operation.None) (*ops.HealthOutput, error) {
	return s.model.Get(ctx, in)
}

// AdminListErrors lists the groups of unexpected errors.
func (s Service) AdminListErrors(ctx context.Context, in *ops.ErrorsInput) (*ops.ErrorsOutput, error) {
	return s.errors.List(ctx, in)
}

// AdminGetError shows one of them.
func (s Service) AdminGetError(ctx context.Context, in *ops.ErrorInput) (*ops.ErrorOutput, error) {
	return s.errors.Get(ctx, in)
}

// AdminResolveError marks one as mended.
func (s Service) AdminResolveError(ctx context.Context, in *ops.ErrorInput) (*ops.ErrorOutput, error) {
	return s.errors.Resolve(ctx, in)
}
