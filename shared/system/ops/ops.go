// Package ops declares the operations of the area system: whether things work,
// and what went wrong.
package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// Health says whether a part of the system works.
type Health struct {
	Status  string            `json:"status" enum:"ok,degraded"`
	Version string            `json:"version"`
	Time    time.Time         `json:"time"`
	Checks  map[string]string `json:"checks" doc:"ok, or what is wrong, for each thing it depends on"`
}

// HealthOutput carries health; 503 if degraded.
type HealthOutput struct {
	Status int
	Body   Health
}

func health(id, path, summary string) operation.Op[operation.None, HealthOutput] {
	return operation.Op[operation.None, HealthOutput]{Spec: operation.Spec{
		ID: id, Area: "system", Method: http.MethodGet, Path: path, Summary: summary,
		Auth: operation.Public, Limit: operation.LimitGlobal, Price: operation.PriceFree,
		Answers: []int{http.StatusServiceUnavailable},
		Grants:  []operation.Grant{operation.Table("runtime", operation.Write), operation.Blob("derived", operation.Write)},
	}}
}

// Root is the health check at the top, for load balancers; API is the same under the API's path.
var (
	Root = health("system.health", "/health", "Whether the system works")
	API  = health("system.api_health", "/api/v1/health", "Whether the API works")
)

// The tools' health checks: each says whether what the tool needs works.
var (
	Graphics = health("graphics.health", "/api/v1/tools/graphics/health", "Whether the graphics tool works")
	Chat     = health("chat.health", "/api/v1/chat/health", "Whether the chat works")
	NLP      = health("nlp.health", "/api/v1/nlp/health", "Whether language understanding works")
)

// All lists the area's operations.
func All() []operation.Declared {
	return []operation.Declared{Root, API, Graphics, Chat, NLP, AdminListErrors, AdminGetError, AdminResolveError}
}
