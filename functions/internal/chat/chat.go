// Package chat wires the operations of conversations.
package chat

import (
	"context"

	"github.com/aio-creative-hub/aio/functions/internal/ports"
	"github.com/aio-creative-hub/aio/functions/internal/start"
	"github.com/aio-creative-hub/aio/shared/call/lambda"
	"github.com/aio-creative-hub/aio/shared/chat"
	"github.com/aio-creative-hub/aio/shared/nlp"
	"github.com/aio-creative-hub/aio/shared/nlp/custom"
)

// Service has the code of the operations.
type Service = *chat.Service

// Open makes it.
func Open(e *start.Env) (Service, error) {
	model, err := nlp.Default()
	if err != nil {
		return nil, err
	}
	blobs, err := ports.Blob(e)
	if err != nil {
		return nil, err
	}
	own := custom.NewModels(custom.ModelsConfig{Store: e.Store, Blob: blobs, Base: model, Log: e.Log, Now: e.Now})
	understands := func(ctx context.Context, user string) chat.Understander { return own.For(ctx, user) }
	return chat.New(chat.Config{Store: e.Store, NLP: understands, Call: lambda.New(e.AWS, lambda.Options{Stage: e.Settings.Stage}),
		Log: e.Log, Now: e.Now, NewID: e.NewID}), nil
}
