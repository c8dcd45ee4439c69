// Package graphics wires the operations of the graphics tool.
package graphics

import (
	"github.com/aio-creative-hub/aio/functions/internal/docs"
	"github.com/aio-creative-hub/aio/functions/internal/ports"
	"github.com/aio-creative-hub/aio/functions/internal/start"
	"github.com/aio-creative-hub/aio/shared/call/lambda"
	"github.com/aio-creative-hub/aio/shared/graphics"
)

// Service has the code of the operations.
type Service = *graphics.Service

// Open makes it.
func Open(e *start.Env) (Service, error) {
	documents, err := docs.Open(e)
	if err != nil {
		return nil, err
	}
	blobs, err := ports.Blob(e)
	if err != nil {
		return nil, err
	}
	return graphics.New(graphics.Config{Docs: documents, Blob: blobs, Call: lambda.New(e.AWS, lambda.Options{Stage: e.Settings.Stage}),
		Now: e.Now, NewID: e.NewID}), nil
}
