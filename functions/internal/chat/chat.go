// Package chat wires the operations of conversations.
package chat

import (
	"github.com/aio-creative-hub/aio/functions/internal/start"
	"github.com/aio-creative-hub/aio/shared/call/lambda"
	"github.com/aio-creative-hub/aio/shared/chat"
	"github.com/aio-creative-hub/aio/shared/nlp"
)

// Service has the code of the operations.
type Service = *chat.Service

// Open makes it.
func Open(e *start.Env) (Service, error) {
	model, err := nlp.Default()
	if err != nil {
		return nil, err
	}
	return chat.New(chat.Config{Store: e.Store, NLP: model, Call: lambda.New(e.AWS, lambda.Options{Stage: e.Settings.Stage}),
		Log: e.Log, Now: e.Now, NewID: e.NewID}), nil
}
