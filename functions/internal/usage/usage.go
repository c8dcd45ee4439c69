// Package usage wires the operations of the ledger.
package usage

import (
	"github.com/aio-creative-hub/aio/functions/internal/start"
	"github.com/aio-creative-hub/aio/shared/usage"
)

// Service has the code of the operations.
type Service = *usage.Service

// Open makes it.
func Open(e *start.Env) (Service, error) {
	return usage.New(usage.Config{Store: e.Store, Now: e.Now, NewID: e.NewID}), nil
}
