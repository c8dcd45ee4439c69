// Package artifact wires the operations of files.
package artifact

import (
	"github.com/aio-creative-hub/aio/functions/internal/ports"
	"github.com/aio-creative-hub/aio/functions/internal/start"
	"github.com/aio-creative-hub/aio/shared/artifact"
)

// Service has the code of the operations.
type Service = *artifact.Service

// Open makes it.
func Open(e *start.Env) (Service, error) {
	blobs, err := ports.Blob(e)
	if err != nil {
		return nil, err
	}
	return artifact.New(artifact.Config{Store: e.Store, Blob: blobs, Log: e.Log, Now: e.Now, NewID: e.NewID}), nil
}
