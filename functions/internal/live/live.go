// Package live wires the operations of connections.
package live

import (
	"github.com/aio-creative-hub/aio/functions/internal/docs"
	"github.com/aio-creative-hub/aio/functions/internal/start"
	"github.com/aio-creative-hub/aio/shared/cloud"
	"github.com/aio-creative-hub/aio/shared/live"
	"github.com/aio-creative-hub/aio/shared/push/apigateway"
)

// Service has the code of the operations.
type Service = *live.Service

// Open makes it.
func Open(e *start.Env) (Service, error) {
	documents, err := docs.Open(e)
	if err != nil {
		return nil, err
	}
	pusher := apigateway.New(e.AWS, apigateway.Options{API: e.Settings.SocketAPI, Stage: cloud.SocketStage})
	return live.New(live.Config{Store: e.Store, Docs: documents, Push: pusher, Log: e.Log, Now: e.Now, NewID: e.NewID}), nil
}
