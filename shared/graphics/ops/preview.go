package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// PreviewInput asks for a picture of a canvas to look at.
type PreviewInput struct {
	CanvasInput
	Seq  int64 `query:"seq" minimum:"0" doc:"An earlier sequence number; the newest if absent"`
	Size int   `query:"size" minimum:"64" maximum:"4096" default:"512" doc:"Pixels of the longer side that are wanted; it has as many or up to twice as many"`
	// Scale is in place of the size.
	Scale float64 `query:"scale" minimum:"0" maximum:"4" doc:"Pixels of the picture for each of the canvas that are wanted, instead of a size; it has as many or up to twice as many"`
}

// PreviewOutput sends the caller on to a signed URL.
type PreviewOutput struct {
	Location string `header:"Location"`
}

// Preview redirects to a PNG of a canvas, drawn as an export draws it. It is no file of
// anybody's and counts as no use: it is made when it is first asked for, and kept for a day.
var Preview = operation.Op[PreviewInput, PreviewOutput]{Spec: operation.Spec{
	ID: "graphics.preview", Area: area, Method: http.MethodGet, Path: base + "/{canvasId}/preview",
	Summary: "Get a picture of a canvas to look at, by a redirect to a signed URL", Auth: operation.User, Limit: operation.LimitEdit, Status: http.StatusSeeOther,
	MemoryMB: 1769, Timeout: 25 * time.Second, // as an export
	Grants: []operation.Grant{operation.Table("work", operation.ReadWrite), operation.Blob("documents", operation.Read), operation.Blob("artifacts", operation.Read),
		operation.Blob("temp", operation.ReadWrite), operation.Invoke("artifact.open")},
	Price: operation.PriceFree,
}}

// PictureInput asks for a file that a canvas shows.
type PictureInput struct {
	CanvasInput
	ArtifactID string `path:"artifactId" maxLength:"64"`
	Seq        int64  `query:"seq" minimum:"0" doc:"An earlier sequence number at which the canvas shows it; the newest if absent"`
}

// Picture redirects to a file that a layer shows. Whoever sees the canvas may see it, if
// whoever put it there still may: their file, or one that is shared with them.
var Picture = operation.Op[PictureInput, PreviewOutput]{Spec: operation.Spec{
	ID: "graphics.picture", Area: area, Method: http.MethodGet, Path: base + "/{canvasId}/pictures/{artifactId}",
	Summary: "Get a file that a canvas shows, by a redirect to a signed URL", Auth: operation.User, Limit: operation.LimitGlobal, Status: http.StatusSeeOther,
	Grants: []operation.Grant{operation.Table("work", operation.ReadWrite), operation.Blob("documents", operation.Read), operation.Blob("artifacts", operation.Read),
		operation.Invoke("artifact.open")},
	Price: operation.PriceFree,
}}
