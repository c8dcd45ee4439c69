// Package catalog lists every operation of the system. Routers, functions, the OpenAPI
// documents, clients and the chat read it; nothing else lists operations. It depends on
// declarations only: the standard library and huma.
package catalog

import (
	"slices"

	artifact "github.com/aio-creative-hub/aio/shared/artifact/ops"
	cad "github.com/aio-creative-hub/aio/shared/cad/ops"
	chat "github.com/aio-creative-hub/aio/shared/chat/ops"
	document "github.com/aio-creative-hub/aio/shared/document/ops"
	drive "github.com/aio-creative-hub/aio/shared/drive/ops"
	graphics "github.com/aio-creative-hub/aio/shared/graphics/ops"
	ide "github.com/aio-creative-hub/aio/shared/ide/ops"
	identity "github.com/aio-creative-hub/aio/shared/identity/ops"
	live "github.com/aio-creative-hub/aio/shared/live/ops"
	nlp "github.com/aio-creative-hub/aio/shared/nlp/ops"
	"github.com/aio-creative-hub/aio/shared/operation"
	system "github.com/aio-creative-hub/aio/shared/system/ops"
	usage "github.com/aio-creative-hub/aio/shared/usage/ops"
	video "github.com/aio-creative-hub/aio/shared/video/ops"
	web "github.com/aio-creative-hub/aio/shared/web/ops"
)

// All lists every operation, area by area.
func All() []operation.Declared {
	return slices.Concat(identity.All(), chat.All(), nlp.All(), graphics.All(), web.All(), ide.All(), cad.All(), video.All(), drive.All(), document.All(),
		artifact.All(), usage.All(), live.All(), system.All())
}

// Find gives the declaration with an id.
func Find(id string) (operation.Declared, bool) {
	for _, d := range All() {
		if operation.SpecOf(d).ID == id {
			return d, true
		}
	}
	return nil, false
}
