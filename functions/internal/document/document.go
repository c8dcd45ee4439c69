// Package document wires the operations of documents.
package document

import (
	"github.com/aio-creative-hub/aio/functions/internal/docs"
	"github.com/aio-creative-hub/aio/functions/internal/start"
	"github.com/aio-creative-hub/aio/shared/call/lambda"
	"github.com/aio-creative-hub/aio/shared/document/api"
)

// Service has the code of the operations.
type Service = *api.Service

// Open makes it.
func Open(e *start.Env) (Service, error) {
	documents, err := docs.Open(e)
	if err != nil {
		return nil, err
	}
	return api.New(documents, lambda.New(e.AWS, lambda.Options{Stage: e.Settings.Stage})), nil
}
