// Package docs opens the documents of all tools.
package docs

import (
	"fmt"

	"github.com/aio-creative-hub/aio/functions/internal/ports"
	"github.com/aio-creative-hub/aio/functions/internal/start"
	"github.com/aio-creative-hub/aio/shared/document"
	"github.com/aio-creative-hub/aio/shared/document/api"
	"github.com/aio-creative-hub/aio/shared/graphics/model"
)

// Open opens them, with what says who may do what with them.
func Open(e *start.Env) (*api.Guarded, error) {
	blobs, err := ports.Blob(e)
	if err != nil {
		return nil, err
	}
	d, err := document.New(document.Config{Store: e.Store, Blob: blobs, Schemas: []document.Schema{model.Schema{}}, Now: e.Now, NewID: e.NewID})
	if err != nil {
		return nil, fmt.Errorf("documents: %w", err)
	}
	return api.Guard(d, e.Store, e.Now, e.NewID), nil
}
