// Package nlp wires the operations of language understanding, which the chat has.
package nlp

import (
	"github.com/aio-creative-hub/aio/functions/internal/chat"
	"github.com/aio-creative-hub/aio/functions/internal/start"
)

// Service has the code of the operations.
type Service = chat.Service

// Open makes it.
func Open(e *start.Env) (Service, error) { return chat.Open(e) }
