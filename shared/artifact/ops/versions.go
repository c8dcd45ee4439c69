package ops

import (
	"net/http"
	"time"

	"github.com/aio-creative-hub/aio/shared/operation"
)

// Version is what a file held at some time.
type Version struct {
	Version     int       `json:"version" doc:"From 1; the highest is the latest"`
	ContentType string    `json:"contentType"`
	Bytes       int64     `json:"bytes"`
	SHA256      string    `json:"sha256"`
	Width       int       `json:"width,omitempty" doc:"Pixels, of pictures"`
	Height      int       `json:"height,omitempty" doc:"Pixels, of pictures"`
	Source      *Source   `json:"source,omitempty"`
	CreatedAt   time.Time `json:"createdAt"`
	CreatedBy   string    `json:"createdBy,omitempty" doc:"Whose account made it"`
}

// VersionPage is a page of versions, the latest first.
type VersionPage = operation.Page[Version]

// VersionsOutput carries a page.
type VersionsOutput struct{ Body VersionPage }

// VersionsInput is the input of ListVersions.
type VersionsInput struct {
	IDInput
	operation.PageInput
}

// ListVersions lists what a file held, the latest first.
var ListVersions = operation.Op[VersionsInput, VersionsOutput]{Spec: spec("list_versions", http.MethodGet, "/artifacts/{artifactId}/versions", "List a file's versions", reads())}

// VersionInput names a version.
type VersionInput struct {
	IDInput
	Version int `path:"version" minimum:"1"`
}

// RestoreVersion makes an earlier version the latest again: as a new version of the same bytes.
var RestoreVersion = operation.Op[VersionInput, ArtifactOutput]{
	Spec: spec("restore_version", http.MethodPost, "/artifacts/{artifactId}/versions/{version}/restore", "Make an earlier version the latest again", writes(), bytesWritten()),
}
